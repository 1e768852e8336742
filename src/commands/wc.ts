import { characters } from './characters';
import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Program } from './program';

/** What separates words: white space, and blanks that keep a line together. */
const SPACE = /[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2060\u3000]/;
const WORD = new RegExp(`[^${SPACE.source.slice(1)}+`, 'g');

/** Counts what comes in pieces. */
class Tally {
  lines = 0;
  words = 0;
  chars = 0;
  bytes = 0;
  longest = 0;
  #inWord = false;
  #column = 0;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  add(octets: Uint8Array): void {
    this.bytes += octets.length;
    this.#count(this.#decoder.decode(octets, { stream: true }));
  }

  end(): void {
    this.#count(this.#decoder.decode());
  }

  #count(text: string): void {
    if (text === '') return;
    this.words += (text.match(WORD)?.length ?? 0) - Number(this.#inWord && text.search(WORD) === 0);
    this.#inWord = !SPACE.test(text.at(-1)!);
    const lines = text.split('\n').map(characters);
    this.lines += lines.length - 1;
    this.chars += lines.reduce((sum, length) => sum + length, lines.length - 1);
    lines[0]! += this.#column;
    this.#column = lines.at(-1)!;
    this.longest = lines.reduce((most, length) => Math.max(most, length), this.longest);
  }
}

/** Counters in the order in which wc prints them. */
const COUNTERS: readonly (readonly [letter: string, long: string, count: (tally: Tally) => number])[] = [
  ['l', '--lines', ({ lines }) => lines],
  ['w', '--words', ({ words }) => words],
  ['m', '--chars', ({ chars }) => chars],
  ['c', '--bytes', ({ bytes }) => bytes],
  ['L', '--max-line-length', ({ longest }) => longest],
];

/** wc(1) of coreutils 9.1. */
export const wc: Program = async (process, argv) => {
  const wanted = new Set<string>();
  const names: string[] = [];
  for (const arg of argv.slice(1)) {
    const long = COUNTERS.find(([, name]) => name === arg);
    if (long) wanted.add(long[0]);
    else if (!/^-./.test(arg) || arg === '--') names.push(...(arg === '--' ? [] : [arg]));
    else {
      const unknown = arg.startsWith('--') ? arg : [...arg.slice(1)].find(letter => !COUNTERS.some(([known]) => known === letter));
      if (unknown !== undefined) return usageError(process, 'wc', arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${unknown}'`);
      for (const letter of arg.slice(1)) wanted.add(letter);
    }
  }
  const counters = COUNTERS.filter(([letter]) => (wanted.size > 0 ? wanted.has(letter) : 'lwc'.includes(letter)));
  const rows: { name: string; counts: number[] }[] = [];
  let code = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    try {
      const tally = new Tally();
      if (name === '-') for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) tally.add(data);
      else tally.add(process.files.read(resolvePath(process.cwd, name)));
      tally.end();
      rows.push({ name: names.length > 0 ? name : '', counts: counters.map(([, , count]) => count(tally)) });
    } catch (error) {
      await process.stderr.write(`wc: ${name}: ${reasonOf(error)}\n`);
      code = 1;
    }
  }
  if (names.length > 1) rows.push({ name: 'total', counts: counters.map((_, i) => rows.reduce((sum, { counts }) => sum + counts[i]!, 0)) });
  // a pipe's size isn't known beforehand, so coreutils reserves seven columns
  const streamed = names.length === 0 || names.includes('-');
  const digits = String(Math.max(0, ...rows.flatMap(({ counts }) => counts))).length;
  const width = counters.length === 1 && rows.length === 1 ? 1 : streamed ? Math.max(7, digits) : digits;
  await process.stdout.write(rows.map(({ name, counts }) => `${[...counts.map(count => String(count).padStart(width)), ...(name === '' ? [] : [name])].join(' ')}\n`).join(''));
  return code;
};
