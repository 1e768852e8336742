import { transportChecksum, type Endpoints } from './checksum';
import { IPPROTO_UDP } from './ipv4';
import { BAD_CHECKSUM, BAD_HEADER, concat, put16, TRUNCATED, u16, type Parsed } from './octets';

export const UDP_HEADER = 8;

/** A UDP header (RFC 768). Length and checksum are filled in when emitting. */
export interface UdpRepr {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Reads a datagram; given the endpoints, checks its checksum (0 means none over IPv4). */
export function parseUdp(octets: Uint8Array, endpoints?: Endpoints): Parsed<UdpRepr> {
  if (octets.length < UDP_HEADER) return TRUNCATED;
  const length = u16(octets, 4);
  if (length < UDP_HEADER) return BAD_HEADER;
  if (length > octets.length) return TRUNCATED;
  if (endpoints && !checksumHolds(octets.subarray(0, length), endpoints)) return BAD_CHECKSUM;
  return { sourcePort: u16(octets, 0), destinationPort: u16(octets, 2), payload: octets.subarray(UDP_HEADER, length) };
}

function checksumHolds(datagram: Uint8Array, endpoints: Endpoints): boolean {
  if (u16(datagram, 6) === 0) return typeof endpoints.source === 'number';
  return transportChecksum(endpoints, IPPROTO_UDP, datagram) === 0;
}

/** Without endpoints the checksum is left 0, as IPv4 (and a VXLAN device over it) may. */
export function emitUdp(repr: UdpRepr, payload: Uint8Array, endpoints?: Endpoints): Uint8Array {
  const header = new Uint8Array(UDP_HEADER);
  put16(header, 0, repr.sourcePort);
  put16(header, 2, repr.destinationPort);
  put16(header, 4, UDP_HEADER + payload.length);
  const datagram = concat(header, payload);
  if (endpoints) put16(datagram, 6, transportChecksum(endpoints, IPPROTO_UDP, datagram) || 0xffff);
  return datagram;
}
