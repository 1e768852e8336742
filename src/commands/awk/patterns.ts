import { Budget } from '../regex/budget';
import { compile, prepare, type Match, type Matcher } from '../regex/compile';
import { RegexError } from '../regex/syntax';
import { AwkError } from './syntax';

const ESCAPES = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '"': '"', '/': '/' };
const PREPARED = { patterns: ['a.'], syntax: 'extended', ignoreCase: false } as const;

export interface Pattern {
  find(text: string, from: number): Match | undefined;
  test(text: string): boolean;
}

/** Loads what {@link Patterns} need. */
export function preparePatterns(): Promise<void> {
  return prepare(PREPARED);
}

/** Expressions as mawk 1.3.4 reads them: extended ones, in which braces stand for themselves. */
export class Patterns {
  readonly #known = new Map<string, Pattern>();

  /** @throws {AwkError} */
  get(source: string): Pattern {
    let pattern = this.#known.get(source);
    if (!pattern) this.#known.set(source, (pattern = compiled(source)));
    return pattern;
  }

  /** A field separator's or record separator's: a single character other than a blank stands for itself. */
  separator(text: string): Pattern {
    return this.get(text.length === 1 && text !== ' ' ? text.replace(/[\\^$.[\]|()*+?{}]/, '\\$&') : text);
  }
}

function compiled(source: string): Pattern {
  let matcher: Matcher;
  try {
    matcher = compile({ patterns: [withoutIntervals(source)], syntax: 'extended', ignoreCase: false, escapes: ESCAPES });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new AwkError(`line 1: regular expression compile failed (${error.message === 'Unmatched ( or \\(' ? "missing ')'" : error.message})\n${source}`);
  }
  const unbounded = (): Budget => new Budget(Infinity);
  return { find: (text, from) => matcher.find(text, from, unbounded()), test: text => matcher.test(text, unbounded()) };
}

function withoutIntervals(source: string): string {
  return source.replace(/\\[^]|\[\^?\]?(?:\[:\w+:\]|[^\]])*\]|[{}]/g, part => (part === '{' || part === '}' ? `\\${part}` : part));
}
