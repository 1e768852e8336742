import { AF_INET6, isLinkLocal, isMulticast } from '../address';
import type { NetDevice } from '../device/device';
import { l3Master, l3Send } from '../device/l3mdev';
import { SysError, type Errno } from '../errno';
import type { Netns } from '../netns';
import { Skb, type Dst } from '../skb';
import { emitIpv6, ETH_P_IPV6, ETHERNET_HEADER, concat, type Ipv6Repr } from '../wire';
import { ANY, needsDevice, scopeOf, SCOPE } from './addresses';
import { describeRoute6, type Answer6, type Nexthop6, type Route6 } from './fib6';
import { fragment } from './fragment';
import { inet6Of, type Inet6 } from './inet6';
import { deliverHere, receiveRouted } from './input';
import { isMember } from './mcast';
import { selectSource } from './source';

const NO_HEADER = new Uint8Array(ETHERNET_HEADER);

/** What a packet is routed by. */
export interface Flow6 {
  readonly source?: bigint;
  readonly destination: bigint;
  readonly oif?: number;
  /** only routes by `oif` count: the socket is bound to a device */
  readonly bound?: boolean;
  readonly mark?: number;
  /** ifindex of the L3 master to stay within */
  readonly l3mdev?: number;
}

/** A route in use (struct rt6_info). */
export class Dst6 implements Dst {
  constructor(readonly inet6: Inet6, readonly route: Route6, readonly nexthop: Nexthop6, readonly dev: NetDevice) {}

  get local(): boolean {
    return this.route.type === 'local' || this.route.type === 'anycast';
  }

  /** Of a destination: what its path has taught, or else the device's. */
  mtuOf(destination: bigint): number {
    const own = Number(this.route.metrics?.mtu ?? this.inet6.device(this.dev.ifindex)?.conf.mtu ?? this.dev.mtu);
    return Math.min(own, this.inet6.exceptions.find(destination)?.mtu ?? own);
  }

  input(skb: Skb): void {
    receiveRouted(this.inet6, skb, this);
  }

  output(skb: Skb): void {
    finish(this, skb);
  }
}

/** ip6_route_output. An error is what connect(2) or sendto(2) gives. */
export function routeOutput(inet6: Inet6, flow: Flow6): Dst6 | { readonly error: Errno; readonly answer: Answer6 } {
  const { destination, source = ANY, oif } = flow;
  const strict = (flow.bound ?? false) || needsDevice(destination) || (oif !== undefined && oif !== 0 && source === ANY);
  // vrf_link_scope_lookup: an L3 master has no link
  if ((isLinkLocal(destination) || isMulticast(destination)) && oif && inet6.netns.devices.byIndex(oif)?.ownTable !== undefined) return { error: 'ENETUNREACH', answer: { error: 'ENETUNREACH' } };
  const answer = inet6.fib.lookup(
    { daddr: destination, saddr: source, iif: 1, ...(flow.l3mdev ? { l3mdev: flow.l3mdev } : {}), ...(oif ? { oif } : {}), ...(flow.mark ? { mark: flow.mark } : {}) },
    { strict, hash: hashOf(source, destination), ...(oif ? { oif } : {}) },
  );
  announceRoute(inet6, destination, answer);
  if (answer.error !== undefined) return { error: answer.error, answer };
  return makeDst(inet6, answer.route, answer.nexthop) ?? { error: 'ENETUNREACH', answer };
}

/** The device that packets by a route leave by: for those that are for this host the L3 master of the address's device, or lo (ip6_rt_get_dev_rcu). */
export function makeDst(inet6: Inet6, route: Route6, nexthop: Nexthop6): Dst6 | undefined {
  const here = route.type === 'local' || route.type === 'anycast';
  const { devices } = inet6.netns;
  const out = devices.byIndex(nexthop.oif);
  const dev = here ? (needsDevice(route.dst.address) ? out?.ownTable === undefined ? undefined : out : l3Master(out)) ?? devices.byIndex(1) : out;
  return dev && new Dst6(inet6, route, nexthop, dev);
}

function announceRoute(inet6: Inet6, destination: bigint, answer: Answer6): void {
  const chosen = answer.route ? describeRoute6(answer.route, index => inet6.nameOf(index)) : undefined;
  const because = answer.error ?? (answer.rule ? `rule ${answer.rule.priority}` : 'longest prefix');
  inet6.netns.emit(undefined, { kind: 'route', destination, skipped: [], because, ...(chosen === undefined ? {} : { chosen }) });
}

/** A number that the same two addresses always give. */
export function hashOf(a: bigint, b: bigint): number {
  return Number(((a ^ (b * 0x9e3779b97f4a7c15n)) >> 32n) & 0x7fff_ffffn);
}

/** What to send, and how. */
export interface Send6 extends Omit<Ipv6Repr, 'hopLimit'> {
  /** default: what the device or route says, 1 for multicast */
  readonly hopLimit?: number;
  readonly oif?: number;
  readonly bound?: boolean;
  readonly mark?: number;
  /** EMSGSIZE instead of fragments */
  readonly dontFragment?: boolean;
  /** default true: group members here get a copy */
  readonly multicastLoop?: boolean;
}

