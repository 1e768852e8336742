import { AF_INET, AF_INET6, isMulticast, MAC_ZERO, type LinkAddress } from '../address';
import { NS_PER_MS } from '../clock';
import type { NetDevice } from '../device/device';
import { ethernetFrame } from '../device/ethernet';
import { l3Send } from '../device/l3mdev';
import type { Errno } from '../errno';
import { perNetns } from '../netns';
import { nexthopsOf } from '../nexthop';
import { Skb } from '../skb';
import { emitIpv4, ETH_P_IP, ETHERNET_HEADER, IPV4_HEADER, parseIpv4Header, type Ipv4Header } from '../wire';
import { sendIcmpError } from './icmp';
import type { Inet } from './inet';
import { receiveOwn } from './input';
import { routeOutput, type OutputFlow } from './output-route';
import type { Ipv4Route } from './route';
import { INADDR_BROADCAST } from './source';

/** Puts the link-layer header before a packet and hands the frame to the device (neigh's output functions, dev_hard_header). */
export function transmit(skb: Skb, dev: NetDevice, lladdr: LinkAddress | undefined): void {
  const packet = skb.network;
  if (dev.headerLength === 0) {
    skb.octets = packet;
    skb.networkOffset = 0;
  } else {
    skb.octets = ethernetFrame(lladdr ?? MAC_ZERO, dev.address, skb.protocol, packet);
    skb.networkOffset = ETHERNET_HEADER;
  }
  dev.queueXmit(skb);
}

/** What is to be sent, and how. */
export interface Sending extends OutputFlow {
  readonly ttl?: number;
  readonly payload: Uint8Array;
  /** 'do': DF, and EMSGSIZE when too long; 'want': DF while it fits; 'dont': never */
  readonly dontFragment: 'do' | 'want' | 'dont';
  readonly protocol: number;
}

/** Routes and sends a message; an errno where it can't be sent. */
export function send(inet: Inet, sending: Sending): { readonly error: Errno; readonly info?: number } | undefined {
  const answer = routeOutput(inet, { ...sending, ipproto: sending.protocol });
  if (answer.error !== undefined) return { error: answer.error };
  return sendBy(inet, answer.route, answer.saddr, answer.daddr, sending);
}

/** Sends a message by a route that is already known (ip_make_skb, ip_send_skb). */
export function sendBy(inet: Inet, route: Ipv4Route, source: number, destination: number, sending: Omit<Sending, 'daddr'>): { readonly error: Errno; readonly info?: number } | undefined {
  const { payload, protocol } = sending;
  const { mtu } = route;
  const length = IPV4_HEADER + payload.length;
  if (payload.length > 0xffff) return { error: 'EMSGSIZE' };
  if (length > 0xffff) return { error: 'EMSGSIZE', info: mtu };
  if (sending.dontFragment === 'do' && length > mtu) return { error: 'EMSGSIZE', info: mtu };
  const dontFragment = sending.dontFragment === 'do' || (sending.dontFragment === 'want' && length <= mtu && !route.mtuLocked);
  const ttl = sending.ttl ?? (route.type === 'multicast' ? 1 : route.ttl);
  const octets = emitIpv4({ tos: sending.tos ?? 0, id: identsOf(inet.netns).next(source, destination, protocol), dontFragment, ttl, protocol, source, destination }, payload);
  const skb = new Skb({ octets, networkOffset: 0, protocol: ETH_P_IP, dev: route.dev, mark: sending.mark ?? 0 });
  skb.dst = route;
  if (!isMulticast(destination) && destination !== INADDR_BROADCAST) l3Send(skb, route.dev);
  if (!inet.netns.netfilter.run(AF_INET, 'output', skb, undefined, route.dev)) return { error: 'EPERM' };
  return outputPacket(inet, skb, skb.dst as Ipv4Route) ? undefined : { error: 'EPERM' };
}

