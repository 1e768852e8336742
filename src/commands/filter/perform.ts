import type { Bash, IFileSystem } from 'just-bash';
import { type Errno, strerror } from '../../stack/errno';
import { runAwk } from '../awk/run';
import { differences } from '../diff/job';
import { binaryOf, octetsOf } from '../octets';
import { runJq } from '../jq/run';
import { Budget, Exhausted } from '../regex/budget';
import { searched } from '../regex/search';
import { edited } from '../sed/edit';
import { sorted } from '../sort/order';
import type { Done, FilterJob, Job } from './job';

let library: Promise<{ readonly Bash: typeof Bash }> | undefined;

/** Steps of a job that nothing else can end: about two seconds. */
const LONG = 200_000_000;

/** Queries of jq that can have no end, or none in sight: WebAssembly counts no steps. */
const ENDLESS_QUERY = /\b(?:def|until|while|repeat)\b|\brecurse\s*\(|\d[eE]\d|\d{7,}/;

/**
 * Does a job in this thread. just-bash is loaded when it's first used.
 * @param alone nothing can stop it here, so it has to end by itself
 */
export async function perform(job: Job, files: IFileSystem, alone = false): Promise<Done> {
  const budget = new Budget(alone ? LONG : Infinity);
  const ended = (name: string, code: number): Done => ({ stdout: new Uint8Array(0), stderr: `${name}: vethlab ends here what runs on and on\n`, code });
  switch (job.kind) {
    case 'awk':
      return runAwk(job, budget);
    case 'diff':
      return differences(job);
    case 'jq':
      return alone && ENDLESS_QUERY.test(job.query) ? ended('jq', 5) : runJq(job);
    case 'sort':
      return sorted(job);
    case 'filter':
      return run(job, files);
    case 'sed':
      return edited(job, files, budget).catch((error: unknown) => {
        if (error instanceof Exhausted) return ended('sed', 4);
        throw error;
      });
    case 'search':
      return { stdout: new Uint8Array(0), stderr: '', code: 0, found: await searched(job) };
  }
}

async function run({ name, args, cwd, env, input }: FilterJob, fs: IFileSystem): Promise<Done> {
  library ??= import('just-bash');
  const { Bash: Shell } = await library;
  const bash = new Shell({ fs, cwd, env: { ...env }, defenseInDepth: false });
  const { stdout, stderr, exitCode: code, stdoutKind, stdoutEncoding } = await bash.exec(name, {
    args: [...args], cwd, rawScript: true,
    ...(input.length > 0 ? { stdin: binaryOf(input), stdinKind: 'bytes' as const } : { stdin: '' }),
  });
  const bytes = stdoutKind === 'bytes' || stdoutEncoding === 'binary';
  return { stdout: bytes ? octetsOf(stdout) : new TextEncoder().encode(stdout), stderr: worded(stderr), code };
}

/** As libc words it where just-bash shows Node's errors as they are. */
function worded(stderr: string): string {
  return stderr.replace(/^bash: /, '').replace(/: (E[A-Z]+): [^,\n]*, [a-z]+ '[^'\n]*'/g, (_, errno: Errno) => `: ${strerror(errno)}`);
}
