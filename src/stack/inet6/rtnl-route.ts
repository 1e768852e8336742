import { AF_INET, AF_INET6, isLinkLocal, isMulticast } from '../address';
import { NS_PER_S } from '../clock';
import {
  IFF, RTM_F, RT_TABLE, RTNH_F, RtnetlinkError, type DelRoute, type DumpFilter, type GetRoute, type NewRoute, type NextHop, type NexthopMessage, type RouteMessage,
} from '../rtnetlink';
import { checkIdAlone, nexthopsOf } from '../nexthop';
import { keptMetrics } from '../route-metrics';
import { l3Table } from '../device/l3mdev';
import { ANY, LOOPBACK, needsDevice } from './addresses';
import { sameNexthop, type Nexthop6, type Route6 } from './fib6';
import type { Inet6 } from './inet6';
import { nexthopsById } from './nexthop';
import { routeOutput, sourceFor, type Dst6 } from './output';
import { hashOf, makeDst } from './output';
import { deleteRoute, insertRoute, routeMessage } from './routes';

/** IP6_RT_PRIO_USER */
const DEFAULT_METRIC = 1024;
const LO = 1;
const REJECTS: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);

/** RTM_*ROUTE of IPv6 (net/ipv6/route.c). */
export function registerRoutes(inet6: Inet6): void {
  const { rtnetlink } = inet6.netns;
  rtnetlink.register('RTM_NEWROUTE', AF_INET6, message => newRoute(inet6, message));
  rtnetlink.register('RTM_DELROUTE', AF_INET6, message => removeRoute(inet6, message));
  rtnetlink.registerDump('RTM_GETROUTE', AF_INET6, filter => dump(inet6, filter));
  rtnetlink.registerGet('RTM_GETROUTE', AF_INET6, message => get(inet6, message));
}

function dump(inet6: Inet6, { table, index, cloned, family }: DumpFilter): RouteMessage[] {
  if (cloned) return inet6.exceptions.all().flatMap(({ destination }) => exceptionMessage(inet6, destination));
  if (table && !inet6.fib.hasTable(table)) {
    if (family === undefined) return [];
    throw new RtnetlinkError('ENOENT', 'ipv6: FIB table does not exist');
  }
  return inet6.fib.dump(table || undefined)
    .filter(route => !index || route.nexthops.some(nexthop => nexthop.oif === index))
    .map(route => routeMessage(inet6, route));
}

function exceptionMessage(inet6: Inet6, destination: bigint): RouteMessage[] {
  const dst = routeOutput(inet6, { destination });
  return 'error' in dst ? [] : [answer(inet6, dst, destination)];
}

/** ip6_route_add. */
function newRoute(inet6: Inet6, message: NewRoute): void {
  checkIdAlone(message);
  const dst = { address: message.dst.address as bigint, length: message.dst.length };
  if (dst.length > 128) throw new RtnetlinkError('EINVAL', 'Invalid prefix length');
  if (message.nexthops.some(({ via }) => via !== undefined)) throw new RtnetlinkError('EINVAL', 'IPv6 does not support RTA_VIA attribute');
  const hops: readonly NextHop[] = message.nexthops.length > 0 ? message.nexthops : [{ flags: 0 }];
  const object = message.nhid ? objectFor(inet6, message.nhid) : undefined;
  const nexthops = message.nhid ? nexthopsById(inet6, message.nhid) : nexthopsFor(inet6, hops, message);
  const metrics = keptMetrics(message.metrics);
  // fib6_is_reject: such a route's flags are all its own
  const refuses = REJECTS.has(message.routeType) || nexthops[0]!.oif === LO;
  const route: Route6 = {
    dst: { ...dst, address: maskOf(dst) }, type: object?.blackhole ? 'blackhole' : message.routeType, table: message.table || RT_TABLE.MAIN, protocol: message.protocol,
    metric: message.priority || DEFAULT_METRIC, pref: refuses ? 0 : message.pref ?? 0, nexthops,
    ...(object ? { nhid: object.id } : {}),
    ...(message.prefsrc === undefined ? {} : { prefsrc: checkSource(inet6, message.prefsrc as bigint) }),
    ...(metrics ? { metrics } : {}),
    ...(message.expires ? { expiresAt: inet6.netns.network.clock.now() + message.expires * NS_PER_S } : {}),
  };
  insertRoute(inet6, route, message);
}

function nexthopsFor(inet6: Inet6, hops: readonly NextHop[], message: NewRoute): Nexthop6[] {
  const { multipath } = message;
  if (multipath && inet6.netns.network.release.has('ipv6 multipath gateways looked at first')) hops.forEach(checkMultipath);
  const nexthops: Nexthop6[] = [];
  for (const hop of hops) {
    const nexthop = REJECTS.has(message.routeType) ? { oif: LO, weight: 1, onlink: false } : nexthopOf(inet6, hop, message);
    if (multipath) checkMultipath(nexthop);
    // ip6_route_info_append
    if (nexthops.some(known => sameNexthop(known, nexthop))) throw new RtnetlinkError('EEXIST');
    nexthops.push(nexthop);
  }
  return nexthops;
}

