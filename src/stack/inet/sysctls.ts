import { SysError } from '../errno';
import { NETCONFA_IFINDEX } from '../rtnetlink';
import type { SysctlEntry, SysctlTree } from '../sysctl';
import { CONF_DEFAULTS, type Conf, type ConfName } from './conf';
import type { Inet, InDevice } from './inet';
import { announceConf, retractConf, settingChanged } from './netconf';
import { FRAME_TRUESIZE, type NeighbourParms } from './neighbour-parms';
import type { GlobalSettings } from './settings';

const CONF_NAMES = Object.keys(CONF_DEFAULTS) as ConfName[];

/** A sysctl that holds one whole number (proc_dointvec_minmax). */
export function integer(get: () => number, set: (value: number) => void, low = -0x8000_0000, high = 0x7fff_ffff): SysctlEntry {
  return {
    get: () => String(get()),
    set: text => set(parse(text, low, high)),
  };
}

function parse(text: string, low: number, high: number): number {
  const word = text.trim().split(/\s+/)[0] ?? '';
  if (!/^-?(\d+|0x[0-9a-f]+)$/i.test(word)) throw new SysError('EINVAL');
  const value = Number(word);
  if (value < low || value > high) throw new SysError('EINVAL');
  return value;
}

function pair(get: () => readonly [number, number], set: (value: [number, number]) => void, high: number): SysctlEntry {
  return {
    get: () => get().join('\t'),
    set: text => {
      // Of fewer numbers than there are, the others stay (proc_doulongvec_minmax).
      const [first, last = get()[1]] = text.trim().split(/\s+/).map(word => parse(word, 0, high));
      if (first === undefined) throw new SysError('EINVAL');
      set([first, last]);
    },
  };
}

/** The limits of those net.ipv4 sysctls that hold one number. */
const GLOBALS: Partial<Record<keyof GlobalSettings, readonly [path: string, low: number, high: number]>> = {
  ip_default_ttl: ['ip_default_ttl', 1, 255],
  ip_no_pmtu_disc: ['ip_no_pmtu_disc', 0, 3],
  ip_forward_use_pmtu: ['ip_forward_use_pmtu', 0, 1],
  ip_nonlocal_bind: ['ip_nonlocal_bind', 0, 1],
  icmp_echo_ignore_all: ['icmp_echo_ignore_all', 0, 1],
  icmp_echo_ignore_broadcasts: ['icmp_echo_ignore_broadcasts', 0, 1],
  icmp_ignore_bogus_error_responses: ['icmp_ignore_bogus_error_responses', 0, 1],
  icmp_errors_use_inbound_ifaddr: ['icmp_errors_use_inbound_ifaddr', 0, 1],
  icmp_ratelimit: ['icmp_ratelimit', 0, 0x7fffffff],
  icmp_ratemask: ['icmp_ratemask', 0, 0x7fffffff],
  icmp_msgs_per_sec: ['icmp_msgs_per_sec', 0, 0x7fffffff],
  icmp_msgs_burst: ['icmp_msgs_burst', 0, 0x7fffffff],
  fib_multipath_hash_policy: ['fib_multipath_hash_policy', 0, 3],
  fib_multipath_use_neigh: ['fib_multipath_use_neigh', 0, 1],
  ipfrag_time: ['ipfrag_time', 0, 0x7fffffff],
  fwmark_reflect: ['fwmark_reflect', 0, 1],
  raw_l3mdev_accept: ['raw_l3mdev_accept', 0, 1],
  udp_l3mdev_accept: ['udp_l3mdev_accept', 0, 1],
};

/** net/ipv4/*, and the `all` and `default` directories of conf and neigh. */
export function globalSysctls(inet: Inet): void {
  const { sysctl } = inet.netns;
  const { settings } = inet;
  for (const [name, [path, low, high]] of Object.entries(GLOBALS) as [keyof typeof GLOBALS, readonly [string, number, number]][]) {
    sysctl.define(`net/ipv4/${path}`, integer(() => settings[name] as number, value => void ((settings[name] as number) = value), low, high));
  }
  sysctl.define('net/ipv4/ping_group_range', {
    ...pair(() => settings.ping_group_range, value => void (settings.ping_group_range = value[1] < value[0] ? [1, 0] : value), 0x7fffffff),
  });
  sysctl.define('net/ipv4/ip_local_port_range', pair(() => settings.ip_local_port_range, value => {
    if (value[1] < value[0]) throw new SysError('EINVAL');
    settings.ip_local_port_range = value;
  }, 65535));
  sysctl.define('net/ipv4/route/flush', {
    get: () => {
      throw new SysError('EACCES');
    },
    set: () => inet.exceptions.flush(),
  });
  sysctl.define('net/ipv4/ip_forward', integer(() => inet.all.values.forwarding, value => setForwarding(inet, value)));
  confSysctls(inet, inet.all, NETCONFA_IFINDEX.ALL, (name, value) => {
    if (name === 'forwarding') return setForwarding(inet, value);
    inet.all.values[name] = value;
    inet.exceptions.flush();
  });
  confSysctls(inet, inet.defaults, NETCONFA_IFINDEX.DEFAULT, (name, value) => {
    inet.defaults.values[name] = value;
    inet.defaults.touched.add(name);
    for (const device of inet.devices()) if (!device.conf.touched.has(name)) device.conf.values[name] = value;
  });
  defineNeighbourSysctls(sysctl, 'net/ipv4/neigh/default', inet.arpDefaults);
  sysctl.define('net/ipv4/neigh/default/gc_thresh1', integer(() => inet.arp.gcThresh1, value => void (inet.arp.gcThresh1 = value), 0));
  sysctl.define('net/ipv4/neigh/default/gc_thresh2', integer(() => inet.arp.gcThresh2, value => void (inet.arp.gcThresh2 = value), 0));
  sysctl.define('net/ipv4/neigh/default/gc_thresh3', integer(() => inet.arp.gcThresh3, value => void (inet.arp.gcThresh3 = value), 0));
  sysctl.define('net/ipv4/neigh/default/gc_interval', integer(() => inet.arp.gcInterval, value => void (inet.arp.gcInterval = value)));
}

