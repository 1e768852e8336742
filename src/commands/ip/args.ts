import { Quit } from './failure';

/** The words of a command line, read one after another. */
export class Args {
  #at = 0;

  constructor(private readonly words: readonly string[]) {}

  /** The word that is read now; undefined at the end. */
  get word(): string | undefined {
    return this.words[this.#at];
  }

  /** Words from this one on. */
  get rest(): readonly string[] {
    return this.words.slice(this.#at);
  }

  /** The word after this one, if there is one. */
  get following(): string | undefined {
    return this.words[this.#at + 1];
  }

  advance(): void {
    this.#at++;
  }

  /** Moves to the next word, which has to be there. @throws {Quit} */
  next(): string {
    this.#at++;
    const word = this.words[this.#at];
    if (word === undefined) throw new Quit('Command line is not complete. Try option "help"\n', 255);
    return word;
  }
}
