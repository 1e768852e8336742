import { IFF, RTNH_F, RT_SCOPE, RT_TABLE, RtnetlinkError, type DelRoute, type NewRoute, type NextHop, type RouteType } from '../rtnetlink';
import type { Errno } from '../errno';
import { AF_INET6 } from '../address';
import type { NetDevice } from '../device/device';
import { l3Table } from '../device/l3mdev';
import { nexthopsOf as nexthopObjects } from '../nexthop';
import { keptMetrics } from '../route-metrics';
import { nexthopsById } from './nexthop';
import { lookupTables, ROUTE_ERRORS, type FibNexthop, type FibRoute, type Flow } from './fib-table';
import type { Inet } from './inet';
import { rebalance } from './multipath';
import { addressType, addressTypeOn } from './source';

/** The narrowest scope that each route type may have (fib_props). */
const TYPE_SCOPES: Partial<Record<RouteType, number>> = { none: RT_SCOPE.NOWHERE, local: RT_SCOPE.HOST, broadcast: RT_SCOPE.LINK, anycast: RT_SCOPE.LINK, nat: RT_SCOPE.NOWHERE, xresolve: RT_SCOPE.NOWHERE };
const FORWARDING_TYPES: readonly RouteType[] = ['unicast', 'local', 'broadcast', 'anycast', 'multicast'];

function refuse(errno: Errno, extack?: string): never {
  throw new RtnetlinkError(errno, extack);
}

/**
 * Checks a new route and its nexthops, and makes what the FIB keeps (fib_create_info).
 * @throws {RtnetlinkError} EINVAL, ENETDOWN, ENETUNREACH, ENODEV ... with the kernel's sentence
 */
export function createRoute(inet: Inet, message: NewRoute): FibRoute {
  const { routeType: type, scope } = message;
  // rtm_to_fib_config: 0.0.0.0 is no gateway
  const nexthops = message.nexthops.map(nexthop => (nexthop.gateway === 0 ? { ...nexthop, gateway: undefined } : nexthop));
  const table = message.table || RT_TABLE.MAIN;
  if ((TYPE_SCOPES[type] ?? RT_SCOPE.UNIVERSE) > scope) refuse('EINVAL', 'Invalid scope');
  const described = nexthops.filter(nexthop => nexthop.gateway !== undefined || nexthop.via !== undefined || nexthop.oif !== undefined);
  if (nexthops.some(nexthop => nexthop.flags & (RTNH_F.DEAD | RTNH_F.LINKDOWN))) refuse('EINVAL', 'Invalid rtm_flags - can not contain DEAD or LINKDOWN');
  if (message.nhid) return routeByObject(inet, message, message.nhid, table);
  const refusing = ROUTE_ERRORS[type] !== undefined;
  if (refusing && described.length > 0) refuse('EINVAL', 'Gateway, device and multipath can not be specified for this route type');
  if (!refusing && !FORWARDING_TYPES.includes(type)) refuse('EINVAL', 'Invalid route type');
  if (!refusing && scope > RT_SCOPE.HOST) refuse('EINVAL', 'Invalid scope');
  const metrics = keptMetrics(message.metrics);
  const route: FibRoute = {
    dst: message.dst, tos: message.tos ?? 0, type, table, protocol: message.protocol, scope, priority: message.priority ?? 0,
    ...(message.prefsrc ? { prefsrc: message.prefsrc } : {}),
    ...(metrics ? { metrics } : {}),
    ...(message.flow ? { flow: message.flow } : {}),
    nexthops: refusing ? [] : nexthopsOf(inet, nexthops, table, scope),
    flags: 0,
  };
  if (!refusing && route.nexthops.every(nexthop => nexthop.flags & RTNH_F.LINKDOWN)) route.flags |= RTNH_F.LINKDOWN;
  if (!refusing && message.prefsrc && !validSource(inet, route)) refuse('EINVAL', 'Invalid prefsrc address');
  rebalance(inet, route);
  return route;
}

