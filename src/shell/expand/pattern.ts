import { compileLinear } from './regex';

/** A character of a pattern: quoted ones stand for themselves. */
export interface PatternChar {
  readonly char: string;
  readonly quoted: boolean;
}

export function patternChars(text: string, quoted = false): PatternChar[] {
  return [...text].map(char => ({ char, quoted }));
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9', alpha: 'a-zA-Z', ascii: '\\x00-\\x7f', blank: ' \\t', cntrl: '\\x00-\\x1f\\x7f', digit: '0-9', graph: '!-~', lower: 'a-z',
  print: ' -~', punct: '!-\\/:-@\\[-`{-~', space: '\\s', upper: 'A-Z', word: 'a-zA-Z0-9_', xdigit: '0-9A-Fa-f',
};

/** Whether a pattern has anything but literal characters. */
export function hasGlob(pattern: readonly PatternChar[]): boolean {
  return pattern.some(({ char, quoted }, i) => !quoted && (char === '*' || char === '?' || (char === '[' && pattern.slice(i).some(c => c.char === ']' && !c.quoted))
    || ('+@!'.includes(char) && pattern[i + 1]?.char === '(' && !pattern[i + 1]!.quoted)));
}

/** The source of a regular expression for a shell pattern (bash(1), Pattern Matching, with extglob); `path`: `*` and `?` stop at a slash. */
export function patternSource(pattern: readonly PatternChar[], options: { readonly path?: boolean; readonly greedy?: boolean } = {}): string {
  const any = options.path ? '[^/]' : '[\\s\\S]';
  let out = '';
  let at = 0;
  const closers: string[] = [];
  while (at < pattern.length) {
    const { char, quoted } = pattern[at]!;
    const next = pattern[at + 1];
    if (!quoted && '?*+@!'.includes(char) && next?.char === '(' && !next.quoted) {
      out += char === '!' ? `(?:(?!(?:` : '(?:';
      closers.push(char === '!' ? `)$)${any}*)` : `)${char === '@' ? '' : char}`);
      at += 2;
      continue;
    }
    if (!quoted && closers.length > 0 && (char === '|' || char === ')')) {
      out += char === '|' ? '|' : closers.pop();
    } else if (!quoted && char === '*') {
      out += `${any}*${options.greedy === false ? '?' : ''}`;
    } else if (!quoted && char === '?') {
      out += any;
    } else if (!quoted && char === '[') {
      const bracket = bracketSource(pattern, at);
      if (bracket) {
        out += bracket.source;
        at = bracket.end;
        continue;
      }
      out += '\\[';
    } else if (!quoted && char === '\\' && next) {
      out += escape(next.char);
      at++;
    } else {
      out += escape(char);
    }
    at++;
  }
  return out;
}

function bracketSource(pattern: readonly PatternChar[], start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  let negated = false;
  if (pattern[at] && !pattern[at]!.quoted && '!^'.includes(pattern[at]!.char)) {
    negated = true;
    at++;
  }
  let body = '';
  for (let first = true; at < pattern.length; first = false) {
    const { char, quoted } = pattern[at]!;
    if (!quoted && char === ']' && !first) return { source: `[${negated ? '^' : ''}${body}]`, end: at + 1 };
    const rest = pattern.slice(at).map(c => c.char).join('');
    const named = quoted ? null : /^\[:(\w+):\]/.exec(rest);
    if (named && CLASSES[named[1]!]) {
      body += CLASSES[named[1]!];
      at += named[0].length;
    } else {
      body += char === '-' && !quoted ? '-' : char.replace(/[\\\]^[-]/, '\\$&');
      at++;
    }
  }
  return undefined;
}

function escape(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|\/]/, '\\$&');
}

/** Whether a whole text matches a pattern. */
export function matches(pattern: readonly PatternChar[], text: string, ignoreCase = false): boolean {
  return wholeMatcher(pattern, ignoreCase)(text);
}

/** With more of these, a search that tries again and again may take for ever: it needs time linear in the text. */
const FEW_REPEATS = 2;

/** A test of whether a whole text matches a pattern. */
export function wholeMatcher(pattern: readonly PatternChar[], ignoreCase = false): (text: string) => boolean {
  const source = patternSource(pattern);
  if (pattern.filter(({ char, quoted }) => !quoted && '*+'.includes(char)).length <= FEW_REPEATS || source.includes('(?!')) {
    const regex = new RegExp(`^(?:${source})$`, ignoreCase ? 'iu' : 'u');
    return text => regex.test(text);
  }
  const regex = compileLinear(source, ignoreCase);
  return text => regex.matches(text);
}
