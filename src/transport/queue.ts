/** What a queue needs of a ZeroMQ socket. */
export interface Sink {
  send(frames: Buffer[]): Promise<void>;
}

/**
 * The one way out through a socket: one send at a time, in order. zeromq.js refuses a send that starts while another waits
 * (EBUSY), and after 512 in a tick every send waits.
 */
export class SendQueue {
  #waiting: Buffer[][] = [];
  #first: (() => Buffer[])[] = [];
  #pump: Promise<void> | undefined;

  constructor(private readonly sink: Sink, private readonly log: (line: string) => void) {}

  push(frames: Buffer[]): void {
    this.#waiting.push(frames);
    this.#pump ??= this.#run();
  }

  /** Sends before all that waits. `frames` is called right before the send; the promise resolves then. */
  pushFirst(frames: () => Buffer[]): Promise<void> {
    return new Promise((resolve) => {
      this.#first.push(() => {
        resolve();
        return frames();
      });
      this.#pump ??= this.#run();
    });
  }

  /** Resolves when everything pushed so far has been handed to ZeroMQ. */
  async flushed(): Promise<void> {
    await this.#pump;
  }

  async #run(): Promise<void> {
    // What a quick cell says goes out together: ZeroMQ's thread is woken once.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 || this.#first.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#sendFirst();
      for (const frames of batch) {
        await this.#send(frames);
        if (this.#first.length > 0) await this.#sendFirst();
      }
    }
    this.#pump = undefined;
  }

  async #sendFirst(): Promise<void> {
    for (let frames = this.#first.shift(); frames; frames = this.#first.shift()) await this.#send(frames());
  }

  async #send(frames: Buffer[]): Promise<void> {
    try {
      await this.sink.send(frames);
    } catch (error) {
      // A peer that is gone must not end the kernel.
      this.log(`a message could not be sent: ${(error as Error).message}`);
    }
  }
}
