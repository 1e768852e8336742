import type { Family, IpAddress, Prefix } from '../../address';
import type { Errno } from '../../errno';
import type { CreateFlags } from './flags';

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
  /** RTA_NH_ID: the nexthop object that the nexthops are of */
  readonly nhid?: number;
  /** RTA_MULTIPATH of one nexthop: an IPv6 route by a group has it */
  readonly multipath?: boolean;
  readonly nexthops: readonly NextHop[];
  readonly metrics?: RouteMetrics;
  /** icmp6 router preference: 0 medium, 1 high, 3 low */
  readonly pref?: number;
  readonly iif?: number;
  readonly uid?: number;
  readonly mark?: number;
  /** RTA_FLOW: the source's realm in the upper 16 bits, the destination's in the lower */
  readonly flow?: number;
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
  /** RTA_NH_ID: the nexthop object that the nexthops are of */
  readonly nhid?: number;
  readonly nexthops: readonly NextHop[];
  /** whether the nexthops come as RTA_MULTIPATH, which may hold a single one */
  readonly multipath?: boolean;
  readonly metrics?: RouteMetrics;
  readonly pref?: number;
  /** RTA_FLOW (IPv4) */
  readonly flow?: number;
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
  /** RTA_NH_ID: the nexthop object that the nexthops are of */
  readonly nhid?: number;
  readonly nexthops: readonly NextHop[];
  /** IPv4's route has to have these; IPv6 doesn't look */
  readonly metrics?: RouteMetrics;
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
  /** RTM_F_NOTIFY: tell of later changes, which IPv4 marks and never does */
  readonly notify?: boolean;
}
