import { addressOctets, addressOf } from '../address';
import { BAD_HEADER, concat, put16, u16, type Malformed } from './octets';

/** Record types of a version 2 report (RFC 3810 section 5.2.12), MLD2_* of net/mld.h. */
export const MLD2_MODE_IS_INCLUDE = 1;
export const MLD2_MODE_IS_EXCLUDE = 2;
export const MLD2_CHANGE_TO_INCLUDE = 3;
export const MLD2_CHANGE_TO_EXCLUDE = 4;
export const MLD2_ALLOW_NEW_SOURCES = 5;
export const MLD2_BLOCK_OLD_SOURCES = 6;

/** A multicast address record of a version 2 report, without auxiliary data. */
export interface MldRecord {
  /** MLD2_* */
  readonly type: number;
  readonly group: bigint;
  readonly sources: readonly bigint[];
}

/** Reads `count` records from what follows a report's header. */
export function parseMldRecords(octets: Uint8Array, count: number): MldRecord[] | Malformed {
  const records: MldRecord[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 20 > octets.length) return BAD_HEADER;
    const sources = u16(octets, at + 2);
    const end = at + 20 + 16 * sources;
    if (end + 4 * octets[at + 1]! > octets.length) return BAD_HEADER;
    const addresses = addressesOf(octets.subarray(at + 4, end));
    records.push({ type: octets[at]!, group: addresses[0]!, sources: addresses.slice(1) });
    at = end + 4 * octets[at + 1]!;
  }
  return records;
}

function addressesOf(octets: Uint8Array): bigint[] {
  return Array.from({ length: octets.length / 16 }, (_, i) => addressOf(octets.subarray(16 * i, 16 * i + 16)) as bigint);
}

export function emitMldRecords(records: readonly MldRecord[]): Uint8Array {
  return concat(...records.map(({ type, group, sources }) => {
    const header = Uint8Array.of(type, 0, 0, 0);
    put16(header, 2, sources.length);
    return concat(header, addressOctets(group), ...sources.map(addressOctets));
  }));
}
