import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';

/** As many names are made at once, since each time takes a process. */
const BATCH = 64;

/**
 * Pipes of the kernel's own. Node can't call pipe(2), and the socket pairs that it gives to children instead are no pipes to them
 * (`/dev/stdout` can't be opened, the buffer is another); a FIFO whose name is gone is the same as a pipe (fifo(7)).
 */
export class PipeMaker {
  #names: string[] = [];
  #made = 0;

  /** @param folder for the names, a writable one that nobody else uses */
  constructor(private readonly folder: string) {}

  /** Both ends, which block: a program expects that. */
  open(): { readonly read: number; readonly write: number } {
    return openBoth(this.#take());
  }

  #take(): string {
    if (this.#names.length === 0) {
      this.#names = Array.from({ length: BATCH }, () => `${this.folder}/${this.#made++}`);
      makePipes(this.#names);
    }
    return this.#names.pop()!;
  }
}

/** A pipe with a name, for a program that takes nothing else; the name stays until someone removes it. */
export function namedPipe(name: string): ReturnType<PipeMaker['open']> {
  makePipes([name]);
  return openBoth(name, true);
}

function makePipes(names: readonly string[]): void {
  execFileSync('mkfifo', ['-m', '600', ...names]);
}

function openBoth(name: string, keep = false): ReturnType<PipeMaker['open']> {
  // held open for both, so that neither of the others waits for its counterpart
  const both = openSync(name, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    return { read: openSync(name, constants.O_RDONLY), write: openSync(name, constants.O_WRONLY) };
  } finally {
    closeSync(both);
    if (!keep) unlinkSync(name);
  }
}
