import { Exit, failure } from './failure';
import type { PrintOptions } from './print/dissector';
import { USAGE, VERSION } from './usage';

export const MAXIMUM_SNAPLEN = 262144;

/** What the command line asks for. */
export interface Options {
  readonly print: PrintOptions;
  /** -c; undefined: without end */
  readonly count?: number;
  /** --count */
  readonly countOnly: boolean;
  readonly listInterfaces: boolean;
  readonly listLinkTypes: boolean;
  readonly interface?: string;
  /** -l */
  readonly lineBuffered: boolean;
  /** -U */
  readonly packetBuffered: boolean;
  readonly immediate: boolean;
  /** -p takes it away */
  readonly promiscuous: boolean;
  readonly direction: 'in' | 'out' | 'inout';
  readonly readFile?: string;
  readonly writeFile?: string;
  /** --print: print packets although they are written to a file */
  readonly printToo: boolean;
  readonly filterFile?: string;
  readonly snaplen: number;
  /** -N */
  readonly shortNames: boolean;
  readonly linkType?: string;
  readonly expression: string;
}

/** Letters; `:` after one that takes an argument. */
export const LETTERS = 'aAbB:c:C:dDeE:fF:G:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#';

/** Long options: the letter that each stands for, or a name of its own; `:` after one that takes an argument. */
export const LONG: Readonly<Record<string, string>> = {
  'buffer-size': 'B:', 'list-interfaces': 'D', 'help': 'h', 'interface': 'i:', 'monitor-mode': 'I', 'time-stamp-type': 'j:',
  'list-time-stamp-types': 'J', 'micro': 'micro', 'nano': 'nano', 'time-stamp-precision': 'time-stamp-precision:', 'dont-verify-checksums': 'K',
  'list-data-link-types': 'L', 'no-optimize': 'O', 'no-promiscuous-mode': 'p', 'direction': 'Q:', 'snapshot-length': 's:',
  'absolute-tcp-sequence-numbers': 'S', 'packet-buffered': 'U', 'linktype': 'y:', 'immediate-mode': 'immediate-mode', 'debug-filter-parser': 'Y',
  'relinquish-privileges': 'Z:', 'count': 'count', 'fp-type': 'fp-type', 'number': '#', 'print': 'print', 'version': 'version',
};

/** Options that change what vethlab has no counterpart of. */
const UNSUPPORTED = 'BCdEfGHIjJmMTVWYz';

/** Whom -Z may name. */
const USERS: readonly string[] = ['root', 'tcpdump', 'nobody'];

interface Found {
  readonly name: string;
  readonly argument: string;
}

/** getopt_long(3). @throws {Exit} with its complaint and the usage */
function scan(argv: readonly string[]): { readonly options: readonly Found[]; readonly operands: readonly string[] } {
  const options: Found[] = [];
  const operands: string[] = [];
  const complain = (what: string) => new Exit(1, `tcpdump: ${what}\n${USAGE}`);
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') return { options, operands: [...operands, ...argv.slice(i + 1)] };
    if (word.startsWith('--')) {
      const [name, inline] = [word.slice(2).replace(/=.*/s, ''), /=(.*)/s.exec(word)?.[1]];
      const long = longOption(name, complain);
      const target = LONG[long]!;
      if (!target.endsWith(':')) {
        if (inline !== undefined) throw complain(`option '--${long}' doesn't allow an argument`);
        options.push({ name: target, argument: '' });
        continue;
      }
      const argument = inline ?? argv[++i];
      if (argument === undefined) throw complain(`option '--${long}' requires an argument`);
      options.push({ name: target.slice(0, -1), argument });
    } else if (word.startsWith('-') && word !== '-') {
      for (let j = 1; j < word.length; j++) {
        const letter = word[j]!;
        const at = letter === ':' ? -1 : LETTERS.indexOf(letter);
        if (at < 0) throw complain(`invalid option -- '${letter}'`);
        if (LETTERS[at + 1] !== ':') {
          options.push({ name: letter, argument: '' });
          continue;
        }
        const argument = j + 1 < word.length ? word.slice(j + 1) : argv[++i];
        if (argument === undefined) throw complain(`option requires an argument -- '${letter}'`);
        options.push({ name: letter, argument });
        break;
      }
    } else operands.push(word);
  }
  return { options, operands };
}

