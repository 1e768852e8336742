/**
 * What a parser answers for octets that don't hold the format: `truncated` (shorter than the header or a length field says),
 * `header` (a field has a value that the format rules out) or `checksum`. Parsers of this folder never throw.
 */
export class Malformed {
  constructor(readonly reason: 'truncated' | 'header' | 'checksum') {}
}

export const TRUNCATED = new Malformed('truncated');
export const BAD_HEADER = new Malformed('header');
export const BAD_CHECKSUM = new Malformed('checksum');

/** What a parser answers: the header's fields, and the octets after it (a view, not a copy). */
export type Parsed<Repr> = (Repr & { readonly payload: Uint8Array }) | Malformed;

export const EMPTY = new Uint8Array(0);

/** The 16-bit number in network order at `at`; octets past the end count as 0. */
export function u16(octets: Uint8Array, at: number): number {
  return ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
}

/** The unsigned 32-bit number in network order at `at`. */
export function u32(octets: Uint8Array, at: number): number {
  return ((u16(octets, at) << 16) | u16(octets, at + 2)) >>> 0;
}

export function put16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 8;
  octets[at + 1] = value;
}

export function put32(octets: Uint8Array, at: number, value: number): void {
  put16(octets, at, value >>> 16);
  put16(octets, at + 2, value & 0xffff);
}

/** All parts, one after the other, in new octets. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return concatAll(parts);
}

/** The same of a list, which may be longer than a call's arguments. */
export function concatAll(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `octets`, followed by as many zeros as a multiple of `unit` needs. */
export function padTo(octets: Uint8Array, unit: number): Uint8Array {
  const rest = octets.length % unit;
  return rest === 0 ? octets : concat(octets, new Uint8Array(unit - rest));
}
