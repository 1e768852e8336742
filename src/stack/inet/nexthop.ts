import { AF_INET } from '../address';
import { nexthopsOf } from '../nexthop';
import type { FibNexthop, FibRoute } from './fib-table';
import type { Inet } from './inet';
import { rebalance } from './multipath';
import { checkNexthop } from './semantics';

const LOOPBACK_IFINDEX = 1;

/** The nexthops that a route by an object has. */
export function nexthopsById(inet: Inet, id: number): FibNexthop[] {
  return nexthopsOf(inet.netns).members(id).map(({ nexthop, weight }) => ({
    ...(nexthop.gateway === undefined ? {} : { gateway: nexthop.gateway }),
    oif: nexthop.oif ?? LOOPBACK_IFINDEX, weight, flags: nexthop.flags, scope: nexthop.scope, upperBound: 0,
  }));
}

/** IPv4's part in nexthop objects. */
export function nexthopFamily(inet: Inet): void {
  const flush = (ids: ReadonlySet<number>): void => {
    for (const table of inet.fib.tables()) table.flush(route => route.nhid !== undefined && ids.has(route.nhid));
    inet.exceptions.flush();
  };
  nexthopsOf(inet.netns).families.set(AF_INET, {
    check: ({ gateway, oif, flags }) => checkNexthop(inet, { flags, ...(gateway === undefined ? {} : { gateway }), ...(oif === undefined ? {} : { oif }) }),
    changed: ids => {
      for (const route of inet.fib.tables().flatMap(table => table.dump())) if (route.nhid !== undefined && ids.has(route.nhid)) refresh(inet, route);
      inet.exceptions.flush();
    },
    removed: flush,
  });
}

function refresh(inet: Inet, route: FibRoute): void {
  route.nexthops = nexthopsById(inet, route.nhid!);
  rebalance(inet, route);
}
