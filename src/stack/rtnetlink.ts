import type { Family, IpAddress, LinkAddress, Prefix } from './address';
import type { Netns } from './netns';
import { strerror, type Errno } from './errno';

/**
 * rtnetlink(7), the one door into a namespace's tables: requests that change them, dumps, notifications.
 * Messages carry the attributes of the kernel's messages by their names without prefix (IFLA_MTU is `mtu`), in host types.
 */
export class RtnetlinkError extends Error {
  /** @param extack the kernel's own sentence (NLMSGERR_ATTR_MSG), where it gives one */
  constructor(readonly errno: Errno, readonly extack?: string) {
    super(extack ?? strerror(errno));
    this.name = 'RtnetlinkError';
  }
}

/** NLM_F_* flags of a NEW request. */
export interface CreateFlags {
  readonly create?: boolean;
  readonly excl?: boolean;
  readonly replace?: boolean;
  readonly append?: boolean;
}

// ---- links -------------------------------------------------------------------------------------------------------

/** net/if.h interface flags. */
export const IFF = {
  UP: 0x1, BROADCAST: 0x2, DEBUG: 0x4, LOOPBACK: 0x8, POINTOPOINT: 0x10, NOTRAILERS: 0x20, RUNNING: 0x40, NOARP: 0x80,
  PROMISC: 0x100, ALLMULTI: 0x200, MASTER: 0x400, SLAVE: 0x800, MULTICAST: 0x1000, PORTSEL: 0x2000, AUTOMEDIA: 0x4000,
  DYNAMIC: 0x8000, LOWER_UP: 0x10000, DORMANT: 0x20000, ECHO: 0x40000,
} as const;

/** IFLA_OPERSTATE (RFC 2863 section 3.1.14, linux/if.h IF_OPER_*), by number. */
export const OPERSTATES = ['UNKNOWN', 'NOTPRESENT', 'DOWN', 'LOWERLAYERDOWN', 'TESTING', 'DORMANT', 'UP'] as const;
export type OperState = (typeof OPERSTATES)[number];

/** struct rtnl_link_stats64, the counters that iproute2 prints; octets and packets. */
export interface LinkStats {
  rxPackets: number; txPackets: number; rxBytes: number; txBytes: number; rxErrors: number; txErrors: number;
  rxDropped: number; txDropped: number; multicast: number; collisions: number;
  rxLengthErrors: number; rxOverErrors: number; rxCrcErrors: number; rxFrameErrors: number; rxFifoErrors: number; rxMissedErrors: number;
  txAbortedErrors: number; txCarrierErrors: number; txFifoErrors: number; txHeartbeatErrors: number; txWindowErrors: number;
  rxNohandler: number; rxOtherhostDropped: number;
}

/** RTM_NEWLINK / RTM_DELLINK as a dump or notification carries it. */
export interface LinkMessage {
  readonly index: number;
  /** ARPHRD_*: 1 ether, 772 loopback */
  readonly type: number;
  /** IFF.* */
  readonly flags: number;
  readonly ifname: string;
  readonly altnames: readonly string[];
  readonly mtu: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  readonly address?: LinkAddress;
  readonly broadcast?: LinkAddress;
  readonly permAddress?: LinkAddress;
  readonly txqlen: number;
  readonly operstate: OperState;
  /** 0 DEFAULT, 1 DORMANT */
  readonly linkmode: number;
  readonly qdisc: string;
  readonly group: number;
  readonly promiscuity: number;
  readonly allmulti: number;
  readonly carrierChanges: number;
  readonly ifalias?: string;
  /** IFLA_LINK: ifindex of the lower device or veth peer, where there is one (0: in another, unreachable namespace) */
  readonly link?: number;
  /** IFLA_LINK_NETNSID: this namespace's id for the one where `link` lives */
  readonly linkNetnsid?: number;
  /** ifindex of the bridge, bond, VRF ... */
  readonly master?: number;
  readonly kind?: string;
  /** IFLA_INFO_DATA: the kind's own attributes, e.g. vlan `{ id: 10, protocol: 0x8100 }` */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly slaveKind?: string;
  readonly slaveData?: Readonly<Record<string, unknown>>;
  readonly numTxQueues: number;
  /** absent from a kernel without CONFIG_RPS, as on a machine of one CPU */
  readonly numRxQueues?: number;
  readonly gsoMaxSize: number;
  readonly gsoMaxSegs: number;
  readonly tsoMaxSize: number;
  readonly tsoMaxSegs: number;
  readonly groMaxSize: number;
  readonly addrGenMode: 'eui64' | 'none' | 'stable_secret' | 'random';
  readonly stats: Readonly<LinkStats>;
}

