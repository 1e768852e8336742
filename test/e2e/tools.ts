import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT, bundle } from '../bundle';

/** Not the user's own. */
const HISTORY = join(mkdtempSync(join(tmpdir(), 'vethlab-')), 'history.jsonl');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of the project's Python environment. */
export function venv(program: string): string {
  const path = join(PROJECT, '.venv', 'bin', program);
  if (!existsSync(path)) throw new Error(`${path} is missing: 'npm run setup' makes it`);
  bundle();
  return path;
}

/** Runs a program to its end. */
export function finish(program: string, args: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeout?: number } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { cwd: PROJECT, maxBuffer: 1 << 28, ...options, env: { ...process.env, VETHLAB_HISTORY: HISTORY, ...options.env } }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

/** Runs one of the Python scripts beside this file. */
export function python(script: string, args: readonly string[] = [], options: Parameters<typeof finish>[2] = {}): Promise<Ended> {
  return finish(venv('python'), [join(__dirname, script), ...args], { timeout: 110_000, ...options });
}
