import { LINK_TYPES } from '../../commands/shapes';
import { BUILTIN_NAMES } from '../../shell/builtins';
import type { Live } from '../complete/live';
import { walk, type Expected } from '../complete/walk';
import { didYouMean } from './nearest';

/** What a message complains of, and the words that could have been meant. */
interface Complaint {
  readonly wrong: string;
  candidates(): Promise<readonly string[]> | readonly string[];
}

type Reader = (found: RegExpExecArray, argv: readonly string[], live: () => Promise<Live>) => Complaint | undefined;

const wordsOf = ({ verbs, rows, options, lead }: Expected): string[] => [...verbs.flat(), ...rows.flatMap(({ words }) => words), ...options.flatMap(({ words }) => words)].map(({ text }) => text).concat(lead ?? []);

/** The words that the grammar has in the place of a word of the command line. */
const inPlace = (argv: readonly string[], wrong: string): Complaint | undefined => {
  const at = argv.indexOf(wrong);
  return at < 0 ? undefined : { wrong, candidates: () => wordsOf(walk(argv.slice(0, at)).expected) };
};

const devices: Reader = ([, wrong], argv, live) => ({
  wrong: wrong!, candidates: async () => (await (await live()).links(walk(argv).netns)).flatMap(({ ifname, altnames = [] }) => [ifname, ...altnames]),
});

const programs: Reader = ([, wrong], _, live) => ({
  wrong: wrong!, candidates: async () => {
    const now = await live();
    return [...await now.programs(), ...BUILTIN_NAMES, ...now.shell.functions, ...now.shell.aliases];
  },
});

/** Complaints about a wrong word, by the tools' own sentences. */
const COMPLAINTS: readonly (readonly [RegExp, Reader])[] = [
  [/^Object "(.+)" is unknown, try "(?:ip|bridge) help"\.$/m, ([, wrong], argv) => inPlace(argv, wrong!)],
  [/^Command "(.+)" is unknown, try "(?:ip|bridge) .* help"\.?$/m, ([, wrong], argv) => inPlace(argv, wrong!)],
  [/^Argument "(.+)" is unknown, try "(?:ip|bridge) .* help"\.?$/m, ([, wrong], argv) => inPlace(argv, wrong!)],
  [/^Option "(.+)" is unknown, try "/m, ([, wrong], argv) => inPlace(argv, wrong!)],
  [/^Error: either ".+" is duplicate, or "(.+)" is a garbage\.$/m, ([, wrong], argv) => inPlace(argv, wrong!)],
  [/^Error: Unknown device type\.$/m, (_, argv) => {
    const at = walk(argv).roles.findIndex(({ value }) => value?.kind === 'LINK-TYPE');
    return at < 0 ? undefined : { wrong: argv[at]!, candidates: () => LINK_TYPES };
  }],
  [/^Cannot find (?:bridge |network )?device "(.+)"$/m, devices],
  [/^Device "(.+)" does not exist\.$/m, devices],
  [/^tcpdump: (\S+): (?:No such device exists|SIOCETHTOOL.*)/m, devices],
  [/^Cannot (?:open network namespace|remove namespace file) "(?:\/run\/netns\/)?(.+)": No such file or directory$/m, ([, wrong], _, live) => ({ wrong: wrong!, candidates: async () => (await live()).namespaces() })],
  [/^bash: (?:line \d+: )?([^\s:/]+): command not found$/m, programs],
  [/^sudo: ([^\s:/]+): command not found$/m, programs],
  [/^exec of "([^/"]+)" failed: No such file or directory$/m, programs],
  [/^sysctl: cannot stat \/proc\/sys\/(\S+): No such file or directory$/m, ([, path], argv, live) => ({ wrong: path!.replaceAll('/', '.'), candidates: async () => (await live()).sysctls(walk(argv).netns) })],
];

function complaintIn(text: string, argv: readonly string[], live: () => Promise<Live>): Complaint | undefined {
  for (const [pattern, read] of COMPLAINTS) {
    const found = pattern.exec(text);
    if (found) return read(found, argv, live);
  }
  return undefined;
}

/** Whether a message may be about a wrong word. */
export function complains(text: string): boolean {
  return COMPLAINTS.some(([pattern]) => pattern.test(text));
}

/** A line that goes behind a message about a wrong word: `Did you mean "link"?`; '' where nothing is near. Never throws. */
export async function suggestion(text: string, argv: readonly string[], live: () => Promise<Live>): Promise<string> {
  try {
    const complaint = complaintIn(text, argv, live);
    return complaint ? didYouMean(complaint.wrong, await complaint.candidates()) : '';
  } catch {
    return '';
  }
}
