import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
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

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Where a Jupyter server says it is. */
export const ADDRESS = /http:\/\/(?:127\.0\.0\.1|localhost):\d+\/\S*token=\w+/;

/** A program that runs until it is ended. */
export class Server {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';

  constructor(program: string, args: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}) {
    this.#child = spawn(program, args, { ...options, env: { ...process.env, VETHLAB_HISTORY: HISTORY, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = new Promise((resolve) => this.#child.on('close', resolve));
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) stream.on('data', (data: Buffer) => (this.#said += String(data)));
  }

  /** The first that it says of this form. Rejects with all that it said if it ends before. */
  async says(form: RegExp): Promise<string> {
    for (;;) {
      const found = form.exec(this.#said);
      if (found) return found[0];
      if (this.#child.exitCode !== null) throw new Error(`it ended:\n${this.#said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends it as a terminal that closes would. */
  async end(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
