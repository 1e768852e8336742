import { isMulticast } from '../address';
import type { NetDevice } from '../device/device';
import { l3Flow, l3Master } from '../device/l3mdev';
import type { Errno } from '../errno';
import { IFF, RTCF, RT_SCOPE, type RouteType } from '../rtnetlink';
import { describeRoute, tableOf } from './fib';
import { joined } from './groups';
import type { FibNexthop, FibRoute, Skipped } from './fib-table';
import type { Inet } from './inet';
import { selectNexthop } from './multipath';
import { Ipv4Route } from './route';
import { INADDR_BROADCAST, INADDR_LOOPBACK, isLocalMulticast, isLoopback, isZeronet, selectAddress } from './source';

/** IPTOS_RT_MASK: the bits of tos that routing looks at. */
export const TOS_MASK = 0x1c;
const LOOPBACK_IFINDEX = 1;

/** A packet that this host wants to send (struct flowi4). */
export interface OutputFlow {
  readonly daddr: number;
  readonly saddr?: number;
  readonly oif?: number;
  /** ifindex of the L3 master to stay within */
  readonly l3mdev?: number;
  readonly tos?: number;
  readonly mark?: number;
  readonly uid?: number;
  readonly ipproto?: number;
  readonly sport?: number;
  readonly dport?: number;
  /** the source may be any address (FLOWI_FLAG_ANYSRC) */
  readonly anySource?: boolean;
}

export type OutputAnswer =
  | { readonly route: Ipv4Route; readonly saddr: number; readonly daddr: number; readonly error?: undefined }
  | { readonly error: Errno; readonly because: string };

interface Chosen {
  readonly dev: NetDevice;
  readonly saddr: number;
  readonly daddr: number;
  readonly type: RouteType;
  readonly iif: number;
  readonly fib?: FibRoute;
  readonly nexthop?: FibNexthop;
  readonly table?: number;
}

/** Finds the route and the source address of a packet to be sent (ip_route_output_key_hash). */
export function routeOutput(inet: Inet, flow: OutputFlow): OutputAnswer {
  const saddr = flow.saddr ?? 0;
  const oif = flow.oif ?? 0;
  const bad = checkSource(inet, flow, saddr);
  if (bad) return bad;
  const { devices } = inet.netns;
  if (saddr && !oif && (isMulticast(flow.daddr) || flow.daddr === INADDR_BROADCAST)) {
    return finish(inet, { dev: inet.ownerOf(saddr)!.device.dev, saddr, daddr: flow.daddr, type: 'unicast', iif: 0 });
  }
  const dev = oif ? devices.byIndex(oif) : undefined;
  if (oif && !dev) return { error: 'ENODEV', because: `no device ${oif}` };
  if (dev) {
    if (!dev.up || !inet.device(oif)) return { error: 'ENETUNREACH', because: `${dev.ifname} is down` };
    if (isLocalMulticast(flow.daddr) || flow.daddr === INADDR_BROADCAST) {
      return finish(inet, { dev, saddr: saddr || selectAddress(inet, oif, 0, RT_SCOPE.LINK), daddr: flow.daddr, type: 'unicast', iif: oif });
    }
  }
  let source = saddr;
  if (!source && dev && isMulticast(flow.daddr)) source = selectAddress(inet, oif, 0, RT_SCOPE.UNIVERSE);
  if (!source && dev && !flow.daddr) source = selectAddress(inet, oif, 0, RT_SCOPE.HOST);
  if (!flow.daddr) {
    const here = source || INADDR_LOOPBACK;
    return finish(inet, { dev: devices.byIndex(LOOPBACK_IFINDEX)!, saddr: here, daddr: here, type: 'local', iif: oif });
  }
  return byTable(inet, flow, source, dev);
}

function checkSource(inet: Inet, flow: OutputFlow, saddr: number): OutputAnswer | undefined {
  if (!saddr) return undefined;
  if (isMulticast(saddr) || saddr === INADDR_BROADCAST || isZeronet(saddr)) return { error: 'EINVAL', because: 'the source is no unicast address' };
  const toMany = !flow.oif && (isMulticast(flow.daddr) || flow.daddr === INADDR_BROADCAST);
  if ((toMany && !inet.ownerOf(saddr)) || (!flow.anySource && !inet.isOwn(saddr))) return { error: 'ENETUNREACH', because: 'the source is no address of this host' };
  return undefined;
}