/** inet_forward_change: the whole host routes, or not; redirects are then believed, or not. */
function setForwarding(inet: Inet, value: number): void {
  if (value === inet.all.values.forwarding) return;
  inet.all.values.forwarding = value;
  inet.all.values.accept_redirects = value ? 0 : 1;
  inet.defaults.values.forwarding = value;
  settingChanged(inet, NETCONFA_IFINDEX.ALL, 'forwarding', value);
  settingChanged(inet, NETCONFA_IFINDEX.DEFAULT, 'forwarding', value);
  for (const { dev, conf } of inet.devices()) {
    conf.values.forwarding = value;
    settingChanged(inet, dev.ifindex, 'forwarding', value);
  }
  inet.exceptions.flush();
}

/** net/ipv4/conf/DEV and net/ipv4/neigh/DEV. */
export function deviceSysctls(inet: Inet, device: InDevice): void {
  const { conf } = device;
  conf.name = device.dev.ifname;
  device.arp.path = `net.ipv4.neigh.${device.dev.ifname}`;
  if (device.dev.ifname === 'lo') Object.assign(conf.values, { disable_policy: 1, disable_xfrm: 1 });
  inet.netns.sysctl.defineDirectory(`net/ipv4/conf/${conf.name}`, () => confSysctls(inet, conf, device.dev.ifindex, (name, value) => {
    conf.values[name] = value;
    conf.touched.add(name);
    inet.exceptions.flush();
  }));
  defineNeighbourSysctls(inet.netns.sysctl, `net/ipv4/neigh/${conf.name}`, device.arp);
  announceConf(inet, device.dev.ifindex, conf);
}

export function removeDeviceSysctls(inet: Inet, device: InDevice): void {
  inet.netns.sysctl.remove(`net/ipv4/conf/${device.conf.name}`);
  inet.netns.sysctl.remove(`net/ipv4/neigh/${device.conf.name}`);
  retractConf(inet, device.dev.ifindex);
}

/** @param index ifindex or NETCONFA_IFINDEX, for notifications */
function confSysctls(inet: Inet, conf: Conf, index: number, set: (name: ConfName, value: number) => void): void {
  for (const name of CONF_NAMES) {
    const entry = integer(() => conf.values[name], value => {
      const before = conf.values[name];
      set(name, value);
      if (value !== before && !(name === 'forwarding' && conf === inet.all)) settingChanged(inet, index, name, value);
    });
    inet.netns.sysctl.define(`net/ipv4/conf/${conf.name}/${name}`, name === 'mc_forwarding' ? { get: entry.get } : entry);
  }
}

/** A neigh/DEV directory, of either family. */
export function defineNeighbourSysctls(sysctl: SysctlTree, path: string, parms: NeighbourParms): void {
  sysctl.defineDirectory(path, () => {
    for (const [key, entry] of Object.entries(neighbourEntries(parms))) sysctl.define(`${path}/${key}`, entry);
  });
}

function neighbourEntries(parms: NeighbourParms): Record<string, SysctlEntry> {
  const plain = (name: Exclude<keyof NeighbourParms, 'path' | 'reachableTimeNs' | 'copy'>): SysctlEntry =>
    integer(() => parms[name], value => void (parms[name] = value), 0);
  return {
    anycast_delay: plain('anycastDelay'),
    app_solicit: plain('appSolicit'),
    base_reachable_time: integer(() => Math.floor(parms.baseReachableTimeMs / 1000), value => void (parms.baseReachableTimeMs = value * 1000), 0),
    base_reachable_time_ms: plain('baseReachableTimeMs'),
    delay_first_probe_time: plain('delayFirstProbeTime'),
    gc_stale_time: integer(() => parms.gcStaleTime, value => void (parms.gcStaleTime = value)),
    interval_probe_time_ms: integer(() => parms.intervalProbeTimeMs, value => void (parms.intervalProbeTimeMs = value), 1),
    locktime: plain('locktime'),
    mcast_resolicit: plain('mcastResolicit'),
    mcast_solicit: plain('mcastSolicit'),
    proxy_delay: plain('proxyDelay'),
    proxy_qlen: plain('proxyQlen'),
    retrans_time: integer(() => Math.floor(parms.retransTimeMs / 10), value => void (parms.retransTimeMs = value * 10), 0),
    retrans_time_ms: plain('retransTimeMs'),
    ucast_solicit: plain('ucastSolicit'),
    unres_qlen: integer(() => Math.floor(parms.unresQlenBytes / FRAME_TRUESIZE), value => void (parms.unresQlenBytes = value * FRAME_TRUESIZE), 0),
    unres_qlen_bytes: plain('unresQlenBytes'),
  };
}