/** rt6_qualify_for_ecmp, rtm_to_fib6_multipath_config. */
function checkMultipath({ gateway }: Pick<NextHop, 'gateway'>): void {
  if (gateway === undefined) throw new RtnetlinkError('EINVAL', 'Device only routes can not be added for IPv6 using the multipath API.');
}

function maskOf({ address, length }: { readonly address: bigint; readonly length: number }): bigint {
  const host = BigInt(128 - length);
  return (address >> host) << host;
}

function checkSource(inet6: Inet6, source: bigint): bigint {
  if (!inet6.addresses().some(ifa => ifa.address === source)) throw new RtnetlinkError('EINVAL', 'Invalid source address');
  return source;
}

/** The object that a route names. @throws {RtnetlinkError} EINVAL */
function objectFor(inet6: Inet6, nhid: number): NexthopMessage {
  const objects = nexthopsOf(inet6.netns);
  const object = objects.forRoute(nhid);
  if (objects.members(nhid).some(({ nexthop }) => nexthop.family === AF_INET && !nexthop.blackhole)) throw new RtnetlinkError('EINVAL', 'IPv6 routes can not use an IPv4 nexthop');
  return object;
}

/** fib6_nh_init, ip6_validate_gw. */
export function nexthopOf(inet6: Inet6, hop: NextHop, message: Pick<NewRoute, 'table' | 'routeType'>): Nexthop6 {
  const { devices } = inet6.netns;
  const onlink = (hop.flags & RTNH_F.ONLINK) !== 0;
  const gateway = hop.gateway as bigint | undefined;
  let dev = hop.oif ? devices.byIndex(hop.oif) : undefined;
  if (hop.oif && !dev) throw new RtnetlinkError('ENODEV');
  if (onlink && !dev) throw new RtnetlinkError('ENODEV', 'Nexthop device required for onlink');
  if (onlink && !dev!.up) throw new RtnetlinkError('ENETDOWN', 'Nexthop device is not up');
  if (gateway !== undefined) {
    const oif = validateGateway(inet6, gateway, dev?.ifindex, onlink, message.table);
    dev ??= devices.byIndex(oif);
  }
  if (!dev) throw new RtnetlinkError('ENODEV');
  if (gateway !== undefined && dev.flags & IFF.LOOPBACK) throw new RtnetlinkError('EINVAL', 'Egress device can not be loopback device for this route');
  const idev = inet6.device(dev.ifindex);
  if (!idev) throw new RtnetlinkError('ENODEV');
  if (idev.conf.disable_ipv6) throw new RtnetlinkError('EACCES', 'IPv6 is disabled on nexthop device');
  if (!dev.up) throw new RtnetlinkError('ENETDOWN', 'Nexthop device is not up');
  return { oif: dev.ifindex, weight: hop.weight ?? 1, onlink, ...(gateway === undefined ? {} : { gateway }) };
}

/** Whether a gateway can be one, and the device that leads to it. */
function validateGateway(inet6: Inet6, gateway: bigint, oif: number | undefined, onlink: boolean, table: number): number {
  if (oif === undefined && gateway === LOOPBACK) throw new RtnetlinkError('EINVAL', 'Egress device can not be loopback device for this route');
  const own = inet6.addresses().some(ifa => ifa.address === gateway && !ifa.tentative && (!isLinkLocal(gateway) || !oif || ifa.idev.dev.ifindex === oif));
  if (own) throw new RtnetlinkError('EINVAL', 'Gateway can not be a local address');
  if (isLinkLocal(gateway)) {
    if (!oif) throw new RtnetlinkError('EINVAL', 'Egress device not specified');
    return oif;
  }
  if (isMulticast(gateway) || gateway === ANY) throw new RtnetlinkError('EINVAL', 'Invalid gateway address');
  if (onlink) return checkOnlink(inet6, gateway, oif!);
  const found = inet6.fib.lookup({ daddr: gateway, iif: LO, ...(oif ? { oif } : {}) }, { strict: oif !== undefined, ...(oif ? { oif } : {}) });
  // What leads to lo refuses all packets (fib6_is_reject).
  const refuses = found.error !== undefined || (found.route.type === 'unicast' && found.nexthop.oif === LO);
  if (refuses || (found.nexthop.gateway !== undefined && table >= 0)) throw new RtnetlinkError('EHOSTUNREACH');
  if (oif && found.nexthop.oif !== oif) throw new RtnetlinkError('EHOSTUNREACH');
  return found.nexthop.oif;
}

