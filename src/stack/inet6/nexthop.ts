import { AF_INET6 } from '../address';
import { nexthopsOf } from '../nexthop';
import { RTNH_F, RT_SCOPE, RT_TABLE } from '../rtnetlink';
import type { Nexthop6 } from './fib6';
import type { Inet6 } from './inet6';
import { deleteRoute } from './routes';
import { nexthopOf } from './rtnl-route';

const LO = 1;

/** The nexthops that a route by an object has. */
export function nexthopsById(inet6: Inet6, id: number): Nexthop6[] {
  return nexthopsOf(inet6.netns).members(id).map(({ nexthop: { gateway, oif, flags }, weight }) => ({
    oif: oif ?? LO, weight, onlink: (flags & RTNH_F.ONLINK) !== 0, ...(typeof gateway === 'bigint' ? { gateway } : {}),
  }));
}

/** IPv6's part in nexthop objects. */
export function nexthopFamily(inet6: Inet6): void {
  const routesBy = (ids: ReadonlySet<number>) => inet6.fib.dump().filter(route => route.nhid !== undefined && ids.has(route.nhid));
  nexthopsOf(inet6.netns).families.set(AF_INET6, {
    check: ({ gateway, oif, flags }) => {
      nexthopOf(inet6, { flags, ...(gateway === undefined ? {} : { gateway }), ...(oif === undefined ? {} : { oif }) }, { table: RT_TABLE.MAIN, routeType: 'unicast' });
      return RT_SCOPE.LINK;
    },
    changed: ids => routesBy(ids).forEach(route => { route.nexthops = nexthopsById(inet6, route.nhid!); }),
    removed: ids => routesBy(ids).forEach(route => deleteRoute(inet6, route)),
    foreign: {
      check: ({ flags, oif, via }, table) => nexthopOf(inet6, { flags, ...(oif === undefined ? {} : { oif }), ...(via === undefined ? {} : { gateway: via }) }, { table, routeType: 'unicast' }).oif,
      output: (index, gateway, skb) => {
        const neighbour = inet6.nd.ensure(index, gateway);
        neighbour?.output(skb);
        return neighbour !== undefined;
      },
    },
  });
}
