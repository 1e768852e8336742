import { checksum } from './checksum';
import { BAD_CHECKSUM, BAD_HEADER, concat, EMPTY, padTo, put16, put32, TRUNCATED, u16, u32, type Parsed } from './octets';

/** IPPROTO_* of linux/in.h and in6.h. */
export const IPPROTO_HOPOPTS = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_IGMP = 2;
export const IPPROTO_IPIP = 4;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ROUTING = 43;
export const IPPROTO_FRAGMENT = 44;
export const IPPROTO_GRE = 47;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_NONE = 59;
export const IPPROTO_DSTOPTS = 60;

export const IPV4_HEADER = 20;

/** An IPv4 header (RFC 791). Lengths and checksum are filled in when emitting. */
export interface Ipv4Repr {
  /** type of service: DSCP and ECN; default 0 */
  readonly tos?: number;
  /** identification; default 0 */
  readonly id?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** in octets, a multiple of 8; default 0 */
  readonly fragmentOffset?: number;
  readonly ttl: number;
  /** IPPROTO_* */
  readonly protocol: number;
  readonly source: number;
  readonly destination: number;
  /** at most 40 octets; padded with zeros to a multiple of 4 */
  readonly options?: Uint8Array;
}

/** A header as read, with all its fields. */
export type Ipv4Header = Required<Ipv4Repr> & {
  /** octets of the whole packet, as the header says */
  readonly totalLength: number;
};

/**
 * Reads a header alone, of a packet that may be cut short, as the one that an ICMP error quotes: neither the total
 * length nor the checksum is held against what is there. The payload is all that follows.
 */
export function parseIpv4Header(octets: Uint8Array): Parsed<Ipv4Header> {
  if (octets.length < IPV4_HEADER) return TRUNCATED;
  const headerLength = (octets[0]! & 15) * 4;
  if (octets[0]! >>> 4 !== 4 || headerLength < IPV4_HEADER) return BAD_HEADER;
  if (octets.length < headerLength) return TRUNCATED;
  const fragment = u16(octets, 6);
  return {
    tos: octets[1]!,
    totalLength: u16(octets, 2),
    id: u16(octets, 4),
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffset: (fragment & 0x1fff) * 8,
    ttl: octets[8]!,
    protocol: octets[9]!,
    source: u32(octets, 12),
    destination: u32(octets, 16),
    options: octets.subarray(IPV4_HEADER, headerLength),
    payload: octets.subarray(headerLength),
  };
}

/** Reads a packet and checks it as ip_rcv() does: version, lengths, checksum. Link-layer padding is cut off the payload. */
export function parseIpv4(octets: Uint8Array): Parsed<Ipv4Header> {
  const header = parseIpv4Header(octets);
  if (!('payload' in header)) return header;
  const headerLength = IPV4_HEADER + header.options.length;
  if (checksum(octets.subarray(0, headerLength)) !== 0) return BAD_CHECKSUM;
  if (octets.length < header.totalLength) return TRUNCATED;
  if (header.totalLength < headerLength) return BAD_HEADER;
  return { ...header, payload: octets.subarray(headerLength, header.totalLength) };
}

export function emitIpv4(repr: Ipv4Repr, payload: Uint8Array): Uint8Array {
  const options = padTo(repr.options ?? EMPTY, 4);
  const header = new Uint8Array(IPV4_HEADER + options.length);
  header[0] = 0x40 | (header.length / 4);
  header[1] = repr.tos ?? 0;
  put16(header, 2, header.length + payload.length);
  put16(header, 4, repr.id ?? 0);
  put16(header, 6, (repr.dontFragment ? 0x4000 : 0) | (repr.moreFragments ? 0x2000 : 0) | ((repr.fragmentOffset ?? 0) >>> 3));
  header[8] = repr.ttl;
  header[9] = repr.protocol;
  put32(header, 12, repr.source);
  put32(header, 16, repr.destination);
  header.set(options, IPV4_HEADER);
  put16(header, 10, checksum(header));
  return concat(header, payload);
}
