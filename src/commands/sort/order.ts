import type { Done } from '../filter/job';

/** How two fields compare: sort(1)'s ordering options, which a key may carry itself. */
export interface Order {
  readonly blanks: boolean;
  readonly fold: boolean;
  readonly reverse: boolean;
  readonly kind: 'text' | 'numeric' | 'human' | 'version';
}

/** `-k 2.3,4.5`: field and character numbers from 1; no end is the end of the line. */
export interface Key {
  readonly from: readonly [field: number, char: number];
  readonly to?: readonly [field: number, char: number];
  readonly order: Order;
}

/** Texts to sort, as plain data. */
export interface SortJob {
  readonly kind: 'sort';
  readonly texts: readonly Uint8Array[];
  readonly keys: readonly Key[];
  /** of fields; undefined: where blanks begin */
  readonly separator: string | undefined;
  /** only says whether they are in order */
  readonly check: boolean;
  /** lines with equal keys stay as they come */
  readonly stable: boolean;
  /** of lines with equal keys the first */
  readonly unique: boolean;
  /** of the last resort, the comparison of whole lines */
  readonly reverse: boolean;
}

/** What sort(1) prints. */
export function sorted({ texts, keys, separator, check, stable, unique, reverse }: SortJob): Done {
  const lines = texts.map(octets => new TextDecoder().decode(octets)).filter(text => text !== '').flatMap(text => text.replace(/\n$/, '').split('\n'));
  const byKeys = comparison(keys, separator);
  const lastResort = (a: string, b: string): number => (stable || unique ? 0 : octetOrder(a, b) * (reverse ? -1 : 1));
  const compare = (a: string, b: string): number => byKeys(a, b) || lastResort(a, b);
  if (check) {
    const at = lines.findIndex((line, i) => i > 0 && compare(lines[i - 1]!, line) >= (unique ? 0 : Number.MIN_VALUE));
    return { stdout: new Uint8Array(0), stderr: at < 0 ? '' : `sort: -:${at + 1}: disorder: ${lines[at]!}\n`, code: at < 0 ? 0 : 1 };
  }
  lines.sort(compare);
  const kept = unique ? lines.filter((line, i) => i === 0 || byKeys(lines[i - 1]!, line) !== 0) : lines;
  return { stdout: new TextEncoder().encode(kept.map(line => `${line}\n`).join('')), stderr: '', code: 0 };
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

/** By code points, which is the order of their UTF-8 octets. UTF-16 differs in what follows its surrogates alone. */
function octetOrder(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === a.length || at === b.length) return a.length - b.length;
  const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
  const [left, right] = [isSurrogate(x), isSurrogate(y)];
  return left === right ? x - y : left ? 1 : -1;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
