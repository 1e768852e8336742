import { Console } from 'node:console';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { LanguageHost } from '../jupyter/language';
import type { CellOutput } from '../jupyter/session';
import { Evaluator } from './evaluator';
import { STOP_FD } from './messages';
import type { Inward, Outward, Shown } from './messages';

/** Reads what says stop; the thread that runs cells may be in a loop. */
const WATCHDOG = `
const { workerData } = require('node:worker_threads');
const stop = new (require('node:net').Socket)({ fd: ${STOP_FD}, writable: false });
stop.on('data', (data) => Atomics.store(workerData, 0, new Int32Array(Uint8Array.from(data.subarray(-4)).buffer)[0]));
stop.on('error', () => undefined);
// Whoever started this is gone, and a cell may be in a loop.
stop.on('close', () => process.kill(process.pid, 'SIGKILL'));
`;

/** Serves TypeScript cells over the channel that Node has between processes, until that is closed. */
export function serveTypeScript(): Promise<never> {
  process.on('SIGINT', () => undefined);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  new Worker(WATCHDOG, { eval: true, workerData: flag }).unref();
  const send = (message: Outward): void => void process.send!(message);
  let running = 0;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const ask = <M extends keyof LanguageHost>(method: M) => (...args: Parameters<LanguageHost[M]>): ReturnType<LanguageHost[M]> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      send({ type: 'ask', id: last, method, args });
    }) as ReturnType<LanguageHost[M]>;
  const tell = <M extends Shown>(method: M) => (...args: Parameters<CellOutput[M]>): void => send({ type: 'output', method, args });
  const output: CellOutput = { stream: tell('stream'), display: tell('display'), update: tell('update'), result: tell('result'), clear: tell('clear') };
  const lab: LanguageHost = { look: ask('look'), sh: ask('sh'), assign: ask('assign'), picture: ask('picture') };
  printTo(output);
  const evaluator = new Evaluator({ lab, output, api: apiTypes(), stopped: () => Atomics.load(flag, 0) === running });

  process.once('disconnect', () => process.exit(0));
  // What a cell left to happen later must not end what others declared.
  const late = (error: unknown): void => output.stream('stderr', `${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.on('uncaughtException', late);
  process.on('unhandledRejection', late);
  process.on('message', (message: Inward) => {
    switch (message.type) {
      case 'interrupt':
        return evaluator.interrupt();
      case 'answer': {
        const asker = waiting.get(message.id);
        waiting.delete(message.id);
        return message.problem === undefined ? asker?.resolve(message.value) : asker?.reject(new Error(message.problem));
      }
      case 'call': {
        const { id, method, args } = message;
        if (method === 'run') running = id;
        const work = async (): Promise<unknown> => (evaluator[method] as (...args: readonly unknown[]) => unknown).apply(evaluator, args as unknown[]);
        work().then((value) => send({ type: 'answer', id, value }), (error: Error) => send({ type: 'answer', id, problem: error.message }));
      }
    }
  });
  send({ type: 'ready' });
  return new Promise(() => undefined);
}

/** `console` and process.stdout write below the cell. */
function printTo(output: CellOutput): void {
  const stream = (name: 'stdout' | 'stderr'): Writable => new Writable({
    decodeStrings: false,
    write: (chunk: string | Buffer, _encoding, done) => {
      output.stream(name, String(chunk));
      done();
    },
  });
  const [stdout, stderr] = [stream('stdout'), stream('stderr')];
  globalThis.console = new Console({ stdout, stderr, colorMode: false });
  process.stdout.write = stdout.write.bind(stdout) as typeof process.stdout.write;
  process.stderr.write = stderr.write.bind(stderr) as typeof process.stderr.write;
}

/** The module that declares the types of cells: beside the sources, or beside the bundle. */
function apiTypes(): string {
  const source = join(__dirname, 'api');
  return existsSync(`${source}.ts`) ? source : join(__dirname, 'types', 'api');
}
