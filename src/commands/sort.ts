import { reasonOf, usageError } from './coreutils';
import { getopt } from './libc/getopt';
import { resolvePath } from './path';
import type { Process, Program } from './program';

const FAILED = 2;

/** How two fields compare: sort(1)'s ordering options, which a key may carry itself. */
interface Order {
  readonly blanks: boolean;
  readonly fold: boolean;
  readonly reverse: boolean;
  readonly kind: 'text' | 'numeric' | 'human' | 'version';
}

/** `-k 2.3,4.5`: field and character numbers from 1; no end is the end of the line. */
interface Key {
  readonly from: readonly [field: number, char: number];
  readonly to?: readonly [field: number, char: number];
  readonly order: Order;
}

const PLAIN: Order = { blanks: false, fold: false, reverse: false, kind: 'text' };

function ordered(letters: string, base: Order): Order {
  let order = base;
  for (const letter of letters) {
    if (letter === 'b') order = { ...order, blanks: true };
    if (letter === 'f') order = { ...order, fold: true };
    if (letter === 'r') order = { ...order, reverse: true };
    if (letter === 'n' || letter === 'g') order = { ...order, kind: 'numeric' };
    if (letter === 'h') order = { ...order, kind: 'human' };
    if (letter === 'V') order = { ...order, kind: 'version' };
  }
  return order;
}

/** sort(1) of coreutils 9.1 in the C locale, whose order is that of the octets. */
export const sort: Program = async (process, argv) => {
  const { options, operands } = getopt('bcfghk:no:rst:uVz', argv.slice(1));
  const letters = new Set<string>();
  const keyTexts: string[] = [];
  let separator: string | undefined;
  let outputFile: string | undefined;
  for (const option of options) {
    if (option.kind === 'error') return usageError(process, 'sort', option.message, FAILED);
    if (option.letter === 'k') keyTexts.push(option.argument);
    else if (option.letter === 't') separator = option.argument;
    else if (option.letter === 'o') outputFile = option.argument;
    else letters.add(option.letter);
  }
  if (separator !== undefined && separator.length !== 1) {
    await process.stderr.write(separator === '' ? 'sort: empty tab\n' : `sort: multi-character tab ${`‘${separator}’`}\n`);
    return FAILED;
  }
  const global = ordered([...letters].join(''), PLAIN);
  const keys: Key[] = [];
  for (const text of keyTexts) {
    const key = parseKey(text, global);
    if (!key) {
      await process.stderr.write(`sort: invalid number at field start: invalid count at start of ‘${text}’\n`);
      return FAILED;
    }
    keys.push(key);
  }
  const lines = await readLines(process, operands.length > 0 ? operands : ['-']);
  if (lines === undefined) return FAILED;
  const byKeys = comparison(keys.length > 0 ? keys : [{ from: [1, 1], order: global }], separator);
  const lastResort = (a: string, b: string): number => (letters.has('s') || letters.has('u') ? 0 : octetOrder(a, b) * (global.reverse ? -1 : 1));
  const compare = (a: string, b: string): number => byKeys(a, b) || lastResort(a, b);
  if (letters.has('c')) return check(process, lines, (a, b) => compare(a, b) > 0 || (letters.has('u') && compare(a, b) === 0));
  lines.sort(compare);
  const kept = letters.has('u') ? lines.filter((line, i) => i === 0 || byKeys(lines[i - 1]!, line) !== 0) : lines;
  const text = kept.map(line => `${line}\n`).join('');
  if (outputFile === undefined) await process.stdout.write(text);
  else process.files.write(resolvePath(process.cwd, outputFile), new TextEncoder().encode(text));
  return 0;
};

function parseKey(text: string, global: Order): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([bfghnrV]*)(?:,(\d+)(?:\.(\d+))?([bfghnrV]*))?$/.exec(text);
  if (!match || match[1] === '0') return undefined;
  const [, field, char = '1', before, toField, toChar = '0', after = ''] = match as unknown as [string, string, string?, string?, string?, string?, string?];
  const letters = `${before ?? ''}${after}`;
  return {
    from: [Number(field), Number(char)], order: letters === '' ? global : ordered(letters, PLAIN),
    ...(toField === undefined ? {} : { to: [Number(toField), Number(toChar)] as const }),
  };
}

