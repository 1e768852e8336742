import { parentPort } from 'node:worker_threads';
import type { Workers } from '../commands/filter/job';
import { perform } from '../commands/filter/perform';
import { resolvePath } from '../commands/path';
import { CliError } from './command';
import type { Command } from './command';
import { errorOf, problemOf } from './threads';
import type { FromThread, ToThread } from './threads';

type Files = Parameters<Workers['start']>[1];

/** What is asked in the lab's thread: just-bash looks at which methods there are. */
const ASKED: readonly (keyof Files)[] = [
  'readFile', 'readFileBuffer', 'writeFile', 'appendFile', 'exists', 'stat', 'lstat', 'mkdir', 'readdir', 'readdirWithFileTypes', 'rm', 'cp', 'mv', 'chmod', 'symlink', 'link', 'readlink', 'realpath', 'utimes',
];

/** What vethlab starts of itself in a thread, for work that may take long. */
export const thread: Command = {
  help: `usage: vethlab thread

Does one job after the other in a thread; vethlab itself calls this.
`,
  options: {},
  run: () => {
    if (!parentPort) throw new CliError("'vethlab thread' is called by vethlab itself", 2);
    return serve(parentPort);
  },
};

function serve(port: NonNullable<typeof parentPort>): Promise<never> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const send = (message: FromThread): void => port.postMessage(message);
  const ask = (method: keyof Files) => (...args: readonly unknown[]): Promise<unknown> => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    send({ id: last, method, args });
  });
  const files = { ...Object.fromEntries(ASKED.map((method) => [method, ask(method)])), resolvePath, getAllPaths: () => [] } as unknown as Files;
  port.on('message', (message: ToThread) => {
    if ('job' in message) return void perform(message.job, files).then((done) => send({ done }), (error: unknown) => send({ problem: problemOf(error) }));
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    return message.problem ? asker?.reject(errorOf(message.problem)) : asker?.resolve(message.value);
  });
  return new Promise(() => undefined);
}
