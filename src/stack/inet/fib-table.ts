import { AF_INET, networkOf, type Family, type IpAddress, type Prefix } from '../address';
import type { Because } from '../events';
import { RTNH_F, RT_SCOPE, RtnetlinkError, type CreateFlags, type RouteMetrics, type RouteType } from '../rtnetlink';
import type { Errno } from '../errno';
import { PrefixTable } from './prefix-table';

/** A nexthop as the FIB keeps it (struct fib_nh). */
export interface FibNexthop {
  /** IPv4, or IPv6 for RTA_VIA */
  readonly gateway?: IpAddress;
  /** 0: none, as for blackhole routes */
  oif: number;
  readonly weight: number;
  /** RTNH_F.ONLINK, DEAD, LINKDOWN */
  flags: number;
  /** RT_SCOPE.* of what lies behind it */
  scope: number;
  /** last hash value (31 bits) that multipath gives it; -1: none */
  upperBound: number;
}

/** A route as the FIB keeps it (struct fib_alias with its fib_info). */
export interface FibRoute {
  readonly dst: Prefix;
  readonly tos: number;
  readonly type: RouteType;
  readonly table: number;
  readonly protocol: number;
  readonly scope: number;
  readonly priority: number;
  readonly prefsrc?: IpAddress;
  readonly metrics?: RouteMetrics;
  /** realms, which classes of traffic are made by */
  readonly flow?: number;
  /** the nexthop object that its nexthops are of */
  readonly nhid?: number;
  nexthops: readonly FibNexthop[];
  /** RTNH_F.DEAD, LINKDOWN: all nexthops are */
  flags: number;
}

/** What a packet is routed by (struct flowi4). Absent fields are 0. */
export interface Flow {
  readonly daddr: IpAddress;
  readonly saddr?: IpAddress;
  readonly oif?: number;
  /** ifindex; 1 (lo) for packets that this host sends */
  readonly iif?: number;
  /** ifindex of the L3 master that it stays within */
  readonly l3mdev?: number;
  readonly tos?: number;
  readonly mark?: number;
  readonly uid?: number;
  readonly ipproto?: number;
  readonly sport?: number;
  readonly dport?: number;
  /** routes of a wider scope than this don't count (RT_SCOPE.*) */
  readonly scope?: number;
}

/** A route that matched a flow. */
export interface FibMatch {
  readonly route: FibRoute;
  readonly nexthop: FibNexthop;
}

/** Why an entry that covers the destination was passed over. */
export interface Skipped<R = FibRoute> {
  readonly route: R;
  readonly because: Because;
}

/** What a lookup needs to know of the devices. */
export interface LookupOptions {
  /** net.ipv4.conf.DEV.ignore_routes_with_linkdown, for a nexthop's device; undefined: link state doesn't matter */
  readonly ignoresLinkdown?: (oif: number) => boolean;
  /** collects the entries that were passed over */
  readonly skipped?: Skipped[];
  /** name of a device, for `skipped` */
  readonly nameOf?: (ifindex: number) => string;
}

/** The error that routes of a type give (fib_props of fib_semantics.c); throw's EAGAIN means "ask the next table". */
export const ROUTE_ERRORS: Partial<Record<RouteType, Errno>> = {
  blackhole: 'EINVAL', unreachable: 'EHOSTUNREACH', prohibit: 'EACCES', throw: 'EAGAIN', nat: 'EINVAL', xresolve: 'EINVAL',
};

/** One IPv4 routing table, with the order and the matching of Linux's fib_trie.c. */
export class FibTable {
  readonly #routes: PrefixTable<FibRoute>;

  constructor(readonly id: number, readonly family: Family = AF_INET) {
    this.#routes = new PrefixTable(family);
  }

  /**
   * Adds a route as fib_table_insert does. Equal prefix and tos sort by metric; among equal metrics `append` goes last,
   * else first.
   * @returns the route that it took the place of (`replace`); undefined where it is new; 'unchanged' where it was there already
   * @throws {RtnetlinkError} EINVAL, EEXIST, ENOENT
   */
  insert(route: FibRoute, flags: CreateFlags): FibRoute | 'unchanged' | undefined {
    checkKey(route.dst);
    const list = this.#routes.at(route.dst) ?? [];
    let position = list.findIndex(other => other.tos < route.tos || (other.tos === route.tos && other.priority >= route.priority));
    const first = position < 0 ? undefined : list[position];
    if (first && first.tos === route.tos && first.priority === route.priority) {
      if (flags.excl) throw new RtnetlinkError('EEXIST');
      let end = position;
      while (end < list.length && sameKey(list[end]!, route)) end++;
      const same = list.slice(position, end).find(other => other.type === route.type && sameInfo(other, route));
      if (flags.replace) {
        if (same === first) return 'unchanged';
        if (same) throw new RtnetlinkError('EEXIST');
        this.#routes.remove(route.dst, position);
        this.#routes.insert(route.dst, route, position);
        return first;
      }
      if (same) throw new RtnetlinkError('EEXIST');
      if (flags.append) position = end;
    }
    if (!flags.create) throw new RtnetlinkError('ENOENT');
    this.#routes.insert(route.dst, route, position < 0 ? list.length : position);
    return undefined;
  }