/** RTM_NEWLINK as a request. An undefined attribute isn't in the message. */
export interface NewLink extends CreateFlags {
  readonly type: 'RTM_NEWLINK';
  /** of an existing device; with `create`, the ifindex that the new one shall have */
  readonly index?: number;
  /** with `index`: the new name; without: which device, by name or altname */
  readonly ifname?: string;
  /** IFF.* values, and which of them to change */
  readonly flags?: number;
  readonly change?: number;
  readonly mtu?: number;
  readonly address?: LinkAddress;
  readonly broadcast?: LinkAddress;
  readonly txqlen?: number;
  readonly linkmode?: number;
  readonly group?: number;
  readonly ifalias?: string;
  readonly link?: number;
  /** 0 sets it free */
  readonly master?: number;
  readonly netns?: Netns;
  readonly addrGenMode?: LinkMessage['addrGenMode'];
  readonly numTxQueues?: number;
  readonly numRxQueues?: number;
  readonly protoDown?: boolean;
  readonly carrier?: boolean;
  readonly kind?: string;
  /** IFLA_INFO_DATA; for veth `{ peer: NewLink-like attributes }` (VETH_INFO_PEER) */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly slaveData?: Readonly<Record<string, unknown>>;
  /** RTM_SETLINK on all devices of a group: `ip link set group G ...` */
  readonly onGroup?: number;
}

export interface DelLink {
  readonly type: 'RTM_DELLINK';
  readonly index?: number;
  readonly ifname?: string;
  readonly group?: number;
}

export interface LinkProp {
  readonly type: 'RTM_NEWLINKPROP' | 'RTM_DELLINKPROP';
  readonly index: number;
  readonly altnames: readonly string[];
}

// ---- addresses ---------------------------------------------------------------------------------------------------

/** linux/if_addr.h; NODAD, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE, MCAUTOJOIN can be asked for. SECONDARY and TEMPORARY share 0x01. */
export const IFA_F = {
  SECONDARY: 0x01, NODAD: 0x02, OPTIMISTIC: 0x04, DADFAILED: 0x08, HOMEADDRESS: 0x10, DEPRECATED: 0x20, TENTATIVE: 0x40,
  PERMANENT: 0x80, MANAGETEMPADDR: 0x100, NOPREFIXROUTE: 0x200, MCAUTOJOIN: 0x400, STABLE_PRIVACY: 0x800,
} as const;

export const INFINITY_LIFE_TIME = 0xffffffff;

/** RTM_NEWADDR / RTM_DELADDR as a dump or notification carries it. */
export interface AddrMessage {
  readonly family: Family;
  readonly prefixlen: number;
  /** IFA_F.* */
  readonly flags: number;
  /** RT_SCOPE_* */
  readonly scope: number;
  readonly index: number;
  readonly local: IpAddress;
  /** the peer's, if it isn't `local` */
  readonly address: IpAddress;
  readonly broadcast?: IpAddress;
  readonly label?: string;
  /** IFA_RT_PRIORITY */
  readonly rtPriority?: number;
  /** IFA_PROTO */
  readonly proto?: number;
  /** seconds left; INFINITY_LIFE_TIME for ever */
  readonly validLft: number;
  readonly preferredLft: number;
  /** created and updated, hundredths of a second since boot */
  readonly cstamp: number;
  readonly tstamp: number;
}

