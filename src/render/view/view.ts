import type { IpLink } from '../../backend/snapshot';
import { questionOf } from '../lookup/question';
import { withLinkNetns } from '../tables/link-netns';
import { NETNS_LINE } from './places';
import { type ObjectWords, type Option, PROGRAMS, type ViewKind } from './words';

export type { ViewKind } from './words';

/** How iproute2 was asked to show it: `-br`, `-s`, `-d`; `overview` is for all places at once, as text. */
export type Shape = 'usual' | 'brief' | 'stats' | 'details' | 'overview';

/** A command that shows state, and how to ask for the same rows as JSON. */
export interface View {
  readonly kind: ViewKind;
  readonly query: readonly string[];
  readonly shape: Shape;
  /** whether it shows all that there are of that kind, and not a selection */
  readonly whole: boolean;
  /** the named namespace that it looks into, where that isn't the shell's own; `*`: all of them, one after the other */
  readonly netns?: string;
  /** a query whose text names the namespaces of other ends, where neither the command's text nor JSON does */
  readonly names?: readonly string[];
  /** what a lookup asks for, and further queries that tell how it was decided */
  readonly lookup?: { readonly words: readonly string[]; readonly queries: readonly (readonly string[])[] };
}

/**
 * What a view shows, as JSON. A lookup that finds nothing is told with no entry.
 * @param ask runs a command that only reads and gives its standard output; rejects where it fails
 */
export async function askView({ query, names, lookup }: View, ask: (argv: readonly string[]) => Promise<string>): Promise<string> {
  if (!lookup) return names ? withNames(await ask(query), await ask(names)) : ask(query);
  const rows: unknown[] = [JSON.parse(await ask(query).catch(() => '') || '[]')];
  for (const argv of lookup.queries) rows.push(JSON.parse(await ask(argv) || '[]'));
  return JSON.stringify([{ words: lookup.words, rows }]);
}

/** JSON of links, of one namespace or of all, with the names that a text of the same has. */
function withNames(json: string, text: string): string {
  const texts = text.split(NETNS_LINE);
  return json.split(NETNS_LINE).map((part, i) => i % 2 === 1 ? `netns: ${part}` : part.trim() === '' ? part : `\n${JSON.stringify(withLinkNetns(JSON.parse(part) as IpLink[], texts[i] ?? ''))}\n`).join('');
}

/** The same view from within something else, such as a namespace. */
export function viewWithin(prefix: readonly string[], view: View): View {
  const { query, names, lookup } = view;
  const inside = (argv: readonly string[]): readonly string[] => [...prefix, ...argv];
  return { ...view, query: inside(query), ...(names && { names: inside(names) }), ...(lookup && { lookup: { words: lookup.words, queries: lookup.queries.map(inside) } }) };
}

const SHOW = ['list', 'lst', 'show'];
const NETNS_VERBS = ['list', 'show', 'lst', 'help', 'add', 'set', 'delete', 'identify', 'pids', 'exec'];

/**
 * Recognises the commands of ip(8) and bridge(8) that show state, as typed: abbreviated, with options, behind `sudo` or `ip netns exec NS`.
 * @param argv the command after expansion
 * @returns undefined for anything else; else what it shows, and a command that gives the same rows in JSON
 */
