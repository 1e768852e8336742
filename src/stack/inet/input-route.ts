import { isMulticast } from '../address';
import { l3Master } from '../device/l3mdev';
import type { DropReason } from '../events';
import { ETH_P_IP } from '../wire';
import { RTCF, RT_SCOPE } from '../rtnetlink';
import type { Errno } from '../errno';
import { describeRoute, tableOf } from './fib';
import type { FibNexthop, FibRoute, Flow } from './fib-table';
import { joined } from './groups';
import type { Inet, InDevice } from './inet';
import { selectNexthop } from './multipath';
import { TOS_MASK } from './output-route';
import { Ipv4Route, type RouteInit } from './route';
import { INADDR_BROADCAST, isLocalMulticast, isLoopback, isZeronet, onLink } from './source';

/** A packet (or an ARP request) to be routed on its way in. */
export interface InputFlow {
  readonly daddr: number;
  readonly saddr: number;
  readonly tos: number;
  readonly mark: number;
  readonly device: InDevice;
  /** ETH_P_* */
  readonly protocol: number;
  readonly ipproto?: number;
}

export type InputAnswer =
  | { readonly route: Ipv4Route; readonly redirect: boolean; readonly error?: undefined }
  | { readonly error: Errno; readonly reason: DropReason; readonly because: string; readonly martian?: 'source' | 'destination' };

type Refusal = Extract<InputAnswer, { readonly error: Errno }>;

function martian(which: 'source' | 'destination', because: string, error: Errno = 'EINVAL'): Refusal {
  const reason = error === 'EXDEV' ? 'IP_RPFILTER' : which === 'source' ? 'IP_INVALID_SOURCE' : 'IP_INVALID_DEST';
  return { error, reason, because, martian: which };
}

/** Finds what is to become of a packet that came in (ip_route_input). */
export function routeInput(inet: Inet, flow: InputFlow): InputAnswer {
  if (isMulticast(flow.daddr)) return toGroup(inet, flow);
  const { daddr, saddr, device } = flow;
  if (isMulticast(saddr) || saddr === INADDR_BROADCAST) return martian('source', 'the source is no unicast address');
  if (daddr === INADDR_BROADCAST || (saddr === 0 && daddr === 0)) return broadcast(inet, flow);
  if (isZeronet(saddr)) return martian('source', 'the source is in 0.0.0.0/8');
  if (isZeronet(daddr)) return martian('destination', 'the destination is in 0.0.0.0/8');
  const localnet = inet.conf(device, 'route_localnet');
  if (isLoopback(daddr) && !localnet.value) return martian('destination', localnet.because);
  if (isLoopback(saddr) && !isLoopback(daddr) && !localnet.value) return martian('source', localnet.because);

  const key: Flow = { daddr, saddr, iif: device.dev.ifindex, tos: flow.tos & TOS_MASK, mark: flow.mark, ...(flow.ipproto === undefined ? {} : { ipproto: flow.ipproto }) };
  const found = inet.fib.lookup(key, inet.lookupOptions());
  const forwards = device.conf.values.forwarding !== 0;
  if (!('nexthop' in found)) return unreachable(inet, flow, forwards ? found.error : 'EHOSTUNREACH');
  const { route: fib } = found;
  if (fib.type === 'broadcast' && !inet.conf(device, 'bc_forwarding').value) return broadcast(inet, flow);
  if (fib.type === 'local') {
    const source = validateSource(inet, flow, 0);
    if ('error' in source) return source;
    return accepted(inet, flow, 'local', { fib, nexthop: found.nexthop, table: tableOf(found) });
  }
  if (!forwards) return unreachable(inet, flow, 'EHOSTUNREACH');
  if (fib.type !== 'unicast' && fib.type !== 'broadcast') return martian('destination', describeRoute(fib, inet.nameOf));
  const nexthop = (fib.nexthops.length > 1 ? selectNexthop(inet, fib, saddr, daddr) : undefined) ?? found.nexthop;
  return onward(inet, flow, fib, nexthop, tableOf(found));
}

function accepted(inet: Inet, flow: InputFlow, type: 'local' | 'broadcast' | 'multicast', more: Partial<RouteInit>): InputAnswer {
  const flags = type === 'broadcast' ? RTCF.BROADCAST : type === 'multicast' ? RTCF.MULTICAST : 0;
  const { devices } = inet.netns;
  const dev = l3Master(devices.byIndex(more.nexthop?.oif ?? 0)) ?? devices.byIndex(1)!;
  return { redirect: false, route: new Ipv4Route(inet, { dev, type, flags: (flags | RTCF.LOCAL) >>> 0, forInput: true, iif: flow.device.dev.ifindex, ...more }) };
}

function broadcast(inet: Inet, flow: InputFlow): InputAnswer {
  if (flow.protocol !== ETH_P_IP) return { error: 'EINVAL', reason: 'NOT_SPECIFIED', because: 'a broadcast address' };
  if (!isZeronet(flow.saddr)) {
    const source = validateSource(inet, { ...flow, daddr: 0 }, 0);
    if ('error' in source) return source;
  }
  return accepted(inet, flow, 'broadcast', {});
}

