import type { Frame } from './wire';

/** What an outbox needs of a ZeroMQ socket. */
export interface Sink {
  send(frames: Frame[]): Promise<void>;
}

/**
 * The way out to all sockets, in order. What is said in one turn of the event loop goes out in one burst, unless it's flushed sooner: so ZeroMQ's thread
 * is woken once, which costs more than all else about a send.
 */
export class Outbox {
  #waiting: { readonly to: Sink; readonly frames: Frame[] }[] = [];
  #armed = false;

  /** @param rest what there is to do once all is on its way */
  constructor(private readonly log: (line: string) => void, private readonly rest: () => void) {}

  push(to: Sink, frames: Frame[]): void {
    this.#waiting.push({ to, frames });
    if (this.#armed) return;
    this.#armed = true;
    setImmediate(() => {
      this.#armed = false;
      this.flush();
      this.rest();
    });
  }

  /** Sends at once, before all that waits. Never fails. */
  async send(to: Sink, frames: Frame[]): Promise<void> {
    try {
      await to.send(frames);
    } catch (error) {
      // A peer that is gone, or a socket that is closed by now, must not end the kernel.
      this.log(`a message could not be sent: ${(error as Error).message}`);
    }
  }

  /** Sends what waits. */
  flush(): void {
    const burst = this.#waiting;
    this.#waiting = [];
    for (const { to, frames } of burst) void this.send(to, frames);
  }
}
