import { Budget } from './budget';
import { compile, prepare, type Expression, type Match, type Matcher } from './compile';

/** Lines in which an expression is looked for, as plain data. */
export interface SearchJob {
  readonly kind: 'search';
  readonly expression: Expression;
  readonly lines: readonly string[];
  /** matches have no character of a word beside them */
  readonly words: boolean;
  /** all matches are asked for that aren't empty; else only whether there is one */
  readonly spans: boolean;
}

/** Ends a text that goes on: `$` isn't there, and nothing matches it. */
const GOES_ON = '\udc80';

let last: { readonly key: string; readonly matcher: Matcher } | undefined;

/** By line: begin and end of each match; undefined for a line without one. */
export async function searched(job: SearchJob, budget = new Budget(Infinity)): Promise<(Match | undefined)[]> {
  const key = JSON.stringify(job.expression);
  if (last?.key !== key) {
    await prepare(job.expression);
    last = { key, matcher: compile(job.expression) };
  }
  const { matcher } = last;
  return job.lines.map(line => searchLine(matcher, line, job, budget));
}

function searchLine(matcher: Matcher, line: string, { words, spans }: SearchJob, budget: Budget): Match | undefined {
  if (!spans && !words) return matcher.test(line, budget) ? [] : undefined;
  const found: number[] = [];
  let any = false;
  for (let from = 0; from <= line.length;) {
    const match = words ? findWord(matcher, line, from, budget) : matcher.find(line, from, budget);
    if (!match) break;
    any = true;
    if (!spans) return [];
    const [begin, end] = match as readonly [number, number];
    if (end > begin) found.push(begin, end);
    from = end > begin ? end : end + width(line, end);
  }
  return any ? found : undefined;
}

/** The first match that is a word: where the longest is none, a shorter one from the same place may be. */
function findWord(matcher: Matcher, line: string, from: number, budget: Budget): Match | undefined {
  for (let start = from; start <= line.length;) {
    let match = matcher.find(line, start, budget);
    if (!match) return undefined;
    const begin = match[0]!;
    while (match && match[0] === begin) {
      const end: number = match[1]!;
      if (!isWord(before(line, begin)) && !isWord(after(line, end))) return match;
      if (end === begin) break;
      match = matcher.find(line.slice(0, end - before(line, end).length) + GOES_ON, begin, budget);
      if (match?.[1] === begin) break;
    }
    start = begin + width(line, begin);
  }
  return undefined;
}

function isWord(char: string): boolean {
  return /^[\p{L}\p{Nd}_]$/u.test(char);
}

function after(line: string, at: number): string {
  const code = line.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function before(line: string, at: number): string {
  const pair = at >= 2 ? after(line, at - 2) : '';
  return pair.length === 2 ? pair : line.slice(Math.max(0, at - 1), at);
}

/** UTF-16 units of a character; 1 at the end. */
function width(line: string, at: number): number {
  return after(line, at).length || 1;
}
