import type { Clock } from '../../stack/clock';

/** How many timers of the network may run in a row before others on this machine get a turn. */
const TIMERS_PER_TURN = 2000;

/**
 * Moves virtual time. Programs are coroutines: after anything that may have resumed one, all JavaScript that can run
 * does so first; only then the next timer fires. Outside a {@link Scheduler.drive} nothing moves.
 */
export class Scheduler {
  #woken = true;
  #outside = 0;
  #pending = 0;
  #running = false;
  #nudge: (() => void) | undefined;

  constructor(readonly clock: Clock) {}

  /** Something has been resumed: let it run before time goes on. */
  wake(): void {
    this.#woken = true;
    this.#nudge?.();
  }

  /** Work that isn't the lab's own, such as loading code: virtual time holds still until it is done. */
  async outside<T>(work: Promise<T>): Promise<T> {
    this.#outside++;
    try {
      return await work;
    } finally {
      this.#outside--;
      this.wake();
    }
  }

  /**
   * Lets time pass until `work` settles. Where nothing is left to happen, it waits for something from outside the lab.
   * @throws what `work` rejects with, or a fault of the network
   */
  async drive<T>(work: Promise<T>): Promise<T> {
    this.#pending++;
    const settled = work.finally(() => {
      this.#pending--;
      this.wake();
    });
    this.wake();
    if (this.#running) return settled;
    settled.catch(() => undefined);
    this.#running = true;
    try {
      await this.#run();
    } finally {
      this.#running = false;
    }
    return settled;
  }

  async #run(): Promise<void> {
    let steps = 0;
    while (this.#pending > 0) {
      if (this.#woken || steps >= TIMERS_PER_TURN) {
        this.#woken = false;
        steps = 0;
        await turn();
      } else if (this.#outside > 0 || !this.clock.step()) {
        await new Promise<void>(resolve => (this.#nudge = resolve));
        this.#nudge = undefined;
      } else {
        steps++;
      }
    }
  }
}

/** What a browser has in the place of setImmediate. */
interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
}

const channel = typeof setImmediate === 'function' ? undefined : new MessageChannel() as unknown as { readonly port1: Port; readonly port2: Port };

/** Resolves after all JavaScript that can run now has run. */
function turn(): Promise<void> {
  return new Promise(resolve => {
    if (!channel) return void setImmediate(resolve);
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}
