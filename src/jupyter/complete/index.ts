import type { ShapeRow } from '../../commands/shape';
import { BUILTIN_NAMES } from '../../shell/builtins';
import { CELL_MAGICS, MAGICS, type Magic } from '../magics';
import type { Completion, CompletionItem } from '../session';
import { placeAt, type Place } from './line';
import type { Live } from './live';
import { files, valuesFor, type Candidate, type Where } from './values';
import { walk, type Expected } from './walk';

/** Words of the shell's grammar at the beginning of a command. */
const RESERVED = ['case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'function', 'if', 'select', 'then', 'time', 'until', 'while'];

/** What a completion can ask for. */
export interface Surroundings {
  /** what there is on the network and in the shell */
  live(): Promise<Live>;
  /** names of labs */
  labs(): readonly string[];
  /** what the argument of a magic can be now */
  words(magic: Pick<Magic, 'words'>): Promise<readonly string[]>;
}

const prefixed = (candidates: readonly Candidate[], typed: string): readonly Candidate[] => candidates.filter(({ text }) => text.startsWith(typed));

/** The word of a row of synonyms that is offered: one of the others only where it's the one that was begun. */
function preferred(words: readonly { readonly text: string }[], typed: string): string | undefined {
  const fitting = words.map(({ text }) => text).filter(text => text.startsWith(typed));
  return fitting.find(text => text === 'show') ?? fitting[0];
}

const signatureOf = ({ takes }: ShapeRow, name: string): string => [name, ...takes.map(({ kind, choices }) => (choices && choices.length <= 6 ? `{ ${choices.join(' | ')} }` : kind))].join(' ');

async function commands(live: Live): Promise<readonly Candidate[]> {
  const { functions, aliases } = live.shell;
  return [
    ...functions.map(text => ({ text, type: 'function' })), ...aliases.map(text => ({ text, type: 'alias' })), ...RESERVED.map(text => ({ text, type: 'keyword' })),
    ...BUILTIN_NAMES.filter(name => /^\w/.test(name)).map(text => ({ text, type: 'command' })),
    ...(await live.programs()).map(text => ({ text, type: 'command' })),
  ];
}

/** Objects under the longest of the names that mean the same: `neighbour` for `neighbor`. */
function verbs({ verbs: rows }: Expected, path: string, typed: string): Candidate[] {
  const names = rows.flatMap(words => preferred(words, typed) ?? []);
  const shadowed = new Set([['neighbor', 'neighbour'], ['ntbl', 'ntable'], ['tunl', 'tunnel'], ['tap', 'tuntap'], ['tcpmetrics', 'tcp_metrics']].filter(([, long]) => names.includes(long!)).map(([short]) => short));
  return names.filter(name => !shadowed.has(name)).map(text => ({ text, type: path.includes(' ') ? 'verb' : 'object', signature: `${path} ${text}` }));
}

async function expectedWords(expected: Expected, where: Where): Promise<readonly Candidate[]> {
  const { typed, path } = where;
  const options = typed.startsWith('-') ? expected.options.flatMap(row => row.words.map(({ text }) => ({ text, type: 'option', signature: signatureOf(row, text) }))) : [];
  const keywords = expected.rows.flatMap(row => row.words.map(({ text }) => ({ text, type: 'keyword', signature: signatureOf(row, text) })));
  const lead = expected.lead === undefined ? [] : [{ text: expected.lead, type: 'keyword', signature: signatureOf({ words: [], takes: expected.values }, expected.lead) }];
  const values = typed.startsWith('-') && expected.options.length > 0 ? [] : (await Promise.all(expected.values.map(value => valuesFor(value, where)))).flat();
  return [...verbs(expected, path, typed), ...lead, ...keywords, ...options, ...values];
}

async function candidates(place: Place, live: Live): Promise<readonly Candidate[]> {
  const { words, typed, redirected } = place;
  const { expected, path, netns } = walk(words);
  const where: Where = { live, netns, path, typed };
  if (redirected) return files(where);
  if (!expected.command) return expectedWords(expected, where);
  if (typed.includes('/')) return files(where);
  return typed === '' ? [] : commands(live);
}

const SPECIAL = /[\s"'\\$`&;|<>()*?#~![\]{}]/g;

/** A word as it has to be written where it stands. */
function written(text: string, quote: Place['quote']): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  if (quote === '"') return text.replace(/["\\$`]/g, '\\$&');
  return text.replace(SPECIAL, (char, at: number) => (char === '~' && at > 0) || char === '#' && at > 0 ? char : char === '~' && text.startsWith('~/') ? char : `\\${char}`);
}

/** The code point of a UTF-16 offset. */
const points = (text: string, offset: number): number => [...text.slice(0, offset)].length;

interface Found {
  readonly candidates: readonly Candidate[];
  /** UTF-16 offset in the text before the cursor */
  readonly start: number;
  readonly quote: Place['quote'];
}

const magicRows = (): Candidate[] => [
  ...[...MAGICS].map(([name, { usage }]) => ({ text: `%${name}`, type: 'magic', signature: usage })),
  ...[...CELL_MAGICS].map(([name, { usage }]) => ({ text: `%%${name}`, type: 'magic', signature: usage })),
];

/** What the argument of a magic can be. */
async function magicWords(percent: string, name: string, { live, labs, words }: Surroundings): Promise<readonly Candidate[]> {
  if (name === 'host') return (await live()).hosts.map(text => ({ text, type: 'host' }));
  if (name === 'netns') return (await (await live()).namespaces()).map(text => ({ text, type: 'namespace' }));
  if (name === 'lab') return labs().map(text => ({ text, type: 'lab' }));
  const magic = (percent === '%' ? MAGICS : CELL_MAGICS).get(name);
  return (magic ? await words(magic) : []).map(text => ({ text, type: 'value' }));
}

async function magics(line: string, offset: number, around: Surroundings): Promise<Found> {
  const [, percent, name, argument] = /^(%%?)(\w*)(?:[ \t]+(.*))?$/s.exec(line) ?? [];
  if (percent === undefined || name === undefined) return { candidates: [], start: offset + line.length, quote: "'" };
  if (argument === undefined) return { candidates: /\s$/.test(line) ? [] : prefixed(magicRows().filter(({ text }) => percent === '%' || offset === 0 || !text.startsWith('%%')), line), start: offset, quote: "'" };
  const typed = /\S*$/.exec(argument)![0];
  return { candidates: prefixed(await magicWords(percent, name, around), typed), start: offset + line.length - typed.length, quote: "'" };
}

/** Whether a magic could stand behind a text. */
function isCommandStart(text: string): boolean {
  const { words, quote } = placeAt(text);
  return words.length === 0 && quote === '';
}

async function find(before: string, around: Surroundings): Promise<Found> {
  const lineStart = before.lastIndexOf('\n') + 1;
  const place = placeAt(before);
  const line = before.slice(lineStart);
  if (line.startsWith('%') && isCommandStart(before.slice(0, lineStart))) return magics(line, lineStart, around);
  if (place.comment) return { candidates: [], start: before.length, quote: '' };
  const now = await around.live();
  if (place.variable) {
    const { typed, start } = place.variable;
    return { candidates: prefixed(now.shell.variables.map(text => ({ text, type: 'variable' })), typed), start, quote: '"' };
  }
  return { candidates: prefixed(await candidates(place, now), place.typed), start: place.start, quote: place.quote };
}

/**
 * Words that fit at a place in a cell. Nothing that is asked for it changes anything.
 * @param cursor in code points
 */
export async function completeAt(code: string, cursor: number, around: Surroundings): Promise<Completion> {
  const at = Math.max(0, Math.trunc(cursor) || 0);
  const before = [...code].slice(0, at).join('');
  const { candidates: fitting, start, quote } = await find(before, around);
  const end = [...before].length;
  const first = points(before, start);
  const items = new Map<string, CompletionItem>();
  for (const { text, type, signature } of fitting) {
    const word = written(text, quote);
    if (!items.has(word)) items.set(word, { text: word, type, start: first, end, ...(signature !== undefined && { signature }) });
  }
  const sorted = [...items.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
  return { matches: sorted.map(({ text }) => text), start: first, end, types: sorted };
}
