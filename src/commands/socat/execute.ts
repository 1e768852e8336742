import type { Input, Output, Process } from '../program';
import type { Channel } from '../relay/channel';

/** A queue of octets between this process and its child. */
class Queue {
  readonly #pieces: Uint8Array[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  ready(): boolean {
    return this.#pieces.length > 0 || this.#ended;
  }

  subscribe(wake: () => void): () => void {
    this.#wake = wake;
    return () => void (this.#wake = undefined);
  }

  take(): Uint8Array | null {
    return this.#pieces.shift() ?? null;
  }
}

/** EXEC: a program whose standard input and output are the channel. */
export function execute(process: Process, argv: readonly string[]): Channel {
  const [toChild, fromChild] = [new Queue(), new Queue()];
  const stdin: Input = {
    read: () => new Promise(resolve => {
      if (toChild.ready()) return resolve(toChild.take());
      const leave = toChild.subscribe(() => {
        leave();
        resolve(toChild.take());
      });
    }),
    close: () => undefined,
  };
  const stdout: Output = {
    isTerminal: false,
    write: async data => fromChild.push(typeof data === 'string' ? new TextEncoder().encode(data) : data.slice()),
    close: () => undefined,
  };
  const child = process.spawn(argv, { stdin, stdout });
  void child.wait().then(() => fromChild.end());
  return {
    read: async () => {
      if (!fromChild.ready()) await process.poll([fromChild]);
      return fromChild.take();
    },
    write: async octets => toChild.push(octets.slice()),
    finish: () => toChild.end(),
    close: () => {
      toChild.end();
      if (!child.ready()) child.kill('SIGTERM');
    },
  };
}
