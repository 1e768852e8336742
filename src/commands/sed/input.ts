import { batches, type Pieces } from '../regex/lines';

/** A line, and whether it has an end. */
export interface Line {
  readonly text: string;
  readonly ended: boolean;
}

/** The lines of the inputs, with a look at the one that comes. */
export class Input {
  /** of the input that the last line came from */
  name = '-';
  number = 0;
  #lines: readonly string[] = [];
  #at = 0;
  #open = false;
  #current: AsyncGenerator<{ readonly lines: readonly string[]; readonly open: boolean }> | undefined;
  #currentName = '-';
  readonly #names: string[];

  /** @param open opens an input by its name; undefined where that fails, which it tells of */
  constructor(names: readonly string[], readonly end: number, readonly open: (name: string) => Promise<Pieces | undefined>) {
    this.#names = [...names];
  }

  /** Lines are there without a wait. */
  get ready(): boolean {
    return this.#at + 1 < this.#lines.length;
  }

  async next(): Promise<Line | undefined> {
    if (!await this.#fill()) return undefined;
    this.name = this.#currentName;
    this.number++;
    const text = this.#lines[this.#at++]!;
    return { text, ended: !(this.#open && this.#at === this.#lines.length) };
  }

  /** Whether no line follows. */
  async atEnd(): Promise<boolean> {
    return this.#at >= this.#lines.length && !await this.#fill();
  }

  async #fill(): Promise<boolean> {
    while (this.#at >= this.#lines.length) {
      if (!this.#current) {
        const name = this.#names.shift();
        if (name === undefined) return false;
        const pieces = await this.open(name);
        if (!pieces) continue;
        this.#current = batches(pieces, 'sed', this.end);
        this.#currentName = name;
      }
      const { value, done } = await this.#current.next();
      if (done) this.#current = undefined;
      else [this.#lines, this.#at, this.#open] = [value.lines, 0, value.open];
    }
    return true;
  }
}
