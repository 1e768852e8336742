import { parseIpv6 } from '../address';
import { SysError } from '../errno';
import { defineNeighbourSysctls, integer } from '../inet/sysctls';
import { NETCONFA_IFINDEX } from '../rtnetlink';
import type { SysctlEntry } from '../sysctl';
import { disableChanged, forwardingChanged } from './addrconf';
import type { Conf, ConfName, GlobalName } from './conf';
import type { Inet6, Inet6Dev } from './inet6';
import { announceConf, retractConf, settingChanged } from './netconf';

/** Names with a kernel handler of their own: what else a change does. */
const REACTIONS: Partial<Record<ConfName, (inet6: Inet6, idev: Inet6Dev) => void>> = {
  disable_ipv6: disableChanged,
  forwarding: forwardingChanged,
};

/** addrconf_sysctl_stable_secret: none is set, and addresses made from one are not supported. */
const stableSecret: SysctlEntry = {
  get: () => { throw new SysError('EIO'); },
  set: text => { throw new SysError(parseIpv6(text.trim()) === undefined ? 'EIO' : 'EOPNOTSUPP'); },
};

/** Values that the kernel bounds. */
const BOUNDS: Partial<Record<ConfName, readonly [number, number]>> = { hop_limit: [1, 255], mtu: [1280, 65536], addr_gen_mode: [0, 3] };

/** Writing `all` or `default` reaches devices too (addrconf_fixup_forwarding, addrconf_disable_ipv6). */
function spread(inet6: Inet6, name: ConfName, value: number): void {
  if (name !== 'forwarding' && name !== 'disable_ipv6' && name !== 'ignore_routes_with_linkdown') return;
  const changes = inet6.defaults[name] !== value;
  inet6.defaults[name] = value;
  if (changes && name === 'forwarding') settingChanged(inet6, NETCONFA_IFINDEX.DEFAULT, name, value);
  for (const idev of inet6.devices()) {
    const changed = idev.conf[name] !== value;
    idev.conf[name] = value;
    if (changed) react(inet6, idev, name, value);
  }
}

function react(inet6: Inet6, idev: Inet6Dev, name: ConfName, value: number): void {
  REACTIONS[name]?.(inet6, idev);
  settingChanged(inet6, idev.dev.ifindex, name, value);
}

function defineDirectory(inet6: Inet6, name: string, conf: Conf, written: (name: ConfName, value: number, before: number) => void): void {
  const { sysctl } = inet6.netns;
  const path = `net/ipv6/conf/${name}`;
  sysctl.defineDirectory(path, () => {
    sysctl.define(`${path}/stable_secret`, stableSecret);
    for (const key of Object.keys(conf) as ConfName[]) {
      const [low, high] = BOUNDS[key] ?? [];
      const entry = integer(() => conf[key]!, value => {
        const before = conf[key]!;
        conf[key] = value;
        written(key, value, before);
      }, low, key.startsWith('ioam6') ? 0xffffffff : high);
      sysctl.define(`${path}/${key}`, key === 'mc_forwarding' ? { get: entry.get } : entry);
    }
  });
}

/** net.ipv6.conf.DEV and net.ipv6.neigh.DEV. */
export function defineConf(inet6: Inet6, idev: Inet6Dev): void {
  defineDirectory(inet6, idev.dev.ifname, idev.conf, (name, value, before) => {
    if (value !== before) react(inet6, idev, name, value);
  });
  defineNeighbourSysctls(inet6.netns.sysctl, `net/ipv6/neigh/${idev.dev.ifname}`, idev.nd);
  announceConf(inet6, idev);
}

/** The device goes, or changes its name. */
export function removeConf(inet6: Inet6, ifname: string, index: number): void {
  inet6.netns.sysctl.remove(`net/ipv6/conf/${ifname}`);
  inet6.netns.sysctl.remove(`net/ipv6/neigh/${ifname}`);
  retractConf(inet6, index);
}

/** All of net.ipv6 that a namespace has before its first device. */
export function defineGlobals(inet6: Inet6): void {
  const { sysctl } = inet6.netns;
  defineDirectory(inet6, 'all', inet6.all, (key, value, before) => {
    spread(inet6, key, value);
    if (value !== before) settingChanged(inet6, NETCONFA_IFINDEX.ALL, key, value);
  });
  defineDirectory(inet6, 'default', inet6.defaults, (key, value, before) => {
    if (value !== before) settingChanged(inet6, NETCONFA_IFINDEX.DEFAULT, key, value);
  });
  for (const name of Object.keys(inet6.settings) as GlobalName[]) {
    sysctl.define(`net/ipv6/${name}`, integer(() => inet6.settings[name]!, value => { inet6.settings[name] = value; }));
  }
  let ratemask = '0-1,3-127';
  sysctl.define('net/ipv6/icmp/ratemask', { get: () => ratemask, set: text => { ratemask = text.trim(); } });
  sysctl.define('net/ipv6/route/flush', {
    get: () => { throw new SysError('EACCES'); },
    set: () => inet6.exceptions.clear(),
  });
  if (inet6.netns.isInitial) defineNeighbourSysctls(inet6.netns.sysctl, 'net/ipv6/neigh/default', inet6.ndDefaults);
}
