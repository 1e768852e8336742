import { questionOf } from './lookup/question';

export type ViewKind = 'link' | 'addr' | 'route' | 'neigh' | 'rule' | 'lookup';

/** A command that shows state, and how to ask for the same rows as JSON. */
export interface View {
  readonly kind: ViewKind;
  readonly query: readonly string[];
  /** what a lookup asks for, and further queries that tell how it was decided */
  readonly lookup?: { readonly words: readonly string[]; readonly queries: readonly (readonly string[])[] };
}

/**
 * What a view shows, as JSON.
 * @param ask runs a command that only reads and gives its standard output
 */
export async function askView({ query, lookup }: View, ask: (argv: readonly string[]) => Promise<string>): Promise<string> {
  if (!lookup) return ask(query);
  const rows: unknown[] = [];
  for (const argv of [query, ...lookup.queries]) rows.push(JSON.parse(await ask(argv) || '[]'));
  return JSON.stringify([{ words: lookup.words, rows }]);
}

/** The same view from within something else, such as a namespace. */
export function viewWithin(prefix: readonly string[], { kind, query, lookup }: View): View {
  const inside = (argv: readonly string[]): readonly string[] => [...prefix, ...argv];
  return { kind, query: inside(query), ...(lookup && { lookup: { words: lookup.words, queries: lookup.queries.map(inside) } }) };
}

/** ip's objects in the order in which it tries them; the first that starts with the word wins (iproute2, ip/ip.c). */
const OBJECTS = [
  'address', 'addrlabel', 'maddress', 'route', 'rule', 'neighbor', 'neighbour', 'ntable', 'ntbl', 'link', 'l2tp', 'fou', 'ila', 'macsec',
  'tunnel', 'tunl', 'tuntap', 'tap', 'token', 'tcpmetrics', 'monitor', 'xfrm', 'mroute', 'mrule', 'netns', 'netconf', 'vrf', 'sr', 'nexthop',
  'mptcp', 'ioam', 'help', 'stats',
];

const KINDS: Readonly<Record<string, keyof typeof VERBS>> = { link: 'link', address: 'addr', route: 'route', neighbor: 'neigh', neighbour: 'neigh', rule: 'rule' };

/** Each object's verbs in the order in which ip tries them. */
const VERBS: Readonly<Record<Exclude<ViewKind, 'lookup'>, readonly string[]>> = {
  link: ['add', 'change', 'replace', 'delete', 'set', 'show', 'lst', 'list', 'xstats', 'afstats', 'property', 'help'],
  addr: ['add', 'change', 'chg', 'replace', 'delete', 'show', 'lst', 'list', 'flush', 'save', 'showdump', 'restore', 'help'],
  route: ['list', 'show', 'lst', 'get', 'add', 'change', 'chg', 'replace', 'prepend', 'append', 'test', 'delete', 'flush', 'save', 'restore', 'showdump', 'help'],
  neigh: ['add', 'replace', 'change', 'chg', 'append', 'delete', 'get', 'show', 'lst', 'list', 'flush', 'help'],
  rule: ['list', 'lst', 'show', 'save', 'restore', 'showdump', 'add', 'delete', 'flush', 'help'],
};

const SHOW = ['list', 'lst', 'show'];

/** Long option, whether it takes a word, and what becomes of it in the query; without a fate the command is no view. */
interface Option {
  readonly name: string;
  readonly argument?: true;
  /** `keep`: it chooses rows or adds facts; `drop`: it only changes the looks */
  readonly fate?: 'keep' | 'drop';
}

/** ip's options in the order in which it tries them. A picture would be in the way of -o, -j and -p, which are for other programs. */
const OPTIONS: readonly Option[] = [
  { name: 'loops', argument: true, fate: 'drop' }, { name: 'family', argument: true, fate: 'keep' },
  { name: '4', fate: 'keep' }, { name: '6', fate: 'keep' }, { name: '0', fate: 'keep' }, { name: 'M' }, { name: 'B' },
  { name: 'human-readable', fate: 'drop' }, { name: 'iec', fate: 'drop' }, { name: 'stats', fate: 'keep' }, { name: 'statistics', fate: 'keep' },
  { name: 'details', fate: 'drop' }, { name: 'resolve', fate: 'drop' }, { name: 'oneline' }, { name: 'timestamp', fate: 'drop' }, { name: 'tshort', fate: 'drop' },
  { name: 'Version' }, { name: 'force' }, { name: 'batch', argument: true }, { name: 'brief', fate: 'drop' }, { name: 'json' }, { name: 'pretty' },
  { name: 'rcvbuf', argument: true, fate: 'drop' }, { name: 'color', fate: 'drop' }, { name: 'colour', fate: 'drop' }, { name: 'help' },
  { name: 'netns', argument: true, fate: 'keep' }, { name: 'Numeric', fate: 'keep' }, { name: 'all' }, { name: 'echo' },
];

