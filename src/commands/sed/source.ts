import { SedError } from './script';

/** A piece of a script, and where it's from. */
export interface Piece {
  readonly text: string;
  /** file's name; undefined: an argument */
  readonly file?: string;
  /** of the argument, from 1 */
  readonly number: number;
}

/** Reads a piece of a script character by character, as its complaints count them. */
export class Source {
  at = 0;
  readonly #chars: readonly string[];

  constructor(readonly piece: Piece) {
    this.#chars = [...piece.text];
  }

  /** The next character; undefined at the end. */
  next(): string | undefined {
    return this.at < this.#chars.length ? this.#chars[this.at++] : undefined;
  }

  peek(): string | undefined {
    return this.#chars[this.at];
  }

  /** Takes a character back; the end isn't one. */
  back(char: string | undefined): void {
    if (char !== undefined) this.at--;
  }

  /** The next character that is no blank. */
  nonblank(): string | undefined {
    let char = this.next();
    while (char === ' ' || char === '\t') char = this.next();
    return char;
  }

  /** The rest of the line; its end is taken too. */
  line(): string {
    let text = '';
    for (let char = this.next(); char !== undefined && char !== '\n'; char = this.next()) text += char;
    return text;
  }

  integer(first: string): number {
    let digits = first;
    while (/^\d$/.test(this.peek() ?? '')) digits += this.next()!;
    return Number(digits);
  }

  error(message: string, at = this.at): SedError {
    const { file, number, text } = this.piece;
    const line = [...text].slice(0, this.at).join('').replace(/\n$/, '').split('\n').length;
    return new SedError(file === undefined ? `-e expression #${number}, char ${at}: ${message}` : `file ${file} line ${line}: ${message}`, 1);
  }
}
