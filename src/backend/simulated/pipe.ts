import { SysError } from '../../stack/errno';
import type { Scheduler } from './scheduler';
import { toOctets, type Sink, type Source } from './streams';

/** Octets that a pipe holds before its writer blocks (pipe(7)). */
const CAPACITY = 65536;

/** A pipe (pipe(7)): the reader sees the end once the output is closed, the writer EPIPE once the input is. */
export class Pipe {
  readonly input: Source;
  readonly output: Sink;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #inputClosed = false;
  #outputClosed = false;
  readonly #readers = new Set<() => void>();
  readonly #writers = new Set<() => void>();

  constructor(scheduler: Scheduler) {
    const wait = (subscribe: (wake: () => void) => () => void): Promise<void> => new Promise(resolve => {
      const leave = subscribe(() => {
        leave();
        scheduler.wake();
        resolve();
      });
    });
    const input: Source = {
      tryRead: () => this.#read(),
      onReadable: wake => subscribe(this.#readers, wake),
      read: async () => {
        let data = this.#read();
        while (data === undefined) {
          await wait(input.onReadable);
          data = this.#read();
        }
        return data;
      },
      close: () => {
        this.#inputClosed = true;
        notify(this.#writers);
      },
    };
    const output: Sink = {
      isTerminal: false,
      tryWrite: data => this.#write(data),
      onWritable: wake => subscribe(this.#writers, wake),
      write: async data => {
        let rest = toOctets(data);
        while (rest.length > 0) {
          rest = rest.subarray(this.#write(rest));
          if (rest.length > 0) await wait(output.onWritable);
        }
      },
      close: () => {
        this.#outputClosed = true;
        notify(this.#readers);
      },
    };
    this.input = input;
    this.output = output;
  }

  #read(): Uint8Array | null | undefined {
    const chunk = this.#chunks.shift();
    if (!chunk) return this.#outputClosed ? null : undefined;
    this.#size -= chunk.length;
    notify(this.#writers);
    return chunk;
  }

  #write(data: Uint8Array): number {
    if (this.#inputClosed) throw new SysError('EPIPE');
    const taken = Math.min(data.length, CAPACITY - this.#size);
    if (taken === 0) return 0;
    this.#chunks.push(data.slice(0, taken));
    this.#size += taken;
    notify(this.#readers);
    return taken;
  }
}

function subscribe(waiters: Set<() => void>, wake: () => void): () => void {
  const entry = () => wake();
  waiters.add(entry);
  return () => void waiters.delete(entry);
}

function notify(waiters: Set<() => void>): void {
  for (const wake of [...waiters]) wake();
}
