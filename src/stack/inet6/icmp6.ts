import { isLinkLocal, isMulticast } from '../address';
import { NS_PER_MS } from '../clock';
import { l3Master } from '../device/l3mdev';
import { perNetns } from '../netns';
import type { Skb } from '../skb';
import {
  emitIcmpv6, ICMPV6_PKT_TOOBIG, IPPROTO_ICMPV6, Malformed, parseIcmpv6, parseIpv6Header, type Icmpv6Repr, type Parsed,
} from '../wire';
import { ANY } from './addresses';
import type { Inet6 } from './inet6';
import { answerQuery } from './mcast';
import { receiveNdisc } from './ndisc';
import { routeOutput, sendPacket, sourceFor, transmit } from './output';
import type { Ipv6Packet } from './packet';

const MIN_MTU = 1280;
const HEADERS = 48;
/** Errors that may go to one destination at once (XRLIM_BURST_FACTOR). */
const BURST = 6;

/** Tokens of each destination for ICMPv6 errors (inet_peer_xrlim_allow), ns. */
const buckets = perNetns(() => new Map<bigint, { tokens: number; last: number }>());

/** icmpv6_rcv: an ICMPv6 message for this host. */
export function receiveIcmp6(inet6: Inet6, packet: Ipv6Packet): void {
  const { netns } = inet6;
  const message = parseIcmpv6(packet.payload, packet);
  if (message instanceof Malformed) {
    netns.drop(message.reason === 'checksum' ? 'ICMP_CSUM' : 'PKT_TOO_SMALL', packet.skb);
    return;
  }
  netns.emit(packet.skb.dev, { kind: 'deliver', protocol: `icmp6 ${message.kind}`, ...packet.skb.seen });
  for (const socket of inet6.sockets) if (socket.protocol === IPPROTO_ICMPV6) socket.deliver(packet);
  handle(inet6, packet, message);
}

function handle(inet6: Inet6, packet: Ipv6Packet, message: Exclude<Parsed<Icmpv6Repr>, Malformed>): void {
  switch (message.kind) {
    case 'echo-request': return reply(inet6, packet, message);
    case 'packet-too-big':
    case 'unreachable':
    case 'time-exceeded':
    case 'parameter-problem': return receiveError(inet6, packet, message);
    case 'mld-query': {
      const idev = inet6.device(packet.iif);
      return idev && answerQuery(idev, message.group, message.maxDelay);
    }
    case 'neighbour-solicitation':
    case 'neighbour-advertisement':
    case 'router-solicitation':
    case 'router-advertisement':
    case 'redirect': return receiveNdisc(inet6, packet, message);
  }
}

/** icmpv6_echo_reply. */
function reply(inet6: Inet6, packet: Ipv6Packet, message: Icmpv6Repr & { readonly kind: 'echo-request' | 'echo-reply'; readonly payload: Uint8Array }): void {
  const { settings, netns } = inet6;
  const refused = settings['icmp/echo_ignore_all'] ? 'echo_ignore_all'
    : settings['icmp/echo_ignore_multicast'] && isMulticast(packet.destination) ? 'echo_ignore_multicast' : undefined;
  if (refused) return netns.drop('NOT_SPECIFIED', packet.skb, `net.ipv6.icmp.${refused} = 1`);
  const anycast = inet6.devices().some(idev => idev.anycast.has(packet.destination));
  const unicast = !isMulticast(packet.destination) && !anycast;
  const oif = isLinkLocal(packet.source) ? packet.skb.l3Slave || packet.iif : l3Master(packet.skb.dev)?.ifindex;
  const dst = routeOutput(inet6, { destination: packet.source, ...(unicast ? { source: packet.destination } : {}), ...(oif ? { oif } : {}) });
  if ('error' in dst) return;
  const source = unicast ? packet.destination : sourceFor(dst, packet.source);
  if (source === undefined) return;
  const endpoints = { source, destination: packet.source };
  const octets = emitIcmpv6({ ...message, kind: 'echo-reply' }, message.payload, endpoints);
  transmit(dst, { ...endpoints, nextHeader: IPPROTO_ICMPV6 }, octets);
}

/** icmpv6_notify: an error about a packet of ours goes to the sockets that may have sent it. */
function receiveError(inet6: Inet6, packet: Ipv6Packet, message: Icmpv6Repr & { readonly payload: Uint8Array }): void {
  const quoted = parseIpv6Header(message.payload);
  if (quoted instanceof Malformed) return;
  const info = 'mtu' in message ? message.mtu : 'pointer' in message ? message.pointer : 0;
  if (message.kind === 'packet-too-big') inet6.exceptions.learn(quoted.destination, Math.max(MIN_MTU, info), inet6.settings['route/mtu_expires']);
  const error = {
    type: packet.payload[0]!, code: packet.payload[1]!, info, offender: packet.source, iif: packet.iif, quoted: message.payload, at: packet.skb.at,
  };
  for (const socket of inet6.sockets) if (socket.protocol === quoted.nextHeader) socket.error(error);
}

/** icmp6_send: tells a packet's sender of an error, where RFC 4443 section 2.4 lets us. */
export function sendError(inet6: Inet6, skb: Skb, error: { readonly type: number; readonly code: number; readonly info?: number }): void {
  const header = parseIpv6Header(skb.network);
  if (header instanceof Malformed) return;
  const { source, destination } = header;
  const toMany = isMulticast(destination) || skb.packetType === 'multicast' || skb.packetType === 'broadcast';
  if (source === ANY || isMulticast(source) || (toMany && error.type !== ICMPV6_PKT_TOOBIG)) return;
  if (header.nextHeader === IPPROTO_ICMPV6 && isErrorType(header.payload[0])) return;
  const oif = isLinkLocal(source) ? skb.l3Slave || skb.dev?.ifindex : l3Master(skb.dev)?.ifindex;
  const mine = inet6.hasAddress(destination) ? destination : undefined;
  const dst = routeOutput(inet6, { destination: source, ...(mine === undefined ? {} : { source: mine }), ...(oif ? { oif } : {}) });
  if ('error' in dst || !allowed(inet6, source, dst.dev.type === 772)) return;
  const from = mine ?? sourceFor(dst, source);
  if (from === undefined) return;
  const quoted = skb.network.subarray(0, MIN_MTU - HEADERS);
  const repr: Icmpv6Repr = { kind: 'other', type: error.type, code: error.code, word: error.info ?? 0 };
  const endpoints = { source: from, destination: source };
  sendPacket(inet6.netns, { ...endpoints, nextHeader: IPPROTO_ICMPV6, ...(oif ? { oif } : {}) }, emitIcmpv6(repr, quoted, endpoints));
}

/** Types below 128 are errors. */
function isErrorType(type: number | undefined): boolean {
  return type !== undefined && type < 128;
}

/** icmpv6_xrlim_allow: net.ipv6.icmp.ratelimit, ms between errors to one destination. */
function allowed(inet6: Inet6, destination: bigint, overLoopback: boolean): boolean {
  const interval = inet6.settings['icmp/ratelimit'] * NS_PER_MS;
  if (overLoopback || interval === 0) return true;
  const now = inet6.netns.network.clock.now();
  const bucket = buckets(inet6.netns).get(destination) ?? { tokens: BURST * interval, last: now };
  bucket.tokens = Math.min(BURST * interval, bucket.tokens + now - bucket.last);
  bucket.last = now;
  buckets(inet6.netns).set(destination, bucket);
  if (bucket.tokens < interval) return false;
  bucket.tokens -= interval;
  return true;
}