export interface NewAddr extends CreateFlags {
  readonly type: 'RTM_NEWADDR';
  readonly family: Family;
  readonly index: number;
  readonly prefixlen: number;
  readonly local?: IpAddress;
  readonly address?: IpAddress;
  readonly broadcast?: IpAddress;
  readonly anycast?: IpAddress;
  readonly label?: string;
  readonly scope?: number;
  readonly flags?: number;
  readonly rtPriority?: number;
  readonly validLft?: number;
  readonly preferredLft?: number;
}

export interface DelAddr {
  readonly type: 'RTM_DELADDR';
  readonly family: Family;
  readonly index: number;
  readonly prefixlen: number;
  readonly local?: IpAddress;
  readonly address?: IpAddress;
  readonly label?: string;
}

// ---- routes ------------------------------------------------------------------------------------------------------

/** RTN_*, by number. */
export const ROUTE_TYPES = ['none', 'unicast', 'local', 'broadcast', 'anycast', 'multicast', 'blackhole', 'unreachable', 'prohibit', 'throw', 'nat', 'xresolve'] as const;
export type RouteType = (typeof ROUTE_TYPES)[number];

export const RT_SCOPE = { UNIVERSE: 0, SITE: 200, LINK: 253, HOST: 254, NOWHERE: 255 } as const;
export const RT_TABLE = { UNSPEC: 0, COMPAT: 252, DEFAULT: 253, MAIN: 254, LOCAL: 255 } as const;
export const RTPROT = { UNSPEC: 0, REDIRECT: 1, KERNEL: 2, BOOT: 3, STATIC: 4, RA: 9 } as const;
/** RTNH_F_* and, on a get, RTM_F_CLONED, RTM_F_FIB_MATCH; RTCF_* of the cache line. */
export const RTNH_F = { DEAD: 1, PERVASIVE: 2, ONLINK: 4, OFFLOAD: 8, LINKDOWN: 16, UNRESOLVED: 32, TRAP: 64 } as const;
export const RTM_F = { NOTIFY: 0x100, CLONED: 0x200, EQUALIZE: 0x400, PREFIX: 0x800, LOOKUP_TABLE: 0x1000, FIB_MATCH: 0x2000 } as const;
export const RTCF = { NOTIFY: 0x00010000, DOREDIRECT: 0x01000000, BROADCAST: 0x10000000, MULTICAST: 0x20000000, LOCAL: 0x80000000 } as const;

/** RTA_MULTIPATH element, or the single nexthop of a route. */
export interface NextHop {
  readonly gateway?: IpAddress;
  /** RTA_VIA: a gateway of the other family */
  readonly via?: IpAddress;
  readonly oif?: number;
  /** 1 to 256 */
  readonly weight?: number;
  /** RTNH_F.* */
  readonly flags: number;
}

/** RTAX_* metrics that iproute2 can set, by its own names (mtu, advmss, rtt, ...); `lock` holds locked names. */
export interface RouteMetrics {
  readonly [name: string]: number | string | readonly string[] | undefined;
  readonly lock?: readonly string[];
}

/** RTM_NEWROUTE / RTM_DELROUTE as a dump, a notification or the answer to a get carries it. */
export interface RouteMessage {
  readonly family: Family;
  readonly type: RouteType;
  readonly dst: Prefix;
  /** from-prefix (IPv6 subtrees, or the `from` of a get) */
  readonly src?: Prefix;
  readonly tos: number;
  readonly table: number;
  readonly protocol: number;
  readonly scope: number;
  /** RTM_F.* | RTNH_F.* */
  readonly flags: number;
  readonly priority?: number;
  readonly prefsrc?: IpAddress;
  readonly nexthops: readonly NextHop[];
  readonly metrics?: RouteMetrics;
  /** icmp6 router preference: 0 medium, 1 high, 3 low */
  readonly pref?: number;
  readonly iif?: number;
  readonly uid?: number;
  readonly mark?: number;
  /** RTA_CACHEINFO of a get: RTCF.*, seconds until it expires, error */
  readonly cache?: { readonly flags: number; readonly expires?: number; readonly error?: Errno };
}

