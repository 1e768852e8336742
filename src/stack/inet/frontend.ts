import { lastOf, networkOf } from '../address';
import { l3Table } from '../device/l3mdev';
import { IFA_F, IFF, RTNH_F, RTPROT, RT_SCOPE, RT_TABLE, RtnetlinkError, type RouteType } from '../rtnetlink';
import { routeMessage } from './fib';
import type { FibRoute } from './fib-table';
import { isSecondary, primaryOf, sameSubnet, type IfAddr } from './ifaddr';
import type { Inet, InDevice } from './inet';
import { rebalance } from './multipath';
import { validSource } from './semantics';
import { addressTypeOn, INADDR_BROADCAST, isZeronet } from './source';

/** A route that the kernel keeps for an address (fib_magic). */
function kernelRoute(type: RouteType, dst: number, length: number, primary: IfAddr, priority: number): FibRoute {
  const local = type === 'local';
  const { dev } = primary.device;
  const table = l3Table(dev) ?? (type === 'unicast' ? RT_TABLE.MAIN : RT_TABLE.LOCAL);
  return {
    dst: { address: dst, length }, tos: 0, type, table, protocol: RTPROT.KERNEL,
    scope: local ? RT_SCOPE.HOST : RT_SCOPE.LINK, priority, prefsrc: primary.local, flags: 0,
    nexthops: [{ oif: dev.ifindex, weight: 1, flags: 0, scope: local ? RT_SCOPE.NOWHERE : RT_SCOPE.HOST, upperBound: 0 }],
  };
}

function add(inet: Inet, route: FibRoute): void {
  if (!validSource(inet, route)) return;
  const [nexthop] = route.nexthops;
  const dev = inet.netns.devices.byIndex(nexthop!.oif)!;
  if (route.type !== 'local' && !dev.carrier) {
    nexthop!.flags |= RTNH_F.LINKDOWN;
    route.flags |= RTNH_F.LINKDOWN;
  }
  try {
    inet.fib.ensure(route.table).insert(route, { create: true, append: true });
  } catch (error) {
    if (error instanceof RtnetlinkError) return;
    throw error;
  }
  inet.netns.rtnetlink.notify({ type: 'RTM_NEWROUTE', route: routeMessage(route) });
}

function remove(inet: Inet, wanted: FibRoute): void {
  const table = inet.fib.table(wanted.table);
  const gone = table?.at(wanted.dst).find(route => route.tos === 0 && route.type === wanted.type && route.scope === wanted.scope
    && route.prefsrc === wanted.prefsrc && route.protocol === RTPROT.KERNEL && route.nexthops[0]?.oif === wanted.nexthops[0]!.oif
    && (!wanted.priority || route.priority === wanted.priority));
  if (!table || !gone) return;
  table.delete(gone.dst, gone.tos, route => route === gone);
  inet.netns.rtnetlink.notify({ type: 'RTM_DELROUTE', route: routeMessage(gone) });
}

/** The routes that an address brings (fib_add_ifaddr). */
export function addRoutes(inet: Inet, ifa: IfAddr): void {
  const { device } = ifa;
  const primary = isSecondary(ifa) ? primaryOf(device, ifa) : ifa;
  if (!primary) return;
  add(inet, kernelRoute('local', ifa.local, 32, primary, 0));
  if (!device.dev.up) return;
  if (ifa.broadcast && ifa.broadcast !== INADDR_BROADCAST) add(inet, kernelRoute('broadcast', ifa.broadcast, 32, primary, 0));
  const prefix = networkOf(ifa.address, ifa.prefixlen) as number;
  if (isZeronet(prefix) || isSecondary(ifa) || (prefix === ifa.local && ifa.prefixlen === 32)) return;
  if (!(ifa.flags & IFA_F.NOPREFIXROUTE)) add(inet, kernelRoute(subnetType(device), prefix, ifa.prefixlen, primary, ifa.rtPriority));
  if (ifa.prefixlen < 31) add(inet, kernelRoute('broadcast', lastOf(prefix, ifa.prefixlen) as number, 32, primary, 0));
}

/** The route to an address's subnet gets another metric: first the new one comes, then the old one goes (fib_modify_prefix_metric). */
export function modifyPrefixMetric(inet: Inet, ifa: IfAddr, metric: number): void {
  const { device } = ifa;
  const prefix = networkOf(ifa.address, ifa.prefixlen) as number;
  if (!device.dev.up || isSecondary(ifa) || ifa.flags & IFA_F.NOPREFIXROUTE || isZeronet(prefix) || (prefix === ifa.local && ifa.prefixlen === 32)) return;
  const route = (priority: number): FibRoute => kernelRoute(subnetType(device), prefix, ifa.prefixlen, ifa, priority);
  add(inet, route(metric));
  remove(inet, route(ifa.rtPriority));
}

function subnetType(device: InDevice): RouteType {
  return device.dev.flags & IFF.LOOPBACK ? 'local' : 'unicast';
}

