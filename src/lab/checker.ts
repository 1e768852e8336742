import type { LabProblem, Position } from './lab';
import { suggest } from './suggest';
import type { Located, LocatedMap } from './yaml';

/** Longest text that a message repeats. */
const QUOTE_LIMIT = 60;

/** A text from the file, in quotes, control characters escaped, cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > QUOTE_LIMIT ? `${text.slice(0, QUOTE_LIMIT)}…` : text);
}

/** Collects problems while values are taken out of a file; each getter returns something usable even where it complains. */
export class Checker {
  readonly problems: LabProblem[] = [];

  complain(at: Position, message: string): void {
    this.problems.push({ line: at.line, column: at.column, message });
  }

  /** The entries of a map; none where there is nothing. */
  entries(value: Located | undefined, what: string): LocatedMap['entries'] {
    if (value?.kind === 'map') return value.entries;
    if (value && !isEmpty(value)) this.complain(value.at, `${what} must be a map, written \`key: value\` a line`);
    return new Map();
  }

  /** As `entries`, each key one of `known`. */
  keyed(value: Located | undefined, what: string, known: readonly string[]): LocatedMap['entries'] {
    const entries = this.entries(value, what);
    for (const [key, { at }] of entries) {
      if (!known.includes(key)) this.complain(at, `${what} has no key ${quote(key)}; ${suggest(key, known)}`);
    }
    return entries;
  }

  items(value: Located | undefined, what: string): readonly Located[] {
    if (value?.kind === 'list') return value.items;
    if (value && !isEmpty(value)) this.complain(value.at, `${what} must be a list, written \`- item\` a line`);
    return [];
  }

  text(value: Located, what: string): string {
    if (value.kind === 'text') return value.text;
    this.complain(value.at, `${what} must be plain text`);
    return '';
  }

  /** A whole number from `least` to `most`. */
  whole(value: Located, what: string, least: number, most: number): number {
    const text = this.text(value, what);
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    if (value.kind === 'text') this.complain(value.at, `${what} must be a whole number from ${least} to ${most}, not ${quote(text)}`);
    return least;
  }
}

function isEmpty(value: Located): boolean {
  return value.kind === 'text' && value.text === '';
}
