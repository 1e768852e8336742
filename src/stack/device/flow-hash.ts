import { ETH_P_IP, ETH_P_IPV6 } from '../wire';
import { ETH_HLEN, ethernetType } from './ethernet';

/** Octets of an IP header that all packets of a flow share, by ethertype: protocol and addresses. */
const FLOW_FIELDS: Readonly<Record<number, readonly (readonly [from: number, to: number])[]>> = { [ETH_P_IP]: [[9, 10], [12, 20]], [ETH_P_IPV6]: [[6, 7], [8, 40]] };

/** A number of 32 bits that the frames of one flow share (skb_get_hash, here FNV-1a). */
export function flowHash(frame: Uint8Array): number {
  const packet = frame.subarray(ETH_HLEN);
  const fields = (FLOW_FIELDS[ethernetType(frame)] ?? []).map(([from, to]) => packet.subarray(from, to));
  let hash = 0x811c9dc5;
  for (const field of [frame.subarray(0, ETH_HLEN), ...fields]) for (const octet of field) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  return hash;
}
