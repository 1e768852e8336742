import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findObstacle } from '../backend/real/diagnosis';
import { openSandbox, type Sandbox, type SandboxOptions } from '../backend/real/sandbox';
import { exitCode, type Signal } from '../commands/program';
import { CliError } from './command';
import type { Task } from './inside';
import { PROJECT } from './project';

/** This program, as a command: the bundle, or its sources where it runs from these. */
export function self(): string[] {
  const source = join(__dirname, 'main.ts');
  if (!existsSync(source)) return [process.execPath, join(__dirname, 'vethlab.js')];
  return ['/usr/bin/env', `TS_NODE_PROJECT=${join(PROJECT, 'tsconfig.json')}`, process.execPath, '-r', join(PROJECT, 'node_modules', 'ts-node', 'register'), source];
}

/**
 * Starts this program anew in the sandbox, at `vethlab inside`, with a channel for messages.
 * @throws {CliError} where the machine can't make a sandbox: what to mend
 */
export function enterSandbox(stdio: SandboxOptions['stdio']): Sandbox {
  const obstacle = findObstacle();
  if (obstacle !== undefined) throw new CliError(`the real backend can't start: ${obstacle}`);
  return openSandbox({ program: [...self(), 'inside'], keep: [process.execPath, PROJECT], stdio });
}

/**
 * Hands a task to this program in the sandbox. Resolves to its exit code.
 * @throws {CliError} where the machine can't make a sandbox
 */
export async function runInSandbox(task: Task): Promise<number> {
  const { process: child, problem } = enterSandbox(['ignore', 'inherit', 'inherit']);
  child.once('message', () => child.send(task));
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      const said = problem();
      if (said !== '') reject(new CliError(`the real backend can't start: ${said}`));
      else resolve(exitCode(code === null ? { signal: signal as Signal } : { code }));
    });
  });
}