function byTable(inet: Inet, flow: OutputFlow, saddr: number, dev: NetDevice | undefined): OutputAnswer {
  const { devices } = inet.netns;
  const skipped: Skipped[] = [];
  const key = l3Flow(inet.netns, { ...flow, saddr, iif: LOOPBACK_IFINDEX, tos: (flow.tos ?? 0) & TOS_MASK });
  const found = inet.fib.lookup(key, inet.lookupOptions(skipped));
  emitDecision(inet, flow, found, skipped);
  if (!('nexthop' in found)) {
    if (!dev || (key.l3mdev && !isMulticast(flow.daddr))) return { error: found.error, because: found.rule ? `rule ${found.rule.priority}` : found.route ? describeRoute(found.route, inet.nameOf) : 'no route' };
    return finish(inet, { dev, saddr: saddr || selectAddress(inet, dev.ifindex, 0, RT_SCOPE.LINK), daddr: flow.daddr, type: 'unicast', iif: flow.oif ?? 0 });
  }
  const { route: fib } = found;
  const table = tableOf(found);
  if (fib.type === 'local') {
    const source = saddr || (fib.prefsrc as number | undefined) || flow.daddr;
    return finish(inet, { dev: l3Master(devices.byIndex(found.nexthop.oif)) ?? devices.byIndex(LOOPBACK_IFINDEX)!, saddr: source, daddr: flow.daddr, type: 'local', iif: found.nexthop.oif, fib, nexthop: found.nexthop, table });
  }
  const nexthop = (!key.oif && fib.nexthops.length > 1 ? selectNexthop(inet, fib, saddr, flow.daddr) : undefined) ?? found.nexthop;
  // fib_select_path: a leaked route doesn't lend the other L3 master's addresses
  const leaked = key.l3mdev !== undefined && l3Master(devices.byIndex(nexthop.oif))?.ifindex !== key.l3mdev;
  const source = saddr || (leaked ? selectAddress(inet, key.l3mdev!, 0, RT_SCOPE.LINK) : sourceOf(inet, fib, nexthop));
  return finish(inet, { dev: devices.byIndex(nexthop.oif)!, saddr: source, daddr: flow.daddr, type: fib.type, iif: flow.oif ?? 0, fib, nexthop, table });
}

/** The source address that a route prefers (fib_result_prefsrc). */
export function sourceOf(inet: Inet, fib: FibRoute, nexthop: FibNexthop): number {
  return (fib.prefsrc as number | undefined) ?? selectAddress(inet, nexthop.oif, typeof nexthop.gateway === 'number' ? nexthop.gateway : 0, fib.scope);
}

/** __mkroute_output. */
function finish(inet: Inet, chosen: Chosen): OutputAnswer {
  const { dev, saddr, daddr } = chosen;
  const device = inet.device(dev.ifindex);
  if (!device) return { error: 'EINVAL', because: `${dev.ifname} has no IPv4` };
  const loopback = (dev.flags & IFF.LOOPBACK) !== 0;
  const localnet = inet.conf(device, 'route_localnet');
  if (!localnet.value && isLoopback(saddr) && !loopback && dev.ownTable === undefined) return { error: 'EINVAL', because: localnet.because };
  if (isZeronet(daddr)) return { error: 'EINVAL', because: 'the destination is in 0.0.0.0/8' };
  const type: RouteType = daddr === INADDR_BROADCAST ? 'broadcast' : isMulticast(daddr) ? 'multicast' : chosen.type;
  let flags = loopback || chosen.type === 'local' ? RTCF.LOCAL : 0;
  if (type === 'broadcast') flags |= RTCF.BROADCAST | RTCF.LOCAL;
  if (type === 'multicast') flags |= RTCF.MULTICAST | (joined(device, daddr) || loopback ? RTCF.LOCAL : 0);
  const exception = type === 'unicast' ? inet.exceptions.find(dev.ifindex, daddr) : undefined;
  return {
    saddr, daddr,
    route: new Ipv4Route(inet, {
      dev, type, flags: flags >>> 0, forInput: false, iif: chosen.iif,
      ...(chosen.fib ? { fib: chosen.fib } : {}), ...(chosen.nexthop ? { nexthop: chosen.nexthop } : {}),
      ...(chosen.table === undefined ? {} : { table: chosen.table }), ...(exception ? { exception } : {}),
    }),
  };
}

function emitDecision(inet: Inet, flow: OutputFlow, found: ReturnType<typeof inet.fib.lookup>, skipped: readonly Skipped[]): void {
  if (!inet.netns.network.events.wanted) return;
  const rule = found.rule ? `rule ${found.rule.priority}` : 'tables local, main, default';
  inet.netns.emit('nexthop' in found ? inet.netns.devices.byIndex(found.nexthop.oif) : undefined, {
    kind: 'route', destination: flow.daddr,
    ...(found.route ? { chosen: describeRoute(found.route, inet.nameOf) } : {}),
    skipped: skipped.map(({ route, because }) => ({ route: describeRoute(route, inet.nameOf), because })),
    because: 'nexthop' in found ? `${rule}: longest prefix` : `${rule}: ${found.error}`,
  });
}
