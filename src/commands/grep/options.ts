import { getopt, type Longs } from '../libc/getopt';
import { Refusal } from './refusal';

const SHORT = '0123456789A:B:C:D:EFGHILPTUVX:abcd:e:f:hiLlm:noqRrsuvwxyZz';

/** In GNU's order, which is that of its complaints. */
const LONG: Longs = {
  'basic-regexp': 'G', 'extended-regexp': 'E', 'fixed-regexp': 'F', 'fixed-strings': 'F', 'perl-regexp': 'P', 'after-context': 'A:', 'before-context': 'B:', 'binary-files': 'binary-files:', binary: 'U',
  'byte-offset': 'b', context: 'C:', color: 'color::', colour: 'color::', count: 'c', devices: 'D:', directories: 'd:', exclude: 'exclude:', 'exclude-from': 'exclude-from:', 'exclude-dir': 'exclude-dir:',
  file: 'f:', 'files-with-matches': 'l', 'files-without-match': 'L', 'group-separator': 'group-separator:', help: 'help', include: 'include:', 'ignore-case': 'i', 'no-ignore-case': 'no-ignore-case',
  'initial-tab': 'T', label: 'label:', 'line-buffered': 'line-buffered', 'line-number': 'n', 'line-regexp': 'x', 'max-count': 'm:', 'no-filename': 'h', 'no-group-separator': 'no-group-separator',
  'no-messages': 's', null: 'Z', 'null-data': 'z', 'only-matching': 'o', quiet: 'q', recursive: 'r', 'dereference-recursive': 'R', regexp: 'e:', 'invert-match': 'v', silent: 'q', text: 'a',
  'unix-byte-offsets': 'u', version: 'V', 'with-filename': 'H', 'word-regexp': 'w',
};

export type Syntax = 'fixed' | 'basic' | 'extended' | 'perl';

/** What grep's command line asks for. */
export interface Options {
  syntax: Syntax | undefined;
  /** values of -e, and the files of -f, in order; undefined: the first operand is it */
  patterns: { readonly text?: string; readonly file?: string }[] | undefined;
  ignoreCase: boolean;
  invert: boolean;
  words: boolean;
  whole: boolean;
  count: boolean;
  /** only names: of files with a selected line, or of those without */
  list: 'with' | 'without' | undefined;
  only: boolean;
  quiet: boolean;
  silent: boolean;
  names: boolean | undefined;
  numbers: boolean;
  offsets: boolean;
  max: number;
  before: number | undefined;
  after: number | undefined;
  around: number | undefined;
  separator: string | undefined;
  color: 'always' | 'never' | 'auto';
  directories: 'read' | 'skip' | 'recurse';
  binary: 'binary' | 'text' | 'without-match';
  label: string;
  /** lines end with NUL */
  nul: boolean;
  /** file names end with NUL */
  nulNames: boolean;
  include: string[];
  exclude: string[];
  excludeDirectories: string[];
  operands: readonly string[];
  information: 'help' | 'version' | undefined;
}

type Apply = (options: Options, argument: string) => void;

const flag = (change: Partial<Options>): Apply => options => void Object.assign(options, change);
const matcher = (syntax: Syntax): Apply => options => {
  if (options.syntax !== undefined && options.syntax !== syntax) throw new Refusal('conflicting matchers specified');
  options.syntax = syntax;
};
const context = (...sides: ('before' | 'after' | 'around')[]): Apply => (options, argument) => {
  if (!/^\s*\+?\d+$/.test(argument)) throw new Refusal(`${argument}: invalid context length argument`);
  for (const side of sides) options[side] = Number(argument);
};
const unsupported = (what: string): Apply => () => {
  throw new Refusal(`vethlab doesn't support ${what}`);
};

