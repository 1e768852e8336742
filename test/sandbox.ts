import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle, PROJECT } from './bundle';

/** Whom the real backend is tried as. Where the tests themselves don't run as root, only as who they run as. */
export const USERS = process.getuid?.() === 0 ? ['root', 'nobody'] as const : ['nobody'] as const;

export type User = typeof USERS[number];

let copy: string | undefined;

afterAll(() => {
  if (copy) rmSync(dirname(dirname(copy)), { recursive: true });
});

/** The program where every user can read it: the project may lie in a folder that only root can enter. */
export function program(): string {
  if (copy) return copy;
  bundle();
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-program-'));
  chmodSync(folder, 0o755);
  for (const file of ['dist', 'package.json', 'notebooks/labs']) cpSync(join(PROJECT, file), join(folder, file), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(PROJECT, 'node_modules'))) {
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return (copy = join(folder, 'dist', 'vethlab.js'));
}

/** A command line as that user would type it: on a machine's root it becomes one with no rights at all. */
export function as(user: User, command: readonly string[]): [string, string[]] {
  const own = process.getuid?.() === 0 && user === 'nobody' ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command] : command;
  return [own[0]!, own.slice(1)];
}

/** Runs command lines on the real backend. */
export function runReal(user: User, lines: string, args: readonly string[] = []): Pick<SpawnSyncReturns<string>, 'status' | 'stdout' | 'stderr'> {
  const [command, rest] = as(user, [process.execPath, program(), 'run', '--backend', 'real', ...args]);
  const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8', input: lines, cwd: '/', maxBuffer: 2 ** 28 });
  return { status, stdout, stderr };
}

/** The machine's interfaces and mounts, which no lab may change. */
export function machine(): string {
  return execFileSync('ip', ['-d', 'link'], { encoding: 'utf8' }) + execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' });
}