export interface NewRoute extends CreateFlags {
  readonly type: 'RTM_NEWROUTE';
  readonly family: Family;
  readonly routeType: RouteType;
  readonly dst: Prefix;
  readonly tos?: number;
  readonly table: number;
  readonly protocol: number;
  /** undefined: the caller didn't say; iproute2 chooses before it asks (see iproute.c), so it always says */
  readonly scope: number;
  readonly priority?: number;
  readonly prefsrc?: IpAddress;
  readonly nexthops: readonly NextHop[];
  readonly metrics?: RouteMetrics;
  readonly pref?: number;
  /** seconds (IPv6) */
  readonly expires?: number;
}

/** Undefined attributes match anything. */
export interface DelRoute {
  readonly type: 'RTM_DELROUTE';
  readonly family: Family;
  readonly routeType?: RouteType;
  readonly dst: Prefix;
  readonly tos?: number;
  readonly table: number;
  readonly protocol?: number;
  readonly scope?: number;
  readonly priority?: number;
  readonly prefsrc?: IpAddress;
  readonly nexthops: readonly NextHop[];
}

export interface GetRoute {
  readonly type: 'RTM_GETROUTE';
  readonly family: Family;
  readonly dst: Prefix;
  readonly src?: IpAddress;
  readonly iif?: number;
  readonly oif?: number;
  readonly tos?: number;
  readonly mark?: number;
  readonly uid?: number;
  readonly ipproto?: number;
  readonly sport?: number;
  readonly dport?: number;
  /** RTM_F_FIB_MATCH: answer with the table's entry */
  readonly fibMatch?: boolean;
}

// ---- rules -------------------------------------------------------------------------------------------------------

/** FR_ACT_*. */
export type RuleAction = 'to_tbl' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';

/** RTM_NEWRULE / RTM_DELRULE, as a request, dump or notification. */
export interface RuleMessage {
  readonly family: Family;
  readonly action: RuleAction;
  readonly priority?: number;
  readonly invert?: boolean;
  readonly src?: Prefix;
  readonly dst?: Prefix;
  readonly tos?: number;
  readonly fwmark?: number;
  readonly fwmask?: number;
  readonly iifname?: string;
  readonly oifname?: string;
  /** devices named don't exist now: iproute2 prints [detached] */
  readonly iifDetached?: boolean;
  readonly oifDetached?: boolean;
  readonly table?: number;
  readonly goto?: number;
  readonly unresolved?: boolean;
  readonly ipproto?: number;
  readonly sport?: readonly [number, number];
  readonly dport?: readonly [number, number];
  readonly uidRange?: readonly [number, number];
  readonly suppressPrefixlen?: number;
  readonly suppressIfgroup?: number;
  readonly l3mdev?: boolean;
  readonly protocol?: number;
  readonly tunId?: bigint;
}

export interface NewRule extends CreateFlags { readonly type: 'RTM_NEWRULE'; readonly rule: RuleMessage }
export interface DelRule { readonly type: 'RTM_DELRULE'; readonly rule: Partial<RuleMessage> & { readonly family: Family } }

// ---- neighbours --------------------------------------------------------------------------------------------------

/** NUD_* (linux/neighbour.h). */
export const NUD = { NONE: 0, INCOMPLETE: 0x01, REACHABLE: 0x02, STALE: 0x04, DELAY: 0x08, PROBE: 0x10, FAILED: 0x20, NOARP: 0x40, PERMANENT: 0x80 } as const;
export const NTF = { USE: 0x01, SELF: 0x02, MASTER: 0x04, PROXY: 0x08, EXT_LEARNED: 0x10, OFFLOADED: 0x20, STICKY: 0x40, ROUTER: 0x80 } as const;

export interface NeighMessage {
  readonly family: Family;
  readonly index: number;
  readonly dst: IpAddress;
  readonly lladdr?: LinkAddress;
  /** NUD.* */
  readonly state: number;
  /** NTF.* */
  readonly flags: number;
  readonly probes: number;
  readonly protocol?: number;
  /** NDA_CACHEINFO: hundredths of a second since each; references */
  readonly cacheinfo: { readonly confirmed: number; readonly used: number; readonly updated: number; readonly refcnt: number };
}

