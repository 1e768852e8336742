import { AF_UNSPEC, networkOf, RTM_F, type Family, type IpAddress, type RouteMessage, type RouteType } from '../../../stack';
import type { InetPrefix } from '../inet';

/** What `ip route` is asked to show; what is fixed by it, the lines leave out. */
export interface RouteFilter {
  /** AF_UNSPEC: both */
  family: number;
  /** 0: all tables */
  table: number;
  /** the cache: no, yes, or whatever comes (a get) */
  cloned: boolean | 'any';
  protocol?: number;
  scope?: number;
  types?: (type: RouteType) => boolean;
  tos?: number;
  iif?: number;
  oif?: number;
  mark?: number;
  metric?: number;
  /** RTA_FLOW, where the bits of the mask are set */
  realms?: { readonly value: number; readonly mask: number };
  prefsrc?: InetPrefix;
  via?: InetPrefix;
  /** `root`: the destination lies in it; `match`: it lies in the destination; `exact` is both */
  root?: InetPrefix;
  match?: InetPrefix;
  fromRoot?: InetPrefix;
  fromMatch?: InetPrefix;
}

export function newRouteFilter(family: number, table: number): RouteFilter {
  return { family, table, cloned: false };
}

/** Whether a prefix argument says anything: `any` doesn't. */
function constrains(prefix: InetPrefix | undefined): prefix is InetPrefix {
  return prefix !== undefined && (prefix.family !== AF_UNSPEC || prefix.lengthGiven);
}

function zero(family: Family): IpAddress {
  return family === 2 ? 0 : 0n;
}

/** inet_addr_match: whether the first `length` bits agree. */
function agree(address: IpAddress, prefix: InetPrefix, length: number): boolean {
  if (length === 0) return true;
  return typeof address === typeof prefix.address && networkOf(address, length) === networkOf(prefix.address, length);
}

interface Bits {
  readonly address: IpAddress;
  readonly length: number;
}

function inRoot(prefix: InetPrefix | undefined, family: Family, bits: Bits): boolean {
  if (!constrains(prefix)) return true;
  if (prefix.family !== AF_UNSPEC && prefix.family !== family) return false;
  return prefix.length <= bits.length && agree(bits.address, prefix, prefix.length);
}

function matched(prefix: InetPrefix | undefined, family: Family, bits: Bits): boolean {
  if (!constrains(prefix)) return true;
  if (prefix.family !== AF_UNSPEC && prefix.family !== family) return false;
  return bits.length <= prefix.length && agree(bits.address, prefix, bits.length);
}

function viaMatches(prefix: InetPrefix | undefined, route: RouteMessage): boolean {
  if (prefix === undefined || prefix.family === AF_UNSPEC) return true;
  const hop = route.nexthops.length === 1 ? route.nexthops[0]! : undefined;
  const family = hop?.via !== undefined ? (typeof hop.via === 'number' ? 2 : 10) : route.family;
  return family === prefix.family && agree(hop?.via ?? hop?.gateway ?? zero(family), prefix, prefix.length);
}

/** The device of a route with one nexthop. */
export function deviceOf(route: RouteMessage): number | undefined {
  return route.nexthops.length === 1 ? route.nexthops[0]!.oif : undefined;
}

/** filter_nlmsg of ip/iproute.c. */
export function acceptsRoute(filter: RouteFilter, route: RouteMessage): boolean {
  const isCloned = (route.flags & RTM_F.CLONED) !== 0;
  const from = route.src ?? { address: zero(route.family), length: 0 };
  return (filter.family === AF_UNSPEC || route.family === filter.family)
    && (filter.cloned === 'any' || filter.cloned === isCloned)
    && (filter.table === 0 || filter.table === route.table)
    && (filter.protocol === undefined || filter.protocol === route.protocol)
    && (filter.scope === undefined || filter.scope === route.scope)
    && (filter.types === undefined || filter.types(route.type))
    && (filter.tos === undefined || filter.tos === route.tos)
    && inRoot(filter.root, route.family, route.dst) && matched(filter.match, route.family, route.dst)
    && inRoot(filter.fromRoot, route.family, from) && matched(filter.fromMatch, route.family, from)
    && viaMatches(filter.via, route)
    && (filter.prefsrc === undefined || filter.prefsrc.family === AF_UNSPEC
      || (filter.prefsrc.family === route.family && agree(route.prefsrc ?? zero(route.family), filter.prefsrc, filter.prefsrc.length)))
    && (filter.iif === undefined || filter.iif === (route.iif ?? 0))
    && (filter.oif === undefined || filter.oif === (deviceOf(route) ?? 0))
    && (filter.mark === undefined || filter.mark === (route.mark ?? 0))
    && (filter.realms === undefined || (((route.flow ?? 0) ^ filter.realms.value) & filter.realms.mask) === 0)
    && (filter.metric === undefined || filter.metric === (route.priority ?? 0));
}