/** A route whose nexthops are those of an object (fib_check_nexthop). */
function routeByObject(inet: Inet, message: NewRoute, nhid: number, table: number): FibRoute {
  const objects = nexthopObjects(inet.netns);
  const { blackhole } = objects.forRoute(nhid);
  const route: FibRoute = {
    dst: message.dst, tos: message.tos ?? 0, type: blackhole ? 'blackhole' : message.routeType, table, protocol: message.protocol, scope: message.scope,
    priority: message.priority ?? 0, ...(message.prefsrc ? { prefsrc: message.prefsrc } : {}), ...(message.metrics ? { metrics: message.metrics } : {}),
    nhid, nexthops: nexthopsById(inet, nhid), flags: 0,
  };
  if (message.prefsrc && !validSource(inet, route)) refuse('EINVAL', 'Invalid prefsrc address');
  rebalance(inet, route);
  return route;
}

/** fib_check_nh for a nexthop object. @returns the scope of what lies behind it @throws {RtnetlinkError} */
export function checkNexthop(inet: Inet, nexthop: NextHop): number {
  const table = l3Table(inet.netns.devices.byIndex(nexthop.oif ?? 0)) ?? RT_TABLE.MAIN;
  return checked(inet, nexthop, table, RT_SCOPE.UNIVERSE).scope;
}

function nexthopsOf(inet: Inet, nexthops: readonly NextHop[], table: number, scope: number): FibNexthop[] {
  const all = nexthops.length > 0 ? nexthops : [{ flags: 0 }];
  if (scope !== RT_SCOPE.HOST) return all.map(nexthop => checked(inet, nexthop, table, scope));
  const [only] = all;
  if (all.length !== 1 || !only) return refuse('EINVAL', 'Route with host scope can not have multiple nexthops');
  if (only.gateway !== undefined || only.via !== undefined) refuse('EINVAL', 'Route with host scope can not have a gateway');
  if (!inet.netns.devices.byIndex(only.oif ?? 0)) refuse('ENODEV');
  return [{ oif: only.oif!, weight: 1, flags: only.flags, scope: RT_SCOPE.NOWHERE, upperBound: 0 }];
}

/** fib_check_nh. */
function checked(inet: Inet, nexthop: NextHop, table: number, scope: number): FibNexthop {
  const weight = nexthop.weight ?? 1;
  if (nexthop.via !== undefined) return checkedVia(inet, nexthop, table, weight);
  if (nexthop.gateway === undefined) {
    const dev = directDevice(inet, nexthop);
    return { oif: dev.ifindex, weight, flags: withCarrier(dev, nexthop.flags), scope: RT_SCOPE.HOST, upperBound: 0 };
  }
  const gateway = nexthop.gateway as number;
  const { dev, reach } = nexthop.flags & RTNH_F.ONLINK ? onlinkDevice(inet, gateway, nexthop.oif, scope) : gatewayDevice(inet, gateway, nexthop.oif, table, scope);
  return { gateway, oif: dev.ifindex, weight, flags: withCarrier(dev, nexthop.flags), scope: reach, upperBound: 0 };
}

/** fib_check_nh_v6_gw: IPv6 decides whether its address can be a gateway. */
function checkedVia(inet: Inet, nexthop: NextHop, table: number, weight: number): FibNexthop {
  const oif = nexthopObjects(inet.netns).families.get(AF_INET6)!.foreign!.check(nexthop, table);
  return { gateway: nexthop.via!, oif, weight, flags: withCarrier(inet.netns.devices.byIndex(oif)!, nexthop.flags), scope: RT_SCOPE.LINK, upperBound: 0 };
}

function withCarrier(dev: NetDevice, flags: number): number {
  return dev.carrier ? flags : flags | RTNH_F.LINKDOWN;
}

function directDevice(inet: Inet, nexthop: NextHop): NetDevice {
  if (nexthop.flags & (RTNH_F.PERVASIVE | RTNH_F.ONLINK)) refuse('EINVAL', 'Invalid flags for nexthop - PERVASIVE and ONLINK can not be set');
  const dev = inet.device(nexthop.oif ?? 0)?.dev;
  if (!dev) return refuse('ENODEV');
  if (!(dev.flags & IFF.UP)) refuse('ENETDOWN', 'Device for nexthop is not up');
  return dev;
}

