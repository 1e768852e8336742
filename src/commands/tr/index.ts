import { parseOptions, quote, usageError } from '../coreutils';
import { openInput } from '../lines';
import type { Program } from '../program';
import { parseSet } from './sets';
import { translation, type Translation } from './translation';

const LONGS = { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' };

/** tr(1) of coreutils 9.1, which knows octets and no characters. Passes on each piece as it comes. */
export const tr: Program = async (process, argv) => {
  // options end where the sets begin
  const first = argv.findIndex((word, at) => at > 0 && (word === '--' || word === '-' || !word.startsWith('-')));
  const sets = first < 0 ? [] : argv.slice(argv[first] === '--' ? first + 1 : first);
  const parsed = await parseOptions(process, first < 0 ? argv : argv.slice(0, first), 'tr', 'AcCdst', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Set(parsed.options.map(({ letter }) => letter));
  const [deletes, squeezes] = [given.has('d'), given.has('s')];
  const [least, most] = [deletes === squeezes ? 2 : 1, deletes && !squeezes ? 1 : 2];
  if (sets.length === 0) return usageError(process, 'tr', 'missing operand');
  if (sets.length < least) return usageError(process, 'tr', `missing operand after ${quote(sets.at(-1)!)}\nTwo strings must be given when ${squeezes ? 'both deleting and squeezing repeats' : 'translating'}.`);
  if (sets.length > most) return usageError(process, 'tr', `extra operand ${quote(sets[most]!)}${sets.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : ''}`);
  const failed = async (message: string): Promise<number> => {
    await process.stderr.write(`tr: ${message}\n`);
    return 1;
  };
  const elements = [];
  for (const set of sets) {
    const warnings: string[] = [];
    const parsedSet = parseSet(set, message => warnings.push(message));
    for (const message of warnings) await failed(message);
    if (typeof parsedSet === 'string') return failed(parsedSet);
    elements.push(parsedSet);
  }
  const result = translation(elements[0]!, elements[1], { complement: given.has('c') || given.has('C'), deletes, squeezes, truncates: given.has('t') });
  if (typeof result === 'string') return failed(result);
  const translate = translator(result);
  for await (const data of openInput(process, '-')) {
    const octets = translate(data);
    if (octets.length > 0) await process.stdout.write(octets);
  }
  return 0;
};

/** Translates pieces in turn; remembers the last octet between them. */
function translator({ becomes, squeezed }: Translation): (data: Uint8Array) => Uint8Array {
  const once = Uint8Array.from(becomes, (_, octet) => Number(squeezed.has(octet)));
  let last = -1;
  return data => {
    const out = new Uint8Array(data.length);
    let size = 0;
    for (const octet of data) {
      const result = becomes[octet]!;
      if (result < 0 || (result === last && once[result])) continue;
      last = result;
      out[size++] = result;
    }
    return out.subarray(0, size);
  };
}
