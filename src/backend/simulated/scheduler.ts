import type { Clock } from '../../stack/clock';

/** Promises that settle one after the other in what takes no lab time. */
const QUICK_TICKS = 64;

/** How many timers of the network may run in a row before others on this machine get a turn. */
const TIMERS_PER_TURN = 2000;

/** How far paced time may fall behind before it takes a new start; setTimeout's longest delay. */
const LATE_MS = 1000;
const LONGEST_MS = 0x7fff_ffff;

/** A point of a run: lab time, and how often since it came to that time others on this machine had their turn. */
export interface Moment {
  readonly now: number;
  readonly turn: number;
}

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
  #watchers = 0;
  /** where lab time (ns) and the wall's (ms) met last, while someone watches */
  #met = { lab: 0, wall: 0 };
  #moment: Moment = { now: 0, turn: 0 };
  /** what to do at which moments, the earliest first */
  #planned: { readonly moment: Moment; readonly act: () => void }[] = [];

  constructor(readonly clock: Clock) {}

  /** Something has been resumed: let it run before time goes on. */
  wake(): void {
    this.#woken = true;
    this.#nudge?.();
  }

  /** Where the run is: what comes from outside comes there. */
  get moment(): Moment {
    const now = this.clock.now();
    return this.#moment.now === now ? this.#moment : { now, turn: 0 };
  }

  /** Does something at a moment of a run that goes as one before it went; later than all that is planned so far. Returns what takes it back. */
  plan(moment: Moment, act: () => void): () => void {
    const plan = { moment, act };
    this.#planned.push(plan);
    return () => void (this.#planned = this.#planned.filter(other => other !== plan));
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

  /** Virtual time goes no faster than the wall's until the work is done. */
  async paced<T>(work: Promise<T>): Promise<T> {
    if (this.#watchers++ === 0) this.#meet();
    try {
      return await work;
    } finally {
      this.#watchers--;
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
      // much work waits for nothing of the lab: it has ended after a few promises
      for (let tick = 0; tick < QUICK_TICKS && this.#pending > 0; tick++) await undefined;
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
        const { now, turn } = this.moment;
        this.#moment = { now, turn: turn + 1 };
        this.#actPlanned(false);
        await pass();
        continue;
      }
      const early = this.#outside > 0 ? Infinity : this.#early();
      if (early > 0) {
        if (!this.#actPlanned(this.#outside === 0)) await this.#rest(early);
      } else {
        this.clock.step();
        steps++;
      }
    }
  }

  /** ms until the next timer may fire. */
  #early(): number {
    const next = this.clock.next();
    if (next === undefined) return Infinity;
    // what is only done again needs no pace
    if (this.#watchers === 0 || this.#planned.length > 0) return 0;
    const early = this.#met.wall + (next - this.#met.lab) / 1e6 - performance.now();
    // after a pause it doesn't hurry
    if (early < -LATE_MS) this.#meet();
    return early;
  }

  #meet(): void {
    this.#met = { lab: this.clock.now(), wall: performance.now() };
  }

  /** Waits that long, or until something has been resumed. */
  async #rest(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>(resolve => {
      this.#nudge = resolve;
      if (ms < Infinity) timer = setTimeout(resolve, Math.min(Math.ceil(ms), LONGEST_MS));
    });
    clearTimeout(timer);
    this.#nudge = undefined;
  }

  /** @param stuck nothing else can happen any more. Returns whether it was time for something */
  #actPlanned(stuck: boolean): boolean {
    const [next] = this.#planned;
    const { now, turn } = this.moment;
    if (!next || !(stuck || now > next.moment.now || (now === next.moment.now && turn >= next.moment.turn))) return false;
    this.#planned.shift();
    this.#woken = true;
    void pass().then(next.act);
    return true;
  }
}

/** What a browser has in the place of setImmediate. */
interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
}

const channel = typeof setImmediate === 'function' ? undefined : new MessageChannel() as unknown as { readonly port1: Port; readonly port2: Port };

/** Resolves after all JavaScript that can run now has run. */
function pass(): Promise<void> {
  return new Promise(resolve => {
    if (!channel) return void setImmediate(resolve);
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}
