import type { Signal } from '../commands/program';

/** What is at hand, or has to be waited for. */
export type Eventually<T> = T | Promise<T>;

/** `break` and `continue`: how many loops are left to leave, and whether the last one goes on. */
export class LoopControl extends Error {
  constructor(readonly kind: 'break' | 'continue', public levels: number) {
    super(kind);
  }
}

/** `return` from a function or sourced file. */
export class Return extends Error {
  constructor(readonly status: number) {
    super('return');
  }
}

/** `exit`, or `set -e` after a failure. */
export class Exit extends Error {
  constructor(readonly status: number, readonly why: 'exit' | 'errexit' = 'exit') {
    super('exit');
  }
}

/** A signal ends what a shell is doing: a subshell as a whole, in an interactive shell the line. */
export class Signalled extends Error {
  constructor(readonly signal: Signal) {
    super(signal);
  }
}

/** A mistake that ends the line with a status: its message has been written. */
export class LineFailure extends Error {
  constructor(readonly status: number) {
    super('failed');
  }
}