  /**
   * Removes the first route of that prefix and tos that `matches`, as fib_table_delete does.
   * @throws {RtnetlinkError} EINVAL, ESRCH
   */
  delete(dst: Prefix, tos: number, matches: (route: FibRoute) => boolean): FibRoute {
    checkKey(dst);
    const list = this.#routes.at(dst) ?? [];
    const position = list.findIndex(route => route.tos === tos && matches(route));
    if (position < 0) throw new RtnetlinkError('ESRCH');
    const route = list[position]!;
    this.#routes.remove(dst, position);
    return route;
  }

  /** Removes all routes that `matches`, and returns them in dump order. */
  flush(matches: (route: FibRoute) => boolean): FibRoute[] {
    const doomed = this.dump().filter(matches);
    for (const route of doomed) this.#routes.remove(route.dst, this.#routes.at(route.dst)!.indexOf(route));
    return doomed;
  }

  /** All routes, in the order of a dump. */
  dump(): FibRoute[] {
    return this.#routes.lists().flat();
  }

  /** The routes of exactly that prefix. */
  at(prefix: Prefix): readonly FibRoute[] {
    return this.#routes.at(prefix) ?? [];
  }

  get lengths(): readonly number[] {
    return this.#routes.lengths;
  }

  /** Among the routes of one prefix length, the first that `flow` may take; `{ error }` where its type refuses. */
  lookupLength(flow: Flow, length: number, options: LookupOptions): FibMatch | { readonly error: Errno; readonly route: FibRoute } | undefined {
    for (const route of this.#routes.covering(flow.daddr, length) ?? []) {
      const refused = refusal(route, flow);
      if (refused) {
        options.skipped?.push({ route, because: refused });
        continue;
      }
      const error = ROUTE_ERRORS[route.type];
      if (error) return { error, route };
      for (const nexthop of route.nexthops) {
        const bad = nexthopRefusal(nexthop, flow, options);
        if (!bad) return { route, nexthop };
        options.skipped?.push({ route, because: bad });
      }
    }
    return undefined;
  }
}

/** Longest-prefix match over tables that share a trie, as local and main do until a rule is added. EAGAIN: nothing found. */
export function lookupTables(tables: readonly FibTable[], flow: Flow, options: LookupOptions = {}): FibMatch | { readonly error: Errno; readonly route?: FibRoute } {
  const lengths = tables.length === 1 ? tables[0]!.lengths : [...new Set(tables.flatMap(table => table.lengths))].sort((a, b) => b - a);
  for (const length of lengths) {
    for (const table of tables) {
      const found = table.lookupLength(flow, length, options);
      if (found) return found;
    }
  }
  return { error: 'EAGAIN' };
}

function refusal(route: FibRoute, flow: Flow): Because | undefined {
  if (route.tos !== 0 && route.tos !== (flow.tos ?? 0)) return `tos 0x${route.tos.toString(16)}`;
  if (route.flags & RTNH_F.DEAD) return 'dead';
  if (route.scope < (flow.scope ?? RT_SCOPE.UNIVERSE)) return `scope ${route.scope}`;
  return undefined;
}

function nexthopRefusal(nexthop: FibNexthop, flow: Flow, options: LookupOptions): Because | undefined {
  if (nexthop.flags & RTNH_F.DEAD) return 'nexthop dead';
  if (nexthop.flags & RTNH_F.LINKDOWN && options.ignoresLinkdown?.(nexthop.oif)) {
    return `net.ipv4.conf.${options.nameOf?.(nexthop.oif) ?? nexthop.oif}.ignore_routes_with_linkdown = 1`;
  }
  if (flow.oif && flow.oif !== nexthop.oif) return `oif ${options.nameOf?.(flow.oif) ?? flow.oif}`;
  return undefined;
}

/** fib_valid_key_len. @throws {RtnetlinkError} EINVAL */
export function checkKey(dst: Prefix): void {
  if (networkOf(dst.address, dst.length) !== dst.address) throw new RtnetlinkError('EINVAL', 'Invalid prefix for given prefix length');
}

function sameKey(a: FibRoute, b: FibRoute): boolean {
  return a.tos === b.tos && a.priority === b.priority;
}

/** Whether two routes would share a fib_info (fib_find_info). */
function sameInfo(a: FibRoute, b: FibRoute): boolean {
  return a.nhid === b.nhid && a.protocol === b.protocol && a.scope === b.scope && a.prefsrc === b.prefsrc
    && sameMetrics(a.metrics, b.metrics) && a.nexthops.length === b.nexthops.length
    && a.nexthops.every((nexthop, i) => sameNexthop(nexthop, b.nexthops[i]!));
}

function sameNexthop(a: FibNexthop, b: FibNexthop): boolean {
  return a.gateway === b.gateway && a.oif === b.oif && a.weight === b.weight && a.scope === b.scope
    && (a.flags & RTNH_F.ONLINK) === (b.flags & RTNH_F.ONLINK);
}

function sameMetrics(a: RouteMetrics = {}, b: RouteMetrics = {}): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every(name => String(a[name] ?? '') === String(b[name] ?? ''));
}
