import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { findObstacle } from '../../src/backend/real/diagnosis';
import { openSandbox } from '../../src/backend/real/sandbox';
import type { Session } from '../../src/compare';

/** How lines run: each by vethlab's shell, or a stretch of them at a time by bash, which is less work. */
export type Way = 'shell' | 'bash';

export interface Batch {
  readonly sessions: readonly (readonly string[])[];
  readonly way: Way;
}

type Answer = { readonly answers: Session[] } | { readonly failure: string };

/** This machine's kernel, by the real backend: one sandbox, in which each session has a host to itself. */
export class LiveLinux {
  private constructor(private readonly child: ChildProcess, private readonly folder: string) {}

  /** @throws {Error} where the machine can't make a sandbox: what to mend */
  static async open(): Promise<LiveLinux> {
    const obstacle = findObstacle();
    if (obstacle !== undefined) throw new Error(`the real backend can't start: ${obstacle}`);
    const folder = mkdtempSync(join(tmpdir(), 'vethlab-fuzz-'));
    chmodSync(folder, 0o755);
    const program = join(folder, 'sandboxed.js');
    buildSync({ entryPoints: [join(__dirname, 'sandboxed.ts')], outfile: program, bundle: true, platform: 'node', external: ['just-bash'], logLevel: 'error' });
    const { process: child, problem } = openSandbox({ program: [process.execPath, program], keep: [process.execPath, folder], stdio: ['ignore', 'inherit', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());

      child.once('exit', () => reject(new Error(`the real backend can't start: ${problem()}`)));
    });
    return new LiveLinux(child, folder);
  }

  /** Runs sessions, all at a time: they mostly sleep. One call after the other. @returns what each printed and, for the way `shell`, the network that it left */
  async run(sessions: readonly (readonly string[])[], way: Way): Promise<Session[]> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const ended = (): void => reject(new Error('the sandbox has ended'));
      this.child.once('exit', ended);
      this.child.once('message', message => {
        this.child.removeListener('exit', ended);
        resolve(message as Answer);
      });
      this.child.send({ sessions, way } satisfies Batch);
    });
    if ('failure' in answer) throw new Error(answer.failure);
    return answer.answers;
  }

  close(): void {
    this.child.disconnect();
    rmSync(this.folder, { recursive: true });
  }
}