/** ip6_route_check_nh_onlink: no route but the default one may lead to the gateway by another device. */
function checkOnlink(inet6: Inet6, gateway: bigint, oif: number): number {
  const table = l3Table(inet6.netns.devices.byIndex(oif)!) ?? RT_TABLE.MAIN;
  const found = inet6.fib.lookupTable(table, gateway, { oif });
  if (!found || found.error !== undefined || found.route.dst.address === ANY) return oif;
  if (found.route.type !== 'unicast' || found.nexthop.oif !== oif) throw new RtnetlinkError('EINVAL', 'Nexthop has invalid gateway or device mismatch');
  return oif;
}

/** ip6_route_del: the first route that has all that the message says. */
function removeRoute(inet6: Inet6, message: DelRoute): void {
  checkIdAlone(message);
  if (message.nhid) nexthopsOf(inet6.netns).forRoute(message.nhid);
  const dst = { address: maskOf({ address: message.dst.address as bigint, length: message.dst.length }), length: message.dst.length };
  const table = message.table || RT_TABLE.MAIN;
  if (!inet6.fib.hasTable(table)) throw new RtnetlinkError('ESRCH', 'FIB table does not exist');
  const hop = message.nexthops.length === 1 ? message.nexthops[0] : undefined;
  for (const route of [...inet6.fib.at(table, dst)]) {
    if (message.priority && message.priority !== route.metric) continue;
    if (message.nhid ? route.nhid !== message.nhid : route.nhid !== undefined && hop) continue;
    if (message.protocol && message.protocol !== route.protocol) continue;
    const nexthop = route.nexthops.find(known => (!hop?.oif || known.oif === hop.oif) && (hop?.gateway === undefined || known.gateway === hop.gateway));
    if (!nexthop) continue;
    deleteRoute(inet6, route, hop?.gateway === undefined ? undefined : nexthop);
    return;
  }
  throw new RtnetlinkError(meansNullEntry(inet6, message, table) ? 'ENOENT' : 'ESRCH');
}

/** Where a table has no default route, fib6_null_entry stands for it: found, by lo's name too, yet not to be deleted. */
function meansNullEntry(inet6: Inet6, { dst, nexthops, priority, protocol }: DelRoute, table: number): boolean {
  return dst.length === 0 && inet6.fib.at(table, dst).length === 0 && !priority && !protocol
    && nexthops.every(({ oif, gateway }) => gateway === undefined && (!oif || oif === LO));
}

/** inet6_rtm_getroute. */
function get(inet6: Inet6, message: GetRoute): RouteMessage {
  const destination = message.dst.address as bigint;
  const source = (message.src as bigint | undefined) ?? ANY;
  const dst = message.iif ? routeInput(inet6, message, destination, source) : routeOutput(inet6, {
    destination, source, bound: false, ...(message.oif ? { oif: message.oif } : {}), ...(message.mark ? { mark: message.mark } : {}),
  });
  if ('error' in dst) throw new RtnetlinkError(dst.error);
  if (message.fibMatch) return routeMessage(inet6, dst.route);
  return answer(inet6, dst, destination, source, message);
}

function routeInput(inet6: Inet6, { iif, mark }: GetRoute, destination: bigint, source: bigint): Dst6 | { readonly error: NonNullable<ReturnType<typeof inet6.fib.lookup>['error']> } {
  if (!inet6.netns.devices.byIndex(iif!)) throw new RtnetlinkError('ENODEV');
  const found = inet6.fib.lookup({ daddr: destination, saddr: source, iif: iif!, ...(mark ? { mark } : {}) }, { oif: iif!, strict: needsDevice(destination), hash: hashOf(source, destination) });
  if (found.error !== undefined) return { error: found.error };
  return makeDst(inet6, found.route, found.nexthop) ?? { error: 'ENETUNREACH' };
}

/** The route in use for one destination. */
function answer(inet6: Inet6, dst: Dst6, destination: bigint, source?: bigint, { iif }: Partial<GetRoute> = {}): RouteMessage {
  const { nhid: _, ...route } = dst.route;
  const base = routeMessage(inet6, { ...route, nexthops: [dst.nexthop] });
  const known = inet6.exceptions.find(destination);
  const prefsrc = source === undefined || iif ? undefined : sourceFor(dst, destination);
  return {
    ...base,
    dst: { address: destination, length: 128 },
    // rt6_fill_node tells of a nexthop's flags only where it shows a table's entry
    nexthops: base.nexthops.map(nexthop => ({ ...nexthop, flags: 0, oif: dst.dev.ifindex })),
    flags: known ? RTM_F.CLONED : 0,
    ...(source === undefined ? {} : { src: { address: source, length: 128 } }),
    ...(prefsrc === undefined ? {} : { prefsrc }),
    ...(iif ? { iif } : {}),
    ...(known ? { protocol: 0, metrics: { ...base.metrics, mtu: known.mtu }, cache: { flags: 0, expires: known.expires } } : {}),
  };
}
