import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import { worksByLine } from './by-line';
import { collect } from './collect';
import { fileSystemOf } from './filesystem';
import type { Done, Job } from './job';
import { perform } from './perform';

/** Filters that print what they have when Ctrl-C ends their input: those that work line by line. */
const LINE_WISE: ReadonlySet<string> = new Set(['rev', 'expand', 'unexpand', 'paste']);

const INTERRUPTED = 130;
const FAILED = 2;
const NEWLINE = 0x0a;

/** What takes a moment only, however it's filtered: this much is done in the lab's own thread. */
const LITTLE = { octets: 16_384, lines: 200 };

/** How much a filter still works off when Ctrl-C has ended its input; it's lost with more, as whoever interrupts doesn't want to wait. */
export const LEFT = { octets: 65_536, lines: 1000 };

/** Programs in a language that has loops, where an argument holds one; and what counts for itself. */
const LOOPS: ReadonlyMap<string, RegExp> = new Map([
  ['seq', /(?:)/],
]);

/** Octets after which a filter that works line by line begins. */
const BATCH = 32_768;

/** A text tool of just-bash, by name. It reads its input to the end before it prints, or so much of it as may well be all. */
export function filter(name: string): Program {
  return async (process, argv) => {
    const { cwd, env } = process;
    const args = argv.slice(1);
    const batch = worksByLine(name, args) ? BATCH : Infinity;
    let rest: Uint8Array = new Uint8Array(0);
    let result: number | undefined;
    for (;;) {
      const { octets, interrupted, ended } = await collect(process, name, { keeps: LINE_WISE.has(name), before: rest, enough: rest.length + batch });
      if (octets === null) return FAILED;
      const input = ended ? octets : octets.subarray(0, octets.lastIndexOf(NEWLINE) + 1);
      rest = octets.subarray(input.length);
      if (interrupted && (input.length === 0 || !within(input, LEFT))) return process.raise('SIGINT');
      if (input.length === 0 && (!ended || result !== undefined)) {
        if (ended) return result!;
        continue;
      }
      const little = within(input, LITTLE) && !args.some(arg => LOOPS.get(name)?.test(arg)) && sizeOf(process, args) <= LITTLE.octets;
      const { stdout, stderr, code } = await work(process, { kind: 'filter', name, args, cwd, env, input }, little);
      if (stdout.length > 0) await process.stdout.write(stdout);
      if (stderr !== '') await process.stderr.write(stderr);
      if (interrupted) return INTERRUPTED;
      result = code;
      if (ended || stderr !== '') return result;
    }
  };
}

/**
 * Does a job while lab time holds still; where the process has helpers, away from the lab's thread. A signal that ends the process ends the job.
 * @param little it takes a moment only, so that it isn't worth the way to another thread
 */
export async function work(process: Process, job: Job, little: boolean): Promise<Done> {
  const files = fileSystemOf(process);
  if (little || !process.workers) return process.outside(perform(job, files, !process.workers));
  const { done, stop } = process.workers.start(job, files);
  let interrupted = false;
  process.onSignal('SIGINT', () => {
    interrupted = true;
    stop();
  });
  try {
    return await process.outside(done);
  } catch (error) {
    if (interrupted) process.raise('SIGINT');
    throw error;
  } finally {
    stop();
  }
}

/** Whether there is no more of a text. */
export function within(text: Uint8Array, { octets, lines }: { readonly octets: number; readonly lines: number }): boolean {
  if (text.length > octets) return false;
  let count = 0;
  for (const octet of text) if (octet === NEWLINE) count++;
  return count <= lines;
}

/** Octets of the files that arguments name. */
function sizeOf({ files, cwd }: Process, args: readonly string[]): number {
  return args.reduce((sum, arg) => {
    try {
      return sum + files.stat(resolvePath(cwd, arg)).size;
    } catch {
      return sum;
    }
  }, 0);
}
