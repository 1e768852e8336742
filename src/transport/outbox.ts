import type { Frame } from './wire';

/** What an outbox needs of a ZeroMQ socket. */
export interface Sink {
  send(frames: Frame[]): Promise<void>;
}

/**
 * The way out to all sockets, in order. What a quick cell says goes out in one burst: so ZeroMQ's thread is woken once, which costs more than all else
 * about a send.
 */
export class Outbox {
  #waiting: { readonly to: Sink; readonly frames: Frame[] }[] = [];

  constructor(private readonly log: (line: string) => void) {}

  push(to: Sink, frames: Frame[]): void {
    if (this.#waiting.push({ to, frames }) === 1) setImmediate(this.flush);
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
  readonly flush = (): void => {
    const burst = this.#waiting;
    this.#waiting = [];
    for (const { to, frames } of burst) void this.send(to, frames);
  };
}
