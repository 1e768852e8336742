import { spawn, type ChildProcess, type SpawnOptions, type StdioOptions } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { FILTER, withoutGroups } from './groups';
import { ENTRANCE, scripts } from './stages';

/** nobody: whom a root of the machine becomes. */
const NOBODY = '65534';

export interface SandboxOptions {
  /** What runs inside, by absolute paths; with an `ipc` channel if it is Node. */
  readonly program: readonly string[];
  /** Files and folders that must be there inside even if they lie in a home or a temporary folder: those of the program. */
  readonly keep: readonly string[];
  /** Its standard streams. */
  readonly stdio: readonly ['ignore' | 'inherit' | 'pipe', 'ignore' | 'inherit' | 'pipe', 'ignore' | 'inherit' | 'pipe'];
}

/** A program in the sandbox, seen from outside. When either side ends, however that happens, so does the other. */
export interface Sandbox {
  readonly process: ChildProcess;
  /** What went wrong on the way in, as the tools said it; '' once the program has sent its first message. */
  readonly problem: () => string;
}

/** The path of a program that PATH, or where Debian keeps those for root, has. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(folder => folder !== ''), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return folders.map(folder => join(folder, name)).find(path => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Whether this is a root who can become someone else: in a user namespace with one user there is nobody to become, and it is treated
 * as any user.
 */
export function isRoot(): boolean {
  if (process.getuid?.() !== 0) return false;
  return readFileSync('/proc/self/uid_map', 'latin1').trim().split('\n').some(line => {
    const [first, , count] = line.trim().split(/\s+/).map(Number) as [number, number, number];
    return first <= Number(NOBODY) && Number(NOBODY) < first + count;
  });
}

/**
 * Starts a program where it sees no interface, process and file of the machine that it could change: in network, mount, pid,
 * uts, ipc and user namespaces of its own. Works for root and for any user.
 */
export function openSandbox({ program, keep, stdio }: SandboxOptions): Sandbox {
  const root = isRoot();
  const kept = outermost(keep.map(path => realpathSync(path)));
  const flags = root ? [] : ['--user', '--map-root-user'];
  const [input, output, errors] = stdio;
  // beyond the first three, Node opens nothing for 'ignore'
  const nowhere = errors === 'ignore' ? openSync('/dev/null', 'w') : undefined;
  const streams: StdioOptions = [input, output, 'pipe', 'ipc', errors === 'inherit' ? 2 : nowhere ?? errors];
  const options: SpawnOptions = { stdio: streams, env: { ...process.env, ...scripts(), VETHLAB_FILTER: FILTER, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin` } };
  const child = spawn('setpriv', [
    '--pdeathsig', 'KILL', '--',
    'unshare', ...flags, '--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--',
    ...ENTRANCE, root ? NOBODY : '0', root ? NOBODY : '-', String(kept.length), ...kept,
    ...withoutGroups(program, findProgram('perl')),
  ], options);
  if (nowhere !== undefined) closeSync(nowhere);
  let told = '';
  let ready = false;
  child.once('message', () => (ready = true));
  const log = child.stdio[2] as NodeJS.ReadableStream | null;
  log?.on('data', (data: Buffer) => (told += data.toString()));
  child.on('error', error => (told += error.message));
  return { process: child, problem: () => (ready ? '' : told.trim() || 'it ended at once') };
}

/** Without the paths that lie within another one: what is laid over a folder hides what was laid within it before. */
function outermost(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter(path => !paths.some(other => path.startsWith(other + sep)));
}