function onlinkDevice(inet: Inet, gateway: number, oif: number | undefined, scope: number): { dev: NetDevice; reach: number } {
  if (scope >= RT_SCOPE.LINK) refuse('EINVAL', 'Nexthop has invalid scope');
  const dev = inet.netns.devices.byIndex(oif ?? 0);
  if (!dev) return refuse('ENODEV', 'Nexthop device required for onlink');
  if (!dev.up) refuse('ENETDOWN', 'Nexthop device is not up');
  if (addressTypeOn(inet, dev, gateway) !== 'unicast') refuse('EINVAL', 'Nexthop has invalid gateway');
  return { dev, reach: RT_SCOPE.LINK };
}

function gatewayDevice(inet: Inet, gateway: number, oif: number | undefined, table: number, scope: number): { dev: NetDevice; reach: number } {
  const flow: Flow = { daddr: gateway, iif: 1, scope: Math.max(scope + 1, RT_SCOPE.LINK), ...(oif === undefined ? {} : { oif }) };
  const own = table === RT_TABLE.MAIN ? undefined : inet.fib.table(table);
  let found: ReturnType<typeof inet.fib.lookup> | undefined = own && lookupTables([own], flow);
  if (!found || !('nexthop' in found)) found = inet.fib.lookup(flow);
  if (!('nexthop' in found)) return refuse(found.error === 'EAGAIN' ? 'ENETUNREACH' : found.error, 'Nexthop has invalid gateway');
  if (found.route.type !== 'unicast' && found.route.type !== 'local') refuse('EINVAL', 'Nexthop has invalid gateway');
  const dev = inet.netns.devices.byIndex(found.nexthop.oif);
  if (!dev) return refuse('EINVAL', 'No egress device for nexthop gateway');
  if (!dev.up) refuse('ENETDOWN');
  return { dev, reach: found.route.scope };
}

/** fib_valid_prefsrc: a route's preferred source must be a local address, in the route's own table or in `local`. */
export function validSource(inet: Inet, route: FibRoute): boolean {
  const source = route.prefsrc as number;
  if (route.type === 'local' && route.dst.address && source === route.dst.address) return true;
  const own = route.table === RT_TABLE.MAIN ? RT_TABLE.LOCAL : route.table;
  return [own, RT_TABLE.LOCAL].some(table => addressType(inet, source, table) === 'local');
}

/** Whether a deletion means this route (fib_table_delete, fib_nh_match). */
export function meant(route: FibRoute, message: DelRoute): boolean {
  return (!message.routeType || message.routeType === 'none' || route.type === message.routeType)
    && (message.scope === undefined || message.scope === RT_SCOPE.NOWHERE || route.scope === message.scope)
    && (!message.prefsrc || route.prefsrc === message.prefsrc)
    && (!message.protocol || route.protocol === message.protocol)
    && (!message.priority || route.priority === message.priority)
    && (message.nhid ? route.nhid === message.nhid : route.nhid === undefined ? nexthopsMeant(route, message.nexthops) : message.nexthops.length === 0)
    && Object.entries(message.metrics ?? {}).every(([name, value]) => String(route.metrics?.[name] ?? '') === String(value));
}

function nexthopsMeant(route: FibRoute, wanted: readonly NextHop[]): boolean {
  if (wanted.length === 0) return true;
  if (wanted.length > 1 && wanted.length !== route.nexthops.length) return false;
  return wanted.every((want, i) => {
    const nexthop = route.nexthops[i];
    const gateway = want.gateway ?? want.via;
    if (!nexthop) return want.oif === undefined && gateway === undefined;
    return (want.oif === undefined || want.oif === nexthop.oif) && (gateway === undefined || gateway === nexthop.gateway)
      && (wanted.length === 1 || want.weight === undefined || want.weight === nexthop.weight);
  });
}
