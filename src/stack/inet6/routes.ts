import { AF_INET6, type Prefix } from '../address';
import { NS_PER_S } from '../clock';
import { nexthopsOf } from '../nexthop';
import { RTNH_F, RTPROT, type CreateFlags, type RouteMessage, type RouteType } from '../rtnetlink';
import type { Nexthop6, Route6 } from './fib6';
import type { Inet6 } from './inet6';

/** What a route that the kernel itself makes needs. */
interface KernelRoute {
  readonly dst: Prefix & { readonly address: bigint };
  readonly type: RouteType;
  readonly table: number;
  readonly metric: number;
  readonly oif: number;
  readonly expiresAt?: number;
}

/** Adds a route with `proto kernel`, unless it is there or its device is down (ip6_route_add without a message's flags). */
export function addKernelRoute(inet6: Inet6, { oif, ...rest }: KernelRoute): void {
  const dev = inet6.netns.devices.byIndex(oif);
  // The routes to own addresses go in as they are (ip6_ins_rt); the others are checked like a user's.
  if (!dev || (!dev.up && rest.type !== 'local' && rest.type !== 'anycast')) return;
  const nexthop = { oif, weight: 1, onlink: false };
  const there = inet6.fib.at(rest.table, rest.dst).some(known => known.metric === rest.metric && known.nexthops.some(other => other.oif === oif && other.gateway === undefined));
  if (there) return;
  insertRoute(inet6, { ...rest, protocol: RTPROT.KERNEL, pref: 0, nexthops: [nexthop] }, { create: true });
}

/** Adds a route and tells of it. @throws {RtnetlinkError} EEXIST, ENOENT */
export function insertRoute(inet6: Inet6, route: Route6, flags: CreateFlags): void {
  const inserted = inet6.fib.insert(route, flags);
  if (route.expiresAt !== undefined) collectLater(inet6);
  inet6.netns.rtnetlink.notify({ type: 'RTM_NEWROUTE', route: routeMessage(inet6, inserted.route), ...(inserted.replaced ? { replace: true } : {}) });
}

/** net.ipv6.route.gc_interval as it comes, s */
const GC_INTERVAL = 30;
const collecting = new WeakSet<Inet6>();

/** fib6_run_gc: routes that have expired stay until the collector comes by. */
function collectLater(inet6: Inet6): void {
  if (collecting.has(inet6)) return;
  const { clock } = inet6.netns.network;
  collecting.add(inet6);
  clock.after(GC_INTERVAL * NS_PER_S, () => {
    collecting.delete(inet6);
    const ending = inet6.fib.dump().filter(route => route.expiresAt !== undefined);
    const over = ending.filter(route => route.expiresAt! <= clock.now());
    over.forEach(route => deleteRoute(inet6, route));
    if (over.length < ending.length) collectLater(inet6);
  });
}

/** Takes a route, or one of its siblings, out and tells of it. */
export function deleteRoute(inet6: Inet6, route: Route6, nexthop?: Nexthop6): void {
  const message = routeMessage(inet6, nexthop ? { ...route, nexthops: [nexthop] } : route);
  inet6.fib.remove(route, nexthop);
  inet6.netns.rtnetlink.notify({ type: 'RTM_DELROUTE', route: message });
}

/** rt6_disable_ip: what leads over a device goes with it. */
export function flushDeviceRoutes(inet6: Inet6, ifindex: number): void {
  for (const route of inet6.fib.dump()) {
    for (const nexthop of route.nexthops.filter(({ oif }) => oif === ifindex)) deleteRoute(inet6, route, nexthop);
  }
}

/** A route as a dump or notification carries it (rt6_fill_node). */
export function routeMessage(inet6: Inet6, route: Route6): RouteMessage {
  const flagsOf = (nexthop: Nexthop6): number => (inet6.fib.linkDown(route, nexthop) ? RTNH_F.LINKDOWN : 0) | (nexthop.onlink ? RTNH_F.ONLINK : 0);
  const multipath = route.nhid !== undefined && nexthopsOf(inet6.netns).get(route.nhid)?.group !== undefined;
  const single = route.nexthops.length === 1 && !multipath;
  return {
    family: AF_INET6, type: route.type, dst: route.dst, tos: 0, table: route.table, protocol: route.protocol, scope: 0,
    flags: single ? flagsOf(route.nexthops[0]!) : 0,
    priority: route.metric,
    ...(route.prefsrc === undefined ? {} : { prefsrc: route.prefsrc }),
    ...(route.metrics ? { metrics: route.metrics } : {}),
    ...(route.nhid === undefined ? {} : { nhid: route.nhid }),
    ...(multipath ? { multipath } : {}),
    nexthops: route.nexthops.map(nexthop => ({
      flags: flagsOf(nexthop),
      ...(nexthop.gateway === undefined ? {} : { gateway: nexthop.gateway }),
      ...(nexthop.oif ? { oif: nexthop.oif } : {}),
      ...(single ? {} : { weight: nexthop.weight }),
    })),
    pref: route.pref,
    ...(route.expiresAt === undefined ? {} : { cache: { flags: 0, expires: Math.floor((route.expiresAt - inet6.netns.network.clock.now()) / NS_PER_S) } }),
  };
}
