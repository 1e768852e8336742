import type { Deadline } from './deadline';
import { shown } from './shown';

/**
 * ms of wall time that a cell's first output waits for more of its kind. Lab time costs little wall time, so nearly every
 * cell has ended by then: where its output is cut into messages depends on what it printed, not on how busy the machine is.
 */
const FIRST_PATIENCE_MS = 250;

/** ms that later output waits: a cell that runs for so long is being watched. */
const PATIENCE_MS = 40;

/** UTF-16 units after which output is sent without waiting. */
const FULL = 1 << 20;

/** UTF-16 units of a cell's output that are shown: more would choke the front end that keeps them. */
const MOST = 1 << 26;

/**
 * Joins pieces of output into few messages: a cell that prints 20,000 lines sends a handful. The order between stdout,
 * stderr and whatever is sent after {@link flush} stays.
 */
export class StreamBuffer {
  #name: 'stdout' | 'stderr' = 'stdout';
  #pieces: string[] = [];
  #length = 0;
  #shown = 0;
  #patience = FIRST_PATIENCE_MS;

  /** @param deadline for what waits; no other buffer must be at work with it */
  constructor(private readonly deadline: Deadline, private readonly send: (name: 'stdout' | 'stderr', text: string) => void) {}

  write(name: 'stdout' | 'stderr', text: string): void {
    if (text === '' || this.#shown > MOST) return;
    this.#shown += text.length;
    if (this.#shown > MOST) [name, text] = ['stderr', `vethlab: this cell has printed more than ${MOST / 1024 ** 2} MiB: the rest is cut off\n`];
    if (name !== this.#name) this.flush();
    this.#name = name;
    if (this.#length === 0) this.deadline.set(this.#patience, () => this.#lose());
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length >= FULL) this.flush();
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#length === 0) return;
    const text = shown(this.#pieces.join(''));
    this.discard();
    if (text !== '') this.send(this.#name, text);
  }

  #lose(): void {
    this.#patience = PATIENCE_MS;
    this.flush();
  }

  /** Forgets what waits. */
  discard(): void {
    this.deadline.clear();
    this.#pieces = [];
    this.#length = 0;
  }
}