function longOption(name: string, complain: (what: string) => Exit): string {
  if (Object.hasOwn(LONG, name)) return name;
  const candidates = Object.keys(LONG).filter(long => long.startsWith(name));
  if (candidates.length === 0) throw complain(`unrecognized option '--${name}'`);
  if (candidates.length > 1) throw complain(`option '--${name}' is ambiguous; possibilities:${candidates.map(long => ` '--${long}'`).join('')}`);
  return candidates[0]!;
}

/** Reads the command line. @throws {Exit} */
export function parseOptions(argv: readonly string[]): Options {
  const { options, operands } = scan(argv);
  for (const { name, argument } of options) check(name, argument);
  const times = (name: string) => options.filter(option => option.name === name).length;
  const last = (name: string) => options.findLast(option => option.name === name)?.argument;
  const maybe = <K extends string>(key: K, value: string | undefined) => (value === undefined ? {} : { [key]: value } as Record<K, string>);
  if (times('t') > 5) throw failure('only -t, -tt, -ttt, -tttt and -ttttt are supported');
  const count = last('c');
  return {
    print: {
      v: times('v'), e: times('e') > 0, n: times('n') > 0, q: times('q'), S: times('S') > 0, K: times('K') > 0, t: times('t'), x: times('x'),
      X: times('X'), A: times('A'), number: times('#') > 0,
    },
    ...(count !== undefined && { count: parseInt(count, 10) }),
    countOnly: times('count') > 0,
    listInterfaces: times('D') > 0,
    listLinkTypes: times('L') > 0,
    ...maybe('interface', last('i')),
    lineBuffered: times('l') > 0,
    packetBuffered: times('U') > 0,
    immediate: times('immediate-mode') > 0,
    promiscuous: times('p') === 0,
    direction: (last('Q')?.toLowerCase() ?? 'inout') as Options['direction'],
    ...maybe('readFile', last('r')),
    ...maybe('writeFile', last('w')),
    printToo: times('print') > 0,
    ...maybe('filterFile', last('F')),
    snaplen: Number(last('s') ?? 0) || MAXIMUM_SNAPLEN,
    shortNames: times('N') > 0,
    ...maybe('linkType', last('y')),
    expression: operands.join(' '),
  };
}

const LINK_TYPES: readonly string[] = ['EN10MB', 'LINUX_SLL', 'LINUX_SLL2', 'RAW', 'NULL', 'DOCSIS', 'PPP', 'IEEE802_11', 'IPV4', 'IPV6'];

function check(name: string, argument: string): void {
  switch (name) {
    case 'h': throw new Exit(0, USAGE);
    case 'version': throw new Exit(0, VERSION);
    case 'c':
      if (!(parseInt(argument, 10) > 0)) throw failure(`invalid packet count ${argument}`);
      return;
    case 's':
      if (!/^(0[xX][0-9a-fA-F]+|\d+)$/.test(argument) || Number(argument) > MAXIMUM_SNAPLEN) {
        throw failure(`invalid snaplen ${argument} (must be >= 0 and <= ${MAXIMUM_SNAPLEN})`);
      }
      return;
    case 'Q':
      if (!['in', 'out', 'inout'].includes(argument.toLowerCase())) throw failure(`unknown capture direction \`${argument}'`);
      return;
    case 'y':
      if (!LINK_TYPES.includes(argument.toUpperCase())) throw failure(`invalid data link type ${argument}`);
      return;
    case 'Z':
      if (!USERS.includes(argument)) throw failure(`Couldn't find user '${argument}'`);
      return;
    case 'nano':
    case 'fp-type': throw failure(`vethlab doesn't support --${name}`);
    case 'time-stamp-precision':
      if (argument !== 'micro') throw failure(argument === 'nano' ? 'vethlab doesn\'t support nanosecond time stamps' : 'unsupported time stamp precision');
      return;
    default:
      if (UNSUPPORTED.includes(name)) throw failure(`vethlab doesn't support -${name}`);
  }
}
