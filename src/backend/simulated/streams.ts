import type { Input, Output } from '../../commands/program';
import { concatAll } from '../../stack/wire';

/** An input that says at once whether there is something to read, so that a reader can wait for it along with signals. */
export interface Source extends Input {
  /** The next octets, null at the end, undefined when there is nothing yet. */
  tryRead(): Uint8Array | null | undefined;
  /** Calls `wake` whenever tryRead may answer, until the returned function is called. */
  onReadable(wake: () => void): () => void;
}

/** An output that says at once how much it takes. */
export interface Sink extends Output {
  /** How many octets it took. @throws {SysError} EPIPE when nobody reads any more */
  tryWrite(data: Uint8Array): number;
  onWritable(wake: () => void): () => void;
}

export function isSource(input: Input): input is Source {
  return 'tryRead' in input;
}

export function isSink(output: Output): output is Sink {
  return 'tryWrite' in output;
}

const encoder = new TextEncoder();

export function toOctets(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? encoder.encode(data) : data;
}

/** /dev/null, as an input. */
export const EMPTY_INPUT: Source = {
  tryRead: () => null,
  onReadable: () => () => undefined,
  read: () => Promise.resolve(null),
  close: () => undefined,
};

/** /dev/null, as an output. */
export const NULL_OUTPUT: Sink = {
  isTerminal: false,
  tryWrite: data => data.length,
  onWritable: () => () => undefined,
  write: () => Promise.resolve(),
  close: () => undefined,
};

/** Keeps what is written, without limit. */
export class Capture implements Sink {
  readonly isTerminal = false;
  readonly #chunks: Uint8Array[] = [];

  tryWrite(data: Uint8Array): number {
    this.#chunks.push(data.slice());
    return data.length;
  }

  write(data: string | Uint8Array): Promise<void> {
    this.tryWrite(toOctets(data));
    return Promise.resolve();
  }

  onWritable(): () => void {
    return () => undefined;
  }

  close(): void {}

  octets(): Uint8Array {
    return concatAll(this.#chunks);
  }

  text(): string {
    return new TextDecoder().decode(this.octets());
  }
}