/** ip_output, ip_mc_output: on to the neighbour; what goes to many that we belong to, comes back too. False: a netfilter hook didn't let it out. */
export function outputPacket(inet: Inet, skb: Skb, route: Ipv4Route): boolean {
  const indev = skb.iif === 0 ? undefined : inet.netns.devices.byIndex(skb.iif);
  skb.dev = route.dev;
  skb.protocol = ETH_P_IP;
  copyToOwn(inet, skb, route);
  if (!inet.netns.netfilter.run(AF_INET, 'postrouting', skb, route.forInput ? indev : undefined, route.dev)) return false;
  finishOutput(inet, skb, route);
  return true;
}

function copyToOwn(inet: Inet, skb: Skb, route: Ipv4Route): void {
  const toMany = route.has('BROADCAST') || route.has('MULTICAST');
  if (toMany && route.has('LOCAL') && route.dev.ifname !== 'lo' && !route.forInput) receiveOwn(inet, skb.clone(), route);
}

/** ip_finish_output: in pieces that fit. */
function finishOutput(inet: Inet, skb: Skb, route: Ipv4Route): void {
  const header = parseIpv4Header(skb.network);
  if (!('payload' in header)) return inet.netns.drop('IP_INHDR', skb);
  if (route.has('MULTICAST') && header.ttl === 0) return inet.netns.drop('NOT_SPECIFIED', skb, 'ttl = 0');
  if (skb.network.length <= route.mtu || skb.network.length <= IPV4_HEADER) return toNeighbour(inet, skb, route, header.destination);
  if (header.dontFragment) {
    sendIcmpError(inet, skb, { kind: 'unreachable', code: 4, mtu: route.mtu });
    return inet.netns.drop('PKT_TOO_BIG', skb, `${route.dev.ifname} mtu ${route.mtu}`);
  }
  for (const piece of fragments(header, route.mtu)) {
    const fragment = skb.clone();
    fragment.octets = piece;
    fragment.networkOffset = 0;
    toNeighbour(inet, fragment, route, header.destination);
  }
}

/** Cuts a packet into fragments that fit (ip_do_fragment, RFC 791 section 3.2). */
function* fragments(header: Ipv4Header & { readonly payload: Uint8Array }, mtu: number): Generator<Uint8Array> {
  const room = (mtu - IPV4_HEADER - header.options.length) & ~7;
  for (let at = 0; at < header.payload.length; at += room) {
    const moreFragments = header.moreFragments || at + room < header.payload.length;
    yield emitIpv4({ ...header, moreFragments, fragmentOffset: header.fragmentOffset + at }, header.payload.subarray(at, at + room));
  }
}

function toNeighbour(inet: Inet, skb: Skb, route: Ipv4Route, destination: number): void {
  const pointToPoint = (route.dev.flags & (0x8 | 0x10)) !== 0;
  if (route.via !== undefined) {
    if (!nexthopsOf(inet.netns).families.get(AF_INET6)!.foreign!.output(route.dev.ifindex, route.via, skb)) inet.netns.drop('NEIGH_CREATEFAIL', skb, 'net.ipv6.neigh.default.gc_thresh3');
    return;
  }
  const neighbour = inet.arp.ensure(route.dev.ifindex, pointToPoint ? 0 : route.nexthopFor(destination));
  if (!neighbour) return inet.netns.drop('NEIGH_CREATEFAIL', skb, `net.ipv4.neigh.default.gc_thresh3 = ${inet.arp.gcThresh3}`);
  neighbour.output(skb);
}

/** Generators of IP identification, one a pair of hosts and protocol (ip_idents): each steps by the time passed, at random. */
class Idents {
  readonly #last = new Map<string, { id: number; at: number }>();

  constructor(private readonly now: () => number, private readonly between: (low: number, high: number) => number) {}

  next(source: number, destination: number, protocol: number): number {
    const key = `${source} ${destination} ${protocol}`;
    const at = Math.floor(this.now() / (4 * NS_PER_MS));
    const last = this.#last.get(key) ?? { id: this.between(0, 0x10000), at };
    const step = 1 + (at > last.at ? this.between(0, at - last.at) : 0);
    const id = (last.id + step) & 0xffff;
    this.#last.set(key, { id, at });
    return id;
  }
}

const identsOf = perNetns(({ network }) => new Idents(() => network.clock.now(), (low, high) => network.random.between(low, high)));
