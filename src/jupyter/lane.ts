import type { Message } from './message';
import type { Session } from './session';

/**
 * Requests that are answered in turn: those to the notebook's own shell, or to one subshell
 * (JEP 91, https://jupyter.org/enhancement-proposals/91-kernel-subshells/kernel-subshells.html).
 */
export class Lane {
  readonly #queue: Message[] = [];
  readonly #doomed = new WeakSet<Message>();
  #working = false;
  #session: Promise<Session> | undefined;
  #opened: Session | undefined;
  #closed = false;
  /** execution_count of the last stored cell */
  count = 0;

  /**
   * @param id of the subshell; undefined for the notebook's own shell
   * @param open opens what runs the cells
   * @param handle answers a request; never throws
   */
  constructor(readonly id: string | undefined, private readonly open: () => Promise<Session>, private readonly handle: (request: Message, lane: Lane) => Promise<void>) {}

  push(request: Message): void {
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

  /** Sends SIGINT to what runs, if anything does. */
  interrupt(): void {
    this.#opened?.interrupt();
  }

  /** Has the execute requests that wait answered with `aborted`, unrun, when their turn comes. */
  abortQueued(): void {
    for (const message of this.#queue) {
      if (message.header.msg_type === 'execute_request') this.#doomed.add(message);
    }
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
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) await this.handle(message, this);
    this.#working = false;
  }
}
