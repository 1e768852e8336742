import { parseOptions, quote, unsupported, usageError } from './coreutils';
import { eachInput, linesOf, Printer } from './lines';
import { binaryArgument } from './octets';
import type { Program } from './program';

/** Numbers from 1, both ends included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** How a list is spoken of: cut counts octets and fields. */
const WORDS = {
  octets: { zero: 'byte/character positions are numbered from 1', twoDashes: 'invalid byte or character range', value: 'invalid byte/character position', large: 'byte/character offset' },
  fields: { zero: 'fields are numbered from 1', twoDashes: 'invalid field range', value: 'invalid field value', large: 'field number' },
};

const MOST = 2n ** 64n;

const LONGS = {
  bytes: 'b:', characters: 'c:', fields: 'f:', delimiter: 'd:', 'only-delimited': 's', 'output-delimiter': 'output-delimiter:', complement: 'complement', 'zero-terminated': 'z',
};

/** cut(1) of coreutils 9.1, whose characters are octets. Passes lines on as they come. */
export const cut: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'cut', 'b:c:d:f:nsz', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Map<string, string>();
  for (const { letter, argument } of parsed.options) {
    if ('bcf'.includes(letter) && ['b', 'c', 'f'].some(list => given.has(list))) return usageError(process, 'cut', 'only one list may be specified');
    if (letter === 'd' && binaryArgument(argument).length > 1) return usageError(process, 'cut', 'the delimiter must be a single character');
    given.set(letter, argument);
  }
  const byFields = given.has('f');
  const list = given.get('b') ?? given.get('c') ?? given.get('f');
  if (list === undefined) return usageError(process, 'cut', 'you must specify a list of bytes, characters, or fields');
  if (!byFields && given.has('d')) return usageError(process, 'cut', 'an input delimiter may be specified only when operating on fields');
  if (!byFields && given.has('s')) return usageError(process, 'cut', 'suppressing non-delimited lines makes sense\n\tonly when operating on fields');
  const parsedList = rangesOf(list, byFields ? WORDS.fields : WORDS.octets);
  if (typeof parsedList === 'string') return usageError(process, 'cut', parsedList);
  const ranges = given.has('complement') ? complement(merged(parsedList)) : merged(parsedList);
  const end = given.has('z') ? '\0' : '\n';
  const delimiter = binaryArgument(given.get('d') ?? '\t') || '\0';
  if (byFields && delimiter === end) return unsupported(process, 'cut', "a delimiter that ends lines: use 'sed -n' to choose lines");
  const joint = given.has('output-delimiter') ? binaryArgument(given.get('output-delimiter')!) || '\0' : undefined;
  const part = byFields ? fieldsOf(ranges, delimiter, joint ?? delimiter, given.has('s')) : octetsIn(ranges, joint ?? '');
  const printer = new Printer(process.stdout);
  return eachInput(process, 'cut', parsed.operands, printer, async pieces => {
    for await (const { lines } of linesOf(pieces, end)) {
      for (const line of lines) {
        const text = part(line);
        if (text !== undefined) printer.print(text + end);
      }
      await printer.ready();
    }
  });
};

function octetsIn(ranges: readonly Range[], joint: string): (line: string) => string {
  return line => ranges.filter(({ from }) => from <= line.length).map(({ from, to }) => line.slice(from - 1, to)).join(joint);
}

function fieldsOf(ranges: readonly Range[], delimiter: string, joint: string, onlyDelimited: boolean): (line: string) => string | undefined {
  return line => {
    if (!line.includes(delimiter)) return onlyDelimited ? undefined : line;
    const fields = line.split(delimiter);
    return ranges.flatMap(({ from, to }) => fields.slice(from - 1, to)).join(joint);
  };
}

/** A list's ranges as they were written, or what is wrong with it. */
function rangesOf(list: string, words: typeof WORDS.octets): Range[] | string {
  const ranges: Range[] = [];
  let at = 0;
  for (const item of list.split(/[,\t ]/)) {
    const [all, first, dash, last] = /^(\d*)(-?)(\d*)/.exec(item)! as unknown as [string, string, string, string];
    if (BigInt(first || 0) >= MOST) return `${words.large} ${quote(first)} is too large`;
    if (dash !== '' && /^0+$/.test(first)) return words.zero;
    if (BigInt(last || 0) >= MOST) return `${words.large} ${quote(last)} is too large`;
    const rest = item.slice(all.length);
    if (rest.startsWith('-')) return words.twoDashes;
    if (rest !== '') return `${words.value} ${quote(list.slice(at + all.length))}`;
    if (dash === '' && Number(first) === 0) return words.zero;
    if (item === '-') return 'invalid range with no endpoint: -';
    const from = first === '' ? 1 : Number(first);
    const to = dash === '' ? from : last === '' ? Infinity : Number(last);
    if (to < from) return 'invalid decreasing range';
    ranges.push({ from, to });
    at += item.length + 1;
  }
  return ranges;
}

/** In order; those that overlap are one, those that only touch stay two. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && range.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}

function complement(ranges: readonly Range[]): Range[] {
  const starts = [1, ...ranges.map(({ to }) => to + 1)];
  const ends = [...ranges.map(({ from }) => from - 1), Infinity];
  return starts.map((from, i) => ({ from, to: ends[i]! })).filter(({ from, to }) => from <= to && from < Infinity);
}
