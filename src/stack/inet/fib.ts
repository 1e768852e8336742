import { AF_INET, formatAddress, type Family } from '../address';
import { RT_TABLE, type RouteMessage, type RuleAction } from '../rtnetlink';
import type { Errno } from '../errno';
import { FibTable, lookupTables, type FibMatch, type FibRoute, type Flow, type LookupOptions } from './fib-table';
import { RuleTable, type Rule, type RuleDevices } from './rules';

/** What a lookup came to: a route, or an error and (where one did it) the route or rule that gave it. */
export type FibAnswer =
  | (FibMatch & { readonly rule?: Rule; readonly error?: undefined })
  | { readonly error: Errno; readonly route?: FibRoute; readonly rule?: Rule };

const ACTION_ERRORS: Partial<Record<RuleAction, Errno>> = { unreachable: 'ENETUNREACH', prohibit: 'EACCES', blackhole: 'EINVAL', throw: 'EINVAL', nat: 'EINVAL' };

/** All routing tables and rules of a namespace, for one family (net/ipv4/fib_frontend.c, fib_rules.c). */
export class Fib {
  readonly #tables = new Map<number, FibTable>();
  readonly rules: RuleTable;

  constructor(devices: RuleDevices, readonly family: Family = AF_INET) {
    this.rules = new RuleTable(family, devices);
  }

  /** A table that has been used, if it has. */
  table(id: number): FibTable | undefined {
    return this.#tables.get(id);
  }

  /** A table, made if need be; local and main come together until rules part them. */
  ensure(id: number): FibTable {
    if (id === RT_TABLE.LOCAL && !this.rules.hasCustomRules) this.#make(RT_TABLE.MAIN);
    return this.#make(id);
  }

  #make(id: number): FibTable {
    let table = this.#tables.get(id);
    if (!table) this.#tables.set(id, (table = new FibTable(id, this.family)));
    return table;
  }

  /** All tables in the order of a dump: 256 hash chains, the newest first in each. */
  tables(): FibTable[] {
    return [...this.#tables.values()].reverse().sort((a, b) => (a.id & 255) - (b.id & 255));
  }

  /** fib_lookup: asks the rules, and the tables that they name, for the route of a flow. ENETUNREACH: none. */
  lookup(flow: Flow, options: LookupOptions = {}): FibAnswer {
    return this.rules.hasCustomRules ? this.#byRules(flow, options) : this.#byDefault(flow, options);
  }

  #byDefault(flow: Flow, options: LookupOptions): FibAnswer {
    const shared = [RT_TABLE.LOCAL, RT_TABLE.MAIN].flatMap(id => this.#tables.get(id) ?? []);
    for (const tables of [shared, [this.#tables.get(RT_TABLE.DEFAULT)].flatMap(table => table ?? [])]) {
      const found = lookupTables(tables, flow, options);
      if ('nexthop' in found || found.error !== 'EAGAIN') return found;
    }
    return { error: 'ENETUNREACH' };
  }

  #byRules(asked: Flow, options: LookupOptions): FibAnswer {
    return this.rules.lookup<FibAnswer>(asked, (rule, flow) => {
      const error = ACTION_ERRORS[rule.action];
      if (error) return { error, rule };
      const table = this.#tables.get(rule.table);
      const found = table && lookupTables([table], flow, options);
      if (!found || (!('nexthop' in found) && found.error === 'EAGAIN')) return undefined;
      if ('nexthop' in found && suppressed(rule, found)) {
        options.skipped?.push({ route: found.route, because: `rule ${rule.priority} suppress_prefixlength ${rule.suppressPrefixlen}` });
        return undefined;
      }
      return { ...found, rule };
    }) ?? { error: 'ENETUNREACH' };
  }
}

function suppressed(rule: Rule, found: FibMatch): boolean {
  return rule.suppressPrefixlen !== undefined && found.route.dst.length <= rule.suppressPrefixlen;
}

/** The table that a lookup tells of (fib_result): local and main are one until rules part them, and it goes by the name of main. */
export function tableOf({ route, rule }: FibMatch & { readonly rule?: Rule }): number {
  return rule?.table ?? (route.table === RT_TABLE.LOCAL ? RT_TABLE.MAIN : route.table);
}

/** A route as a dump or notification carries it (fib_dump_info). */
export function routeMessage(route: FibRoute, family: Family = AF_INET): RouteMessage {
  return {
    family, type: route.type, dst: route.dst, tos: route.tos, table: route.table, protocol: route.protocol, scope: route.scope,
    flags: route.nexthops.length === 1 ? route.flags | route.nexthops[0]!.flags : route.flags,
    ...(route.priority ? { priority: route.priority } : {}),
    ...(route.prefsrc !== undefined ? { prefsrc: route.prefsrc } : {}),
    ...(route.metrics ? { metrics: route.metrics } : {}),
    ...(route.flow ? { flow: route.flow } : {}),
    ...(route.nhid === undefined ? {} : { nhid: route.nhid }),
    nexthops: route.nexthops.map(({ gateway, oif, weight, flags }) => ({
      flags,
      ...(gateway === undefined ? {} : typeof gateway === (family === AF_INET ? 'number' : 'bigint') ? { gateway } : { via: gateway }),
      ...(oif ? { oif } : {}),
      ...(route.nexthops.length > 1 ? { weight } : {}),
    })),
  };
}

/** A short name for events: `10.0.0.0/24 dev veth0 table main`. */
export function describeRoute(route: FibRoute, nameOf: (ifindex: number) => string): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const dst = route.dst.length === 0 ? 'default' : `${formatAddress(route.dst.address)}/${route.dst.length}`;
  const via = route.nexthops.map(({ gateway, oif }) => `${gateway === undefined ? '' : ` via ${formatAddress(gateway)}`}${oif ? ` dev ${nameOf(oif)}` : ''}`);
  return `${type}${dst}${via.join(' nexthop')} table ${TABLE_NAMES[route.table] ?? route.table}`;
}

const TABLE_NAMES: Readonly<Record<number, string>> = { [RT_TABLE.DEFAULT]: 'default', [RT_TABLE.MAIN]: 'main', [RT_TABLE.LOCAL]: 'local' };
