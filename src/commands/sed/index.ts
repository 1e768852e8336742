import { reasonOf } from '../coreutils';
import { work } from '../filter';
import { collect } from '../filter/collect';
import { fileSystemOf } from '../filter/filesystem';
import { getopt, type Longs } from '../libc/getopt';
import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import { Budget, Exhausted } from '../regex/budget';
import { standardInput } from '../regex/lines';
import { textOf } from '../regex/text';
import { edit, edited, type Edit, type SedJob } from './edit';
import { parseScript } from './parse';
import { SedError, type Script } from './script';
import type { Piece } from './source';

const LONG: Longs = {
  debug: 'debug', 'in-place': 'i::', 'line-length': 'l:', 'null-data': 'z', 'zero-terminated': 'z', quiet: 'n', posix: 'posix', silent: 'n', sandbox: 'sandbox', separate: 's',
  unbuffered: 'u', version: 'version', help: 'help', expression: 'e:', file: 'f:', 'regexp-extended': 'E', 'follow-symlinks': 'follow-symlinks',
};

const USAGE = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

vethlab's sed takes -E -e -f -i -l -n -r -s -u -z and their long names, as GNU sed does: see sed(1).
`;

const [BAD_USAGE, FAILED, INTERRUPTED] = [1, 4, 130];

/** sed(1) of GNU sed 4.9, in a UTF-8 locale; passes lines on as they come. */
export const sed: Program = async (process, argv) => {
  try {
    const task = await taskOf(process, argv.slice(1));
    if (typeof task === 'number') return task;
    const script = parseScript(task.pieces, task.extended);
    if (heavy(script)) return await editWhole(process, task);
    const stdin = standardInput(process);
    const code = await edit(task, script, {
      stdin, files: fileSystemOf(process), budget: new Budget(Infinity), live: true,
      write: data => process.stdout.write(data), complain: text => process.stderr.write(text),
    });
    return stdin.interrupted ? INTERRUPTED : code;
  } catch (error) {
    if (!(error instanceof SedError)) throw error;
    await process.stderr.write(`sed: ${error.message}\n`);
    return error.code;
  }
};

/** Whether a script may take long for little input: it has loops, or expressions that RE2 can't do. */
function heavy({ commands }: Script): boolean {
  return commands.some(({ name, from, to, substitution }) => ':D'.includes(name)
    || [from, to, substitution].some(one => one && 'pattern' in one && one.pattern?.patterns.some(text => /\\[1-9<>bB]|\d{4}/.test(text))));
}

/** Does an edit when all input is there: here, as long as that takes a moment only. */
async function editWhole(process: Process, task: Edit): Promise<number> {
  const wanted = task.names.some(name => name === '-' || name === '/dev/stdin');
  const { octets, interrupted } = wanted ? await collect(process, 'sed', { keeps: true }) : { octets: new Uint8Array(0), interrupted: false };
  if (octets === null) return FAILED;
  const job: SedJob = { ...task, kind: 'sed', input: octets };
  const done = await process.outside(edited(job, fileSystemOf(process), new Budget())).catch((error: unknown) => {
    if (!(error instanceof Exhausted)) throw error;
    return work(process, job, false);
  });
  if (done.stdout.length > 0) await process.stdout.write(done.stdout);
  if (done.stderr !== '') await process.stderr.write(done.stderr);
  return interrupted ? INTERRUPTED : done.code;
}

/** What the arguments ask for; an exit code, where that's all. @throws {SedError} */
async function taskOf(process: Process, argv: readonly string[]): Promise<Edit | number> {
  const { options, operands } = getopt('bsnrzuEe:f:l:i::V:', argv, LONG);
  const pieces: Piece[] = [];
  const letters = new Set<string>();
  let inPlace: string | undefined;
  let width = 70;
  let number = 0;
  for (const option of options) {
    if (option.kind === 'error') {
      await process.stderr.write(`sed: ${option.message}\n${USAGE}`);
      return BAD_USAGE;
    }
    const { letter, argument } = option;
    if (letter === 'help' || letter === 'version') {
      await process.stdout.write(letter === 'help' ? USAGE : 'sed (GNU sed) 4.9\n');
      return 0;
    }
    if (letter === 'e') pieces.push({ text: argument, number: ++number });
    else if (letter === 'f') pieces.push({ text: await scriptIn(process, argument), file: argument, number });
    else if (letter === 'i') inPlace = argument;
    else if (letter === 'l') width = Number(argument);
    else if (['debug', 'posix', 'sandbox', 'V'].includes(letter)) throw new SedError(`vethlab doesn't support --${letter}`, BAD_USAGE);
    else letters.add(letter);
  }
  let names = operands;
  if (pieces.length === 0) {
    const [script, ...rest] = operands;
    if (script === undefined) {
      await process.stderr.write(USAGE);
      return BAD_USAGE;
    }
    pieces.push({ text: script, number: 1 });
    names = rest;
  }
  if (inPlace !== undefined && names.length === 0) throw new SedError('no input files', FAILED);
  return {
    pieces, extended: letters.has('E') || letters.has('r'), quiet: letters.has('n'), separate: letters.has('s') || inPlace !== undefined, inPlace, nul: letters.has('z'), width,
    names: names.length > 0 ? names : ['-'], cwd: process.cwd,
  };
}

async function scriptIn(process: Process, name: string): Promise<string> {
  if (name === '-') return textOf((await collect(process, 'sed')).octets ?? new Uint8Array(0));
  try {
    return textOf(process.files.read(resolvePath(process.cwd, name)));
  } catch (error) {
    throw new SedError(`couldn't open file ${name}: ${reasonOf(error)}`, FAILED);
  }
}
