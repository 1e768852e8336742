/** -EINVAL as an exit code. */
export const EINVAL = 22;

/** How a command of `ip` ends early: `text` goes to standard error. */
export abstract class Ending extends Error {
  constructor(readonly text: string, readonly code: number) {
    super(text.trim());
    this.name = new.target.name;
  }
}

/** The command returns an error; a batch says which line it was and, with -force, goes on. */
export class Failed extends Ending {}

/** exit(3): ends the whole program, a batch too. */
export class Quit extends Ending {}
