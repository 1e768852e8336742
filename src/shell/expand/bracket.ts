/** A character of a pattern: quoted ones stand for themselves. */
export interface PatternChar {
  readonly char: string;
  readonly quoted: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9', alpha: 'a-zA-Z', ascii: '\\x00-\\x7f', blank: ' \\t', cntrl: '\\x00-\\x1f\\x7f', digit: '0-9', graph: '!-~', lower: 'a-z',
  print: ' -~', punct: '!-\\/:-@\\[-`{-~', space: '\\s', upper: 'A-Z', word: 'a-zA-Z0-9_', xdigit: '0-9A-Fa-f',
};

/** A bracket expression, `[...]`, as the source of a regular expression; undefined where none begins at `start`. */
export function bracketSource(pattern: readonly PatternChar[], start: number): { source: string; end: number } | undefined {
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
