import { parseOptions, type Options } from '../../../commands/tcpdump/options';

/** A command line that runs tcpdump, and what it asks for. */
export interface Capturing {
  readonly argv: readonly string[];
  readonly options: Options;
}

/** How many words stand before the command that a program runs; undefined where it runs none. */
const PREFIXES: Readonly<Record<string, (argv: readonly string[]) => number | undefined>> = {
  sudo: argv => afterOptions(argv, ['-u', '-g']),
  timeout: argv => plusOne(afterOptions(argv, ['-s', '-k'])),
  nohup: () => 1,
  ip: ([, object, verb]) => (['netns', 'vrf'].includes(object ?? '') && verb === 'exec' ? 4 : undefined),
};

function afterOptions(argv: readonly string[], withArgument: readonly string[]): number {
  let at = 1;
  while (argv[at]?.startsWith('-')) at += withArgument.includes(argv[at]!) ? 2 : 1;
  return at;
}

function plusOne(at: number | undefined): number | undefined {
  return at === undefined ? undefined : at + 1;
}

/** Reads a command line, behind `sudo`, `ip netns exec NS` and the like too; undefined where it captures nothing that could be shown. */
export function capturing(argv: readonly string[]): Capturing | undefined {
  let at = 0;
  for (let name = programName(argv); name !== 'tcpdump'; name = programName(argv.slice(at))) {
    const length = PREFIXES[name]?.(argv.slice(at));
    if (length === undefined) return undefined;
    at += length;
  }
  const options = optionsOf(argv.slice(at));
  return options && { argv, options };
}

function programName(argv: readonly string[]): string {
  return argv[0]?.replace(/.*\//, '') ?? '';
}

/** undefined for options with which it prints no packets, or that vethlab doesn't know. */
function optionsOf(argv: readonly string[]): Options | undefined {
  // what is added to the command line has to be taken for options
  if (argv.includes('--')) return undefined;
  try {
    const options = parseOptions(argv);
    return options.listInterfaces || options.listLinkTypes || options.countOnly || options.writeFile === '-' ? undefined : options;
  } catch {
    return undefined;
  }
}

/** The command line with which it also writes the packets that it prints to a file. Words are added at the end: people look for a process by how its line begins. */
export function alsoWriting({ argv }: Capturing, file: string): string[] {
  return [...argv, '--print', '-U', '-w', file];
}
