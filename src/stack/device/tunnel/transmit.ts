import { inetOf } from '../../inet/inet';
import { sendIcmpError } from '../../inet/icmp';
import { sendBy } from '../../inet/output';
import { routeOutput } from '../../inet/output-route';
import { Ipv4Route } from '../../inet/route';
import { sendError } from '../../inet6/icmp6';
import { inet6Of } from '../../inet6/inet6';
import { destinationOf, Dst6 } from '../../inet6/output';
import type { Skb } from '../../skb';
import { GRE_FLAG } from '../../tunnels';
import { emitGre, ETH_P_IP, ETH_P_IPV6, ETH_P_TEB, ICMPV6_PKT_TOOBIG, IPPROTO_GRE, IPPROTO_IPIP, IPPROTO_IPV6, parseIpv4Header, u16 } from '../../wire';
import { ETH_HLEN, ethernetType } from '../ethernet';
import { dsfieldOf, ecnEncapsulate, ttlOf } from '../tunnel-ecn';
import { learnTunnelMtu } from '../tunnel-path';
import type { IpTunnel } from './ip-tunnel';

const IPV6_MIN_MTU = 1280;
const COMPATIBLE = 1n << 32n;

/** IPPROTO_* of a packet in a tunnel, by kind and ethertype. */
const CARRIED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  ipip: { [ETH_P_IP]: IPPROTO_IPIP },
  sit: { [ETH_P_IP]: IPPROTO_IPIP, [ETH_P_IPV6]: IPPROTO_IPV6 },
};

/** Sends a packet or frame through a tunnel (ip_tunnel_xmit, ipip6_tunnel_xmit). */
export function sendThrough(tunnel: IpTunnel, skb: Skb): void {
  const { parms } = tunnel;
  if (tunnel.isEthernet) {
    skb.protocol = ethernetType(skb.octets);
    skb.networkOffset = ETH_HLEN;
  }
  const isGre = parms.protocol === IPPROTO_GRE;
  const ipproto = isGre ? IPPROTO_GRE : CARRIED[tunnel.kind]?.[skb.protocol];
  if (ipproto === undefined || (!isGre && parms.protocol !== 0 && parms.protocol !== ipproto)) {
    return tunnel.failed(skb, `it doesn't carry ethertype 0x${skb.protocol.toString(16).padStart(4, '0')}`);
  }
  const destination = parms.remote || nextHostOf(skb);
  if (!destination) return tunnel.failed(skb, 'no remote address');
  const inner = skb.network;
  const innerTos = dsfieldOf(skb.protocol, inner);
  const tos = ecnEncapsulate(parms.tos & 1 ? innerTos : parms.tos, innerTos);
  const inet = inetOf(tunnel.home);
  const answer = routeOutput(inet, { daddr: destination, saddr: parms.local, oif: parms.link, tos: tos & 0x1e, ipproto });
  if (answer.error !== undefined) return tunnel.failed(skb, answer.because, 'txCarrierErrors');
  if (answer.route.dev === tunnel) return tunnel.failed(skb, 'the route to the remote host leads back into it', 'collisions');
  const mtu = answer.route.mtu - tunnel.overhead;
  const df = parms.df || (skb.protocol === ETH_P_IP && !tunnel.ignoreDf && tunnel.kind !== 'sit' && (u16(inner, 6) & 0x4000) !== 0);
  if (df && refuseTooBig(tunnel, skb, mtu)) return;
  const ttl = parms.ttl || ttlOf(skb.protocol, inner) || answer.route.ttl;
  const failure = sendBy(inet, answer.route, answer.saddr, destination, {
    payload: isGre ? greOf(tunnel, skb) : inner.slice(), protocol: ipproto, tos, ttl, dontFragment: df ? 'do' : 'dont', mark: tunnel.netns === tunnel.home ? skb.mark : 0,
  });
  if (failure) return tunnel.failed(skb, `the path's mtu is ${answer.route.mtu}`);
  tunnel.stats.txPackets++;
  tunnel.stats.txBytes += inner.length;
}

function greOf(tunnel: IpTunnel, skb: Skb): Uint8Array {
  const { oflags, okey } = tunnel.parms;
  return emitGre({
    protocol: tunnel.isEthernet ? ETH_P_TEB : skb.protocol, checksum: (oflags & GRE_FLAG.CSUM) !== 0,
    ...(oflags & GRE_FLAG.KEY && { key: okey }), ...(oflags & GRE_FLAG.SEQ && { sequence: tunnel.sequenceOut++ >>> 0 }),
  }, skb.octets);
}

/** Where a tunnel without a remote end sends a packet: to the next hop, or to the host in an IPv4-compatible or 6to4 address. */
function nextHostOf(skb: Skb): number {
  const { dst } = skb;
  if (dst instanceof Ipv4Route) {
    const header = parseIpv4Header(skb.network);
    return 'payload' in header ? dst.nexthopFor(header.destination) : 0;
  }
  if (!(dst instanceof Dst6)) return 0;
  const destination = destinationOf(skb);
  if (destination >> 112n === 0x2002n) return Number((destination >> 80n) & 0xffffffffn);
  const next = dst.nexthop.gateway ?? destination;
  return next < COMPATIBLE ? Number(next) : 0;
}

/** tnl_update_pmtu. @returns whether the packet is too long, which its sender is told */
function refuseTooBig(tunnel: IpTunnel, skb: Skb, mtu: number): boolean {
  const length = skb.network.length;
  if (skb.protocol === ETH_P_IP) {
    learnTunnelMtu(skb, mtu);
    if (length <= mtu || !(u16(skb.network, 6) & 0x4000)) return false;
    sendIcmpError(inetOf(tunnel.netns), skb, { kind: 'unreachable', code: 4, mtu });
  } else if (skb.protocol === ETH_P_IPV6) {
    const room = Math.max(mtu, IPV6_MIN_MTU);
    learnTunnelMtu(skb, room);
    if (length <= room) return false;
    sendError(inet6Of(tunnel.netns), skb, { type: ICMPV6_PKT_TOOBIG, code: 0, info: room });
  } else return false;
  tunnel.failed(skb, `the path's mtu leaves ${mtu} octets`);
  return true;
}
