import { CLASSES, RegexError, WORD, type SetItem } from './syntax';

/** A Perl expression in JavaScript's words, and what RE2 makes of it. */
export interface Translated {
  readonly source: string;
  readonly groups: number;
  /** RE2 has all that's in it */
  readonly linear: boolean;
  /** number of the empty group that `\K` became: the match begins there */
  readonly keep?: number;
  readonly ignoreCase: boolean;
  /** as in {@link difficulty} */
  readonly power: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  d: '[0-9]', D: '[^0-9\\udc80-\\udcff]', s: '[\\t-\\r ]', S: '[^\\t-\\r \\udc80-\\udcff]', h: '[ \\t]', H: '[^ \\t]', A: '^', z: '$', Z: '$', R: '(?:\\r\\n|[\\n\\r\\f\\v])', e: '\\x1b', a: '\\x07', N: '[^\\n]',
  w: '[0-9A-Za-z_]', W: '[^0-9A-Za-z_\\udc80-\\udcff]', n: '\\n', t: '\\t', r: '\\r', f: '\\f', v: '[\\n-\\r]',
};

/** Those that mean the same inside a class. */
const IN_CLASS: Readonly<Record<string, string>> = { d: '0-9', D: '\\D', w: '0-9A-Za-z_', W: '\\W', s: '\\t-\\r ', S: '\\S', h: ' \\t', n: '\\n', t: '\\t', r: '\\r', f: '\\f', v: '\\n-\\r', e: '\\x1b', a: '\\x07', b: '\\x08' };

const LOOKS = /^\(\?(<?[=!])/;
const NAMED = /^\(\?P?<([A-Za-z_]\w*)>/;
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})([+?]?)/;

