import { Deadline } from './deadline';
import { sentAt } from './message';
import type { Message } from './message';
import type { Session } from './session';

/** ms that a cell may be on its way for longer than an interrupt that was sent after it. */
const LATE_MS = 100;

/**
 * Requests that are answered in turn: those to the notebook's own shell, or to one subshell
 * (JEP 91, https://jupyter.org/enhancement-proposals/91-kernel-subshells/kernel-subshells.html).
 */
export class Lane {
  readonly #queue: Message[] = [];
  readonly #doomed = new WeakSet<Message>();
  /** interrupted before their turn came */
  readonly #stopped = new WeakSet<Message>();
  /** the last interrupt that found no cell running: when it came (ms), and when it was sent (µs) */
  #late = { came: -Infinity, sent: 0 };
  #current: Message | undefined;
  #working = false;
  #session: Promise<Session> | undefined;
  #opened: Session | undefined;
  #closed = false;
  /** execution_count of the last stored cell */
  count = 0;
  /** for the output of the cell that runs */
  readonly deadline = new Deadline();

  /**
   * @param id of the subshell; undefined for the notebook's own shell
   * @param open opens what runs the cells
   * @param handle answers a request; never throws
   */
  constructor(readonly id: string | undefined, private readonly open: () => Promise<Session>, private readonly handle: (request: Message, lane: Lane) => Promise<void>) {}

  push(request: Message): void {
    if (isCell(request) && performance.now() - this.#late.came < LATE_MS && sentAt(request) <= this.#late.sent) this.#stopped.add(request);
    this.#queue.push(request);
    if (!this.#working) void this.#work();
  }

  /** What runs the cells; opened when the first request needs it. */
  async session(): Promise<Session> {
    this.#session ??= this.open();
    try {
      return (this.#opened = await this.#session);
    } catch (error) {
      this.#session = undefined;
      throw error;
    }
  }

  /**
   * Sends SIGINT to the cell that runs. Where none does it is for those that were sent before it: they wait for their turn, or are still
   * on their way, as each channel has its own.
   * @param sent when (µs since the Unix epoch)
   */
  interrupt(sent = Infinity): void {
    this.#opened?.interrupt();
    if (this.#current && isCell(this.#current)) return;
    for (const message of this.#queue) if (isCell(message)) this.#stopped.add(message);
    if (sent < Infinity) this.#late = { came: performance.now(), sent };
  }

  /** Whether an interrupt came for a cell before its turn. */
  stops(request: Message): boolean {
    return this.#stopped.has(request);
  }

  /** Has the execute requests that wait answered with `aborted`, unrun, when their turn comes. */
  abortQueued(): void {
    for (const message of this.#queue) if (isCell(message)) this.#doomed.add(message);
  }

  /** Whether a request has been aborted, or came to a lane that is closed. */
  dooms(request: Message): boolean {
    return this.#closed || this.#doomed.has(request);
  }

  /** Ends what runs; what waits is answered, unrun. */
  async close(): Promise<void> {
    this.#closed = true;
    this.interrupt();
    await this.#opened?.close();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let message = (this.#current = this.#queue.shift()); message; message = this.#current = this.#queue.shift()) await this.handle(message, this);
    this.#working = false;
  }
}

function isCell({ header }: Message): boolean {
  return header.msg_type === 'execute_request';
}
