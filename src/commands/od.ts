import { concatAll } from '../stack/wire';
import { fileName, reasonOf, usageError } from './coreutils';
import { collect } from './filter/collect';
import { getopt } from './libc/getopt';
import { resolvePath } from './path';
import type { Process, Program } from './program';

/** How items of a type are written: octets each takes, and columns, the blank before it among them. */
interface Format {
  readonly size: number;
  readonly width: number;
  write(octets: Uint8Array): string;
}

const SIZES: Readonly<Record<string, number>> = { '': 4, C: 1, S: 2, I: 4, L: 8, 1: 1, 2: 2, 4: 4, 8: 8 };
const ESCAPES: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const NAMES = ['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr', 'so', 'si', 'dle', 'dc1', 'dc2', 'dc3', 'dc4', 'nak', 'syn', 'etb', 'can', 'em', 'sub', 'esc', 'fs', 'gs', 'rs', 'us', 'sp'];
/** Columns of a number, by type and octets. */
const COLUMNS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  x: { 1: 2, 2: 4, 4: 8, 8: 16 }, o: { 1: 3, 2: 6, 4: 11, 8: 22 }, u: { 1: 3, 2: 5, 4: 10, 8: 20 }, d: { 1: 4, 2: 6, 4: 11, 8: 20 },
};
const RADIX: Readonly<Record<string, number>> = { x: 16, o: 8, u: 10, d: 10 };
const SHORT: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', i: 'dI', l: 'dL', o: 'o2', s: 'd2', x: 'x2' };
const ADDRESSES: Readonly<Record<string, readonly [radix: number, digits: number]>> = { o: [8, 7], d: [10, 7], x: [16, 6], n: [0, 0] };

const LINE = 16;
const LONG = { 'address-radix': 'A:', 'skip-bytes': 'j:', 'read-bytes': 'N:', format: 't:', 'output-duplicates': 'v', width: 'w::', help: 'help', version: 'version' };

/** od(1) of coreutils 9.1, with one type. */
export const od: Program = async (process, argv) => {
  const { options, operands } = getopt('A:abcdij:lN:ost:vw::x', argv.slice(1), LONG);
  let [type, radix, skip, most, width, all] = ['o2', 'o', 0, Infinity, LINE, false];
  const types: string[] = [];
  for (const option of options) {
    if (option.kind === 'error') return usageError(process, 'od', option.message);
    const { letter, argument } = option;
    if (letter === 'A') radix = argument;
    else if (letter === 't') types.push(argument);
    else if (letter === 'v') all = true;
    else if (letter === 'j' || letter === 'N' || letter === 'w') {
      const count = /^(0x[0-9a-fA-F]+|\d+)$/.test(argument) ? Number(/^0\d/.test(argument) ? `0o${argument}` : argument) : argument === '' && letter === 'w' ? 32 : NaN;
      if (Number.isNaN(count)) return refuse(process, `the number ${argument}`);
      if (letter === 'j') skip = count;
      else if (letter === 'N') most = count;
      else width = count;
    } else if (SHORT[letter] !== undefined) types.push(SHORT[letter]);
    else return refuse(process, `--${letter}`);
  }
  if (types.length > 1) return refuse(process, 'more than one type: choose one');
  type = types[0] ?? type;
  const [, kind, size = '', text] = /^([acdoux])([CSIL1248]?)(z?)$/.exec(type) ?? [];
  if (kind === undefined) return /^[acdoufx]/.test(type) ? refuse(process, `the type ${type}`) : usageErrorless(process, `invalid character '${type[0] ?? ''}' in type string ‘${type}’`);
  const address = ADDRESSES[radix];
  if (!address) return usageErrorless(process, `invalid output address radix '${radix[0]}'; it must be one character from [doxn]`);
  const format = formatOf(kind, size);
  if (width % format.size !== 0 || width === 0) return refuse(process, `lines of ${width} octets`);
  const { octets, code } = await readAll(process, operands);
  if (octets === undefined) return 1;
  if (skip > octets.length) return usageErrorless(process, 'cannot skip past end of combined input');
  await process.stdout.write(dump(octets.subarray(skip, skip + most), skip, format, { address, width, all, text: text === 'z' }));
  return code;
};

async function refuse(process: Process, what: string): Promise<number> {
  return usageErrorless(process, `vethlab doesn't support ${what}`);
}

async function usageErrorless(process: Process, message: string): Promise<number> {
  await process.stderr.write(`od: ${message}\n`);
  return 1;
}

function formatOf(kind: string, size: string): Format {
  if (kind === 'c' || kind === 'a') return { size: 1, width: 4, write: ([octet]) => (kind === 'a' ? named(octet! & 0x7f) : character(octet!)).padStart(3) };
  const octets = SIZES[size]!;
  const columns = COLUMNS[kind]![octets]!;
  const radix = RADIX[kind]!;
  return {
    size: octets, width: columns + 1,
    write: item => {
      let value = 0n;
      for (let at = octets - 1; at >= 0; at--) value = value << 8n | BigInt(item[at] ?? 0);
      if (kind === 'd') value = BigInt.asIntN(octets * 8, value);
      return value.toString(radix).padStart(columns, radix === 10 ? ' ' : '0');
    },
  };
}

function named(octet: number): string {
  return octet === 0x7f ? 'del' : NAMES[octet] ?? String.fromCharCode(octet);
}

function character(octet: number): string {
  return ESCAPES[octet] ?? (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : octet.toString(8).padStart(3, '0'));
}

/** What the files hold; undefined where none can be read, which has been said. */
async function readAll(process: Process, names: readonly string[]): Promise<{ readonly octets: Uint8Array | undefined; readonly code: number }> {
  const parts: Uint8Array[] = [];
  let code = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    try {
      const part = name === '-' ? (await collect(process, 'od')).octets : process.files.read(resolvePath(process.cwd, name));
      if (part === null) return { octets: undefined, code: 1 };
      parts.push(part);
    } catch (error) {
      await process.stderr.write(`od: ${fileName(name)}: ${reasonOf(error)}\n`);
      code = 1;
    }
  }
  return { octets: parts.length > 0 ? concatAll(parts) : undefined, code };
}

interface Layout {
  readonly address: readonly [radix: number, digits: number];
  readonly width: number;
  readonly all: boolean;
  readonly text: boolean;
}

function dump(octets: Uint8Array, from: number, format: Format, { address: [radix, digits], width, all, text }: Layout): string {
  const place = (at: number): string => (radix === 0 ? '' : (from + at).toString(radix).padStart(digits, '0'));
  const lines: string[] = [];
  let before: string | undefined;
  let skipped = false;
  for (let at = 0; at < octets.length; at += width) {
    const line = octets.subarray(at, at + width);
    const whole = line.length === width ? String.fromCharCode(...line) : undefined;
    if (!all && whole !== undefined && whole === before) {
      if (!skipped) lines.push('*');
      skipped = true;
      continue;
    }
    [before, skipped] = [whole, false];
    let shown = '';
    for (let item = 0; item < line.length; item += format.size) shown += ` ${format.write(line.subarray(item, item + format.size))}`;
    const tail = text ? `${shown.padEnd(width / format.size * format.width)}  >${[...line].map(octet => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.')).join('')}<` : shown;
    lines.push(place(at) + tail);
  }
  if (radix !== 0) lines.push(place(octets.length));
  return lines.map(line => `${line}\n`).join('');
}