export function viewOf(argv: readonly string[]): View | undefined {
  const start = programStart(argv);
  if (start === undefined) return undefined;
  const program = argv[start]!.replace(/^.*\//, '') as keyof typeof PROGRAMS;
  const { objects, options, details } = PROGRAMS[program];
  const prefix = argv.slice(0, start);
  const parsed = parseOptions(options, argv.slice(start + 1));
  if (!parsed) return undefined;
  const { kept, rest, said } = parsed;
  const object = objects.find(({ name }) => starts(name, rest[0]));
  if (program === 'ip' && object?.name === 'netns' && starts('exec', netnsVerb(rest[1]))) return inNetns([...prefix, 'ip', ...kept], rest, said);
  if (said.has('all') || !object?.kind) return undefined;
  if (object.kind === 'route' && verbOf(object, rest[1]) === 'get') return lookupView([...prefix, 'ip', ...kept], rest.slice(2));
  if (!shows(object, rest[1])) return undefined;
  const brief = said.has('brief');
  return {
    kind: object.kind,
    query: [...prefix, program, ...kept, '-j', ...details, ...rest],
    ...(brief && (object.kind === 'link' || object.kind === 'addr') && { names: [...prefix, program, ...kept, ...rest] }),
    shape: brief ? 'brief' : said.has('stats') || said.has('statistics') ? 'stats' : said.has('details') ? 'details' : 'usual',
    whole: rest.length <= 2 && !['family', '4', '6', '0'].some(one => said.has(one)),
    ...(said.has('netns') && { netns: said.get('netns')! }),
  };
}

function netnsVerb(word: string | undefined): string | undefined {
  return NETNS_VERBS.find(verb => starts(verb, word));
}

/** `ip netns exec NS COMMAND`, or `ip -all netns exec COMMAND`: what COMMAND shows. */
function inNetns(prefix: readonly string[], rest: readonly string[], said: ReadonlyMap<string, string>): View | undefined {
  const all = said.has('all');
  const [name, command] = all ? ['*', rest.slice(2)] : [rest[2], rest.slice(3)];
  const inner = viewOf(command);
  if (name === undefined || !inner || (all && inner.netns !== undefined)) return undefined;
  if (all && inner.kind === 'lookup') return undefined;
  return { ...viewWithin([...prefix, ...(all ? ['-all'] : []), 'netns', 'exec', ...(all ? [] : [name])], inner), netns: inner.netns ?? name };
}

/** `ip route get`: the entry that it found, and all that decides. */
function lookupView(ip: readonly string[], words: readonly string[]): View | undefined {
  const question = questionOf(words);
  if (!question) return undefined;
  const asked = [...ip, question.to.includes(':') ? '-6' : '-4', '-j', '-d'];
  return {
    kind: 'lookup', query: [...asked, 'route', 'get', 'fibmatch', ...words], shape: 'usual', whole: false,
    lookup: { words, queries: [[...asked.slice(0, -1), 'rule'], [...asked, 'route', 'show', 'table', 'all'], [...asked, 'link']] },
  };
}

function verbOf({ verbs }: ObjectWords, word: string | undefined): string | undefined {
  return verbs.find(one => starts(one, word));
}

function shows(object: ObjectWords, word: string | undefined): boolean {
  if (word === undefined) return true;
  const verb = verbOf(object, word);
  return verb !== undefined && SHOW.includes(verb);
}

function starts(name: string, word: string | undefined): boolean {
  return word !== undefined && word !== '' && name.startsWith(word);
}

/** Index of the program behind `sudo` and its options. */
function programStart(argv: readonly string[]): number | undefined {
  let i = 0;
  while (argv[i] === 'sudo' || (i > 0 && /^-[nEHSk]+$/.test(argv[i]!))) i++;
  return /^(\/(usr\/)?s?bin\/)?(ip|bridge)$/.test(argv[i] ?? '') ? i : undefined;
}

interface Parsed {
  readonly kept: readonly string[];
  readonly rest: readonly string[];
  /** each option that was given, and its argument */
  readonly said: ReadonlyMap<string, string>;
}

/** Splits a program's own options from the rest; undefined where one of them rules out a view. */
function parseOptions(options: readonly Option[], words: readonly string[]): Parsed | undefined {
  const kept: string[] = [];
  const said = new Map<string, string>();
  let i = 0;
  for (; i < words.length && words[i]!.startsWith('-'); i++) {
    const word = words[i]!;
    if (word === '--') break;
    const name = word.replace(/^--?/, '');
    const option = options.find(one => name !== '' && (one.whole ? one.name === name : one.name.startsWith(name.replace(/^(c[olur]*)=.*/, '$1'))));
    if (!option?.fate) return undefined;
    const taken = option.argument ? words.slice(i, i + 2) : [word];
    if (option.argument) i++;
    if (option.fate === 'keep') kept.push(...taken);
    said.set(option.name, taken[1] ?? '');
  }
  return { kept, said, rest: words.slice(words[i] === '--' ? i + 1 : i) };
}
