import type { Input, Output } from '../../commands/program';
import type { PipeInput, PipeOutput } from './descriptors';

/** Brings what a child writes into a pipe to an output that is none of the kernel's. */
export class Drain {
  #exited = false;
  #waits = false;
  #count = 0;
  #settle!: () => void;
  /** Resolves when all is out that the child itself wrote; what it left behind may go on writing. */
  readonly drained = new Promise<void>(resolve => (this.#settle = resolve));

  /**
   * @param most octets; then nobody reads any more, and the writer gets SIGPIPE
   * @param overflow is told so
   */
  constructor(private readonly from: PipeInput, private readonly to: Output, private readonly most: number, private readonly overflow: () => void) {
    void this.#run().finally(() => {
      from.close();
      this.#settle();
    });
  }

  /** The child has ended. */
  exited(): void {
    this.#exited = true;
    if (this.#waits && !this.from.poke()) this.#settle();
  }

  async #run(): Promise<void> {
    for (;;) {
      const data = await this.#next();
      if (data === null) return;
      const room = this.most - this.#count;
      this.#count += data.length;
      try {
        await this.to.write(data.length > room ? data.subarray(0, room) : data);
      } catch {
        // nobody reads: closing the pipe tells the child
        return;
      }
      if (data.length > room) return this.overflow();
    }
  }

  async #next(): Promise<Uint8Array | null> {
    if (this.#exited) {
      const data = this.from.readNow();
      if (data !== undefined) return data;
      this.#settle();
    }
    this.#waits = true;
    try {
      return await this.from.read();
    } finally {
      this.#waits = false;
    }
  }
}

/** Brings an input that is none of the kernel's into a pipe that a child reads. */
export async function feed(from: Input, to: PipeOutput): Promise<void> {
  try {
    for (let data = await from.read(); data !== null; data = await from.read()) await to.write(data);
  } catch {
    // the child reads no more, or the input failed: either way it's at its end
  } finally {
    to.close();
  }
}