/** Takes back the routes of an address, but for those that others still need (fib_del_ifaddr). `replaced`: a secondary takes its place. */
export function dropRoutes(inet: Inet, ifa: IfAddr, replaced?: IfAddr): void {
  const { device } = ifa;
  const prefix = networkOf(ifa.address, ifa.prefixlen) as number;
  const last = lastOf(ifa.address, ifa.prefixlen) as number;
  let primary: IfAddr = ifa;
  let subnet = false;
  if (isSecondary(ifa)) {
    const found = replaced ?? primaryOf(device, ifa);
    if (!found) return;
    primary = found;
  } else if (!isZeronet(prefix) && (prefix !== ifa.local || ifa.prefixlen < 32)) {
    if (!(ifa.flags & IFA_F.NOPREFIXROUTE)) remove(inet, kernelRoute(subnetType(device), prefix, ifa.prefixlen, primary, ifa.rtPriority));
    subnet = true;
  }
  const kept = stillNeeded(device, ifa, primary, replaced);
  if (ifa.broadcast !== undefined && !kept.broadcasts.has(ifa.broadcast)) remove(inet, kernelRoute('broadcast', ifa.broadcast, 32, primary, 0));
  if (subnet && ifa.prefixlen < 31 && last !== ifa.broadcast && !kept.broadcasts.has(last)) remove(inet, kernelRoute('broadcast', last, 32, primary, 0));
  if (kept.locals.has(ifa.local)) return;
  remove(inet, kernelRoute('local', ifa.local, 32, primary, 0));
  const gone = !device.addresses.includes(ifa);
  if (gone && addressTypeOn(inet, device.dev, ifa.local) !== 'local') dropPreferring(inet, ifa.local);
}

/** Local and broadcast addresses that other addresses with the same preferred source keep alive. */
function stillNeeded(device: InDevice, ifa: IfAddr, primary: IfAddr, replaced: IfAddr | undefined) {
  const locals = new Set<number>();
  const broadcasts = new Set<number>();
  for (const other of device.addresses) {
    if (other === ifa || (replaced && sameSubnet(other, replaced))) continue;
    const owner = isSecondary(other) ? (sameSubnet(other, primary) ? primary : primaryOf(device, other)) : other;
    if (owner?.local !== primary.local) continue;
    locals.add(other.local);
    if (other.broadcast !== undefined) broadcasts.add(other.broadcast);
    if (owner === other && other.prefixlen < 31) broadcasts.add(lastOf(other.address, other.prefixlen) as number);
  }
  return { locals, broadcasts };
}

/** Routes whose `src` was that address go with it (fib_sync_down_addr). */
function dropPreferring(inet: Inet, address: number): void {
  for (const table of inet.fib.tables()) table.flush(route => route.prefsrc === address);
}

/** An address came (fib_inetaddr_event). */
export function addressAdded(inet: Inet, ifa: IfAddr): void {
  addRoutes(inet, ifa);
  inet.exceptions.flush();
}

/** An address went; with the last one, IPv4 ends on the device. */
export function addressRemoved(inet: Inet, ifa: IfAddr): void {
  dropRoutes(inet, ifa);
  if (ifa.device.addresses.length === 0) disable(inet, ifa.device, 'down', true);
  inet.exceptions.flush();
}

/** The device came up: its addresses' routes come back. */
export function deviceUp(inet: Inet, device: InDevice): void {
  for (const ifa of device.addresses) addRoutes(inet, ifa);
  syncUp(inet, device, RTNH_F.DEAD);
  inet.exceptions.flush();
}

/** The device went down or away: routes by it die, and its neighbours are forgotten (fib_disable_ip). */
export function disable(inet: Inet, device: InDevice, event: 'down' | 'unregister', force: boolean): void {
  const dead = syncDown(inet, device, event, force);
  if (dead > 0) for (const table of inet.fib.tables()) table.flush(route => (route.flags & RTNH_F.DEAD) !== 0);
  inet.exceptions.flush();
  inet.arp.flush(device.dev.ifindex);
}

/** The carrier changed: routes by the device are marked `linkdown`, or no longer. */
export function carrierChanged(inet: Inet, device: InDevice): void {
  if (device.dev.carrier && device.dev.up) syncUp(inet, device, RTNH_F.LINKDOWN);
  else syncDown(inet, device, 'change', false);
  inet.exceptions.flush();
}

/** fib_sync_down_dev: marks nexthops by the device. @returns how many routes have none left */
function syncDown(inet: Inet, device: InDevice, event: 'down' | 'unregister' | 'change', force: boolean): number {
  const mark = event === 'change' ? RTNH_F.LINKDOWN : RTNH_F.DEAD | RTNH_F.LINKDOWN;
  let count = 0;
  for (const route of routesBy(inet, device.dev.ifindex)) {
    let dead = 0;
    for (const nexthop of route.nexthops) {
      const mine = nexthop.oif === device.dev.ifindex;
      if (nexthop.flags & RTNH_F.DEAD) {
        dead++;
      } else if (mine && (force || nexthop.scope !== RT_SCOPE.NOWHERE)) {
        nexthop.flags |= mark;
        dead++;
      }
      if (event === 'unregister' && mine) {
        dead = route.nexthops.length;
        break;
      }
    }
    if (dead === route.nexthops.length) {
      route.flags |= mark;
      count++;
    }
    rebalance(inet, route);
  }
  return count;
}

/** fib_sync_up: takes the marks off nexthops by a device that is up. */
function syncUp(inet: Inet, device: InDevice, marks: number): void {
  const { dev } = device;
  if (!dev.up) return;
  const clear = marks & RTNH_F.DEAD && dev.carrier ? marks | RTNH_F.LINKDOWN : marks;
  for (const route of routesBy(inet, dev.ifindex)) {
    let alive = 0;
    for (const nexthop of route.nexthops) {
      if (!(nexthop.flags & clear)) {
        alive++;
      } else if (nexthop.oif === dev.ifindex) {
        alive++;
        nexthop.flags &= ~clear;
      }
    }
    if (alive > 0) route.flags &= ~clear;
    rebalance(inet, route);
  }
}

/** Routes whose own nexthops lie on a device; those by nexthop objects come and go with these. */
function routesBy(inet: Inet, ifindex: number): FibRoute[] {
  return inet.fib.tables().flatMap(table => table.dump().filter(route => route.nhid === undefined && route.nexthops.some(nexthop => nexthop.oif === ifindex)));
}