/** Reads a Perl expression as PCRE2 10.42 does, so far as JavaScript can say it. @throws {RegexError} */
export function translate(pattern: string): Translated {
  let [source, at, groups, linear, power, quantifiable, ignoreCase] = ['', 0, 0, true, 1, false, false];
  let keep: number | undefined;
  let highest = 0;
  const open: { readonly look: boolean; readonly at: number; heavy: boolean }[] = [];
  let heavy = false;
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  if (inline) {
    if (inline[1] !== 'i') throw new RegexError(`vethlab doesn't support ${inline[0]} in -P`);
    ignoreCase = true;
    at = inline[0].length;
  }
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const char = String.fromCodePoint(rest.codePointAt(0)!);
    const quantifier = QUANTIFIER.exec(rest);
    if (quantifier) {
      const [all, low, comma, high, mode] = quantifier as unknown as [string, string?, string?, string?, string?];
      if (!quantifiable) throw new RegexError('quantifier does not follow a repeatable item');
      if (low !== undefined && high && Number(high) < Number(low)) throw new RegexError('numbers out of order in {} quantifier');
      if (mode === '+') throw new RegexError("vethlab doesn't support possessive quantifiers in -P");
      if (/^[*+]/.test(all) || comma !== undefined || Number(low) > 1) {
        power = heavy ? Infinity : power + 1;
        open.forEach(group => (group.heavy = true));
      }
      source += all;
      at += all.length;
      quantifiable = false;
      continue;
    }
    heavy = false;
    quantifiable = true;
    if (char === '(') {
      const named = NAMED.exec(rest);
      const look = LOOKS.exec(rest);
      if (look) {
        linear = false;
        source += look[0];
        at += look[0].length;
      } else if (named || !rest.startsWith('(?')) {
        groups++;
        source += named ? `(?<${named[1]}>` : '(';
        at += named ? named[0].length : 1;
        if (rest.startsWith('(*')) throw new RegexError("vethlab doesn't support verbs, (*…), in -P");
      } else if (rest.startsWith('(?:')) {
        source += '(?:';
        at += 3;
      } else throw new RegexError(/^\(\?[>|#&(R0-9+imsxnJUP'C-]/.test(rest) ? `vethlab doesn't support ${rest.slice(0, 3)} in -P` : 'unrecognized character after (? or (?-');
      open.push({ look: look !== null, at: source.length, heavy: false });
      quantifiable = false;
    } else if (char === ')') {
      const group = open.pop();
      if (!group) throw new RegexError('unmatched closing parenthesis');
      heavy = group.heavy;
      quantifiable = !group.look;
      source += ')';
      at++;
    } else if (char === '|') {
      open.forEach(group => (group.heavy = true));
      quantifiable = false;
      source += '|';
      at++;
    } else if (char === '[') {
      const set = characterClass(rest);
      source += set.source;
      at += set.length;
    } else if (char === '\\') {
      const escape = escaped(rest);
      if (escape.keep) keep = ++groups;
      if (escape.reference) {
        linear = false;
        power++;
        highest = Math.max(highest, escape.reference);
      }
      quantifiable = !escape.keep && !/^\\[bBAzZ]/.test(rest);
      source += escape.source;
      at += escape.length;
    } else {
      quantifiable = char !== '^';
      source += char === '.' ? '[^\\n\\udc80-\\udcff]' : '^$'.includes(char) ? char : literal(char);
      at += char.length;
    }
  }
  if (open.length > 0) throw new RegexError('missing closing parenthesis');
  if (highest > groups) throw new RegexError('reference to non-existent subpattern');
  return { source, groups, linear, ignoreCase, power, ...(keep !== undefined && { keep }) };
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function escaped(rest: string): { readonly source: string; readonly length: number; readonly keep?: boolean; readonly reference?: number } {
  const letter = rest[1];
  if (letter === undefined) throw new RegexError('\\ at end of pattern');
  if (letter === 'K') return { source: '()', length: 2, keep: true };
  const reference = /^\\([1-9])(?!\d)|^\\g\{?([1-9])\}?/.exec(rest);
  if (reference) return { source: `(?:\\${reference[1] ?? reference[2]})`, length: reference[0].length, reference: Number(reference[1] ?? reference[2]) };
  const named = /^\\k[<{'](\w+)[>}']/.exec(rest);
  if (named) return { source: `\\k<${named[1]}>`, length: named[0].length, reference: 1 };
  const quoted = /^\\Q(.*?)(\\E|$)/s.exec(rest);
  if (quoted) return { source: [...quoted[1]!].map(literal).join(''), length: quoted[0].length };
  const property = /^\\[pP](\{\^?\w+\}|[A-Z])/.exec(rest);
  if (property) return { source: property[0].length === 3 ? `\\${letter}{${rest[2]}}` : property[0], length: property[0].length };
  const code = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{1,2}))/.exec(rest);
  if (code) return { source: literal(String.fromCodePoint(parseInt((code[1] ?? code[2])!, 16))), length: code[0].length };
  if (ESCAPES[letter] !== undefined) return { source: ESCAPES[letter], length: 2 };
  if ('bB'.includes(letter)) return { source: `\\${letter}`, length: 2 };
  if (/[a-zA-Z0-9]/.test(letter)) throw new RegexError(/[FIJMTYij]/.test(letter) ? 'unrecognized character follows \\' : `vethlab doesn't support \\${letter} in -P`);
  const char = String.fromCodePoint(rest.codePointAt(1)!);
  return { source: literal(char), length: 1 + char.length };
}

function characterClass(rest: string): { readonly source: string; readonly length: number } {
  const negated = rest[1] === '^';
  let at = negated ? 2 : 1;
  let body = '';
  for (let first = true; first || rest[at] !== ']'; first = false) {
    const char = rest.codePointAt(at);
    if (char === undefined) throw new RegexError('missing terminating ] for character class');
    const named = /^\[:(\^?)(\w+):\]/.exec(rest.slice(at));
    if (named) {
      const items = named[2] === 'word' ? WORD : CLASSES[named[2]!];
      if (!items) throw new RegexError('unknown POSIX class name');
      if (named[1]) throw new RegexError(`vethlab doesn't support ${named[0]} in -P`);
      body += items.map(ranged).join('');
      at += named[0].length;
    } else if (rest[at] === '\\') {
      const letter = rest[at + 1];
      if (letter === undefined) throw new RegexError('\\ at end of pattern');
      const escape = IN_CLASS[letter] === undefined ? escaped(rest.slice(at)) : { source: IN_CLASS[letter], length: 2 };
      body += escape.source === '-' ? '\\-' : escape.source;
      at += escape.length;
    } else {
      const text = String.fromCodePoint(char);
      body += text === '-' && /^-[^\]]/.test(rest.slice(at)) && !first ? '-' : /[\\^$.*+?()[\]{}|/&~!#%,:;<=>@`-]/.test(text) ? `\\x${char.toString(16).padStart(2, '0')}` : text;
      at += text.length;
    }
  }
  return { source: `[${negated ? '^\\udc80-\\udcff' : ''}${body}]`, length: at + 1 };
}

/** What a Unicode property is in ASCII, where Perl's classes stay. */
const IN_ASCII: Readonly<Record<string, string>> = { L: 'A-Za-z', Lu: 'A-Z', Ll: 'a-z', Nd: '0-9', N: '0-9' };

function ranged(item: SetItem): string {
  if (typeof item === 'string') return IN_ASCII[item] ?? '';
  if (item[0] > 0x7f) return '';
  return item.map(code => `\\u${code.toString(16).padStart(4, '0')}`).join('-');
}
