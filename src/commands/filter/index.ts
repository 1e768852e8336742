import { resolvePath } from '../path';
import type { Process, Program } from '../program';
import { collect } from './collect';
import { fileSystemOf } from './filesystem';
import type { Done, Job } from './job';
import { perform } from './perform';

/** Filters that print what they have when Ctrl-C ends their input: those that work line by line. */
const LINE_WISE: ReadonlySet<string> = new Set(['grep', 'egrep', 'fgrep', 'sed', 'awk', 'cut', 'tr', 'nl', 'rev', 'fold', 'expand', 'unexpand', 'paste', 'uniq']);

const INTERRUPTED = 130;
const FAILED = 2;

/** What takes a moment only, however it's filtered: this much is done in the lab's own thread. */
const LITTLE = { octets: 16_384, lines: 200 };

/** How much a filter still works off when Ctrl-C has ended its input; it's lost with more, as whoever interrupts doesn't want to wait. */
const LEFT = { octets: 65_536, lines: 1000 };

/** Programs in a language that has loops, where an argument holds one; and what counts for itself. */
const LOOPS: ReadonlyMap<string, RegExp> = new Map([
  ['awk', /\b(for|while|do|function)\b/], ['sed', /:/], ['jq', /\b(range|recurse|repeat|until|while|limit|def|reduce|foreach|combinations)\b|\.\./], ['seq', /(?:)/],
]);

/** A text tool of just-bash, by name. It reads its input to the end before it prints. */
export function filter(name: string): Program {
  return async (process, argv) => {
    const { octets: input, interrupted } = await collect(process, name, LINE_WISE.has(name));
    if (input === null) return FAILED;
    if (interrupted && (input.length === 0 || !within(input, LEFT))) return process.raise('SIGINT');
    const { cwd, env } = process;
    const args = argv.slice(1);
    const little = within(input, LITTLE) && !args.some(arg => LOOPS.get(name)?.test(arg)) && sizeOf(process, args) <= LITTLE.octets;
    const { stdout, stderr, code } = await work(process, { kind: 'filter', name, args, cwd, env, input }, little);
    if (stdout.length > 0) await process.stdout.write(stdout);
    if (stderr !== '') await process.stderr.write(stderr);
    return interrupted ? INTERRUPTED : code;
  };
}

/**
 * Does a job while lab time holds still; where the process has helpers, away from the lab's thread. A signal that ends the process ends the job.
 * @param little it takes a moment only, so that it isn't worth the way to another thread
 */
export async function work(process: Process, job: Job, little: boolean): Promise<Done> {
  const files = fileSystemOf(process);
  if (little || !process.workers) return process.outside(perform(job, files));
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
  for (const octet of text) if (octet === 0x0a) count++;
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
