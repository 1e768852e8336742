import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findObstacle } from '../backend/real/diagnosis';
import { openSandbox, type Sandbox, type SandboxOptions } from '../backend/real/sandbox';
import { exitCode, type Signal } from '../commands/program';
import { StationGone } from '../jupyter/station';
import type { Station } from '../jupyter/station';
import type { Settings } from '../jupyter/settings';
import { RemoteStation } from '../transport/remote';
import { CliError } from './command';
import type { Task } from './inside';
import { loadLab } from './labfile';
import { PROJECT } from './project';
import { self } from './self';

/** Folders in which this program finds its packages, wherever npm has put them. */
function packages(): string[] {
  return (createRequire(__filename).resolve.paths('zeromq') ?? []).filter(existsSync);
}

/**
 * Starts this program anew in the sandbox, at `vethlab inside`, with a channel for messages.
 * @throws {CliError} where the machine can't make a sandbox: what to mend
 */
export function enterSandbox(stdio: SandboxOptions['stdio']): Sandbox {
  const obstacle = findObstacle();
  if (obstacle !== undefined) throw new CliError(`the real backend can't start: ${obstacle}`);
  return openSandbox({ program: [...self(), 'inside'], keep: [process.execPath, PROJECT, ...packages()], stdio });
}

/** Hands a task to this program in the sandbox. `ended` gets its exit code, and what kept it from starting. @throws {CliError} as {@link enterSandbox} */
function start(task: Task, ended: (code: number, problem: string) => void): Sandbox['process'] {
  const { process: child, problem } = enterSandbox(['ignore', 'inherit', 'inherit']);
  child.once('message', () => child.send(task));
  child.on('exit', (code, signal) => {
    const said = problem();
    ended(exitCode(code === null ? { signal: signal as Signal } : { code }), said === '' ? '' : `the real backend can't start: ${said}`);
  });
  return child;
}

/**
 * Has a task done in the sandbox. Resolves to its exit code.
 * @throws {CliError} where the machine can't make a sandbox
 */
export function runInSandbox(task: Task): Promise<number> {
  return new Promise((resolve, reject) => {
    start(task, (code, problem) => (problem === '' ? resolve(code) : reject(new CliError(problem))));
  });
}

/** Opens a notebook's session in the sandbox. @throws {StationGone} where the machine can't make one */
export async function openRealStation(settings: Settings): Promise<Station> {
  try {
    return await new Promise((resolve, reject) => {
      const child = start({ kind: 'station', settings }, (code, problem) => {
        const why = problem || `the sandbox of the real backend ended (exit code ${code}), and its network with it; the next cell starts over`;
        station.ended(why);
        reject(new CliError(why));
      });
      const station: RemoteStation = new RemoteStation({
        send: (message) => void (child.connected && child.send(message as object)),
        onMessage: (listener) => void child.on('message', listener),
        close: () => void child.kill('SIGKILL'),
      }, async (name) => loadLab(name));
      child.once('message', () => resolve(station));
    });
  } catch (error) {
    throw error instanceof CliError ? new StationGone(error.message) : error;
  }
}
