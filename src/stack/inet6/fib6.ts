import { AF_INET6, formatAddress, type Prefix } from '../address';
import type { Errno } from '../errno';
import type { Flow } from '../inet/fib-table';
import { PrefixTable } from '../inet/prefix-table';
import type { Rule, RuleTable } from '../inet/rules';
import type { Netns } from '../netns';
import { RT_TABLE, RtnetlinkError, type CreateFlags, type RouteMetrics, type RouteType } from '../rtnetlink';

export interface Nexthop6 {
  readonly gateway?: bigint;
  readonly oif: number;
  readonly weight: number;
  readonly onlink: boolean;
}

/** A route (struct fib6_info with its siblings). */
export interface Route6 {
  readonly dst: Prefix & { readonly address: bigint };
  readonly type: RouteType;
  readonly table: number;
  readonly protocol: number;
  readonly metric: number;
  prefsrc?: bigint;
  readonly metrics?: RouteMetrics;
  /** ICMPv6 router preference as RTA_PREF has it */
  readonly pref: number;
  /** the nexthop object that its nexthops are of */
  readonly nhid?: number;
  /** more than one: siblings */
  nexthops: Nexthop6[];
  /** ns since boot; undefined: for ever */
  expiresAt?: number;
}

/** What a lookup came to. */
export type Answer6 =
  | { readonly route: Route6; readonly nexthop: Nexthop6; readonly rule?: Rule; readonly error?: undefined }
  | { readonly error: Errno; readonly route?: Route6; readonly rule?: Rule };

/** How to choose among routes (RT6_LOOKUP_F_*). */
export interface Choice {
  /** preferred device; with `strict` the only one */
  readonly oif?: number | undefined;
  readonly strict?: boolean;
  /** of the flow, for multipath */
  readonly hash?: number;
}

/** fib6_prop: errors that routes of a type give; EAGAIN means "ask the next rule". */
const ERRORS: Partial<Record<RouteType, Errno>> = { blackhole: 'EINVAL', unreachable: 'EHOSTUNREACH', prohibit: 'EACCES', throw: 'EAGAIN' };
const RULE_ERRORS: Partial<Record<Rule['action'], Errno>> = { unreachable: 'ENETUNREACH', prohibit: 'EACCES', blackhole: 'EINVAL' };

/** All IPv6 routing tables of a namespace (net/ipv6/ip6_fib.c, fib6_rules.c). */
export class Fib6 {
  readonly #tables = new Map<number, PrefixTable<Route6>>();

  constructor(private readonly netns: Netns, private readonly rules: RuleTable, private readonly ignoresLinkdown: (oif: number) => boolean) {
    for (const id of [RT_TABLE.MAIN, RT_TABLE.LOCAL]) this.#ensure(id);
  }

  hasTable(id: number): boolean {
    return this.#tables.has(id);
  }

