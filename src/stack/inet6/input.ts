import { AF_INET6, isLinkLocal, isMulticast } from '../address';
import { IFF } from '../rtnetlink';
import { ARPHRD, type NetDevice } from '../device/device';
import { l3Receive } from '../device/l3mdev';
import type { Skb } from '../skb';
import {
  ICMPV6_ADM_PROHIBITED, ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, ICMPV6_PARAMPROB, IPPROTO_ICMPV6, parseIpv6, parseIpv6Options, Malformed, type Ipv6Header,
} from '../wire';
import { LOOPBACK, needsDevice } from './addresses';
import { forward } from './forward';
import { Reassembly } from './fragment';
import { receiveIcmp6, sendError } from './icmp6';
import { perNetns } from '../netns';
import type { Inet6 } from './inet6';
import { isMember } from './mcast';
import { destinationOf, hashOf, makeDst, type Dst6 } from './output';
import type { Ipv6Packet } from './packet';

const IPPROTO_HOPOPTS = 0;
const IPPROTO_FRAGMENT = 44;
const IPPROTO_NONE = 59;
const IPPROTO_DSTOPTS = 60;
const UNKNOWN_NEXT_HEADER = 1;
/** ICMPv6 types of neighbour discovery, router solicitation to redirect (RFC 4861) */
const NDISC_FIRST = 133;
const NDISC_LAST = 137;

const reassemblies = perNetns(netns => new Reassembly(netns));

/** ipv6_rcv: a packet has arrived at a device. */
export function receive(inet6: Inet6, skb: Skb): void {
  const { netns } = inet6;
  const dev = skb.dev!;
  const idev = inet6.device(dev.ifindex);
  if (skb.packetType === 'otherhost') {
    dev.stats.rxOtherhostDropped++;
    return netns.drop('OTHERHOST', skb, `${dev.ifname} has ${dev.address}`);
  }
  if (!idev || idev.conf.disable_ipv6) return netns.drop('IPV6DISABLED', skb, `net.ipv6.conf.${dev.ifname}.disable_ipv6 = 1`);
  const header = parseIpv6(skb.network);
  if (header instanceof Malformed) return netns.drop(header.reason === 'truncated' ? 'PKT_TOO_SMALL' : 'IP_INHDR', skb);
  const { source, destination } = header;
  const looped = source === LOOPBACK || destination === LOOPBACK;
  if (isMulticast(source) || (looped && !(dev.flags & IFF.LOOPBACK))) return netns.drop('IP_INHDR', skb, 'the source can\'t come from a link');
  const arrived = skb.octets;
  if (!netns.netfilter.run(AF_INET6, 'prerouting', skb, dev, undefined)) return;
  if (isMulticast(destination)) return receiveMulticast(inet6, skb, dev, destination);
  const from = isNdisc(header) ? dev : l3Receive(skb);
  if (skb.dst) return skb.dst.input(skb);
  route(inet6, skb, from, source, skb.octets === arrived ? destination : destinationOf(skb));
}

function receiveMulticast(inet6: Inet6, skb: Skb, dev: NetDevice, group: bigint): void {
  const idev = inet6.device(dev.ifindex);
  if (idev && isMember(idev, group)) return deliverHere(inet6, skb, dev);
  inet6.netns.drop('NOT_SPECIFIED', skb, `${dev.ifname} is no member of the group`);
}

/** ipv6_ndisc_frame: what a port of an L3 master keeps to itself. */
function isNdisc({ nextHeader, payload }: Ipv6Header & { readonly payload: Uint8Array }): boolean {
  return nextHeader === IPPROTO_ICMPV6 && (payload[0] ?? 0) >= NDISC_FIRST && payload[0]! <= NDISC_LAST;
}

