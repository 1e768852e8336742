import { transportChecksum, type Endpoints } from './checksum';
import { IPPROTO_TCP } from './ipv4';
import { BAD_CHECKSUM, BAD_HEADER, concat, EMPTY, padTo, put16, put32, TRUNCATED, u16, u32, type Parsed } from './octets';

export const TCP_HEADER = 20;

/** Flag bits of octet 13. */
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;
export const TCP_URG = 0x20;

/** A TCP header (RFC 9293). Data offset and checksum are filled in when emitting. */
export interface TcpRepr {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** TCP_* */
  readonly flags: number;
  readonly window: number;
  readonly urgent?: number;
  /** at most 40 octets; padded with zeros to a multiple of 4 */
  readonly options?: Uint8Array;
}

/** Reads a segment; given the endpoints, checks its checksum. */
export function parseTcp(octets: Uint8Array, endpoints?: Endpoints): Parsed<Required<TcpRepr>> {
  if (octets.length < TCP_HEADER) return TRUNCATED;
  const headerLength = (octets[12]! >>> 4) * 4;
  if (headerLength < TCP_HEADER) return BAD_HEADER;
  if (headerLength > octets.length) return TRUNCATED;
  if (endpoints && transportChecksum(endpoints, IPPROTO_TCP, octets) !== 0) return BAD_CHECKSUM;
  return {
    sourcePort: u16(octets, 0),
    destinationPort: u16(octets, 2),
    sequence: u32(octets, 4),
    acknowledgment: u32(octets, 8),
    flags: octets[13]!,
    window: u16(octets, 14),
    urgent: u16(octets, 18),
    options: octets.subarray(TCP_HEADER, headerLength),
    payload: octets.subarray(headerLength),
  };
}

export function emitTcp(repr: TcpRepr, payload: Uint8Array, endpoints: Endpoints): Uint8Array {
  const options = padTo(repr.options ?? EMPTY, 4);
  const header = new Uint8Array(TCP_HEADER + options.length);
  put16(header, 0, repr.sourcePort);
  put16(header, 2, repr.destinationPort);
  put32(header, 4, repr.sequence);
  put32(header, 8, repr.acknowledgment);
  header[12] = (header.length / 4) << 4;
  header[13] = repr.flags;
  put16(header, 14, repr.window);
  put16(header, 18, repr.urgent ?? 0);
  header.set(options, TCP_HEADER);
  const segment = concat(header, payload);
  put16(segment, 16, transportChecksum(endpoints, IPPROTO_TCP, segment));
  return segment;
}

/** The reset that answers a segment for which there is no connection (RFC 9293 section 3.10.7.1). */
export function resetFor(segment: Omit<TcpRepr, 'options'> & { readonly payload: Uint8Array }): TcpRepr {
  const ports = { sourcePort: segment.destinationPort, destinationPort: segment.sourcePort, window: 0 };
  if (segment.flags & TCP_ACK) return { ...ports, sequence: segment.acknowledgment, acknowledgment: 0, flags: TCP_RST };
  const length = segment.payload.length + (segment.flags & TCP_SYN ? 1 : 0) + (segment.flags & TCP_FIN ? 1 : 0);
  return { ...ports, sequence: 0, acknowledgment: (segment.sequence + length) >>> 0, flags: TCP_RST | TCP_ACK };
}
