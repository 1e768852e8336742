import { AF_BRIDGE, AF_INET, AF_INET6, AF_PACKET, AF_UNSPEC } from '../../stack';
import { Args } from './args';
import type { Ip } from './context';
import { wrongArgument } from './errors';
import { Quit } from './failure';
import { AF_MPLS, familyNumber } from './inet';
import { atoi, unsigned } from './numbers';
import { matches, matchesAny, words, type Word } from './matches';
import { ipUsage } from './help/ip';

/** What the options before the object ask for. */
export interface Options {
  /** -4, -6, ...: AF_*, AF_UNSPEC if none */
  family: number;
  /** -s, how often */
  stats: number;
  /** -d, how often */
  details: number;
  human: boolean;
  iec: boolean;
  resolve: boolean;
  oneline: boolean;
  brief: boolean;
  json: boolean;
  pretty: boolean;
  /** -t and -ts */
  timestamp: 'none' | 'long' | 'short';
  numeric: boolean;
  /** -a */
  all: boolean;
  force: boolean;
  echo: boolean;
  color: 'never' | 'auto' | 'always';
  /** -b: a file or `-` */
  batch: string | undefined;
  /** -compressvlans of bridge */
  compressVlans: boolean;
  /** -l: how often an address flush tries */
  loops: number;
}

export function defaultOptions(): Options {
  return {
    family: AF_UNSPEC, stats: 0, details: 0, human: false, iec: false, resolve: false, oneline: false, brief: false, json: false, pretty: false,
    timestamp: 'none', numeric: false, all: false, force: false, echo: false, color: 'never', batch: undefined, compressVlans: false, loops: 10,
  };
}

interface OptionRow {
  readonly words: readonly Word[];
  /** what follows it, for completion */
  readonly takes?: string;
  set(options: Options, value: string, ip: Ip): void;
}

const row = (notation: string, set: OptionRow['set']): OptionRow => ({ words: words(notation), set });
const rowWith = (notation: string, takes: string, set: OptionRow['set']): OptionRow => ({ words: words(notation), takes, set });

/** In ip.c's order, which decides what an abbreviation means. */
export const OPTIONS: readonly OptionRow[] = [
  rowWith('-loops*', 'COUNT', (options, value) => { options.loops = atoi(value); }),
  rowWith('-family*', 'FAMILY', (options, value, ip) => {
    if (value === 'help') ip.usage(ipUsage);
    options.family = familyNumber(value);
    if (options.family === AF_UNSPEC) throw wrongArgument(value, 'invalid protocol family');
  }),
  row('-4', options => { options.family = AF_INET; }),
  row('-6', options => { options.family = AF_INET6; }),
  row('-0', options => { options.family = AF_PACKET; }),
  row('-M', options => { options.family = AF_MPLS; }),
  row('-B', options => { options.family = AF_BRIDGE; }),
  row('-human* -human-readable*', options => { options.human = true; }),
  row('-iec*', options => { options.iec = true; }),
  row('-stats* -statistics*', options => { options.stats++; }),
  row('-details*', options => { options.details++; }),
  row('-resolve*', options => { options.resolve = true; }),
  row('-oneline*', options => { options.oneline = true; }),
  row('-timestamp*', options => { options.timestamp = options.timestamp === 'short' ? 'short' : 'long'; }),
  row('-tshort*', options => { options.timestamp = 'short'; }),
  row('-Version*', (_, __, ip) => {
    ip.out('ip utility, iproute2-6.1.0, libbpf 1.1.2\n');
    throw new Quit('', 0);
  }),
  row('-force*', options => { options.force = true; }),
  rowWith('-batch*', 'FILE', (options, value) => { options.batch = value; }),
  row('-brief*', options => { options.brief = true; }),
  row('-json*', options => { options.json = true; }),
  row('-pretty*', options => { options.pretty = true; }),
  rowWith('-rcvbuf*', 'SIZE', (_, value) => {
    if (unsigned(value) === undefined) throw new Quit(`Invalid rcvbuf size '${value}'\n`, 255);
  }),
];

/** In ip.c's order, after `-color`, whose value hangs on an equals sign. */
export const LATER_OPTIONS: readonly OptionRow[] = [
  row('-help*', (_, __, ip) => ip.usage(ipUsage)),
  rowWith('-netns*', 'NETNS', (_, value, ip) => ip.enter(ip.openNetns(value))),
  row('-Numeric*', options => { options.numeric = true; }),
  row('-all*', options => { options.all = true; }),
  row('-echo', options => { options.echo = true; }),
];

/** Options whose missing value ends in the usage text rather than in the sentence about incomplete lines. */
const USAGE_IF_MISSING = words('-loops* -family* -batch* -rcvbuf*');

const COLORS: Readonly<Record<string, Options['color']>> = { '': 'always', always: 'always', auto: 'auto', never: 'never' };

/** matches_color(): `-color` or a beginning of it, with or without a value. Returns false for any other option. */
function setColor(option: string, options: Options): boolean {
  const [name, value] = [option.split('=')[0]!, option.split('=').slice(1).join('=')];
  const color = COLORS[value];
  if (!matches(name, '-color') || color === undefined) return false;
  options.color = color;
  return true;
}

/** The value of an option at the end of the line is C's null pointer, which printf(3) shows as this. */
function value(args: Args): string {
  args.advance();
  return args.word ?? '(null)';
}

/** The options of a program of iproute2, in its own order. */
interface OptionTable<Row> {
  readonly early: readonly Row[];
  /** after `-color`, whose value hangs on an equals sign */
  readonly later: readonly Row[];
  /** what an unknown option is sent to: `ip -help` */
  readonly help: string;
}

/** Walks the options in front of the object, on which the cursor is left. @throws {Quit} for an unknown one, and what `take` throws */
export function readOptions<Row extends { readonly words: readonly Word[] }>(args: Args, options: Options, { early, later, help }: OptionTable<Row>, take: (row: Row, option: string) => void): void {
  for (; args.word?.startsWith('-'); args.advance()) {
    if (args.word === '--') return args.advance();
    const option = args.word.startsWith('--') ? args.word.slice(1) : args.word;
    const find = (rows: readonly Row[]): Row | undefined => rows.find(candidate => matchesAny(option, candidate.words));
    const first = find(early);
    if (!first && setColor(option, options)) continue;
    const found = first ?? find(later);
    if (!found) throw new Quit(`Option "${option}" is unknown, try "${help}".\n`, 255);
    take(found, option);
  }
}

/** Reads ip's options. @throws {Quit} */
export function parseOptions(args: Args, ip: Ip): void {
  readOptions(args, ip.options, { early: OPTIONS, later: LATER_OPTIONS, help: 'ip -help' }, (found, option) => {
    if (found.takes !== undefined && args.following === undefined && matchesAny(option, USAGE_IF_MISSING)) ip.usage(ipUsage);
    found.set(ip.options, found.takes === undefined ? '' : value(args), ip);
  });
}
