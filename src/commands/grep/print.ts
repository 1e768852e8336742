import { octetsIn } from '../regex/text';
import type { Match } from '../regex/compile';

/** How lines are printed. */
export interface Style {
  readonly color: boolean;
  readonly names: boolean;
  readonly numbers: boolean;
  readonly offsets: boolean;
  readonly only: boolean;
  readonly invert: boolean;
  /** between groups of lines; undefined: nothing */
  readonly separator: string | undefined;
  readonly lineEnd: string;
  /** what follows a name instead of `:` or `-` */
  readonly nameEnd: string | undefined;
}

/** GNU's colours: SGR parameters by what they're for. */
const COLORS = { match: '01;31', name: '35', number: '32', offset: '32', separator: '36' } as const;

/** A line to print, and what's known of it. */
export interface Line {
  readonly text: string;
  /** from 1 */
  readonly number: number;
  /** octets before it; 0 where nobody asks */
  readonly offset: number;
  /** begin and end of each match in it; undefined: none */
  readonly found: Match | undefined;
}

/** Writes selected lines and those around them as GNU grep does. */
export class Printer {
  constructor(readonly style: Style) {}

  #colored(what: keyof typeof COLORS, text: string): string {
    return this.style.color ? `\x1b[${COLORS[what]}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }

  /** A file's name on a line of its own. */
  name(name: string): string {
    return `${this.#colored('name', name)}${this.style.nameEnd ?? '\n'}`;
  }

  /** The number of selected lines. */
  count(name: string, count: number): string {
    return `${this.style.names ? this.#named(name, ':') : ''}${count}\n`;
  }

  /** What stands between groups of lines. */
  gap(): string {
    return this.style.separator === undefined ? '' : `${this.#colored('separator', this.style.separator)}\n`;
  }

  /** @param selected not one around them */
  line(name: string, { text, number, offset, found }: Line, selected: boolean): string {
    const { only, color, invert, lineEnd } = this.style;
    const mark = selected ? ':' : '-';
    const matching = selected !== invert;
    const head = (at: number): string => this.#head(name, number, this.style.offsets ? offset + octetsIn(text.slice(0, at)) : 0, mark);
    if (only) {
      let out = '';
      for (let i = 0; matching && found && i < found.length; i += 2) out += `${head(found[i]!)}${this.#colored('match', text.slice(found[i], found[i + 1]))}${lineEnd}`;
      return selected ? out : '';
    }
    if (!color || !matching || !found) return `${head(0)}${text}${lineEnd}`;
    let [out, at] = [head(0), 0];
    for (let i = 0; i < found.length; i += 2) {
      out += text.slice(at, found[i]) + this.#colored('match', text.slice(found[i], found[i + 1]));
      at = found[i + 1]!;
    }
    return `${out}${text.slice(at)}${lineEnd}`;
  }

  #named(name: string, mark: string): string {
    return this.#colored('name', name) + (this.style.nameEnd ?? this.#colored('separator', mark));
  }

  #head(name: string, number: number, offset: number, mark: string): string {
    const { names, numbers, offsets } = this.style;
    return (names ? this.#named(name, mark) : '')
      + (numbers ? this.#colored('number', String(number)) + this.#colored('separator', mark) : '')
      + (offsets ? this.#colored('offset', String(offset)) + this.#colored('separator', mark) : '');
  }
}
