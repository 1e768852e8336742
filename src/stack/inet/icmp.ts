import { isMulticast } from '../address';
import { NS_PER_S } from '../clock';
import { l3Master } from '../device/l3mdev';
import { perNetns } from '../netns';
import { IFF, NUD, RT_SCOPE } from '../rtnetlink';
import type { Skb } from '../skb';
import {
  emitIcmp, ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_FRAG_NEEDED, ICMP_PARAMETERPROB, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, IPPROTO_ICMP, IPV4_HEADER,
  Malformed, parseIcmp, parseIpv4Header, u16, type IcmpRepr,
} from '../wire';
import type { Inet } from './inet';
import type { Packet } from './input';
import { NUD_VALID } from './neighbour';
import { sendBy } from './output';
import { routeOutput } from './output-route';
import { Ipv4Route } from './route';
import { addressType, addressTypeOn, INADDR_BROADCAST, isZeronet, onLink, selectAddress } from './source';

const NR_ICMP_TYPES = 18;
const ICMP_TIMESTAMP = 13;
const ERRORS: readonly number[] = [ICMP_DEST_UNREACH, 4, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB];
/** IPTOS_PREC_INTERNETCONTROL, which errors bear */
const INTERNET_CONTROL = 0xc0;
/** Octets of an ICMP error at most (RFC 1812 section 4.3.2.3) */
const ERROR_SIZE = 576;
const INADDR_DUMMY = 0xc0000008;
const ICMP_HEADER = 8;

type ErrorRepr = Extract<IcmpRepr, { readonly kind: 'unreachable' | 'time-exceeded' | 'redirect' | 'parameter-problem' }>;
const ERROR_TYPES: Readonly<Record<ErrorRepr['kind'], number>> = {
  'unreachable': ICMP_DEST_UNREACH, 'time-exceeded': ICMP_TIME_EXCEEDED, 'redirect': ICMP_REDIRECT, 'parameter-problem': ICMP_PARAMETERPROB,
};

/** Tells the sender of a packet what became of it (icmp_send, RFC 1122 section 3.2.2), if that is allowed. */
export function sendIcmpError(inet: Inet, about: Skb, repr: ErrorRepr): void {
  const route = about.dst;
  const packet = parseIpv4Header(about.network);
  if (!(route instanceof Ipv4Route) || !('payload' in packet) || !mayReport(about, route, packet)) return;
  const type = ERROR_TYPES[repr.kind];
  const fromLoopback = ((about.dev?.flags ?? 0) & IFF.LOOPBACK) !== 0;
  const limited = ((1 << type) & inet.settings.icmp_ratemask) !== 0 && !(type === ICMP_DEST_UNREACH && repr.code === ICMP_FRAG_NEEDED);
  if (limited && !fromLoopback && !burstOf(inet.netns).allow(inet)) return;
  const answer = routeOutput(inet, {
    daddr: packet.source, saddr: errorSource(inet, about, route, packet), tos: packet.tos & 0x1e, ipproto: IPPROTO_ICMP,
    mark: inet.settings.fwmark_reflect ? about.mark : 0, oif: l3Master(about.dev)?.ifindex ?? 0,
  });
  if (answer.error !== undefined) return;
  if (limited && !(answer.route.dev.flags & IFF.LOOPBACK) && !inet.peers.allow(packet.source, inet.settings.icmp_ratelimit)) return;
  const room = Math.min(answer.route.mtu, ERROR_SIZE) - IPV4_HEADER - ICMP_HEADER;
  const quoted = about.network.subarray(0, Math.min(packet.totalLength, room));
  sendBy(inet, answer.route, answer.saddr || INADDR_DUMMY, answer.daddr, {
    payload: emitIcmp(repr, quoted), protocol: IPPROTO_ICMP, dontFragment: 'dont', tos: (packet.tos & 0x1e) | INTERNET_CONTROL,
  });
}

