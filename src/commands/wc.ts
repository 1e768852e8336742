import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Process, Program } from './program';

/** Counters in the order in which wc prints them. */
const COUNTERS: readonly (readonly [letter: string, long: string, count: (octets: Uint8Array, text: string) => number])[] = [
  ['l', '--lines', octets => octets.reduce((sum, octet) => sum + Number(octet === 10), 0)],
  ['w', '--words', (_octets, text) => text.split(/\s+/).filter(word => word !== '').length],
  ['m', '--chars', (_octets, text) => [...text].length],
  ['c', '--bytes', octets => octets.length],
  ['L', '--max-line-length', (_octets, text) => Math.max(0, ...text.split('\n').map(line => [...line].length))],
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
      const octets = name === '-' ? await all(process) : process.files.read(resolvePath(process.cwd, name));
      const text = new TextDecoder().decode(octets);
      rows.push({ name: names.length > 0 ? name : '', counts: counters.map(([, , count]) => count(octets, text)) });
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

async function all(process: Process): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) chunks.push(data);
  const octets = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  chunks.reduce((at, chunk) => {
    octets.set(chunk, at);
    return at + chunk.length;
  }, 0);
  return octets;
}
