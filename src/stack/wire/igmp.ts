import { checksum } from './checksum';
import { BAD_CHECKSUM, BAD_HEADER, concat, put16, put32, TRUNCATED, u16, u32, type Malformed } from './octets';

/** IGMP_* of linux/igmp.h. */
const QUERY = 0x11;
const V1_REPORT = 0x12;
const V2_REPORT = 0x16;
const LEAVE = 0x17;
const V3_REPORT = 0x22;
const HEADER = 8;
const V3_QUERY = 12;

/** The option of every IGMP packet: router alert (RFC 2113). */
export const IP_ROUTER_ALERT = Uint8Array.of(0x94, 0x04, 0x00, 0x00);

/** A group record of a version 3 report, without auxiliary data; the types are those of MLD2_*. */
export interface IgmpRecord {
  readonly type: number;
  readonly group: number;
  readonly sources: readonly number[];
}

/** An IGMP message (RFC 2236, RFC 3376). */
export type Igmp =
  /** `maxResponse` in tenths of a second, 0 in version 1; group 0 asks for all */
  | { readonly kind: 'query'; readonly version: 1 | 2 | 3; readonly maxResponse: number; readonly group: number }
  | { readonly kind: 'report'; readonly version: 1 | 2; readonly group: number }
  | { readonly kind: 'leave'; readonly group: number }
  | { readonly kind: 'v3-report'; readonly records: readonly IgmpRecord[] };

/** Reads a message and checks its checksum. */
export function parseIgmp(octets: Uint8Array): Igmp | Malformed {
  if (octets.length < HEADER) return TRUNCATED;
  if (checksum(octets) !== 0) return BAD_CHECKSUM;
  const group = u32(octets, 4);
  switch (octets[0]) {
    case QUERY:
      if (octets.length !== HEADER && octets.length < V3_QUERY) return TRUNCATED;
      return { kind: 'query', version: octets.length >= V3_QUERY ? 3 : octets[1] === 0 ? 1 : 2, maxResponse: octets[1]!, group };
    case V1_REPORT: return { kind: 'report', version: 1, group };
    case V2_REPORT: return { kind: 'report', version: 2, group };
    case LEAVE: return { kind: 'leave', group };
    case V3_REPORT: return readRecords(octets.subarray(HEADER), u16(octets, 6));
    default: return BAD_HEADER;
  }
}

function readRecords(octets: Uint8Array, count: number): Igmp | Malformed {
  const records: IgmpRecord[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const sources = u16(octets, at + 2);
    const end = at + 8 + 4 * sources;
    if (at + 8 > octets.length || end > octets.length) return TRUNCATED;
    records.push({ type: octets[at]!, group: u32(octets, at + 4), sources: Array.from({ length: sources }, (_, n) => u32(octets, at + 8 + 4 * n)) });
    at = end + 4 * octets[at + 1]!;
  }
  return { kind: 'v3-report', records };
}

export function emitIgmp(message: Igmp): Uint8Array {
  const octets = bodyOf(message);
  put16(octets, 2, checksum(octets));
  return octets;
}

function bodyOf(message: Igmp): Uint8Array {
  switch (message.kind) {
    case 'query': {
      const octets = simple(QUERY, message.group, message.maxResponse);
      return message.version === 3 ? concat(octets, new Uint8Array(V3_QUERY - HEADER)) : octets;
    }
    case 'report': return simple(message.version === 1 ? V1_REPORT : V2_REPORT, message.group);
    case 'leave': return simple(LEAVE, message.group);
    case 'v3-report': return concat(simple(V3_REPORT, message.records.length), ...message.records.map(({ type, group, sources }) => {
      const record = new Uint8Array(8 + 4 * sources.length);
      record[0] = type;
      put16(record, 2, sources.length);
      put32(record, 4, group);
      sources.forEach((source, i) => put32(record, 8 + 4 * i, source));
      return record;
    }));
  }
}

function simple(type: number, word: number, code = 0): Uint8Array {
  const octets = Uint8Array.of(type, code, 0, 0, 0, 0, 0, 0);
  put32(octets, 4, word);
  return octets;
}
