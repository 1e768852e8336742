import type { IFileSystem } from 'just-bash';
import { type Errno, strerror } from '../../stack/errno';
import { resolvePath } from '../path';
import { Budget } from '../regex/budget';
import { TooLong, type Pieces } from '../regex/lines';
import { textOf } from '../regex/text';
import type { Done } from '../filter/job';
import { Input } from './input';
import { Output } from './output';
import { parseScript } from './parse';
import { Run } from './run';
import { SedError, type Script } from './script';
import type { Piece } from './source';

/** What sed is to do, as plain data. */
export interface Edit {
  readonly pieces: readonly Piece[];
  readonly extended: boolean;
  readonly quiet: boolean;
  /** each file by itself */
  readonly separate: boolean;
  /** files are changed, and kept by a name with this behind; undefined: they aren't */
  readonly inPlace: string | undefined;
  readonly nul: boolean;
  readonly width: number;
  readonly names: readonly string[];
  readonly cwd: string;
}

/** An edit of input that is there as a whole. */
export interface SedJob extends Edit {
  readonly kind: 'sed';
  readonly input: Uint8Array;
}

/** Where an edit reads and writes. */
export interface Streams {
  readonly stdin: Pieces;
  readonly files: IFileSystem;
  readonly budget: Budget;
  write(data: Uint8Array): Promise<void>;
  complain(text: string): Promise<void>;
  /** what comes is written at once; else nothing is before the end */
  readonly live: boolean;
}

const [UNREADABLE, FAILED] = [2, 4];

/** Does an edit of input that is there. @throws {Exhausted} */
export async function edited(job: SedJob, files: IFileSystem, budget = new Budget(Infinity)): Promise<Done> {
  const written: Uint8Array[] = [];
  let stderr = '';
  const code = await edit(job, parseScript(job.pieces, job.extended), {
    stdin: octets(job.input), files, budget, live: false,
    write: async data => void written.push(data),
    complain: async text => void (stderr += text),
  });
  const stdout = new Uint8Array(written.reduce((sum, { length }) => sum + length, 0));
  written.reduce((at, data) => (stdout.set(data, at), at + data.length), 0);
  return { stdout, stderr, code };
}

/** Octets in pieces. */
function octets(data: Uint8Array): Pieces {
  let at = 0;
  return { interrupted: false, read: async () => (at >= data.length ? null : data.subarray(at, (at += PIECE))) };
}

const PIECE = 98_304;

/** Runs a script; gives the exit code. */
export async function edit(task: Edit, script: Script, streams: Streams): Promise<number> {
  const { cwd } = task;
  const { files } = streams;
  const end = task.nul ? '\0' : '\n';
  const stdout = new Output(end);
  const outputs = new Map<string, Output>();
  const path = (name: string): string => resolvePath(cwd, name);
  let code = 0;
  const output = (name: string): Output => {
    const known = outputs.get(name) ?? new Output(end, name === '/dev/stdout' ? stdout : undefined);
    outputs.set(name, known);
    return known;
  };
  const flush = async (): Promise<void> => {
    if (stdout.text !== '') await streams.write(stdout.take());
    for (const [name, { text }] of outputs) {
      if (text === '') continue;
      if (name === '/dev/stderr') await streams.complain(text);
      else await files.appendFile(path(name), outputs.get(name)!.take());
      outputs.get(name)!.text = '';
    }
  };
  const open = async (name: string): Promise<Pieces | undefined> => {
    if (name === '-' || name === '/dev/stdin') return streams.stdin;
    try {
      return octets(await files.readFileBuffer(path(name)));
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === strerror('EISDIR')) throw new SedError(task.inPlace === undefined ? `read error on ${name}: ${reason}` : `couldn't edit ${name}: not a regular file`, FAILED);
      await flush();
      await streams.complain(`sed: can't read ${name}: ${reason}\n`);
      code = UNREADABLE;
      return undefined;
    }
  };
  const setting = {
    quiet: task.quiet || script.quiet, end, width: task.width, budget: streams.budget, output,
    readText: (name: string) => files.readFileBuffer(path(name)).then(textOf, () => undefined),
  };
  try {
    for (const name of targetsOf(script)) {
      output(name);
      if (!name.startsWith('/dev/std')) await files.writeFile(path(name), '').catch((error: unknown) => { throw new SedError(`couldn't open file ${name}: ${reasonOf(error)}`, FAILED); });
    }
    for (const names of task.separate ? task.names.map(name => [name]) : [task.names]) {
      const out = task.inPlace === undefined ? stdout : new Output(end);
      let opened = true;
      const run = new Run(script, new Input(names, task.nul ? 0 : 0x0a, async name => {
        const pieces = await open(name);
        opened = pieces !== undefined;
        return pieces;
      }), out, { ...setting, flush: streams.live ? flush : async () => undefined });
      const ended = await run.run();
      if (task.inPlace !== undefined && opened) {
        if (task.inPlace !== '') await files.writeFile(path(task.inPlace.includes('*') ? task.inPlace.replaceAll('*', names[0]!) : names[0]! + task.inPlace), await files.readFileBuffer(path(names[0]!)));
        await files.writeFile(path(names[0]!), out.take());
      }
      if (run.quit) {
        await flush();
        return ended || code;
      }
    }
  } catch (error) {
    if (!(error instanceof SedError || error instanceof TooLong)) throw error;
    await flush();
    await streams.complain(`sed: ${error.message}\n`);
    return error instanceof SedError ? error.code : FAILED;
  }
  await flush();
  return code;
}

/** The files that a script writes. */
function targetsOf({ commands }: Script): string[] {
  return commands.flatMap(({ name, text, substitution }) => ('wW'.includes(name) ? [text] : substitution?.file !== undefined ? [substitution.file] : []));
}

function reasonOf(error: unknown): string {
  return strerror((error as { readonly code: Errno }).code);
}
