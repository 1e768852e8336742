import { bracketSource, type PatternChar } from './bracket';
import { isGroup, readPattern, reach } from './extglob';

export type { PatternChar } from './bracket';

export function patternChars(text: string, quoted = false): PatternChar[] {
  return [...text].map(char => ({ char, quoted }));
}

/** Whether a pattern has anything but literal characters. */
export function hasGlob(pattern: readonly PatternChar[]): boolean {
  return pattern.some(({ char, quoted }, i) => !quoted && (char === '*' || char === '?' || (char === '[' && pattern.slice(i).some(c => c.char === ']' && !c.quoted))
    || ('+@!'.includes(char) && pattern[i + 1]?.char === '(' && !pattern[i + 1]!.quoted)));
}

/** The source of a regular expression for a shell pattern without groups (bash(1), Pattern Matching); `path`: `*` and `?` stop at a slash. */
function patternSource(pattern: readonly PatternChar[], path: boolean): string {
  const any = path ? '[^/]' : '[\\s\\S]';
  let out = '';
  for (let at = 0; at < pattern.length; at++) {
    const { char, quoted } = pattern[at]!;
    const next = pattern[at + 1];
    const bracket = !quoted && char === '[' ? bracketSource(pattern, at) : undefined;
    if (bracket) {
      out += bracket.source;
      at = bracket.end - 1;
    } else if (!quoted && char === '*') out += `${any}*`;
    else if (!quoted && char === '?') out += any;
    else if (!quoted && char === '\\' && next) {
      out += escape(next.char);
      at++;
    } else out += escape(char);
  }
  return out;
}

function escape(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|\/]/, '\\$&');
}

/** How a pattern is matched. */
interface Manner {
  readonly ignoreCase?: boolean;
  /** `*` and `?` stop at a slash */
  readonly path?: boolean;
}

/** Whether a whole text matches a pattern. */
export function matches(pattern: readonly PatternChar[], text: string, ignoreCase = false): boolean {
  return wholeMatcher(pattern, { ignoreCase })(text);
}

/** With more of these, a search that tries again and again may take for ever. */
const FEW_REPEATS = 2;

/** Whether trying again and again, as JavaScript's regular expressions do, may take for ever. */
function isHard(pattern: readonly PatternChar[]): boolean {
  return pattern.some((_, at) => isGroup(pattern, at)) || pattern.filter(({ char, quoted }) => !quoted && char === '*').length > FEW_REPEATS;
}

/** A test of whether a whole text matches a pattern. */
export function wholeMatcher(pattern: readonly PatternChar[], { ignoreCase = false, path = false }: Manner = {}): (text: string) => boolean {
  if (!isHard(pattern)) {
    const regex = new RegExp(`^(?:${patternSource(pattern, path)})$`, ignoreCase ? 'iu' : 'u');
    return text => regex.test(text);
  }
  const nodes = readPattern(pattern, ignoreCase, path);
  return text => {
    const chars = [...text];
    return reach(nodes, chars, new Set([0])).has(chars.length);
  };
}

/** Puts something else in the place of what matches, the longest match of the leftmost counting. @param operator `/` for the first match, `//` for all, `/#` at the beginning, `/%` at the end */
export function replaceMatches(value: string, pattern: readonly PatternChar[], replacement: string, operator: '/' | '//' | '/#' | '/%'): string {
  if (isHard(pattern)) return replaceHard(value, pattern, replacement, operator);
  const source = patternSource(pattern, false);
  const regex = new RegExp(operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source, operator === '//' ? 'gu' : 'u');
  if (operator !== '//') return value.replace(regex, () => replacement);
  return value.replace(regex, match => (match === '' && value !== '' ? '' : replacement));
}

function replaceHard(value: string, pattern: readonly PatternChar[], replacement: string, operator: '/' | '//' | '/#' | '/%'): string {
  const nodes = readPattern(pattern, false, false);
  const chars = [...value];
  let out = '';
  for (let at = 0; at <= chars.length; ) {
    const ends = reach(nodes, chars, new Set([at]));
    const end = operator === '/%' ? (ends.has(chars.length) ? chars.length : -1) : ends.size === 0 ? -1 : [...ends].reduce((most, one) => Math.max(most, one));
    if (end >= at && operator !== '//') return out + replacement + chars.slice(end).join('');
    if (operator === '/#') return value;
    // the end matches nothing but an empty text
    const found = end > at || (end === at && (at < chars.length || at === 0));
    out += (found ? replacement : '') + (found && end > at ? '' : (chars[at] ?? ''));
    at = found ? Math.max(end, at + 1) : at + 1;
  }
  return out;
}
