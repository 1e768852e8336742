import { concatAll } from '../../stack/wire';
import { reasonOf } from '../coreutils';
import { work, within } from '../filter';
import { collect } from '../filter/collect';
import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import type { JqJob, Raw } from './run';

const USAGE = 2;

/** What takes a moment only: the lab's own thread does it. */
const LITTLE = { octets: 65_536, lines: 5000 };

/** What can make a query run on and on. */
const LOOPS = /\b(range|recurse|repeat|until|while|limit|def|reduce|foreach|combinations|inputs|splits|gsub)\b|\.\./;

/** Options by name; a letter says the short one. jq itself does what isn't named here by a function of ours. */
const LONG: Readonly<Record<string, string>> = {
  'null-input': 'n', 'raw-output': 'r', 'join-output': 'j', 'ascii-output': 'a', 'compact-output': 'c', 'color-output': 'C', 'monochrome-output': 'M',
  'sort-keys': 'S', 'exit-status': 'e', slurp: 's', 'raw-input': 'R', help: 'h', version: 'V', binary: 'b', 'from-file': 'f', 'library-path': 'L',
};
const LETTERS = 'nrjacCMSesRhVbfL';

/** Long options without a letter: how many values each has. */
const VALUES: Readonly<Record<string, number>> = {
  'raw-output0': 0, tab: 0, stream: 0, 'stream-errors': 0, unbuffered: 0, seq: 0, args: 0, jsonargs: 0, indent: 1, arg: 2, argjson: 2, slurpfile: 2, rawfile: 2, 'build-configuration': 0,
};
const UNSUPPORTED: ReadonlySet<string> = new Set(['C', 'L', 'seq', 'args', 'jsonargs', 'slurpfile', 'build-configuration']);
const RAW: Readonly<Record<string, Raw>> = { r: '\n', j: '', 'raw-output0': '\0' };

/** A command line, read. */
interface Call {
  readonly flags: string[];
  raw: Raw;
  query?: string;
  queryFile?: string;
  readonly files: string[];
}

class Refusal extends Error {}

const advised = (message: string): Refusal => new Refusal(`jq: ${message}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs at https://jqlang.org\n`);

/** jq(1): reads the options as jq does, and has it run. */
export const jq: Program = async (process, argv) => {
  try {
    const call = readCall(process, argv.slice(1));
    const query = call.queryFile === undefined ? call.query : text(process, call.queryFile, name => `jq: error: Could not open ${name}: `);
    const { input, missing } = await readInput(process, call, reads(call, query));
    if (input === undefined) return USAGE;
    // Without a query jq takes `.`, but at a terminal tells how it is used.
    const help = query === undefined && input.length === 0;
    const job: JqJob = {
      kind: 'jq', flags: call.flags, query: help ? '-h' : query ?? '.', input: new TextDecoder().decode(input), raw: call.raw,
      file: call.files.length === 1 ? call.files[0] : undefined, env: process.env,
    };
    const { stdout, stderr, code } = await work(process, job, within(input, LITTLE) && !LOOPS.test(job.query));
    if (help) {
      await process.stderr.write(`${new TextDecoder().decode(stdout).split('\nCommand options:')[0]!}\nFor listing the command options, use jq --help.\n`);
      return USAGE;
    }
    if (stdout.length > 0) await process.stdout.write(stdout);
    if (stderr !== '') await process.stderr.write(stderr);
    return code === 0 && missing ? USAGE : code;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await process.stderr.write(error.message);
    return USAGE;
  }
};

function readCall(process: Process, args: readonly string[]): Call {
  const call: Call = { flags: [], raw: undefined, files: [] };
  let optionsEnd = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' && !optionsEnd) optionsEnd = true;
    else if (optionsEnd || !/^-./s.test(arg)) take(call, arg);
    else {
      for (const option of optionsIn(arg)) {
        const values = args.slice(at + 1, at + 1 + (option === 'f' ? 1 : VALUES[option] ?? 0));
        at += values.length;
        apply(process, call, option, values);
      }
    }
  }
  // With -f all that isn't an option is a file.
  if (call.queryFile !== undefined && call.query !== undefined) call.files.unshift(call.query);
  return call;
}

function take(call: Call, word: string): void {
  if (call.query === undefined && call.queryFile === undefined) call.query = word;
  else call.files.push(word);
}

function optionsIn(arg: string): readonly string[] {
  const name = /^--(.+)$/s.exec(arg)?.[1];
  const found = name === undefined ? [...arg.slice(1)] : [LONG[name] ?? name];
  if (found.some(option => !(option.length === 1 ? LETTERS.includes(option) : Object.hasOwn(VALUES, option)))) throw advised(`Unknown option ${arg}`);
  return found;
}

function apply(process: Process, call: Call, option: string, values: readonly string[]): void {
  if (UNSUPPORTED.has(option)) throw new Refusal(`jq: vethlab doesn't support ${option.length === 1 ? '-' : '--'}${option}\n`);
  if (values.length < (option === 'f' ? 1 : VALUES[option] ?? 0)) throw advised(WANTING[option] ?? `--${option} takes two parameters (e.g. --${option} varname ${option === 'arg' ? 'value' : option === 'argjson' ? 'text' : 'filename'})`);
  if (option === 'f') call.queryFile = values[0]!;
  else if (option in RAW) {
    // -r doesn't take back what -j or --raw-output0 has said
    call.raw = call.raw === undefined || option !== 'r' ? RAW[option] : call.raw;
  } else if (option === 'rawfile') call.flags.push('--arg', values[0]!, text(process, values[1]!, name => `jq: Bad JSON in --rawfile ${values[0]!} ${name}: Could not open ${name}: `));
  else call.flags.push(option.length === 1 ? `-${option}` : `--${option}`, ...values);
}

const WANTING: Readonly<Record<string, string>> = { f: '-f takes a parameter (e.g. -f file.jq)', indent: '--indent takes one parameter' };

/** @param said what goes before the reason where it can't be read */
function text(process: Process, name: string, said: (name: string) => string): string {
  try {
    return new TextDecoder().decode(process.files.read(resolvePath(process.cwd, name)));
  } catch (error) {
    throw new Refusal(`${said(name)}${reasonOf(error)}\n`);
  }
}

/** Whether standard input matters: with -n only to a query that asks for it. */
function reads({ flags }: Call, query: string | undefined): boolean {
  return !flags.includes('-n') || /\binputs?\b/.test(query ?? '');
}

/** All input, one file behind the other; undefined where it's more than fits. `missing`: a file can't be read, which has been said. */
async function readInput(process: Process, { files }: Call, wanted: boolean): Promise<{ readonly input: Uint8Array | undefined; readonly missing: boolean }> {
  if (files.length === 0) return { input: wanted ? (await collect(process, 'jq')).octets ?? undefined : new Uint8Array(0), missing: false };
  const parts: Uint8Array[] = [];
  let missing = false;
  for (const name of files) {
    try {
      parts.push(process.files.read(resolvePath(process.cwd, name)));
    } catch (error) {
      missing = true;
      await process.stderr.write(`jq: error: Could not open file ${name}: ${reasonOf(error)}\n`);
    }
  }
  return { input: concatAll(parts), missing };
}
