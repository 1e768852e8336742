import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSandbox } from '../backend/real/sandbox';
import { CliError } from './command';
import type { RunTask } from './lines';
import { PROJECT } from './project';

/** This program, as a command: the bundle, or its sources where it runs from these. */
function self(): string[] {
  const source = join(__dirname, 'main.ts');
  if (!existsSync(source)) return [process.execPath, join(__dirname, 'vethlab.js')];
  return ['/usr/bin/env', `TS_NODE_PROJECT=${join(PROJECT, 'tsconfig.json')}`, process.execPath, '-r', join(PROJECT, 'node_modules', 'ts-node', 'register'), source];
}

/**
 * Starts this program anew in the sandbox, at `vethlab inside`, and hands it a task. Resolves to its exit code.
 * @throws {CliError} where the machine can't make a sandbox
 */
export function runInSandbox(task: RunTask): Promise<number> {
  const { process: child, problem } = openSandbox({ program: [...self(), 'inside'], keep: [process.execPath, PROJECT], stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('message', () => child.send(task));
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      const said = problem();
      if (said !== '') reject(new CliError(`the real backend can't start: ${said}`));
      else resolve(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15));
    });
  });
}