const APPLY: Readonly<Record<string, Apply>> = {
  E: matcher('extended'), F: matcher('fixed'), G: matcher('basic'), P: matcher('perl'),
  A: context('after'), B: context('before'), C: context('around'),
  D: unsupported('-D'), T: unsupported('-T'), X: unsupported('-X'), U: () => undefined, u: () => undefined, 'exclude-from': unsupported('--exclude-from'), 'line-buffered': () => undefined,
  H: flag({ names: true }), h: flag({ names: false }), I: flag({ binary: 'without-match' }), a: flag({ binary: 'text' }), L: flag({ list: 'without' }), l: flag({ list: 'with' }),
  b: flag({ offsets: true }), c: flag({ count: true }), i: flag({ ignoreCase: true }), y: flag({ ignoreCase: true }), 'no-ignore-case': flag({ ignoreCase: false }), n: flag({ numbers: true }), o: flag({ only: true }),
  q: flag({ quiet: true }), R: flag({ directories: 'recurse' }), r: flag({ directories: 'recurse' }), s: flag({ silent: true }), v: flag({ invert: true }), w: flag({ words: true }), x: flag({ whole: true }),
  Z: flag({ nulNames: true }), z: flag({ nul: true }), V: flag({ information: 'version' }), help: flag({ information: 'help' }), 'no-group-separator': flag({ separator: undefined }),
  e: (options, text) => void (options.patterns ??= []).push({ text }),
  f: (options, file) => void (options.patterns ??= []).push({ file }),
  m: (options, argument) => {
    if (!/^\s*[-+]?\d+$/.test(argument)) throw new Refusal('invalid max count');
    options.max = Number(argument) < 0 ? Infinity : Number(argument);
  },
  d: (options, argument) => {
    const known = (['read', 'recurse', 'skip'] as const).find(one => argument !== '' && one.startsWith(argument) && argument !== 're' && argument !== 'r');
    if (!known) throw new Refusal(`invalid argument ‘${argument}’ for ‘--directories’\nValid arguments are:\n  - ‘read’\n  - ‘recurse’\n  - ‘skip’`, true, 1);
    options.directories = known;
  },
  color: (options, argument) => {
    const known = { '': 'always', always: 'always', yes: 'always', force: 'always', never: 'never', no: 'never', none: 'never', auto: 'auto', tty: 'auto', 'if-tty': 'auto' } as const;
    if (Object.hasOwn(known, argument)) options.color = argument === '' ? 'auto' : known[argument as keyof typeof known];
    else options.information ??= 'help';
  },
  'binary-files': (options, argument) => {
    if (argument !== 'binary' && argument !== 'text' && argument !== 'without-match') throw new Refusal('unknown binary-files type');
    options.binary = argument;
  },
  'group-separator': (options, argument) => void (options.separator = argument),
  label: (options, argument) => void (options.label = argument),
  include: (options, argument) => void options.include.push(argument),
  exclude: (options, argument) => void options.exclude.push(argument),
  'exclude-dir': (options, argument) => void options.excludeDirectories.push(argument),
};

/** Reads grep's arguments. @param argv without the program's name @throws {Refusal} */
export function parseOptions(argv: readonly string[], syntax: Syntax | undefined): Options {
  const options: Options = {
    syntax, patterns: undefined, ignoreCase: false, invert: false, words: false, whole: false, count: false, list: undefined, only: false, quiet: false, silent: false, names: undefined, numbers: false,
    offsets: false, max: Infinity, before: undefined, after: undefined, around: undefined, separator: '--', color: 'never', directories: 'read', binary: 'binary', label: '(standard input)', nul: false,
    nulNames: false, include: [], exclude: [], excludeDirectories: [], operands: [], information: undefined,
  };
  const given = getopt(SHORT, argv, LONG);
  let digits = '';
  for (const option of given.options) {
    if (option.kind === 'error') throw new Refusal(option.message, true);
    if (/^\d$/.test(option.letter)) digits += option.letter;
    else APPLY[option.letter]!(options, option.argument);
  }
  if (digits !== '') options.around = Number(digits);
  options.operands = given.operands;
  return options;
}
