import { checksum } from './checksum';
import { BAD_CHECKSUM, BAD_HEADER, concat, put16, put32, TRUNCATED, u16, u32, type Parsed } from './octets';

/** Ethernet frames in GRE (ETH_P_TEB) */
export const ETH_P_TEB = 0x6558;

const FLAG = { CSUM: 0x8000, ROUTING: 0x4000, KEY: 0x2000, SEQ: 0x1000, VERSION: 0x0007 } as const;

/** A GRE header (RFC 2784, RFC 2890). */
export interface GreRepr {
  /** ETH_P_* of the payload */
  readonly protocol: number;
  /** 32 bits */
  readonly key?: number;
  readonly sequence?: number;
  /** whether a checksum covers header and payload */
  readonly checksum: boolean;
}

/** Octets of a header with these fields. */
export function greHeaderLength(repr: Pick<GreRepr, 'key' | 'sequence' | 'checksum'>): number {
  return 4 + (repr.checksum ? 4 : 0) + (repr.key === undefined ? 0 : 4) + (repr.sequence === undefined ? 0 : 4);
}

/** Reads a header of version 0 and checks its checksum, if it has one (gre_parse_header). */
export function parseGre(octets: Uint8Array): Parsed<GreRepr> {
  if (octets.length < 4) return TRUNCATED;
  const flags = u16(octets, 0);
  if (flags & (FLAG.VERSION | FLAG.ROUTING)) return BAD_HEADER;
  const hasChecksum = (flags & FLAG.CSUM) !== 0;
  let at = 4 + (hasChecksum ? 4 : 0);
  const next = (): number => {
    at += 4;
    return u32(octets, at - 4);
  };
  const key = flags & FLAG.KEY ? next() : undefined;
  const sequence = flags & FLAG.SEQ ? next() : undefined;
  if (octets.length < at) return TRUNCATED;
  if (hasChecksum && checksum(octets) !== 0) return BAD_CHECKSUM;
  return { protocol: u16(octets, 2), checksum: hasChecksum, ...(key !== undefined && { key }), ...(sequence !== undefined && { sequence }), payload: octets.subarray(at) };
}

export function emitGre(repr: GreRepr, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(greHeaderLength(repr));
  put16(header, 0, (repr.checksum ? FLAG.CSUM : 0) | (repr.key === undefined ? 0 : FLAG.KEY) | (repr.sequence === undefined ? 0 : FLAG.SEQ));
  put16(header, 2, repr.protocol);
  let at = repr.checksum ? 8 : 4;
  for (const field of [repr.key, repr.sequence]) {
    if (field === undefined) continue;
    put32(header, at, field);
    at += 4;
  }
  const packet = concat(header, payload);
  if (repr.checksum) put16(packet, 4, checksum(packet));
  return packet;
}
