import { AF_INET, formatAddress } from '../address';
import type { NetDevice } from '../device/device';
import { l3Receive } from '../device/l3mdev';
import type { Skb } from '../skb';
import { Malformed, parseIpv4, parseIpv4Header, type Ipv4Header } from '../wire';
import { IPPROTO_ICMP, IPPROTO_IGMP, IPPROTO_UDP } from '../wire';
import { receiveIcmp, sendIcmpError } from './icmp';
import { receiveIgmp } from './igmp';
import type { Inet } from './inet';
import { routeInput } from './input-route';
import { reassemblyOf } from './reassembly';
import { Ipv4Route } from './route';
import { receiveUdp } from './udp';

/** A parsed packet. */
export type Packet = Ipv4Header & { readonly payload: Uint8Array };

/** ip_rcv: a packet came in by a device. */
export function receivePacket(inet: Inet, skb: Skb): void {
  const { netns } = inet;
  const dev = skb.dev!;
  if (skb.packetType === 'otherhost') {
    dev.stats.rxOtherhostDropped++;
    return netns.drop('OTHERHOST', skb, `${dev.ifname} ${dev.address}`);
  }
  const packet = parseIpv4(skb.network);
  if (packet instanceof Malformed) return netns.drop(packet.reason === 'checksum' ? 'IP_CSUM' : packet.reason === 'truncated' ? 'PKT_TOO_SMALL' : 'IP_INHDR', skb);
  const arrived = skb.octets;
  if (!netns.netfilter.run(AF_INET, 'prerouting', skb, dev, undefined)) return;
  l3Receive(skb);
  if (skb.dst) return skb.dst.input(skb);
  const header = skb.octets === arrived ? packet : parseIpv4Header(skb.network);
  if ('payload' in header) routeReceived(inet, skb, dev, header);
}

/** ip_rcv_finish: where does it go? */
function routeReceived(inet: Inet, skb: Skb, dev: NetDevice, packet: Packet): void {
  const { netns } = inet;
  const device = inet.device(dev.ifindex);
  if (!device) return netns.drop('IP_INNOROUTES', skb, `${dev.ifname} has no IPv4`);
  const answer = routeInput(inet, {
    daddr: packet.destination, saddr: packet.source, tos: packet.tos, mark: skb.mark, device, protocol: skb.protocol, ipproto: packet.protocol,
  });
  if (answer.error !== undefined) return netns.drop(answer.reason, skb, answer.because);
  if (skb.packetType !== 'host' && !answer.route.has('BROADCAST') && !answer.route.has('MULTICAST')) {
    const strict = inet.conf(device, 'drop_unicast_in_l2_multicast');
    if (strict.value) return netns.drop('UNICAST_IN_L2_MULTICAST', skb, strict.because);
  }
  wantsRedirect.set(skb, answer.redirect);
  skb.dst = answer.route;
  answer.route.input(skb);
}

/** IPSKB_DOREDIRECT: the packet leaves by the device that it came in by. */
export const wantsRedirect = new WeakMap<Skb, boolean>();

/** A packet of our own to a group or broadcast address that we belong to (ip_mc_output's copy). */
export function receiveOwn(inet: Inet, skb: Skb, route: Ipv4Route): void {
  inet.netns.network.clock.after(1000, () => {
    skb.iif = route.dev.ifindex;
    deliverLocally(inet, skb, route);
  });
}

/** ip_local_deliver: fragments are put together, then sockets and protocols get the packet. */
export function deliverLocally(inet: Inet, skb: Skb, route: Ipv4Route): void {
  const header = parseIpv4(skb.network);
  if (header instanceof Malformed) return inet.netns.drop('IP_INHDR', skb);
  if (!header.moreFragments && header.fragmentOffset === 0) return acceptLocally(inet, skb, route, header);
  const whole = reassemblyOf(inet.netns).add(skb, header);
  const packet = whole && parseIpv4Header(whole.network);
  if (whole && packet && 'payload' in packet) acceptLocally(inet, whole, route, packet);
}

function acceptLocally(inet: Inet, skb: Skb, route: Ipv4Route, packet: Packet): void {
  const arrived = skb.octets;
  if (!inet.netns.netfilter.run(AF_INET, 'input', skb, skb.dev, undefined)) return;
  const header = skb.octets === arrived ? packet : parseIpv4Header(skb.network);
  if ('payload' in header) toProtocol(inet, skb, route, { ...header, payload: header.payload.subarray(0, packet.payload.length) });
}

/** inet_iif: the device that a packet counts as come in by. */
export function inputIndex(skb: Skb, route: Ipv4Route): number {
  return (route.forInput ? 0 : route.iif) || skb.iif;
}

function toProtocol(inet: Inet, skb: Skb, route: Ipv4Route, packet: Packet): void {
  const { netns } = inet;
  const iif = inputIndex(skb, route);
  netns.emit(skb.dev, { kind: 'deliver', protocol: PROTOCOL_NAMES[packet.protocol] ?? String(packet.protocol), ...skb.seen });
  const taken = [...inet.sockets].filter(socket => socket.protocol === packet.protocol && socket.deliver({ skb, iif, sdif: skb.l3Slave })).length > 0;
  if (packet.protocol === IPPROTO_ICMP) return receiveIcmp(inet, skb, route, packet, iif);
  if (packet.protocol === IPPROTO_IGMP) {
    const device = inet.device(iif);
    return device && receiveIgmp(device, packet.payload);
  }
  if (packet.protocol === IPPROTO_UDP) return receiveUdp(inet, skb, route, packet, iif);
  const handler = inet.protocols.get(packet.protocol);
  if (handler) return handler(skb, packet);
  if (taken) return;
  sendIcmpError(inet, skb, { kind: 'unreachable', code: 2, mtu: 0 });
  netns.drop('IP_NOPROTO', skb, `protocol ${packet.protocol}`);
}

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'icmp', 2: 'igmp', 4: 'ipip', 6: 'tcp', 17: 'udp', 41: 'ipv6', 47: 'gre' };

/** net.ipv4.route.error_cost, and error_burst in units of it */
const ERROR_COST_MS = 1000;
const ERROR_BURST = 5;

const UNREACHABLE_CODES: Partial<Record<string, number>> = { EHOSTUNREACH: 1, ENETUNREACH: 0, EACCES: 13 };

/** ip_error: there is no way to the destination; a router says so. */
export function dropUnreachable(inet: Inet, skb: Skb, route: Ipv4Route): void {
  const device = inet.device(skb.l3Slave || (skb.dev?.ifindex ?? 0));
  const packet = parseIpv4Header(skb.network);
  const to = 'payload' in packet ? formatAddress(packet.destination) : '';
  if (device && !device.conf.values.forwarding) {
    return inet.netns.drop(route.error === 'ENETUNREACH' ? 'IP_INNOROUTES' : 'IP_INADDRERRORS', skb, `net.ipv4.conf.${device.dev.ifname}.forwarding = 0`);
  }
  const code = UNREACHABLE_CODES[route.error ?? ''];
  if (code !== undefined && 'payload' in packet && inet.peers.allow(packet.source, ERROR_COST_MS, ERROR_BURST)) {
    sendIcmpError(inet, skb, { kind: 'unreachable', code, mtu: 0 });
  }
  inet.netns.drop(route.error === 'ENETUNREACH' ? 'IP_INNOROUTES' : 'NOT_SPECIFIED', skb, `no route to ${to} (${route.error})`);
}

