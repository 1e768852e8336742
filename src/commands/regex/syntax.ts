/** A set's parts: a range of code points, or a Unicode property by its name. */
export type SetItem = readonly [from: number, to: number] | string;

export type Assertion = 'lineBegin' | 'lineEnd' | 'textBegin' | 'textEnd' | 'wordBegin' | 'wordEnd' | 'boundary' | 'inside';

/** A POSIX expression, read. */
export type Node =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly items: readonly SetItem[]; readonly negated: boolean }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly node: Node }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'reference'; readonly index: number }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] };

/** Octets that are no UTF-8, as text holds them (see octets.ts): nothing but themselves matches them. */
export const STRAY_OCTETS: SetItem = [0xdc80, 0xdcff];

/** Letters, digits and `_`: what \w matches. */
export const WORD: readonly SetItem[] = ['L', 'Nd', [0x5f, 0x5f]];

const PUNCTUATION: readonly SetItem[] = [[0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e], 'P', 'S'];
const SPACE: readonly SetItem[] = [[0x09, 0x0d], [0x20, 0x20], [0x1680, 0x1680], [0x2000, 0x2006], [0x2008, 0x200a], [0x2028, 0x2029], [0x205f, 0x205f], [0x3000, 0x3000]];

/** What `[[:name:]]` matches. */
export const CLASSES: Readonly<Record<string, readonly SetItem[]>> = {
  alpha: ['L'], digit: [[0x30, 0x39]], alnum: ['L', 'Nd'], upper: ['Lu'], lower: ['Ll'], space: SPACE, blank: [[0x20, 0x20], [0x09, 0x09]],
  punct: PUNCTUATION, graph: ['L', 'N', 'M', ...PUNCTUATION], print: ['L', 'N', 'M', ...PUNCTUATION, [0x20, 0x20]], cntrl: [[0x00, 0x1f], [0x7f, 0x9f]],
  xdigit: [[0x30, 0x39], [0x41, 0x46], [0x61, 0x66]],
};

/** What an expression is refused for, in the words of the GNU tools. */
export class RegexError extends Error {}