/** ip_route_input_mc. */
function toGroup(inet: Inet, flow: InputFlow): InputAnswer {
  const { saddr, daddr, device } = flow;
  if (!joined(device, daddr)) return { error: 'EINVAL', reason: 'NOT_SPECIFIED', because: `${device.dev.ifname} is not in the group` };
  if (isMulticast(saddr) || saddr === INADDR_BROADCAST || flow.protocol !== ETH_P_IP) return martian('source', 'the source is no unicast address');
  const localnet = inet.conf(device, 'route_localnet');
  if (isLoopback(saddr) && !localnet.value) return martian('source', localnet.because);
  if (isZeronet(saddr)) {
    if (!isLocalMulticast(daddr)) return martian('source', 'the source is in 0.0.0.0/8');
  } else {
    const source = validateSource(inet, { ...flow, daddr: 0 }, 0);
    if ('error' in source) return source;
  }
  return accepted(inet, flow, 'multicast', {});
}

function unreachable(inet: Inet, flow: InputFlow, error: Errno): InputAnswer {
  const dev = inet.netns.devices.byIndex(1)!;
  return { redirect: false, route: new Ipv4Route(inet, { dev, type: 'unreachable', flags: 0, forInput: true, iif: flow.device.dev.ifindex, error }) };
}

/** ip_mkroute_input: a route to forward by. */
function onward(inet: Inet, flow: InputFlow, fib: FibRoute, nexthop: FibNexthop, table: number): InputAnswer {
  const { device } = flow;
  const out = inet.device(nexthop.oif);
  if (!out) return { error: 'EINVAL', reason: 'IP_INNOROUTES', because: `${inet.nameOf(nexthop.oif)} has no IPv4` };
  const source = validateSource(inet, flow, nexthop.oif);
  if ('error' in source) return source;
  const gateway = typeof nexthop.gateway === 'number' ? nexthop.gateway : 0;
  const sameLink = out === device;
  const redirect = sameLink && source.onLink && inet.conf(out, 'send_redirects').value !== 0 && flow.protocol === ETH_P_IP
    && (inet.conf(out, 'shared_media').value !== 0 || onLink(out, flow.saddr, gateway));
  if (flow.protocol !== ETH_P_IP && sameLink && !device.conf.values.proxy_arp_pvlan) {
    return { error: 'EINVAL', reason: 'NOT_SPECIFIED', because: `net.ipv4.conf.${device.dev.ifname}.proxy_arp_pvlan = 0` };
  }
  const exception = inet.exceptions.find(nexthop.oif, flow.daddr);
  return { redirect, route: new Ipv4Route(inet, { dev: out.dev, type: fib.type, flags: 0, forInput: true, iif: device.dev.ifindex, fib, nexthop, table, ...(exception ? { exception } : {}) }) };
}

/** Whether a packet's source may come in by this device (fib_validate_source). `onLink`: it is a neighbour there. */
function validateSource(inet: Inet, flow: InputFlow, oif: number): { readonly onLink: boolean } | Refusal {
  const { device } = flow;
  const rpf = inet.conf(device, 'rp_filter');
  if (rpf.value || (oif === device.dev.ifindex && inet.conf(device, 'send_redirects').value)) return fullCheck(inet, flow, oif);
  const acceptLocal = inet.conf(device, 'accept_local');
  if (acceptLocal.value) return { onLink: false };
  if (inet.fib.rules.hasCustomRules || inet.hasCustomLocalRoutes) return fullCheck(inet, flow, oif);
  return inet.ownerOf(flow.saddr) ? ownSource(acceptLocal.because) : { onLink: false };
}

function ownSource(because: string): Refusal {
  return { error: 'EINVAL', reason: 'IP_LOCAL_SOURCE', because, martian: 'source' };
}

/** __fib_validate_source: the way back to the source must lie by this device (rp_filter 1) or exist (2). */
function fullCheck(inet: Inet, flow: InputFlow, oif: number): { readonly onLink: boolean } | Refusal {
  const { device } = flow;
  const rpf = inet.conf(device, 'rp_filter');
  const acceptLocal = inet.conf(device, 'accept_local');
  const mark = inet.conf(device, 'src_valid_mark').value ? flow.mark : 0;
  const master = l3Master(device.dev)?.ifindex;
  const key: Flow = { daddr: flow.saddr, saddr: flow.daddr, iif: oif || 1, tos: flow.tos & TOS_MASK, mark, ...(master === undefined ? {} : { l3mdev: master }) };
  const found = inet.fib.lookup(key, inet.lookupOptions());
  const lastResort = (): { readonly onLink: boolean } | Refusal => (rpf.value ? martian('source', rpf.because, 'EXDEV') : { onLink: false });
  if (!('nexthop' in found)) return lastResort();
  const { type } = found.route;
  if (type === 'local' && !acceptLocal.value) return ownSource(acceptLocal.because);
  if (type !== 'unicast' && type !== 'local') return martian('source', describeRoute(found.route, inet.nameOf));
  const uses = (nexthop: FibNexthop): boolean => nexthop.oif === device.dev.ifindex || l3Master(inet.netns.devices.byIndex(nexthop.oif)) === device.dev;
  const matches = found.route.nexthops.some(uses) || (type === 'local' && device.dev.ifname === 'lo');
  if (matches) return { onLink: found.nexthop.scope >= RT_SCOPE.HOST };
  if (device.addresses.length === 0) return lastResort();
  if (rpf.value === 1) return martian('source', rpf.because, 'EXDEV');
  const back = inet.fib.lookup({ ...key, oif: device.dev.ifindex }, { nameOf: inet.nameOf });
  return { onLink: 'nexthop' in back && back.route.type === 'unicast' && back.nexthop.scope >= RT_SCOPE.HOST };
}
