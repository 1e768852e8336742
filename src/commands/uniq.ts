import { reasonOf, usageError } from './coreutils';
import { resolvePath } from './path';
import type { Process, Program } from './program';

/** uniq(1) of coreutils 9.1: -c, -d, -u, -i, and an input file. */
export const uniq: Program = async (process, argv) => {
  const given = new Set<string>();
  const names: string[] = [];
  for (const arg of argv.slice(1)) {
    const letters = LONG[arg] ?? (/^-[^-]/.test(arg) ? arg.slice(1) : undefined);
    if (letters === undefined && /^-./.test(arg)) return usageError(process, 'uniq', `unrecognized option '${arg}'`);
    if (letters === undefined) names.push(arg);
    for (const letter of letters ?? '') {
      if ('Dfswz'.includes(letter)) return unsupported(process, `-${letter}`);
      if (!'cdui'.includes(letter)) return usageError(process, 'uniq', `invalid option -- '${letter}'`);
      given.add(letter);
    }
  }
  if (names.length > 2) return usageError(process, 'uniq', `extra operand \u2018${names[2]}\u2019`);
  if (names.length > 1) return unsupported(process, 'an output file');
  const key = (line: string): string => (given.has('i') ? line.toLowerCase() : line);
  const wanted = (count: number): boolean => (!given.has('d') || count > 1) && (!given.has('u') || count === 1);
  let [last, count, out] = ['', 0, ''];
  const finish = (): void => {
    if (count > 0 && wanted(count)) out += `${given.has('c') ? `${String(count).padStart(7)} ` : ''}${last}\n`;
  };
  try {
    for await (const lines of linesOf(process, names[0])) {
      for (const line of lines) {
        if (count > 0 && key(last) === key(line)) {
          count++;
          continue;
        }
        finish();
        [last, count] = [line, 1];
      }
      if (out.length < BUFFER) continue;
      await process.stdout.write(out);
      out = '';
    }
  } catch (error) {
    await process.stderr.write(`uniq: ${error instanceof TooLong ? error.message : `${names[0]}: ${reasonOf(error)}`}\n`);
    return 1;
  }
  finish();
  if (out !== '') await process.stdout.write(out);
  return 0;
};

/** Characters of output that are written at once. */
const BUFFER = 4096;

const LONG: Readonly<Record<string, string>> = { '--count': 'c', '--repeated': 'd', '--unique': 'u', '--ignore-case': 'i' };

async function unsupported(process: Process, what: string): Promise<number> {
  await process.stderr.write(`uniq: vethlab doesn't support ${what}\n`);
  return 1;
}

/** UTF-16 units of a line: what has no line's end must not fill the memory. */
const LONGEST = 1 << 24;

class TooLong extends Error {}

/** The lines of a file or of standard input, as they come. @throws {TooLong} */
async function* linesOf(process: Process, name: string | undefined): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const data of chunksOf(process, name)) {
    const lines = (rest + decoder.decode(data, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST) throw new TooLong(`vethlab's uniq takes lines of at most ${LONGEST >> 20} MiB`);
    yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}

async function* chunksOf(process: Process, name: string | undefined): AsyncGenerator<Uint8Array> {
  if (name !== undefined && name !== '-') return yield process.files.read(resolvePath(process.cwd, name));
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) yield data;
}
