import { ETH_P_IP, ETH_P_IPV6, u16 } from '../wire';

const CE = 3;
const NOT_ECT = 0;

/** Type of service or traffic class of an IP packet; 0 of anything else (ip_tunnel_get_dsfield). */
export function dsfieldOf(protocol: number, packet: Uint8Array): number {
  if (protocol === ETH_P_IP) return packet[1] ?? 0;
  return protocol === ETH_P_IPV6 ? (u16(packet, 0) >>> 4) & 0xff : 0;
}

/** TTL or hop limit of an IP packet; 0 of anything else (ip_tunnel_get_ttl). */
export function ttlOf(protocol: number, packet: Uint8Array): number {
  if (protocol === ETH_P_IP) return packet[8] ?? 0;
  return protocol === ETH_P_IPV6 ? packet[7] ?? 0 : 0;
}

/** The outer header's type of service: congestion marks of the inner one show through (ip_tunnel_ecn_encap, RFC 6040). */
export function ecnEncapsulate(tos: number, inner: number): number {
  const mark = inner & 3;
  return (tos & ~3) | (mark === CE ? 2 : mark);
}

/** Whether the outer header's congestion mark can be handed on to the inner packet (INET_ECN_decapsulate); if not, it is lost. */
export function ecnFits(outer: number, inner: number): boolean {
  return (outer & 3) !== CE || (inner & 3) !== NOT_ECT;
}