async function readLines(process: Process, names: readonly string[]): Promise<string[] | undefined> {
  const lines: string[] = [];
  for (const name of names) {
    const decoder = new TextDecoder();
    let text = '';
    if (name === '-') {
      for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) text += decoder.decode(data, { stream: true });
    } else {
      try {
        text = decoder.decode(process.files.read(resolvePath(process.cwd, name)));
      } catch (error) {
        await process.stderr.write(`sort: cannot read: ${name}: ${reasonOf(error)}\n`);
        return undefined;
      }
    }
    if (text !== '') lines.push(...text.replace(/\n$/, '').split('\n'));
  }
  return lines;
}

function comparison(keys: readonly Key[], separator: string | undefined): (a: string, b: string) => number {
  return (a, b) => {
    for (const key of keys) {
      const order = compareField(field(a, key, separator), field(b, key, separator), key.order);
      if (order !== 0) return key.order.reverse ? -order : order;
    }
    return 0;
  };
}

/** The part of a line that a key names. Without -t a field starts with the blanks before it. */
function field(line: string, { from, to, order }: Key, separator: string | undefined): string {
  const fields = separator === undefined ? line.match(/[ \t]*[^ \t]*/g)!.filter(part => part !== '') : line.split(separator);
  const gap = separator === undefined ? 0 : 1;
  const startOf = (index: number): number => fields.slice(0, index).reduce((sum, { length }) => sum + length + gap, 0);
  const start = startOf(from[0] - 1) + from[1] - 1;
  const end = to === undefined ? line.length : to[1] === 0 ? startOf(to[0]) - gap : startOf(to[0] - 1) + to[1];
  const text = line.slice(start, Math.max(start, end));
  return order.blanks ? text.trimStart() : text;
}

const HUMAN_UNITS = ' KMGTPEZY';

function compareField(a: string, b: string, { kind, fold }: Order): number {
  if (kind === 'numeric' || kind === 'human') {
    const unit = (text: string): number => (kind === 'human' ? HUMAN_UNITS.indexOf(/\d([KMGTPEZY])/i.exec(text)?.[1]?.toUpperCase() ?? ' ') : 0);
    return unit(a) - unit(b) || numberOf(a) - numberOf(b);
  }
  if (kind === 'version') return versionOrder(a, b);
  return fold ? octetOrder(a.toUpperCase(), b.toUpperCase()) : octetOrder(a, b);
}

/** Runs of digits by their number, other characters by {@link versionWeight} (verrevcmp of gnulib's filevercmp). */
function versionOrder(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(/^\d/.test(a) ? `\0${a}` : a), parts(/^\d/.test(b) ? `\0${b}` : b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    const order = i % 2 === 1 ? Number(x) - Number(y) : weightOrder(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function weightOrder(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = versionWeight(a[i]) - versionWeight(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** The end and digits first, then letters, then the rest; `~` before all. */
function versionWeight(char: string | undefined): number {
  if (char === undefined || char === '\0') return 0;
  if (char === '~') return -1;
  return char.charCodeAt(0) + (/[a-z]/i.test(char) ? 0 : 256);
}

function numberOf(text: string): number {
  return Number(/^[ \t]*(-?\d*\.?\d*)/.exec(text)![1]!) || 0;
}

/** By code points, which is the order of their UTF-8 octets. */
function octetOrder(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

async function check(process: Process, lines: readonly string[], disorder: (a: string, b: string) => boolean): Promise<number> {
  const at = lines.findIndex((line, i) => i > 0 && disorder(lines[i - 1]!, line));
  if (at < 0) return 0;
  await process.stderr.write(`sort: -:${at + 1}: disorder: ${lines[at]!}\n`);
  return 1;
}
