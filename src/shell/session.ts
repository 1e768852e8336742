import type { Terminal } from './terminal';
import type { Signal } from '../commands/program';
import type { CommandStreams } from './descriptors';
import type { System } from './system';
import type { Task } from './task';

const NS_PER_S = 1_000_000_000;
/** After that long an interrupted program that goes on gets the next, harder signal. */
const PATIENCE_NS = 2 * NS_PER_S;
const ESCALATION: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGKILL'];

/** What runs in the foreground: whom Ctrl-C reaches. */
export interface Foreground {
  readonly system: System;
  readonly group: number | undefined;
  readonly signal: (signal: Signal) => void;
  endless: boolean;
  /** where `^C` shows */
  streams: CommandStreams | undefined;
}

/** As many subshells as may run at once: what RLIMIT_NPROC is to a real shell. */
const MOST_FORKS = 1000;

/** After as many new ones all else gets a turn, the user's Ctrl-C among it: a fork by itself waits for nothing. */
const FORKS_PER_TURN = 2 * MOST_FORKS;

/** What all shells and subshells of one session share. */
export class Session {
  readonly #foreground: Foreground[] = [];
  /** subshells that run, by process group */
  readonly #forks = new Map<number, Set<Task>>();
  readonly #killed = new Set<number>();
  #forked = 0;
  #thisTurn = 0;
  #turn: Promise<void> | undefined;

  constructor(readonly options: { readonly interactive: boolean }, public limit: number, public terminal: Terminal) {}

  get foreground(): Foreground | undefined {
    return this.#foreground.at(-1);
  }

  /** What of the foreground runs in that process group. */
  foregroundOf(group: number): Foreground | undefined {
    return this.#foreground.findLast((one) => one.group === group);
  }

  /** Whether so many more subshells may be. */
  mayFork(count: number): boolean {
    return this.#forked + count <= MOST_FORKS;
  }

  /** What a fork has to wait for, so that all else gets its turn; undefined: nothing, it counts as one of this turn's. */
  turn(system: System, count: number): Promise<void> | undefined {
    if (this.#thisTurn < FORKS_PER_TURN) {
      this.#thisTurn += count;
      return undefined;
    }
    this.#turn ??= system.sleep(0).then(() => {
      this.#thisTurn = 0;
      this.#turn = undefined;
    });
    return this.#turn;
  }

  /** Counts a subshell until it has ended. */
  forked(task: Task, ended: Promise<unknown>): void {
    const group = this.#forks.get(task.group) ?? new Set();
    this.#forks.set(task.group, group.add(task));
    this.#forked++;
    void ended.then(() => {
      this.#forked--;
      group.delete(task);
      if (group.size === 0) this.#forks.delete(task.group);
    });
  }

  /** Ends all subshells of a process group. Returns whether there were any that hadn't been ended so. */
  killForks(group: number): boolean {
    const fresh = !this.#killed.has(group);
    this.#killed.add(group);
    for (const task of [...this.#forks.get(group) ?? []]) task.signal('SIGKILL');
    return fresh;
  }

  /** Waits for what runs in the foreground, and interrupts it when it is endless. */
  async attend<T>(foreground: Foreground, work: Promise<T>): Promise<T> {
    this.#foreground.push(foreground);
    const abort = new AbortController();
    if (this.limit > 0) this.#watch(foreground, abort.signal).catch(() => undefined);
    try {
      return await work;
    } finally {
      abort.abort(new Error('ended'));
      this.#foreground.splice(this.#foreground.indexOf(foreground), 1);
    }
  }

  /** Ctrl-C at the terminal. */
  async interrupt(foreground: Foreground, signal: Signal): Promise<void> {
    if (signal === 'SIGINT' && this.options.interactive) await foreground.streams?.atTerminal('stdout').write('^C');
    foreground.signal(signal);
  }

  async #watch(foreground: Foreground, ended: AbortSignal): Promise<void> {
    const { system, group } = foreground;
    const limit = this.limit * NS_PER_S;
    for (let pause = limit; pause > 0;) {
      await system.sleep(pause, ended);
      const idle = group === undefined ? undefined : system.idleSince(group);
      pause = foreground.endless ? 0 : idle === undefined ? limit : idle + limit - system.now();
    }
    for (const signal of ESCALATION) {
      await this.interrupt(foreground, signal);
      await system.sleep(PATIENCE_NS, ended);
    }
  }
}
