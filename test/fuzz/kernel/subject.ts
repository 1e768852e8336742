import type { Sent } from './frames';

/** What a kernel holds of its machine: octets of memory; sockets, files, timers and processes in all. */
export interface Footprint {
  readonly rss: number;
  readonly handles: number;
}

/** A kernel under attack. */
export interface Subject {
  /** Puts frames on a channel. */
  send(sent: Sent): Promise<void>;
  /** Runs a hostile cell to its end, interrupting it if it goes on for long. @throws Error where no end comes */
  run(code: string): Promise<string>;
  /**
   * Runs a cell of our own.
   * @param subshell in a new subshell, which is deleted afterwards
   * @returns what it printed
   */
  ask(code: string, subshell?: boolean): Promise<string>;
  /** Deletes all subshells that there are; resolves when everything sent so far has been answered. */
  settle(): Promise<void>;
  /** Throws away what nobody holds. @returns what it holds still */
  footprint(): Promise<Footprint>;
  /** the end of what it has told whoever runs it, since this was emptied */
  log: string;
  /** why it is no more */
  readonly gone: string | undefined;
  end(): Promise<void>;
}

/** UTF-16 units of a log that are kept */
export const MOST_LOG = 20_000;

/** ms that a cell may take before it is interrupted, and may go on after that */
export const PATIENCE = { calm: 60, end: 20_000 };

/** Resolves to what comes first. @throws Error after that many ms */
export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${what} has no end within ${ms} ms`)), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