  /** All routes, or those of one table, in the order of a dump. */
  dump(table?: number): Route6[] {
    const ids = table === undefined ? [...this.#tables.keys()].sort((a, b) => (a & 255) - (b & 255)) : [table];
    return ids.flatMap(id => this.#tables.get(id)?.lists().flat() ?? []);
  }

  /** The routes of exactly that prefix. */
  at(table: number, dst: Prefix): readonly Route6[] {
    return this.#tables.get(table)?.at(dst) ?? [];
  }

  /**
   * Adds a route as fib6_add does: sorted by metric; one via a gateway joins the siblings of its metric.
   * @returns what it replaced, or became part of
   * @throws {RtnetlinkError} EEXIST, ENOENT
   */
  insert(route: Route6, flags: CreateFlags): { readonly route: Route6; readonly replaced?: Route6 } {
    const table = this.#ensure(route.table);
    const list = table.at(route.dst) ?? [];
    // Every table has a node for the default route.
    if (!flags.create && flags.replace && list.length === 0 && route.dst.length > 0) throw new RtnetlinkError('ENOENT', 'Can not replace route - no match found');
    const same = list.filter(other => other.metric === route.metric);
    if (flags.excl && same.length > 0) throw new RtnetlinkError('EEXIST');
    const ecmp = hasGateway(route);
    const sibling = same.find(other => hasGateway(other) === ecmp);
    if (flags.replace) {
      const victim = sibling ?? same[0];
      if (victim) {
        const position = list.indexOf(victim);
        table.remove(route.dst, position);
        table.insert(route.dst, route, position);
        return { route, replaced: victim };
      }
      if (!flags.create) throw new RtnetlinkError('ENOENT');
    }
    const twin = same.find(other => route.nexthops.every(nexthop => other.nexthops.some(known => sameNexthop(known, nexthop))));
    if (twin) {
      if (twin.expiresAt !== undefined) {
        if (route.expiresAt === undefined) delete twin.expiresAt;
        else twin.expiresAt = route.expiresAt;
      }
      throw new RtnetlinkError('EEXIST');
    }
    if (sibling && ecmp) {
      sibling.nexthops = [...sibling.nexthops, ...route.nexthops];
      return { route: sibling };
    }
    const after = list.findIndex(other => other.metric > route.metric);
    table.insert(route.dst, route, after < 0 ? list.length : after);
    return { route };
  }

  /** Takes a route, or one of its siblings, out. */
  remove(route: Route6, nexthop?: Nexthop6): void {
    if (nexthop && route.nexthops.length > 1) {
      route.nexthops = route.nexthops.filter(other => other !== nexthop);
      return;
    }
    const table = this.#tables.get(route.table);
    const position = table?.at(route.dst)?.indexOf(route) ?? -1;
    if (position >= 0) table!.remove(route.dst, position);
  }

  /** Asks the rules, and the tables that they name, for the route of a flow. ENETUNREACH: none. */
  lookup(flow: Flow, choice: Choice): Answer6 {
    const decide = (rule: Rule, { oif }: Flow): Answer6 | undefined => {
      const error = RULE_ERRORS[rule.action];
      if (error) return { error, rule };
      const found = this.lookupTable(rule.table, flow.daddr as bigint, oif === flow.oif ? choice : { ...choice, oif });
      if (!found || found.error === 'EAGAIN') return undefined;
      if (rule.suppressPrefixlen !== undefined && found.route && found.route.dst.length <= rule.suppressPrefixlen) return undefined;
      return { ...found, rule };
    };
    return this.rules.lookup(flow, decide) ?? { error: 'ENETUNREACH' };
  }

  /** The route of a table for a destination; undefined: none. */
  lookupTable(id: number, daddr: bigint, choice: Choice): Answer6 | undefined {
    const table = this.#tables.get(id);
    for (const length of table?.lengths ?? []) {
      const list = table!.covering(daddr, length) ?? [];
      const metrics = new Set(list.map(route => route.metric));
      for (const metric of metrics) {
        const best = this.#select(list.filter(route => route.metric === metric), choice);
        if (best) return best;
      }
    }
    return undefined;
  }

  /** find_rr_leaf: of routes with one metric the first that scores best. */
  #select(routes: readonly Route6[], { oif, strict, hash = 0 }: Choice): Answer6 | undefined {
    let best: Answer6 | undefined;
    let bestScore = -1;
    for (const route of routes) {
      if (route.expiresAt !== undefined && route.expiresAt <= this.netns.network.clock.now()) continue;
      const error = ERRORS[route.type];
      const usable = route.nexthops.filter(nexthop => this.#usable(route, nexthop, oif, strict ?? false));
      if (usable.length === 0) continue;
      const score = !oif || usable.some(nexthop => nexthop.oif === oif) ? 2 : 0;
      if (score <= bestScore) continue;
      bestScore = score;
      best = error ? { error, route } : { route, nexthop: pick(usable, hash) };
    }
    return best;
  }

  #usable(route: Route6, nexthop: Nexthop6, oif: number | undefined, strict: boolean): boolean {
    if (strict && oif && nexthop.oif !== oif) return false;
    return !(this.linkDown(route, nexthop) && this.ignoresLinkdown(nexthop.oif));
  }

  /** Whether a nexthop's device has no carrier (RTNH_F_LINKDOWN). */
  linkDown(route: Route6, nexthop: Nexthop6): boolean {
    if (route.type === 'local' || route.type === 'anycast') return false;
    const dev = this.netns.devices.byIndex(nexthop.oif);
    return dev !== undefined && dev.up && !dev.carrier;
  }

  #ensure(id: number): PrefixTable<Route6> {
    let table = this.#tables.get(id);
    if (!table) this.#tables.set(id, (table = new PrefixTable(AF_INET6)));
    return table;
  }
}

/** Weighted choice by the flow's hash (fib6_select_path). */
function pick(nexthops: readonly Nexthop6[], hash: number): Nexthop6 {
  const total = nexthops.reduce((sum, nexthop) => sum + nexthop.weight, 0);
  let rest = hash % total;
  for (const nexthop of nexthops) {
    if (rest < nexthop.weight) return nexthop;
    rest -= nexthop.weight;
  }
  return nexthops[0]!;
}

/** rt6_qualify_for_ecmp. */
function hasGateway(route: Route6): boolean {
  return route.nexthops.some(nexthop => nexthop.gateway !== undefined);
}

export function sameNexthop(a: Nexthop6, b: Nexthop6): boolean {
  return a.gateway === b.gateway && a.oif === b.oif;
}

/** A short name for events: `2001:db8::/64 dev veth0 table main`. */
export function describeRoute6(route: Route6, nameOf: (ifindex: number) => string): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const dst = route.dst.length === 0 ? 'default' : `${formatAddress(route.dst.address)}/${route.dst.length}`;
  const via = route.nexthops.map(({ gateway, oif }) => `${gateway === undefined ? '' : ` via ${formatAddress(gateway)}`}${oif ? ` dev ${nameOf(oif)}` : ''}`);
  const table = { [RT_TABLE.MAIN]: 'main', [RT_TABLE.LOCAL]: 'local', [RT_TABLE.DEFAULT]: 'default' }[route.table] ?? String(route.table);
  return `${type}${dst}${via.join(' nexthop')} table ${table}`;
}