/**
 * Recognises the commands that show links, addresses, routes, neighbours or rules, as typed: abbreviated, with options,
 * behind `sudo` or `ip netns exec NS`.
 * @param argv the command after expansion
 * @returns undefined for anything else; else what it shows, and a command that gives the same rows in JSON
 */
export function viewOf(argv: readonly string[]): View | undefined {
  const start = programStart(argv);
  if (start === undefined) return undefined;
  const prefix = argv.slice(0, start);
  const parsed = parseOptions(argv.slice(start + 1));
  if (!parsed) return undefined;
  const { kept, rest } = parsed;
  const object = first(OBJECTS, rest[0]);
  if (object === 'netns') return inNetns([...prefix, 'ip', ...kept], rest);
  const kind = object === undefined ? undefined : KINDS[object];
  if (kind === 'route' && rest[1] !== undefined && first(VERBS.route, rest[1]) === 'get') return lookupView([...prefix, 'ip', ...kept], rest.slice(2));
  if (!kind || !shows(kind, rest[1])) return undefined;
  return { kind, query: [...prefix, 'ip', ...kept, '-j', '-d', ...rest] };
}

/** `ip netns exec NS COMMAND`: what COMMAND shows. */
function inNetns(prefix: readonly string[], rest: readonly string[]): View | undefined {
  const [, verb, name, ...command] = rest;
  if (verb === undefined || name === undefined || first(['list', 'show', 'lst', 'help', 'add', 'set', 'delete', 'identify', 'pids', 'exec'], verb) !== 'exec') return undefined;
  const inner = viewOf(command);
  return inner && viewWithin([...prefix, 'netns', 'exec', name], inner);
}

/** `ip route get`: the entry that it found, and all that decides. */
function lookupView(ip: readonly string[], words: readonly string[]): View | undefined {
  const question = questionOf(words);
  if (!question) return undefined;
  const asked = [...ip, question.to.includes(':') ? '-6' : '-4', '-j', '-d'];
  return {
    kind: 'lookup', query: [...asked, 'route', 'get', 'fibmatch', ...words],
    lookup: { words, queries: [[...asked.slice(0, -1), 'rule'], [...asked, 'route', 'show', 'table', 'all'], [...asked, 'link']] },
  };
}

function shows(kind: keyof typeof VERBS, verb: string | undefined): boolean {
  if (verb === undefined) return true;
  const full = first(VERBS[kind], verb);
  return full !== undefined && SHOW.includes(full);
}

function first(names: readonly string[], word: string | undefined): string | undefined {
  return word === undefined || word === '' ? undefined : names.find(name => name.startsWith(word));
}

/** Index of `ip` behind `sudo` and its options. */
function programStart(argv: readonly string[]): number | undefined {
  let i = 0;
  while (argv[i] === 'sudo' || (i > 0 && /^-[nEHSk]+$/.test(argv[i]!))) i++;
  return /^(\/(usr\/)?s?bin\/)?ip$/.test(argv[i] ?? '') ? i : undefined;
}

/** Splits ip's own options from the rest; undefined where one of them rules out a view. */
function parseOptions(words: readonly string[]): { kept: string[]; rest: readonly string[] } | undefined {
  const kept: string[] = [];
  let i = 0;
  for (; i < words.length && words[i]!.startsWith('-'); i++) {
    const word = words[i]!;
    if (word === '--') break;
    const name = word.replace(/^--?/, '');
    const option = OPTIONS.find(one => name !== '' && one.name.startsWith(name.replace(/^(colou?r)=.*/, '$1')));
    if (!option?.fate) return undefined;
    const taken = option.argument ? words.slice(i, i + 2) : [word];
    if (option.argument) i++;
    if (option.fate === 'keep') kept.push(...taken);
  }
  return { kept, rest: words.slice(words[i] === '--' ? i + 1 : i) };
}
