import { BAD_HEADER, concat, put32, TRUNCATED, u32, type Parsed } from './octets';

export const VXLAN_HEADER = 8;
/** IANA's UDP port (RFC 7348); Linux's own default is 8472. */
export const VXLAN_PORT = 4789;

/** A VXLAN header; its payload is an Ethernet frame. */
export interface VxlanRepr {
  /** VXLAN network identifier, 24 bits */
  readonly vni: number;
}

export function parseVxlan(octets: Uint8Array): Parsed<VxlanRepr> {
  if (octets.length < VXLAN_HEADER) return TRUNCATED;
  if ((octets[0]! & 0x08) === 0) return BAD_HEADER;
  return { vni: u32(octets, 4) >>> 8, payload: octets.subarray(VXLAN_HEADER) };
}

export function emitVxlan(repr: VxlanRepr, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(VXLAN_HEADER);
  header[0] = 0x08;
  put32(header, 4, (repr.vni << 8) >>> 0);
  return concat(header, payload);
}
