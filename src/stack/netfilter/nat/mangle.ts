import { addressOctets, type IpAddress } from '../../address';
import { fold, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, put16, sumWords, u16 } from '../../wire';
import { isIcmp, type Tuple } from '../conntrack/tuple';
import { viewOctets } from '../view';

/** Which end of a packet is rewritten. */
export type Manip = 'source' | 'destination';

const CHECKSUM_AT: Readonly<Record<number, number>> = { [IPPROTO_TCP]: 16, [IPPROTO_UDP]: 6, [IPPROTO_ICMP]: 2, [IPPROTO_ICMPV6]: 2 };
const PSEUDO_HEADER: readonly number[] = [IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6];
const IPV4_CHECKSUM_AT = 10;

/** Writes octets, and mends a checksum that covers them by what they change (RFC 1624); both must lie at even places. */
function replace(packet: Uint8Array, at: number, octets: Uint8Array, checksums: readonly number[]): void {
  const before = packet.slice(at, at + octets.length);
  packet.set(octets, at);
  for (const place of checksums) {
    if (place + 2 > packet.length) continue;
    const old = ~u16(packet, place) & 0xffff;
    put16(packet, place, fold(sumWords(octets, old + (0xffff * (octets.length / 2) - sumWords(before)))));
  }
}

function port(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

function put(packet: Uint8Array, at: number, address: IpAddress, checksums: readonly number[]): void {
  replace(packet, at, addressOctets(address), checksums);
}

/**
 * The packet with one end as the tuple has it (nf_nat_manip_pkt): address, port or ICMP id, and the checksums that cover them.
 * @param octets from the IP header on; not changed
 */
export function manglePacket(octets: Uint8Array, target: Tuple, manip: Manip): Uint8Array {
  const view = viewOctets(octets);
  if (!view) return octets;
  const packet = octets.slice();
  const { offset, protocol } = view;
  const whole = view.fragmentOffset === 0;
  const at = CHECKSUM_AT[protocol];
  const unused = protocol === IPPROTO_UDP && at !== undefined && u16(packet, offset + at) === 0;
  const upper = whole && at !== undefined && !unused ? [offset + at] : [];
  const ipv4 = typeof view.source === 'number';
  const pseudo = PSEUDO_HEADER.includes(protocol) ? upper : [];
  const address = manip === 'source' ? target.source : target.destination;
  const addressAt = (ipv4 ? 12 : 8) + (manip === 'source' ? 0 : ipv4 ? 4 : 16);
  put(packet, addressAt, address, ipv4 ? [IPV4_CHECKSUM_AT, ...pseudo] : pseudo);
  if (!whole) return packet;
  if (isIcmp(protocol)) {
    if (target.protocol === protocol && packet.length >= offset + 8 && hasId(protocol, packet[offset]!)) replace(packet, offset + 4, port(target.sport), upper);
  } else if (protocol === IPPROTO_TCP || protocol === IPPROTO_UDP) {
    replace(packet, offset + (manip === 'source' ? 0 : 2), port(manip === 'source' ? target.sport : target.dport), upper);
  }
  if (protocol === IPPROTO_UDP && upper.length > 0 && u16(packet, upper[0]!) === 0) put16(packet, upper[0]!, 0xffff);
  return packet;
}

/** Types whose fifth and sixth octets are an id (icmp_manip_pkt). */
function hasId(protocol: number, type: number): boolean {
  return protocol === IPPROTO_ICMP ? [8, 0, 13, 14, 15, 16, 17, 18].includes(type) : type === 128 || type === 129;
}

/** Sets a checksum right that an ICMP message's new content made wrong. */
export function mendIcmp(packet: Uint8Array, offset: number, change: (quoted: Uint8Array) => Uint8Array): Uint8Array {
  const quotedAt = offset + 8;
  const before = packet.slice(quotedAt);
  const after = change(before);
  const even = after.length & ~1;
  const mended = packet.slice();
  replace(mended, quotedAt, after.subarray(0, even), [offset + 2]);
  mended.set(after.subarray(even), quotedAt + even);
  return mended;
}
