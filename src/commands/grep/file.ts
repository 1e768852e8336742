import type { Batch } from '../regex/lines';
import type { Match } from '../regex/compile';
import { hasStray, octetsIn } from '../regex/text';
import type { Line, Printer } from './print';

/** What is to be done with the lines of each file. */
export interface Task {
  readonly invert: boolean;
  /** lines aren't printed: they're counted, or one is enough */
  readonly mute: boolean;
  /** the first selected line is enough */
  readonly first: boolean;
  readonly count: boolean;
  readonly max: number;
  /** lines around the selected; undefined: groups aren't separated */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly binary: 'binary' | 'text' | 'without-match';
  readonly nul: boolean;
  readonly offsets: boolean;
}

/** What is found in one file, line by line. */
export class FileSearch {
  /** selected lines */
  selected = 0;
  /** there's no use in more lines */
  done = false;
  /** text was held back, as it's no text */
  hidden = false;
  #binary = false;
  #number = 0;
  #offset = 0;
  /** number of the line printed last */
  #last = -1;
  #pending = 0;
  #before: Line[] = [];

  /** @param printed whether any lines were printed before */
  constructor(readonly task: Task, readonly printer: Printer, readonly name: string, public printed: boolean) {
    this.done = task.max === 0;
  }

  /** The lines as they are to be looked at: in a binary file NUL ends them too. */
  prepare({ lines, nul }: Batch): readonly string[] {
    const { binary, nul: nulEnds } = this.task;
    if (nul && !nulEnds && binary !== 'text') this.#binary = true;
    if (this.#binary && binary === 'without-match') this.done = true;
    return this.#binary ? lines.flatMap(line => line.split('\0')) : lines;
  }

  /** Takes lines and what was found in them; gives what is to be printed. */
  take(lines: readonly string[], found: readonly (Match | undefined)[]): string {
    const { task } = this;
    let out = '';
    for (let i = 0; i < lines.length && !this.done; i++) {
      const line: Line = { text: lines[i]!, number: ++this.#number, offset: this.#offset, found: found[i] };
      if (task.offsets) this.#offset += octetsIn(line.text) + 1;
      if (this.selected < task.max && (found[i] !== undefined) !== task.invert) out += this.#select(line);
      else if (this.#pending > 0) {
        this.#pending--;
        out += this.#print(line, false);
      } else if (task.before && !task.mute) {
        this.#before.push(line);
        if (this.#before.length > task.before) this.#before.shift();
      }
      if (this.selected >= task.max && this.#pending === 0) this.done = true;
    }
    return out;
  }

  #select(line: Line): string {
    this.selected++;
    const { task } = this;
    if (this.#binary && !task.count) {
      this.hidden = this.done = true;
      return '';
    }
    if (task.first) this.done = true;
    if (task.mute) return '';
    const group = [...this.#before, line];
    this.#before = [];
    this.#pending = task.after ?? 0;
    return group.map(one => this.#print(one, one === line)).join('');
  }

  #print(line: Line, selected: boolean): string {
    const { before, after, binary } = this.task;
    const apart = (before !== undefined || after !== undefined) && this.printed && line.number !== this.#last + 1;
    this.#last = line.number;
    this.printed = true;
    const gap = apart ? this.printer.gap() : '';
    const text = this.printer.line(this.name, line, selected);
    if (binary === 'text' || !hasStray(text)) return gap + text;
    this.hidden = binary === 'binary';
    return gap;
  }
}
