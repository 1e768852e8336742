/** sysctl(8)'s options after parsing. */
export interface Options {
  readonly all: boolean;
  readonly deprecated: boolean;
  readonly dryRun: boolean;
  readonly ignore: boolean;
  readonly names: boolean;
  readonly values: boolean;
  readonly binary: boolean;
  readonly quiet: boolean;
  readonly write: boolean;
  readonly load: boolean;
  readonly loadFile?: string;
  readonly pattern?: string;
  readonly operands: readonly string[];
}

/** The command ends here: help, version, or an option that getopt_long(3) refuses. */
export interface Ending {
  readonly ending: 'help' | 'version';
  readonly complaint?: string;
}

type Flag = 'all' | 'deprecated' | 'dryRun' | 'ignore' | 'names' | 'values' | 'binary' | 'quiet' | 'write' | 'load';
type Action = Flag | 'loadFile' | 'pattern' | 'help' | 'version' | 'nothing';

export const SHORT: Readonly<Record<string, Action>> = {
  a: 'all', A: 'all', X: 'all', b: 'binary', e: 'ignore', N: 'names', n: 'values', p: 'load', f: 'load', q: 'quiet',
  w: 'write', o: 'nothing', x: 'nothing', r: 'pattern', d: 'help', h: 'help', V: 'version',
};

export const LONG: Readonly<Record<string, Action>> = {
  all: 'all', deprecated: 'deprecated', 'dry-run': 'dryRun', binary: 'binary', ignore: 'ignore', names: 'names', values: 'values',
  load: 'loadFile', pattern: 'pattern', quiet: 'quiet', write: 'write', help: 'help', version: 'version',
};

/** getopt_long(3) over sysctl's options: operands and options may mix. */
export function parseOptions(args: readonly string[]): Options | Ending {
  const flags = new Set<Flag>();
  const texts: { loadFile?: string; pattern?: string } = {};
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg);
      continue;
    }
    const words = arg.startsWith('--') ? [longOption(arg)] : shortOptions(arg);
    for (const { action, value, name } of words) {
      if (action === undefined) return { ending: 'help', complaint: name };
      if (action === 'help' || action === 'version') return { ending: action };
      if (action === 'pattern') {
        const text = value ?? args[++i];
        if (text === undefined) return { ending: 'help', complaint: `option requires an argument -- 'r'` };
        texts.pattern = text;
      } else if (action === 'loadFile') {
        flags.add('load');
        if (value !== undefined) texts.loadFile = value;
      } else if (action !== 'nothing') {
        flags.add(action);
      }
    }
  }
  const flag = (name: Flag): boolean => flags.has(name);
  return {
    all: flag('all'), deprecated: flag('deprecated'), dryRun: flag('dryRun'), ignore: flag('ignore'), names: flag('names'), values: flag('values'),
    binary: flag('binary'), quiet: flag('quiet'), write: flag('write'), load: flag('load'), ...texts, operands,
  };
}

interface Word {
  readonly action: Action | undefined;
  readonly value?: string;
  /** what getopt complains of, for an unknown option */
  readonly name: string;
}

function longOption(arg: string): Word {
  const [name, ...rest] = arg.slice(2).split('=') as [string, ...string[]];
  const matches = Object.keys(LONG).filter(long => long.startsWith(name));
  const action = LONG[name] ?? (matches.length === 1 ? LONG[matches[0]!] : undefined);
  return { action, name: `unrecognized option '${arg}'`, ...(rest.length > 0 ? { value: rest.join('=') } : {}) };
}

function shortOptions(arg: string): Word[] {
  const words: Word[] = [];
  for (let i = 1; i < arg.length; i++) {
    const letter = arg[i]!;
    const action = SHORT[letter];
    const rest = arg.slice(i + 1);
    words.push({ action, name: `invalid option -- '${letter}'`, ...(action === 'pattern' && rest !== '' ? { value: rest } : {}) });
    if (action === 'pattern' && rest !== '') break;
  }
  return words;
}
