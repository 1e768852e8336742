import type { ExitStatus, Signal } from '../commands/program';
import { Signalled } from './control';

/** Signals that a shell without a trap takes no notice of. */
const HARMLESS: ReadonlySet<Signal> = new Set(['SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP']);

/** What a shell, or a subshell that runs as a process of its own, is doing: something that signals can end. */
export class Task {
  #fatal: Signal | undefined;
  #waitsForChild = false;
  #deferred = false;
  readonly #aborts = new Set<(reason: Signalled) => void>();

  /** @param handle takes a signal for which a trap is set; says whether one is */
  constructor(readonly pid: number, readonly group: number, private readonly handle: (signal: Signal) => boolean = () => false) {}

  signal(signal: Signal): void {
    if (signal !== 'SIGKILL' && this.handle(signal)) return;
    if (HARMLESS.has(signal)) return;
    if (this.#waitsForChild && signal === 'SIGINT') {
      this.#deferred = true;
      return;
    }
    this.#fatal ??= signal;
    for (const abort of [...this.#aborts]) abort(new Signalled(this.#fatal));
  }

  /** @throws {Signalled} once a signal has come */
  check(): void {
    if (this.#fatal) throw new Signalled(this.#fatal);
  }

  /** Waits for something, or for a signal. @throws {Signalled} */
  async wait<T>(work: Promise<T>): Promise<T> {
    this.check();
    let abort!: (reason: Signalled) => void;
    const aborted = new Promise<never>((_, reject) => (abort = reject));
    this.#aborts.add(abort);
    try {
      return await Promise.race([work, aborted]);
    } finally {
      this.#aborts.delete(abort);
    }
  }

  /**
   * Waits for a child in the foreground. Ctrl-C then is the child's to decide: a shell ends by it only if the child did.
   * @throws {Signalled}
   */
  async waitChild<T>(work: Promise<T>, statusOf: (result: T) => ExitStatus): Promise<T> {
    this.#waitsForChild = true;
    try {
      const result = await this.wait(work);
      const status = statusOf(result);
      if (this.#deferred && 'signal' in status && status.signal === 'SIGINT') throw new Signalled('SIGINT');
      return result;
    } finally {
      this.#waitsForChild = false;
      this.#deferred = false;
    }
  }

  /** An interactive shell goes on after a signal. */
  recover(): void {
    this.#fatal = undefined;
  }
}