function mayReport(about: Skb, route: Ipv4Route, packet: Packet): boolean {
  if (about.packetType !== 'host' || route.has('BROADCAST') || route.has('MULTICAST') || packet.fragmentOffset !== 0) return false;
  return packet.protocol !== IPPROTO_ICMP || (packet.payload.length > 0 && packet.payload[0]! <= NR_ICMP_TYPES && !ERRORS.includes(packet.payload[0]!));
}

/** The address that an error comes from; 0: whatever the way back calls for. */
function errorSource(inet: Inet, about: Skb, route: Ipv4Route, packet: Packet): number {
  if (route.has('LOCAL')) return packet.destination;
  if (!route.forInput || !inet.settings.icmp_errors_use_inbound_ifaddr) return 0;
  return selectAddress(inet, about.iif, packet.source, RT_SCOPE.LINK);
}

/** net.ipv4.icmp_msgs_per_sec and icmp_msgs_burst: the whole host's limit (icmp_global_allow). */
class Burst {
  #credit = Infinity;
  #stamp = 0;

  allow(inet: Inet): boolean {
    const { icmp_msgs_burst: burst, icmp_msgs_per_sec: rate } = inet.settings;
    const now = inet.netns.network.clock.now();
    this.#credit = Math.min(burst, this.#credit + ((now - this.#stamp) / NS_PER_S) * rate);
    this.#stamp = now;
    if (this.#credit < 1) return false;
    this.#credit--;
    return true;
  }
}

const burstOf = perNetns(() => new Burst());

/** icmp_rcv. Sockets have had the message already. */
export function receiveIcmp(inet: Inet, skb: Skb, route: Ipv4Route, packet: Packet, iif: number): void {
  const { netns, settings } = inet;
  const message = parseIcmp(packet.payload);
  if (message instanceof Malformed) return netns.drop(message.reason === 'checksum' ? 'ICMP_CSUM' : 'PKT_TOO_SMALL', skb);
  const type = packet.payload[0]!;
  if (type > NR_ICMP_TYPES) return netns.drop('UNHANDLED_PROTO', skb, `ICMP type ${type}`);
  const toMany = route.has('BROADCAST') || route.has('MULTICAST');
  if (toMany && (type === ICMP_ECHO || type === ICMP_TIMESTAMP) && settings.icmp_echo_ignore_broadcasts) {
    return netns.drop('NOT_SPECIFIED', skb, 'net.ipv4.icmp_echo_ignore_broadcasts = 1');
  }
  if (toMany && type !== ICMP_ECHO && type !== ICMP_TIMESTAMP) return netns.drop('NOT_SPECIFIED', skb, `ICMP type ${type} to many`);
  if (message.kind === 'echo-request') {
    if (settings.icmp_echo_ignore_all) return netns.drop('NOT_SPECIFIED', skb, 'net.ipv4.icmp_echo_ignore_all = 1');
    return reply(inet, skb, route, packet, emitIcmp({ kind: 'echo-reply', id: message.id, sequence: message.sequence }, message.payload));
  }
  if (ERRORS.includes(type)) receiveError(inet, skb, packet, iif);
}

/** icmp_reply: back to the sender, from the address that it was sent to. */
function reply(inet: Inet, skb: Skb, route: Ipv4Route, packet: Packet, payload: Uint8Array): void {
  const toMany = route.has('BROADCAST') || route.has('MULTICAST');
  const saddr = toMany ? selectAddress(inet, skb.iif, packet.source, RT_SCOPE.UNIVERSE) : packet.destination;
  const answer = routeOutput(inet, {
    daddr: packet.source, saddr, tos: packet.tos & 0x1e, ipproto: IPPROTO_ICMP, mark: inet.settings.fwmark_reflect ? skb.mark : 0, oif: l3Master(skb.dev)?.ifindex ?? 0,
  });
  if (answer.error !== undefined) return inet.netns.drop('IP_OUTNOROUTES', skb, answer.because);
  sendBy(inet, answer.route, answer.saddr, answer.daddr, { payload, protocol: IPPROTO_ICMP, dontFragment: 'dont', tos: packet.tos });
}

/** icmp_unreach, icmp_redirect: hands the error to the sockets that sent the quoted packet. */
function receiveError(inet: Inet, skb: Skb, packet: Packet, iif: number): void {
  const message = packet.payload;
  const quoted = message.subarray(ICMP_HEADER);
  const inner = parseIpv4Header(quoted);
  if (!('payload' in inner)) return inet.netns.drop('PKT_TOO_SMALL', skb);
  const [type, code] = [message[0]!, message[1]!];
  if (!inet.settings.icmp_ignore_bogus_error_responses && addressType(inet, inner.destination) === 'broadcast') return;
  const fragNeeded = type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED;
  const info = fragNeeded && inet.settings.ip_no_pmtu_disc === 0 ? u16(message, 6) : 0;
  for (const socket of [...inet.sockets]) {
    if (socket.protocol === inner.protocol) {
      socket.error({ skb, type, code, info, offender: packet.source, ifindex: skb.dev?.ifindex ?? 0, iif, sdif: skb.l3Slave, quoted, message });
    }
  }
}

/** A host that we sent to asks for smaller packets (ipv4_sk_update_pmtu). */
export function learnMtu(inet: Inet, quoted: Packet, mtu: number, oif: number): void {
  const answer = routeOutput(inet, { daddr: quoted.destination, saddr: quoted.source, oif, anySource: true });
  if (answer.error === undefined && mtu > 0) inet.exceptions.learnMtu(answer.route.dev.ifindex, quoted.destination, mtu, answer.route.mtu);
}

/** A router names a better one (ip_do_redirect, RFC 1122 section 3.2.2.2), which is believed within limits. */
export function learnRedirect(inet: Inet, skb: Skb, quoted: Packet, gateway: number, router: number, oif: number): void {
  const answer = routeOutput(inet, { daddr: quoted.destination, saddr: quoted.source, oif, anySource: true });
  const device = skb.dev && inet.device(skb.dev.ifindex);
  if (answer.error !== undefined || !device || answer.route.gateway !== router) return;
  const reject = (because: string): void => inet.netns.drop('NOT_SPECIFIED', skb, because);
  const forwards = device.conf.values.forwarding !== 0;
  const [general, own] = [inet.all.values.accept_redirects, device.conf.values.accept_redirects];
  if (!(forwards ? general && own : general || own)) return reject(`net.ipv4.conf.${device.dev.ifname}.accept_redirects = ${own}`);
  if (gateway === router || isMulticast(gateway) || gateway === INADDR_BROADCAST || isZeronet(gateway)) return reject('the redirect names no other router');
  if (inet.conf(device, 'shared_media').value) {
    if (addressTypeOn(inet, answer.route.dev, gateway) !== 'unicast') return reject('the new gateway is no unicast address');
  } else {
    if (!onLink(device, gateway, router)) return reject(`net.ipv4.conf.${device.dev.ifname}.shared_media = 0`);
    const secure = inet.conf(device, 'secure_redirects');
    if (secure.value && !isDefaultGateway(inet, gateway)) return reject(secure.because);
  }
  const neighbour = inet.arp.ensure(answer.route.dev.ifindex, gateway);
  if (!neighbour) return;
  if (neighbour.state & NUD_VALID && neighbour.state !== NUD.NONE) inet.exceptions.redirect(answer.route.dev.ifindex, quoted.destination, gateway);
  else neighbour.use();
}

/** ip_fib_check_default */
function isDefaultGateway(inet: Inet, gateway: number): boolean {
  return inet.fib.tables().some(table => table.at({ address: 0, length: 0 }).some(route => route.nexthops.some(nexthop => nexthop.gateway === gateway)));
}
