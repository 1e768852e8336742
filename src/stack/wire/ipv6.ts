import { addressOctets, addressOf } from '../address';
import { BAD_HEADER, concat, put16, put32, TRUNCATED, u16, u32, type Parsed } from './octets';

export const IPV6_HEADER = 40;

/** An IPv6 header (RFC 8200). The payload length is filled in when emitting. */
export interface Ipv6Repr {
  /** default 0 */
  readonly trafficClass?: number;
  /** 20 bits; default 0 */
  readonly flowLabel?: number;
  /** IPPROTO_* of what follows: a transport or an extension header */
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: bigint;
  readonly destination: bigint;
}

/** A header as read, with all its fields. */
export type Ipv6Header = Required<Ipv6Repr> & {
  /** octets after the header, as it says */
  readonly payloadLength: number;
};

/** Reads a header alone, of a packet that may be cut short, as the one that an ICMPv6 error quotes. */
export function parseIpv6Header(octets: Uint8Array): Parsed<Ipv6Header> {
  if (octets.length < IPV6_HEADER) return TRUNCATED;
  const first = u32(octets, 0);
  if (first >>> 28 !== 6) return BAD_HEADER;
  return {
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    payloadLength: u16(octets, 4),
    nextHeader: octets[6]!,
    hopLimit: octets[7]!,
    source: addressOf(octets.subarray(8, 24)) as bigint,
    destination: addressOf(octets.subarray(24, 40)) as bigint,
    payload: octets.subarray(IPV6_HEADER),
  };
}

/** Reads a packet, checking version and length; link-layer padding is cut off the payload. */
export function parseIpv6(octets: Uint8Array): Parsed<Ipv6Header> {
  const header = parseIpv6Header(octets);
  if (!('payload' in header)) return header;
  if (header.payload.length < header.payloadLength) return TRUNCATED;
  return { ...header, payload: header.payload.subarray(0, header.payloadLength) };
}

export function emitIpv6(repr: Ipv6Repr, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(IPV6_HEADER);
  put32(header, 0, ((6 << 28) | ((repr.trafficClass ?? 0) << 20) | (repr.flowLabel ?? 0)) >>> 0);
  put16(header, 4, payload.length);
  header[6] = repr.nextHeader;
  header[7] = repr.hopLimit;
  header.set(addressOctets(repr.source), 8);
  header.set(addressOctets(repr.destination), 24);
  return concat(header, payload);
}