/** Sends a packet as the stack itself does: an unroutable one is dropped. */
export function sendPacket(netns: Netns, send: Send6, payload: Uint8Array): void {
  const inet6 = inet6Of(netns);
  const dst = routeOutput(inet6, send);
  if ('error' in dst) {
    netns.drop('IP_OUTNOROUTES', new Skb({ octets: emitIpv6({ ...send, hopLimit: send.hopLimit ?? 64 }, payload), networkOffset: 0, protocol: ETH_P_IPV6 }), dst.error);
    return;
  }
  transmit(dst, send, payload);
}

/** ip6_route_get_saddr: the source that a route prefers, or the best for the destination. */
export function sourceFor(dst: Dst6, destination: bigint): bigint | undefined {
  return dst.route.prefsrc ?? selectSource(dst.inet6, dst.local ? dst.inet6.netns.devices.byIndex(dst.nexthop.oif) : dst.dev, destination);
}

/**
 * Builds a packet, in fragments if it must be, and sends it.
 * False: a netfilter hook didn't let it out. @throws {SysError} EMSGSIZE where it may not be fragmented
 */
export function transmit(dst: Dst6, send: Send6, payload: Uint8Array): boolean {
  const conf = dst.inet6.device(dst.nexthop.oif)?.conf;
  const hopLimit = send.hopLimit ?? (isMulticast(send.destination) ? 1 : Number(dst.route.metrics?.hoplimit ?? conf?.hop_limit ?? 64));
  const repr = { ...send, hopLimit, flowLabel: send.flowLabel ?? flowLabel(dst.inet6, send) };
  const mtu = dst.mtuOf(send.destination);
  const whole = emitIpv6(repr, payload);
  if (whole.length > mtu && send.dontFragment) throw new SysError('EMSGSIZE');
  const packets = whole.length <= mtu ? [whole] : fragment(repr, payload, mtu, dst.inet6.netns.network.random.u32());
  for (const packet of packets) {
    const skb = new Skb({ octets: concat(NO_HEADER, packet), networkOffset: ETHERNET_HEADER, protocol: ETH_P_IPV6, dev: dst.dev, ...(send.mark ? { mark: send.mark } : {}) });
    skb.dst = dst;
    if (!needsDevice(send.destination)) l3Send(skb, dst.dev);
    if (!dst.inet6.netns.netfilter.run(AF_INET6, 'output', skb, undefined, dst.dev)) return false;
    ip6Output(skb.dst as Dst6, skb, send);
  }
  return true;
}

/** ip6_make_flowlabel: what a flow's packets share, if net.ipv6.auto_flowlabels is on. */
function flowLabel({ settings, netns }: Inet6, { source, destination, nextHeader }: Send6): number {
  if (!settings.auto_flowlabels) return 0;
  return hashOf(source ^ BigInt(netns.inode), destination + BigInt(nextHeader)) & 0xfffff;
}

function ip6Output(dst: Dst6, skb: Skb, send: Send6): void {
  const { inet6, dev } = dst;
  const idev = inet6.device(dev.ifindex);
  if (idev?.conf.disable_ipv6) {
    inet6.netns.drop('IPV6DISABLED', skb, `net.ipv6.conf.${dev.ifname}.disable_ipv6 = 1`);
    return;
  }
  if (isMulticast(send.destination) && idev) {
    if (send.multicastLoop !== false && dev.type !== 772 && isMember(idev, send.destination)) {
      const copy = skb.clone();
      inet6.netns.network.clock.after(0, () => deliverHere(inet6, copy, dev));
    }
    if (scopeOf(send.destination) <= SCOPE.NODE && dev.type !== 772) return;
  }
  finish(dst, skb);
}

/** ip6_finish_output2: to the neighbour that the packet goes to next. */
function finish(dst: Dst6, skb: Skb): void {
  const { inet6, dev } = dst;
  const indev = skb.iif === 0 ? undefined : inet6.netns.devices.byIndex(skb.iif);
  skb.dev = dev;
  if (!inet6.netns.netfilter.run(AF_INET6, 'postrouting', skb, indev, dev)) return;
  const destination = destinationOf(skb);
  const neighbour = inet6.nd.ensure(dev.ifindex, dst.nexthop.gateway ?? destination);
  if (!neighbour) {
    inet6.netns.drop('NEIGH_CREATEFAIL', skb, 'net.ipv6.neigh.default.gc_thresh3');
    return;
  }
  neighbour.output(skb);
}

export function destinationOf(skb: Skb): bigint {
  return skb.network.subarray(24, 40).reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

/** The route of a packet that an L3 master was given to send (vrf_process_v6_outbound); undefined: it is dropped. */
export function routeWithin(inet6: Inet6, skb: Skb, master: NetDevice): Dst6 | undefined {
  const dst = routeOutput(inet6, { destination: destinationOf(skb), l3mdev: master.ifindex, ...(skb.mark ? { mark: skb.mark } : {}) });
  if (!('error' in dst)) return dst;
  inet6.netns.drop('IP_OUTNOROUTES', skb, dst.error);
  return undefined;
}
