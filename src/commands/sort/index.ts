import { reasonOf, usageError } from '../coreutils';
import { work, within } from '../filter';
import { collect } from '../filter/collect';
import { getopt } from '../libc/getopt';
import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import type { Key, Order, SortJob } from './order';

const FAILED = 2;

/** What is sorted in a moment, with the lab's own thread. */
const LITTLE = { octets: 65_536, lines: 1000 };

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
  const texts = await readTexts(process, operands.length > 0 ? operands : ['-']);
  if (texts === undefined) return FAILED;
  const flags = { check: letters.has('c'), stable: letters.has('s'), unique: letters.has('u'), reverse: global.reverse };
  const job: SortJob = { kind: 'sort', texts, keys: keys.length > 0 ? keys : [{ from: [1, 1], order: global }], separator, ...flags };
  const { stdout, stderr, code } = await work(process, job, texts.length === 1 && within(texts[0]!, LITTLE));
  if (stderr !== '') await process.stderr.write(stderr);
  if (outputFile !== undefined) process.files.write(resolvePath(process.cwd, outputFile), stdout);
  else if (stdout.length > 0) await process.stdout.write(stdout);
  return code;
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

async function readTexts(process: Process, names: readonly string[]): Promise<Uint8Array[] | undefined> {
  const texts: Uint8Array[] = [];
  for (const name of names) {
    try {
      const text = name === '-' ? (await collect(process, 'sort')).octets : process.files.read(resolvePath(process.cwd, name));
      if (text === null) return undefined;
      texts.push(text);
    } catch (error) {
      await process.stderr.write(`sort: cannot read: ${name}: ${reasonOf(error)}\n`);
      return undefined;
    }
  }
  return texts;
}
