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
  let text: string;
  try {
    text = await input(process, names[0]);
  } catch (error) {
    await process.stderr.write(`uniq: ${names[0]}: ${reasonOf(error)}\n`);
    return 1;
  }
  const key = (line: string): string => (given.has('i') ? line.toLowerCase() : line);
  const groups: { readonly line: string; count: number }[] = [];
  for (const line of text.replace(/\n$/, '').split('\n').slice(text === '' ? 1 : 0)) {
    const last = groups.at(-1);
    if (last && key(last.line) === key(line)) last.count++;
    else groups.push({ line, count: 1 });
  }
  const wanted = groups.filter(({ count }) => (!given.has('d') || count > 1) && (!given.has('u') || count === 1));
  await process.stdout.write(wanted.map(({ line, count }) => `${given.has('c') ? `${String(count).padStart(7)} ` : ''}${line}\n`).join(''));
  return 0;
};

const LONG: Readonly<Record<string, string>> = { '--count': 'c', '--repeated': 'd', '--unique': 'u', '--ignore-case': 'i' };

async function unsupported(process: Process, what: string): Promise<number> {
  await process.stderr.write(`uniq: vethlab doesn't support ${what}\n`);
  return 1;
}

async function input(process: Process, name: string | undefined): Promise<string> {
  const decoder = new TextDecoder();
  if (name !== undefined && name !== '-') return decoder.decode(process.files.read(resolvePath(process.cwd, name)));
  let text = '';
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) text += decoder.decode(data, { stream: true });
  return text + decoder.decode();
}
