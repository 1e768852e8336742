/** A behaviour that a release of Linux changed. */
interface Change {
  /** The first release that has it. */
  readonly since: string;
  /** The subject of the commit that brought it, where it is known. */
  readonly commit?: string;
}

/** What differs between Linux 6.1 and 6.18, as far as commands show it. */
const CHANGES = {
  /** An interface that is up may be renamed; before, EBUSY. */
  'rename while up': { since: '6.2', commit: 'net/core: Allow live renaming when an interface is up' },
  /** Without carrier, LOWERLAYERDOWN is said only where the device of IFLA_LINK's index, sought in its own namespace, has none either. */
  'lower layer looked at': { since: '6.2', commit: 'net: linkwatch: only report IF_OPER_LOWERLAYERDOWN if iflink is actually down' },
  /** Who asks for one link, be it for its index, gets its state as it is; before, as it was when last looked at, up to a second ago. */
  'link state up to date when asked': { since: '6.8', commit: 'net: core: synchronize link-watch when carrier is queried' },
  /** The address that a link has already may be set whatever it is, as lo's zeros; before, EADDRNOTAVAIL. */
  'address set again': { since: '6.5', commit: 'net: add check for current MAC address in dev_set_mac_address' },
  /** Why an IPv4 address can't be added or deleted is said in words. */
  'ipv4 address errors in words': { since: '6.6', commit: 'IPv4: add extack info for IPv4 address add/delete' },
  /** The same for IPv6. */
  'ipv6 address errors in words': { since: '6.6', commit: 'IPv6: add extack info for IPv6 address add/delete' },
  /** In a group, a nexthop's weight may be 256, which is the most that iproute2 takes; before, 255. */
  'nexthop weights of 16 bits': { since: '6.12', commit: 'net: nexthop: Increase weight to u16' },
  /** A device that can't leave its namespace may be moved to the one that it is in; before, EINVAL. */
  'move to its own namespace': { since: '6.13', commit: 'rtnetlink: Clean up rtnl_setlink().' },
  /** Whether a new veth's peer may be as asked for is looked at before whether the name is taken. */
  'peer of a new link looked at first': { since: '6.13' },
  /** Whether there is a new link's name already is asked in the namespace that it's for; before, in that of the request. */
  'new link sought in its own namespace': { since: '6.15', commit: 'rtnetlink: Lookup device in target netns when creating link' },
  /** A device that can't leave its namespace says so. */
  'namespace errors in words': { since: '6.15', commit: 'net: plumb extack in __dev_change_net_namespace()' },
  /** Who replaces a nexthop without its id hears so before devices and members of groups are looked at. */
  'id of a nexthop to replace asked for first': { since: '6.15', commit: 'nexthop: Check NLM_F_REPLACE and NHA_ID in rtm_new_nexthop().' },
  /** Whether each nexthop of an IPv6 multipath route has a gateway is asked before the nexthops are made. */
  'ipv6 multipath gateways looked at first': { since: '6.16', commit: 'ipv6: Check GATEWAY in rtm_to_fib6_multipath_config().' },
  'net.ipv6.conf.ra_honor_pio_life': { since: '6.7', commit: 'net: add sysctl to disable rfc4862 5.5.3e lifetime handling' },
  'net.ipv6.conf.regen_min_advance': { since: '6.8', commit: 'net: ipv6/addrconf: introduce a regen_min_advance sysctl' },
  'net.ipv6.conf.ra_honor_pio_pflag': { since: '6.12', commit: 'Add support for PIO p flag' },
  'net.ipv6.conf.force_forwarding': { since: '6.17', commit: 'ipv6: add `force_forwarding` sysctl to enable per-interface forwarding' },
  'net.ipv6.icmp.error_anycast_as_unicast': { since: '6.18' },
  /** net.ipv6.icmp.ratelimit is 100 ms; before, a second. */
  'icmpv6 ratelimit of 100 ms': { since: '6.18' },
} as const satisfies Readonly<Record<string, Change>>;

/** Options of the kernel's build that commands show, with what the reference kernel has. */
const OPTIONS = {
  /** Bridges know VLANs: their ports begin with VLAN 1. */
  BRIDGE_VLAN_FILTERING: true,
  /** Devices tell of their receive queues, and a veth has a queue for each CPU. */
  RPS: false,
  /** The clock ticks 250 times a second: a bridge's first queries for group members come a quarter of 125 s after each other, in whole ticks. */
  HZ_250: false,
  /** IPv6 tells of mc_forwarding. */
  IPV6_MROUTE: false,
  /** net.ipv6.conf has optimistic_dad and use_optimistic. */
  IPV6_OPTIMISTIC_DAD: false,
  /** net.ipv6.conf has seg6_require_hmac. */
  IPV6_SEG6_HMAC: false,
} as const satisfies Readonly<Record<string, boolean>>;

export type KernelChange = keyof typeof CHANGES;
export type KernelOption = keyof typeof OPTIONS;

/** Releases whose behaviour is known, oldest first. */
export const RELEASES = ['6.1', '6.18'] as const;
export type ReleaseName = (typeof RELEASES)[number];

export const KERNEL_OPTIONS = Object.keys(OPTIONS) as readonly KernelOption[];

/** The kernel that a network's hosts run. */
export class Release {
  /** @param cpus of each host, 1 or more */
  constructor(readonly name: ReleaseName, private readonly options: Partial<Readonly<Record<KernelOption, boolean>>> = {}, readonly cpus = 1) {}

  /** Whether it has a behaviour that came after the first release. */
  has(change: KernelChange): boolean {
    return compareReleases(CHANGES[change].since, this.name) <= 0;
  }

  /** Whether it was built with CONFIG_… */
  built(option: KernelOption): boolean {
    return this.options[option] ?? OPTIONS[option];
  }
}

/** The reference kernel. */
export const REFERENCE_RELEASE = new Release('6.1');

/**
 * A kernel from its text: a release, and what of it differs from the reference kernel's build, as in `6.18,RPS=y,CPUS=2`.
 * @throws {Error} that says what there is
 */
export function readRelease(text: string): Release {
  const [name, ...settings] = text.split(',');
  const release = RELEASES.find(known => known === name);
  if (release === undefined) throw new Error(`there is no kernel ${JSON.stringify(name)}: it is ${RELEASES.join(' or ')}`);
  const options: Partial<Record<KernelOption, boolean>> = {};
  let cpus = 1;
  for (const setting of settings) {
    const [, key, value] = /^(\w+)=(\w+)$/.exec(setting) ?? [];
    const option = KERNEL_OPTIONS.find(known => known === key);
    if (option !== undefined && /^[yn]$/.test(value!)) options[option] = value === 'y';
    else if (key === 'CPUS' && /^[1-9]\d{0,3}$/.test(value!)) cpus = Number(value);
    else throw new Error(`a kernel has no setting ${JSON.stringify(setting)}: it is ${KERNEL_OPTIONS.map(known => `${known}=y|n`).join(', ')} or CPUS=N`);
  }
  return new Release(release, options, cpus);
}

/** The known release that is nearest below another, or the oldest. @param version such as `6.18.44-generic` */
export function nearestRelease(version: string): ReleaseName {
  return RELEASES.findLast(known => compareReleases(known, version) <= 0) ?? RELEASES[0];
}

function compareReleases(a: string, b: string): number {
  const [x, y] = [a, b].map(text => text.split('.', 2).map(part => parseInt(part, 10))) as [number[], number[]];
  return x[0]! - y[0]! || x[1]! - y[1]!;
}
