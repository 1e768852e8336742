/** Handle of a pending timer. */
export interface Timer {
  /** Takes the timer off the queue; a no-op once it has fired. */
  cancel(): void;
}

interface Entry {
  readonly at: number;
  readonly seq: number;
  run: (() => void) | null;
}

/** 2016-11-21 09:00:00 UTC, in ms since the Unix epoch: where every simulated network's wall clock starts. */
export const DEFAULT_EPOCH_MS = Date.UTC(2016, 10, 21, 9, 0, 0);

/**
 * Virtual time: a queue of timers, run in the order of their time and, at the same instant, of their making.
 * Time moves only in {@link Clock.step}; nothing here waits.
 */
export class Clock {
  #now = 0;
  #seq = 0;
  readonly #heap: Entry[] = [];

  /** @param epochMs wall-clock time at boot, ms since the Unix epoch */
  constructor(readonly epochMs: number = DEFAULT_EPOCH_MS) {}

  /** Nanoseconds since boot (CLOCK_MONOTONIC). */
  now(): number {
    return this.#now;
  }

  /** Wall-clock time as whole microseconds since the Unix epoch (CLOCK_REALTIME). */
  wallUs(): number {
    return this.epochMs * 1000 + Math.floor(this.#now / 1000);
  }

  /** Runs `fn` once, `delayNs` nanoseconds from now. */
  after(delayNs: number, fn: () => void): Timer {
    const entry: Entry = { at: this.#now + Math.max(0, Math.round(delayNs)), seq: this.#seq++, run: fn };
    this.#push(entry);
    return { cancel: () => void (entry.run = null) };
  }

  /** Time of the next pending timer, ns since boot; undefined when none is left. */
  next(): number | undefined {
    while (this.#heap.length > 0 && this.#heap[0]!.run === null) this.#pop();
    return this.#heap[0]?.at;
  }

  /** Moves time to the next pending timer and runs it. Returns false when none is left. */
  step(): boolean {
    if (this.next() === undefined) return false;
    const entry = this.#pop();
    this.#now = entry.at;
    const run = entry.run!;
    entry.run = null;
    run();
    return true;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
        if (!before(heap[child]!, last)) break;
        heap[i] = heap[child]!;
        i = child;
      }
      heap[i] = last;
    }
    return top;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at !== b.at ? a.at < b.at : a.seq < b.seq;
}

export const NS_PER_US = 1_000;
export const NS_PER_MS = 1_000_000;
export const NS_PER_S = 1_000_000_000;
