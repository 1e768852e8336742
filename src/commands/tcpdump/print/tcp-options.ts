import type { Dissector } from './dissector';
import type { Relative } from './tcp';
import { token, type Tokens } from './tokens';

const OPTIONS: Tokens = {
  0: 'eol', 1: 'nop', 2: 'mss', 3: 'wscale', 4: 'sackOK', 5: 'sack', 6: 'echo', 7: 'echoreply', 8: 'TS', 11: 'cc', 12: 'ccnew', 13: '',
  19: 'md5', 20: 'scps', 28: 'uto', 29: 'tcp-ao', 30: 'mptcp', 34: 'tfo', 254: 'exp',
};

/** Octets of data of the options that have a fixed number. */
const FIXED: Readonly<Record<number, number>> = { 2: 2, 3: 1, 6: 4, 7: 4, 8: 8, 11: 4, 12: 4, 13: 4, 28: 2 };

/** `, options [...]`. @returns false if they are malformed or cut short, and nothing more of the segment can be printed */
export function printTcpOptions(nd: Dissector, at: number, left: number, relative: Relative): boolean {
  nd.put(', options [');
  let separator = '';
  while (left > 0) {
    nd.put(separator);
    const kind = nd.u8(at);
    const single = kind <= 1;
    const length = single ? 1 : nd.u8(at + 1);
    if (!single && (length < 2 || length > left - 1 + 1)) return bad(nd, separator);
    nd.put(token(OPTIONS, kind, 'unknown-%'));
    const data = at + (single ? 1 : 2);
    const room = left - (single ? 1 : 2);
    const expected = FIXED[kind] ?? (single || kind === 4 ? 0 : length - 2);
    if (expected > room) return bad(nd, separator);
    if (!printData(nd, kind, data, expected, relative)) {
      nd.truncated();
      if (separator) nd.put('>');
      return false;
    }
    const printed = expected + (single ? 1 : 2);
    if (printed !== length) nd.put(`[len ${length}]`);
    at += printed;
    left -= printed;
    separator = ',';
    if (kind === 0) break;
  }
  nd.put(']');
  return true;
}

function bad(nd: Dissector, separator: string): false {
  nd.put(`[bad opt]${separator ? ']' : ''}`);
  return false;
}

/** @returns false if the option is cut short */
function printData(nd: Dissector, kind: number, at: number, length: number, relative: Relative): boolean {
  if (kind === 5) return printSack(nd, at, length, relative);
  if (!(kind in OPTIONS)) return printUnknown(nd, at, length);
  if (!nd.has(at, length)) return false;
  printKnown(nd, kind, at, length);
  return true;
}

function printKnown(nd: Dissector, kind: number, at: number, length: number): void {
  switch (kind) {
    case 0:
    case 1:
    case 4: return;
    case 2: return nd.put(` ${nd.u16(at)}`);
    case 3: return nd.put(` ${nd.u8(at)}`);
    case 8: return nd.put(` val ${nd.u32(at)} ecr ${nd.u32(at + 4)}`);
    case 6:
    case 7:
    case 11:
    case 12:
    case 13: return nd.put(` ${nd.u32(at)}`);
    case 28: {
      const value = nd.u16(at);
      return nd.put(` 0x${value.toString(16)} ${value & 1 ? (value >>> 1) * 60 : value >>> 1}`);
    }
    case 34:
      if (length === 0) return nd.put('  cookiereq');
      return nd.put(length % 2 !== 0 || length < 4 || length > 16 ? '  (invalid)' : `  cookie ${nd.hex(at, length)}`);
    default:
      if (length > 0) nd.put(` 0x${nd.hex(at, length)}`);
  }
}

function printUnknown(nd: Dissector, at: number, length: number): boolean {
  if (length > 0) nd.put(' 0x');
  for (let i = 0; i < length; i++) {
    if (!nd.has(at, i + 1)) return false;
    nd.put(nd.hex(at + i, 1));
  }
  return true;
}

function printSack(nd: Dissector, at: number, length: number, { reverse, sequence, acknowledgment }: Relative): boolean {
  if (length % 8 !== 0) {
    nd.put(' invalid sack');
    return true;
  }
  const base = reverse ? sequence : acknowledgment;
  nd.put(` ${length / 8} `);
  for (let i = 0; i < length; i += 8) {
    if (!nd.has(at, i + 8)) return false;
    nd.put(`{${(nd.u32(at + i) - base) >>> 0}:${(nd.u32(at + i + 4) - base) >>> 0}}`);
  }
  return true;
}
