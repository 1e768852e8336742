import { AF_INET, type Prefix } from '../address';
import { NS_PER_S } from '../clock';
import { routeMessage } from '../inet/fib';
import { checkKey } from '../inet/fib-table';
import type { Inet } from '../inet/inet';
import { routeInput } from '../inet/input-route';
import { routeOutput } from '../inet/output-route';
import type { Ipv4Route } from '../inet/route';
import { createRoute, meant } from '../inet/semantics';
import { checkIdAlone, nexthopsOf } from '../nexthop';
import { RTCF, RTM_F, RTNH_F, RT_TABLE, RtnetlinkError, type DelRoute, type DumpFilter, type GetRoute, type NewRoute, type RouteMessage } from '../rtnetlink';
import { ETH_P_IP } from '../wire';

/** RTM_NEWROUTE, RTM_DELROUTE and RTM_GETROUTE for IPv4 (net/ipv4/fib_frontend.c, route.c). */
export function routeHandlers(inet: Inet): void {
  const { rtnetlink } = inet.netns;
  rtnetlink.register('RTM_NEWROUTE', AF_INET, message => newRoute(inet, message));
  rtnetlink.register('RTM_DELROUTE', AF_INET, message => deleteRoute(inet, message));
  rtnetlink.registerDump('RTM_GETROUTE', AF_INET, filter => dumpRoutes(inet, filter));
  rtnetlink.registerGet('RTM_GETROUTE', AF_INET, message => getRoute(inet, message));
}

function newRoute(inet: Inet, message: NewRoute): void {
  checkPrefix(message.dst);
  if ((message.tos ?? 0) & 3) throw new RtnetlinkError('EINVAL', 'Invalid dsfield (tos): ECN bits must be 0');
  checkKey(message.dst);
  checkIdAlone(message);
  const table = inet.fib.ensure(message.table || RT_TABLE.MAIN);
  const route = createRoute(inet, message);
  const done = table.insert(route, message);
  if (done === 'unchanged') return;
  if (route.type === 'local' && route.table === RT_TABLE.LOCAL) inet.hasCustomLocalRoutes = true;
  inet.exceptions.flush();
  inet.netns.rtnetlink.notify({ type: 'RTM_NEWROUTE', route: routeMessage(route), ...(done ? { replace: true } : {}) });
}

function deleteRoute(inet: Inet, message: DelRoute): void {
  checkPrefix(message.dst);
  checkKey(message.dst);
  checkIdAlone(message);
  if (message.nhid) nexthopsOf(inet.netns).forRoute(message.nhid);
  const table = inet.fib.table(message.table || RT_TABLE.MAIN);
  if (!table) throw new RtnetlinkError('ESRCH', 'FIB table does not exist');
  const route = table.delete(message.dst, message.tos ?? 0, candidate => meant(candidate, message));
  inet.exceptions.flush();
  inet.netns.rtnetlink.notify({ type: 'RTM_DELROUTE', route: routeMessage(route) });
}

function checkPrefix(dst: Prefix): void {
  if (dst.length > 32) throw new RtnetlinkError('EINVAL', 'Invalid prefix length');
}

/** inet_dump_fib. */
function dumpRoutes(inet: Inet, filter: DumpFilter): RouteMessage[] {
  if (filter.cloned) return [];
  const tables = filter.table === undefined || filter.table === 0 ? inet.fib.tables() : [inet.fib.table(filter.table)];
  return tables.flatMap(table => {
    if (table) return table.dump();
    if (filter.family !== AF_INET) return [];
    throw new RtnetlinkError('ENOENT', 'ipv4: FIB table does not exist');
  }).filter(route => filter.index === undefined || route.nexthops.some(nexthop => nexthop.oif === filter.index)).map(route => withDead(inet, routeMessage(route)));
}

/** fib_nexthop_info: without link, and told to heed that, a nexthop is as good as dead. */
function withDead(inet: Inet, route: RouteMessage): RouteMessage {
  const { ignoresLinkdown } = inet.lookupOptions();
  const dead = (flags: number, oif: number | undefined): number => (flags & RTNH_F.LINKDOWN && oif !== undefined && ignoresLinkdown?.(oif) ? flags | RTNH_F.DEAD : flags);
  const [only] = route.nexthops;
  if (!route.nexthops.some(({ flags, oif }) => dead(flags, oif) !== flags)) return route;
  return {
    ...route, flags: route.nexthops.length === 1 ? dead(route.flags, only!.oif) : route.flags,
    nexthops: route.nexthops.map(nexthop => ({ ...nexthop, flags: dead(nexthop.flags, nexthop.oif) })),
  };
}

