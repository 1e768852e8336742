import { quote } from '../coreutils';
import { binaryArgument } from '../octets';

/** What a set is made of. Octets as numbers; a repeat of 0 times fills up. */
export type Element =
  | { readonly kind: 'octets'; readonly octets: readonly number[] }
  | { readonly kind: 'class'; readonly name: string; readonly octets: readonly number[] }
  | { readonly kind: 'equivalence'; readonly octets: readonly number[] }
  | { readonly kind: 'repeat'; readonly octet: number; readonly times: number };

/** The classes of the C locale, in whose eyes octets above 127 are nothing. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/, alpha: /[A-Za-z]/, blank: /[\t ]/, cntrl: /[\0-\x1f\x7f]/, digit: /[0-9]/, graph: /[!-~]/, lower: /[a-z]/, print: /[ -~]/, punct: /[!-/:-@[-`{-~]/, space: /[\t-\r ]/, upper: /[A-Z]/, xdigit: /[0-9A-Fa-f]/,
};

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

interface Char {
  readonly char: string;
  /** it stood behind a backslash, so that it means itself */
  readonly escaped: boolean;
}

export const ALL: readonly number[] = Array.from({ length: 256 }, (_, octet) => octet);

/** A set as tr(1) reads it, or what is wrong with it. @param warn told of what isn't portable */
export function parseSet(text: string, warn: (message: string) => void): Element[] | string {
  const chars = unescaped(binaryArgument(text), warn);
  const is = (at: number, char: string): boolean => chars[at]?.char === char && !chars[at].escaped;
  const textOf = (from: number, to: number): string => chars.slice(from, to).map(({ char }) => char).join('');
  const elements: Element[] = [];
  let at = 0;
  while (at + 2 < chars.length) {
    const mark = is(at, '[') && [':', '='].find(char => is(at + 1, char));
    const close = mark ? chars.findIndex((_, i) => i >= at + 2 && is(i, mark) && is(i + 1, ']')) : -1;
    if (mark && close >= 0) {
      const named = classOf(mark, textOf(at + 2, close));
      if (typeof named !== 'string') {
        elements.push(named);
        at = close + 2;
        continue;
      }
      if (!/^\*[0-9]*\]/.test(textOf(at + 2, chars.length))) return named;
    }
    if (is(at, '[') && is(at + 2, '*')) {
      let end = at + 3;
      while (end < chars.length && !chars[end]!.escaped && !is(end, ']')) end++;
      if (is(end, ']')) {
        const count = textOf(at + 3, end);
        const times = /^0[0-7]*$/.test(count) ? parseInt(count, 8) : /^[0-9]*$/.test(count) && !count.startsWith('0') ? Number(count) : NaN;
        if (!Number.isSafeInteger(times)) return `invalid repeat count ${quote(count)} in [c*n] construct`;
        elements.push({ kind: 'repeat', octet: chars[at + 1]!.char.charCodeAt(0), times });
        at = end + 1;
        continue;
      }
    }
    const first = chars[at]!.char.charCodeAt(0);
    if (is(at + 1, '-')) {
      const last = chars[at + 2]!.char.charCodeAt(0);
      if (last < first) return `range-endpoints of '${printable(first)}-${printable(last)}' are in reverse collating sequence order`;
      elements.push({ kind: 'octets', octets: ALL.slice(first, last + 1) });
      at += 3;
    } else {
      elements.push({ kind: 'octets', octets: [first] });
      at++;
    }
  }
  return [...elements, ...chars.slice(at).map(({ char }): Element => ({ kind: 'octets', octets: [char.charCodeAt(0)] }))];
}

function classOf(mark: string, name: string): Element | string {
  if (mark === '=') {
    if (name === '') return "missing equivalence class character '[==]'";
    return name.length === 1 ? { kind: 'equivalence', octets: [name.charCodeAt(0)] } : `${[...name].map(char => printable(char.charCodeAt(0))).join('')}: equivalence class operand must be a single character`;
  }
  if (name === '') return "missing character class name '[::]'";
  const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  return known ? { kind: 'class', name, octets: ALL.filter(octet => known.test(String.fromCharCode(octet))) } : `invalid character class ${quote(name)}`;
}

function printable(octet: number): string {
  const char = String.fromCharCode(octet);
  return octet >= 0x20 && octet < 0x7f ? char : `\\${octet.toString(8).padStart(3, '0')}`;
}

function unescaped(text: string, warn: (message: string) => void): Char[] {
  return [...text.matchAll(/\\(?:([0-7]{1,3})|([^0-7])|$)|[^\\]/gs)].flatMap(([all, octal, letter]): Char[] => {
    if (octal !== undefined) {
      const value = parseInt(octal, 8);
      if (value < 256) return [{ char: String.fromCharCode(value), escaped: true }];
      warn(`warning: the ambiguous octal escape \\${octal} is being\n\tinterpreted as the 2-byte sequence \\0${octal.slice(0, 2)}, ${octal[2]}`);
      return [{ char: String.fromCharCode(parseInt(octal.slice(0, 2), 8)), escaped: true }, { char: octal[2]!, escaped: false }];
    }
    if (letter !== undefined) return [{ char: ESCAPES[letter] ?? letter, escaped: true }];
    if (all === '\\') warn('warning: an unescaped backslash at end of string is not portable');
    return [{ char: all, escaped: false }];
  });
}

/** The octets of a set; a repeat that fills up gives `fill`. */
export function octetsIn(elements: readonly Element[], fill = 0): number[] {
  return elements.flatMap(element => (element.kind === 'repeat' ? Array.from({ length: Math.min(element.times || fill, 256) }, () => element.octet) : element.octets));
}