/** ip6_route_input. @param dev the device that the packet came in by */
function route(inet6: Inet6, skb: Skb, dev: NetDevice, source: bigint, destination: bigint): void {
  const answer = inet6.fib.lookup(
    { daddr: destination, saddr: source, iif: dev.ifindex, mark: skb.mark },
    { strict: needsDevice(destination), oif: dev.ifindex, hash: hashOf(source, destination) },
  );
  if (answer.error === undefined) {
    const dst = makeDst(inet6, answer.route, answer.nexthop);
    if (!dst) return inet6.netns.drop('IP_INNOROUTES', skb);
    skb.dst = dst;
    return dst.input(skb);
  }
  const because = answer.route ? `${answer.route.type} route in table ${answer.route.table}` : 'no route';
  inet6.netns.drop('IP_INNOROUTES', skb, because);
  if (answer.error === 'EINVAL') return;
  sendError(inet6, skb, { type: ICMPV6_DEST_UNREACH, code: answer.error === 'EACCES' ? ICMPV6_ADM_PROHIBITED : ICMPV6_NOROUTE });
}

/** A packet whose route is known: for this host, or to be forwarded. */
export function receiveRouted(inet6: Inet6, skb: Skb, dst: Dst6): void {
  if (dst.local) deliverHere(inet6, skb, skb.dev!);
  else forward(inet6, skb, dst);
}

/** ip6_input: reads the extension headers and hands the packet to its protocol and to raw sockets. */
export function deliverHere(inet6: Inet6, skb: Skb, dev: NetDevice): void {
  const { netns } = inet6;
  skb.dev = dev;
  if (!netns.netfilter.run(AF_INET6, 'input', skb, dev, undefined)) return;
  const header = parseIpv6(skb.network);
  if (header instanceof Malformed) return netns.drop('IP_INHDR', skb);
  let protocol = header.nextHeader;
  let payload = header.payload;
  while (protocol === IPPROTO_HOPOPTS || protocol === IPPROTO_DSTOPTS || protocol === IPPROTO_FRAGMENT) {
    if (protocol === IPPROTO_FRAGMENT) {
      const whole = reassemblies(netns).add(header.source, header.destination, payload);
      if (!whole) return;
      protocol = whole.nextHeader;
      payload = whole.payload;
      continue;
    }
    const options = parseIpv6Options(payload);
    if (options instanceof Malformed) return netns.drop('IPV6_BAD_EXTHDR', skb);
    protocol = options.nextHeader;
    payload = options.payload;
  }
  const packet: Ipv6Packet = {
    skb, iif: inputIndex(inet6, dev, header.source, header.destination), source: header.source, destination: header.destination, hopLimit: header.hopLimit, protocol, payload,
  };
  dispatch(inet6, packet);
}

/** The interface that a socket is told of: for link-local addresses over lo, the one that has them. */
function inputIndex(inet6: Inet6, dev: NetDevice, source: bigint, destination: bigint): number {
  if (dev.type !== ARPHRD.LOOPBACK || !(isLinkLocal(source) || isLinkLocal(destination))) return dev.ifindex;
  return inet6.addresses().find(ifa => ifa.address === destination)?.idev.dev.ifindex ?? dev.ifindex;
}

function dispatch(inet6: Inet6, packet: Ipv6Packet): void {
  const { netns } = inet6;
  let taken = false;
  if (packet.protocol === IPPROTO_ICMPV6) {
    receiveIcmp6(inet6, packet);
    return;
  }
  for (const socket of inet6.sockets) if (socket.protocol === packet.protocol && socket.deliver(packet)) taken = true;
  if (taken) return netns.emit(packet.skb.dev, { kind: 'deliver', protocol: `protocol ${packet.protocol}`, ...packet.skb.seen });
  if (packet.protocol === IPPROTO_NONE) return;
  if (packet.protocol === 17) {
    netns.drop('NO_SOCKET', packet.skb);
    sendError(inet6, packet.skb, { type: ICMPV6_DEST_UNREACH, code: 4 });
    return;
  }
  netns.drop('IP_NOPROTO', packet.skb);
  sendError(inet6, packet.skb, { type: ICMPV6_PARAMPROB, code: UNKNOWN_NEXT_HEADER, info: 6 });
}