/** IPPROTO_TCP, UDP and ICMP, which a get may ask for (rtm_getroute_parse_ip_proto). */
const ROUTED_PROTOCOLS: readonly number[] = [6, 17, 1];

/** inet_rtm_getroute. */
function getRoute(inet: Inet, message: GetRoute): RouteMessage {
  if (message.ipproto !== undefined && !ROUTED_PROTOCOLS.includes(message.ipproto)) throw new RtnetlinkError('EOPNOTSUPP', 'Unsupported ip proto');
  const daddr = message.dst.address as number;
  const saddr = (message.src as number | undefined) ?? 0;
  return message.iif ? getInput(inet, message, daddr, saddr) : getOutput(inet, message, daddr, saddr);
}

function getOutput(inet: Inet, message: GetRoute, daddr: number, saddr: number): RouteMessage {
  const answer = routeOutput(inet, {
    daddr, saddr, oif: message.oif ?? 0, tos: message.tos ?? 0, mark: message.mark ?? 0, uid: message.uid ?? 0,
    ...(message.ipproto === undefined ? {} : { ipproto: message.ipproto }),
    ...(message.sport === undefined ? {} : { sport: message.sport }), ...(message.dport === undefined ? {} : { dport: message.dport }),
  });
  if (answer.error !== undefined) throw new RtnetlinkError(answer.error);
  if (message.fibMatch) return entryOf(answer.route);
  return {
    ...describe(inet, message, answer.route, answer.route.flags),
    ...(answer.saddr && answer.saddr !== saddr ? { prefsrc: answer.saddr } : {}),
    uid: message.uid ?? 0,
  };
}

function getInput(inet: Inet, message: GetRoute, daddr: number, saddr: number): RouteMessage {
  const device = inet.device(message.iif!);
  if (!inet.netns.devices.byIndex(message.iif!)) throw new RtnetlinkError('ENODEV');
  if (!device) throw new RtnetlinkError('EINVAL');
  const answer = routeInput(inet, { daddr, saddr, tos: message.tos ?? 0, mark: message.mark ?? 0, device, protocol: ETH_P_IP, ...(message.ipproto === undefined ? {} : { ipproto: message.ipproto }) });
  if (answer.error !== undefined) throw new RtnetlinkError(answer.error);
  if (answer.route.error) throw new RtnetlinkError(answer.route.error);
  if (message.fibMatch) return entryOf(answer.route);
  const flags = answer.redirect ? answer.route.flags | RTCF.DOREDIRECT : answer.route.flags;
  return { ...describe(inet, message, answer.route, flags), iif: message.iif! };
}

/** With RTM_F_FIB_MATCH, the table's own entry. */
function entryOf(route: Ipv4Route): RouteMessage {
  if (!route.fib) throw new RtnetlinkError('EHOSTUNREACH');
  return { ...routeMessage(route.fib), table: route.table };
}

/** rt_fill_info. */
function describe(inet: Inet, message: GetRoute, route: Ipv4Route, found: number): RouteMessage {
  const flags = found | (message.notify ? RTCF.NOTIFY : 0);
  const { exception } = route;
  const expires = exception && Math.floor((exception.expires - inet.netns.network.clock.now()) / NS_PER_S);
  const metrics = exception?.pmtu === undefined ? route.fib?.metrics : { ...route.fib?.metrics, mtu: exception.pmtu, ...(exception.locked ? { lock: ['mtu'] } : {}) };
  return {
    family: AF_INET, type: route.type, dst: { address: message.dst.address, length: 32 },
    ...(message.src ? { src: { address: message.src, length: 32 } } : {}),
    tos: route.fib?.tos ?? 0, table: route.table, protocol: 0, scope: 0, flags: (flags | RTM_F.CLONED | (message.notify ? RTM_F.NOTIFY : 0)) >>> 0,
    nexthops: [{ flags: 0, oif: route.dev.ifindex, ...(route.gateway === undefined ? {} : { gateway: route.gateway }), ...(route.via === undefined ? {} : { via: route.via }) }],
    ...(metrics ? { metrics } : {}),
    ...(route.fib?.flow ? { flow: route.fib.flow } : {}),
    ...(message.mark ? { mark: message.mark } : {}),
    cache: { flags: flags >>> 0, ...(expires === undefined ? {} : { expires }) },
  };
}
