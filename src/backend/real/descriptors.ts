import { closeSync, constants, openSync, readSync, read as readFile, write as writeFile } from 'node:fs';
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import { promisify } from 'node:util';
import type { Input, Output } from '../../commands/program';
import { sysError } from './errors';

const CHUNK = 65536;

/** An input or output that is an open file of this process: a child can have it as it is. */
export interface Native {
  readonly fd: number;
}

export function isNative(stream: Input | Output): stream is (Input | Output) & Native {
  return 'fd' in stream;
}

/** Opens what a descriptor names once more, without blocking; the descriptor itself stays as its children expect it. */
function reopen(fd: number, flags: number): number {
  return openSync(`/proc/self/fd/${fd}`, flags | constants.O_NONBLOCK);
}

/** The reading end of a pipe. Takes from the pipe only what is asked for, so that the rest is there for others who share it. */
export class PipeInput implements Input, Native {
  #socket: Socket | undefined;
  #own = -1;
  #waiting: ((data: Uint8Array | null) => void) | undefined;
  #arrived: Uint8Array[] = [];
  #ended = false;
  #closed = false;

  constructor(readonly fd: number) {}

  async read(): Promise<Uint8Array | null> {
    const data = this.#arrived.shift();
    if (data) return data;
    if (this.#ended || this.#closed) return null;
    if (!this.#socket) {
      // of a writer that was gone before, the kernel wakes nobody (fifo_open in fs/pipe.c)
      const first = this.readNow();
      if (first !== undefined) return first;
    }
    return new Promise(resolve => {
      this.#waiting = resolve;
      this.#socket!.resume();
    });
  }

  /** Looks at once for a `read` that waits; false when there is nothing yet. */
  poke(): boolean {
    const data = this.readNow();
    if (data !== undefined) this.#give(data);
    return data !== undefined;
  }

  /** What is there now, without waiting; null at the end, undefined when there is nothing. */
  readNow(): Uint8Array | null | undefined {
    const data = this.#arrived.shift();
    if (data) return data;
    if (this.#ended || this.#closed) return null;
    if (!this.#socket) this.#listen();
    const buffer = new Uint8Array(CHUNK);
    try {
      const length = readSync(this.#own, buffer);
      if (length > 0) return buffer.subarray(0, length);
      this.#ended = true;
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
      throw error;
    }
  }

  /** Lets a `read` that waits go with null. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket?.destroy();
    closeSync(this.fd);
    this.#give(null);
  }

  #listen(): void {
    this.#own = reopen(this.fd, constants.O_RDONLY);
    const take = (length: number, buffer: Uint8Array): boolean => {
      this.#give(buffer.slice(0, length));
      return false;
    };
    // as net.js has it: it begins to read when told so
    const options: SocketConstructorOpts & { manualStart: true; onread: OnReadOpts } = { fd: this.#own, manualStart: true, readable: true, writable: false, onread: { buffer: new Uint8Array(CHUNK), callback: take } };
    this.#socket = new Socket(options);
    const end = (): void => {
      this.#ended = true;
      this.#give(null);
    };
    this.#socket.on('end', end).on('close', end).on('error', end);
  }

  #give(data: Uint8Array | null): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(data);
    else if (data) this.#arrived.push(data);
  }
}

/** The writing end of a pipe. */
export class PipeOutput implements Output, Native {
  readonly isTerminal = false;
  #socket: Socket | undefined;
  #closed = false;

  constructor(readonly fd: number) {}

  write(data: string | Uint8Array): Promise<void> {
    if (data.length === 0) return Promise.resolve();
    if (!this.#socket) {
      this.#socket = new Socket({ fd: reopen(this.fd, constants.O_WRONLY), readable: false, writable: true });
      // each write learns of its own failure
      this.#socket.on('error', () => undefined);
    }
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(sysError({ code: 'EPIPE' }));
      socket.write(data, error => (error ? reject(sysError(error)) : resolve()));
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.fd);
    this.#socket?.destroy();
  }
}

const read = promisify(readFile);
const write = promisify(writeFile);

/** An open file, read from where it stands. */
export class FileInput implements Input, Native {
  #closed = false;

  constructor(readonly fd: number) {}

  async read(): Promise<Uint8Array | null> {
    const buffer = new Uint8Array(CHUNK);
    try {
      const { bytesRead } = await read(this.fd, buffer, 0, CHUNK, null);
      return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
    } catch (error) {
      throw sysError(error);
    }
  }

  close(): void {
    if (!this.#closed) closeSync(this.fd);
    this.#closed = true;
  }
}

/** An open file, written where it stands or at its end. */
export class FileOutput implements Output, Native {
  readonly isTerminal = false;
  #closed = false;

  constructor(readonly fd: number) {}

  async write(data: string | Uint8Array): Promise<void> {
    let rest = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    try {
      while (rest.length > 0) rest = rest.subarray((await write(this.fd, rest, 0, rest.length, null)).bytesWritten);
    } catch (error) {
      throw sysError(error);
    }
  }

  close(): void {
    if (!this.#closed) closeSync(this.fd);
    this.#closed = true;
  }
}