export interface NewNeigh extends CreateFlags {
  readonly type: 'RTM_NEWNEIGH';
  readonly family: Family;
  readonly index: number;
  readonly dst: IpAddress;
  readonly lladdr?: LinkAddress;
  readonly state: number;
  readonly flags: number;
  readonly protocol?: number;
}
export interface DelNeigh { readonly type: 'RTM_DELNEIGH'; readonly family: Family; readonly index: number; readonly dst: IpAddress; readonly flags: number }
export interface GetNeigh { readonly type: 'RTM_GETNEIGH'; readonly family: Family; readonly index: number; readonly dst: IpAddress; readonly flags: number }

// ---- namespaces --------------------------------------------------------------------------------------------------

/** RTM_*NSID: this namespace's ids for others; -1 (NETNSA_NSID_NOT_ASSIGNED) where there is none. */
export interface NsidMessage { readonly nsid: number; readonly netns: Netns }
export interface NewNsid { readonly type: 'RTM_NEWNSID'; readonly netns: Netns; /** -1: the next free one */ readonly nsid: number }
export interface GetNsid { readonly type: 'RTM_GETNSID'; readonly netns: Netns }

// ---- the door ----------------------------------------------------------------------------------------------------

export type Request = NewLink | DelLink | LinkProp | NewAddr | DelAddr | NewRoute | DelRoute | NewRule | DelRule | NewNeigh | DelNeigh | NewNsid;

/** What each dump or get answers with. */
export interface Answers {
  RTM_GETLINK: LinkMessage;
  RTM_GETADDR: AddrMessage;
  RTM_GETROUTE: RouteMessage;
  RTM_GETRULE: RuleMessage;
  RTM_GETNEIGH: NeighMessage;
  RTM_GETNSID: NsidMessage;
}

/** Strict-check filters that the kernel itself applies to a dump; the rest is the caller's. */
export interface DumpFilter {
  readonly family?: Family;
  /** RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH: one device only */
  readonly index?: number;
  /** RTM_GETROUTE: one table only; an unused one is ENOENT, "ipv4: FIB table does not exist." */
  readonly table?: number;
  /** RTM_GETROUTE: the cache (always empty for IPv4) */
  readonly cloned?: boolean;
  /** RTM_GETNEIGH: proxy entries */
  readonly proxy?: boolean;
}

export type Notification =
  | { readonly type: 'RTM_NEWLINK' | 'RTM_DELLINK'; readonly link: LinkMessage }
  | { readonly type: 'RTM_NEWADDR' | 'RTM_DELADDR'; readonly addr: AddrMessage }
  | { readonly type: 'RTM_NEWROUTE' | 'RTM_DELROUTE'; readonly route: RouteMessage; readonly replace?: boolean }
  | { readonly type: 'RTM_NEWRULE' | 'RTM_DELRULE'; readonly rule: RuleMessage }
  | { readonly type: 'RTM_NEWNEIGH' | 'RTM_DELNEIGH'; readonly neigh: NeighMessage }
  | { readonly type: 'RTM_NEWNSID' | 'RTM_DELNSID'; readonly nsid: NsidMessage };

/** A namespace's rtnetlink, as a privileged process sees it. */
export interface Rtnetlink {
  /** Carries out a change, or changes nothing. @throws {RtnetlinkError} */
  request(message: Request): void;
  /** All entries in the kernel's own order. @throws {RtnetlinkError} */
  dump<T extends keyof Answers>(type: T, filter?: DumpFilter): Answers[T][];
  /** RTM_GETLINK of one device, by index, name or altname. @throws {RtnetlinkError} ENODEV */
  getLink(which: { readonly index: number } | { readonly ifname: string }): LinkMessage;
  /** A route lookup as the kernel does for output (or, with iif, for input). @throws {RtnetlinkError} e.g. ENETUNREACH */
  getRoute(message: GetRoute): RouteMessage;
  /** @throws {RtnetlinkError} ENOENT */
  getNeigh(message: GetNeigh): NeighMessage;
  /** This namespace's id for another, or undefined. */
  getNsid(message: GetNsid): number | undefined;
  /** All notifications of this namespace, in order, until the returned function is called. */
  subscribe(listener: (notification: Notification) => void): () => void;
}
