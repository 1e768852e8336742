import { sendIcmpError } from '../../inet/icmp';
import { inetOf } from '../../inet/inet';
import type { Packet } from '../../inet/input';
import type { Netns } from '../../netns';
import { Skb } from '../../skb';
import { GRE_FLAG } from '../../tunnels';
import { ETH_P_IP, ETH_P_IPV6, ETH_P_TEB, ICMP_PORT_UNREACH, IPPROTO_GRE, IPPROTO_IPIP, IPPROTO_IPV6, Malformed, parseGre, type GreRepr } from '../../wire';
import { ETH_HLEN, ethernetType } from '../ethernet';
import { dsfieldOf, ecnFits } from '../tunnel-ecn';
import type { IpTunnel } from './ip-tunnel';
import { GRE, GRETAP, IPIP, SIT, type TunnelSpec } from './spec';
import { lookupTunnel } from './table';

/** The packet in a tunnel's, and what the GRE header said. */
interface Inner {
  readonly protocol: number;
  readonly octets: Uint8Array;
  readonly gre?: GreRepr;
}

/** Takes what comes in tunnels of a module: IPv4 hands it packets by their protocol (inet_add_protocol, xfrm4_tunnel_register). */
export function receiveTunnels(netns: Netns, specs: readonly TunnelSpec[]): void {
  const { protocols } = inetOf(netns);
  if (specs.includes(GRE)) protocols.set(IPPROTO_GRE, (skb, packet) => receiveGre(netns, skb, packet));
  else protocols.set(IPPROTO_IPIP, (skb, packet) => receiveIp(netns, skb, packet, [IPIP, SIT], { protocol: ETH_P_IP, octets: packet.payload }));
  if (specs.includes(SIT)) protocols.set(IPPROTO_IPV6, (skb, packet) => receiveIp(netns, skb, packet, [SIT], { protocol: ETH_P_IPV6, octets: packet.payload }));
}

/** tunnel4_rcv: the first kind that has a tunnel for the packet takes it. */
function receiveIp(netns: Netns, skb: Skb, packet: Packet, specs: readonly TunnelSpec[], inner: Inner): void {
  for (const spec of specs) {
    const tunnel = lookupTunnel(netns, spec, { ...packet, link: skb.dev?.ifindex ?? 0 });
    if (!tunnel) continue;
    if (tunnel.parms.protocol === 0 || tunnel.parms.protocol === packet.protocol) return take(tunnel, skb, packet, inner);
    return netns.drop('NOT_SPECIFIED', skb, `${tunnel.ifname} doesn't carry protocol ${packet.protocol}`);
  }
  refuse(netns, skb);
}

/** gre_rcv. */
function receiveGre(netns: Netns, skb: Skb, packet: Packet): void {
  const gre = parseGre(packet.payload);
  if (gre instanceof Malformed) return netns.drop(gre.reason === 'checksum' ? 'SKB_CSUM' : 'PKT_TOO_SMALL', skb, 'no GRE header of version 0');
  const spec = gre.protocol === ETH_P_TEB ? GRETAP : GRE;
  const tunnel = lookupTunnel(netns, spec, { source: packet.source, destination: packet.destination, link: skb.dev?.ifindex ?? 0, ...(gre.key !== undefined && { key: gre.key }) });
  if (tunnel) take(tunnel, skb, packet, { protocol: gre.protocol, octets: gre.payload, gre });
  else refuse(netns, skb);
}

function refuse(netns: Netns, skb: Skb): void {
  sendIcmpError(inetOf(netns), skb, { kind: 'unreachable', code: ICMP_PORT_UNREACH, mtu: 0 });
  netns.drop('NOT_SPECIFIED', skb, 'no tunnel with these ends');
}

/** ip_tunnel_rcv. */
function take(tunnel: IpTunnel, outer: Skb, packet: Packet, { protocol, octets, gre }: Inner): void {
  const { stats, parms, netns } = tunnel;
  const frame = octets.slice();
  const networkOffset = tunnel.isEthernet ? ETH_HLEN : 0;
  const type = tunnel.isEthernet ? ethernetType(frame) : protocol;
  const skb = new Skb({ octets: frame, networkOffset, protocol: type, dev: tunnel, mark: netns === tunnel.home ? outer.mark : 0 });
  const drop = (counter: 'rxCrcErrors' | 'rxFifoErrors' | 'rxFrameErrors' | 'rxLengthErrors', because: string): void => {
    stats.rxErrors++;
    stats[counter]++;
    netns.drop('NOT_SPECIFIED', skb, `${tunnel.ifname}: ${because}`);
  };
  if (frame.length < networkOffset) return drop('rxLengthErrors', 'no Ethernet header');
  if ((gre?.checksum ?? false) !== ((parms.iflags & GRE_FLAG.CSUM) !== 0)) return drop('rxCrcErrors', gre?.checksum ? 'it expects no checksum' : 'the checksum is missing');
  if (parms.iflags & GRE_FLAG.SEQ) {
    if (gre?.sequence === undefined || (tunnel.sequenceIn && ((gre.sequence - tunnel.sequenceIn) | 0) < 0)) return drop('rxFifoErrors', 'out of sequence');
    tunnel.sequenceIn = (gre.sequence + 1) >>> 0;
  }
  if (!ecnFits(packet.tos, dsfieldOf(type, skb.network))) return drop('rxFrameErrors', 'congestion is marked, which the inner packet can\'t bear');
  stats.rxPackets++;
  stats.rxBytes += frame.length;
  tunnel.receive(skb);
}
