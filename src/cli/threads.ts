import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Done, Job, Workers } from '../commands/filter/job';
import { PROJECT } from './project';

type Files = Parameters<Workers['start']>[1];

/** What goes to a thread: a job, or what came of its question about files. */
export type ToThread = { readonly job: Job } | { readonly id: number; readonly value?: unknown; readonly problem?: Problem };

/** What comes from it: a question about files, or what came of its job. */
export type FromThread = { readonly id: number; readonly method: keyof Files; readonly args: readonly unknown[] } | { readonly done: Done } | { readonly problem: Problem };

/** An error, as plain data. */
export interface Problem {
  readonly message: string;
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly path?: unknown;
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, errno, path } = error as NodeJS.ErrnoException;
  return { message, code, errno, path };
}

export function errorOf({ message, ...rest }: Problem): Error {
  return Object.assign(new Error(message), rest);
}

/** A thread that waits for a job: starting one and loading its code takes a few hundred ms. */
let idle: Worker | undefined;

/** Does jobs in threads of their own; a thread whose job is stopped ends. */
export const threads: Workers = {
  start: (job, files) => {
    const thread = idle ?? launch();
    idle = undefined;
    thread.ref();
    let over = false;
    let stop!: () => void;
    const done = new Promise<Done>((resolve, reject) => {
      const end = (settle: () => void, reusable: boolean): void => {
        if (over) return;
        over = true;
        thread.removeAllListeners('message').removeAllListeners('error');
        thread.unref();
        if (reusable && !idle) idle = thread;
        else void thread.terminate();
        settle();
      };
      stop = () => end(() => reject(new Error('stopped')), false);
      thread.on('message', (message: FromThread) => {
        if ('done' in message) return end(() => resolve(message.done), true);
        if ('problem' in message) return end(() => reject(errorOf(message.problem)), true);
        void answer(files, message).then((found) => over || thread.postMessage(found));
      });
      thread.on('error', (error: NodeJS.ErrnoException) => end(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Error('there is too much input for the memory: shorten it') : error), false));
    });
    thread.postMessage({ job } satisfies ToThread);
    return { done, stop };
  },
};

/** This program as a thread: the bundle, or its sources where it runs from these. */
function launch(): Worker {
  const source = join(__dirname, 'main.ts');
  if (!existsSync(source)) return new Worker(join(__dirname, 'vethlab.js'), { argv: ['thread'] });
  return new Worker(source, { argv: ['thread'], execArgv: ['-r', join(PROJECT, 'node_modules', 'ts-node', 'register')], env: { ...process.env, TS_NODE_PROJECT: join(PROJECT, 'tsconfig.json') } });
}

async function answer(files: Files, { id, method, args }: Extract<FromThread, { readonly id: number }>): Promise<ToThread> {
  try {
    return { id, value: await (files[method] as (...args: readonly unknown[]) => unknown)(...args) };
  } catch (error) {
    return { id, problem: problemOf(error) };
  }
}
