import { placeAt } from '../complete/line';
import type { Live } from '../complete/live';
import { walk, type Role } from '../complete/walk';
import { CELL_MAGICS, MAGICS } from '../magics';
import type { MimeBundle } from '../session';
import { IP } from './entries/ip';
import { LINK } from './entries/link';
import { PROGRAMS } from './entries/programs';
import { PRINTED, SYSCTLS } from './entries/words';
import { present, type Entries, type Entry } from './entry';

const ENTRIES: Entries = { ...IP, ...LINK, ...PROGRAMS };
const get = (entries: Entries, key: string): Entry | undefined => (Object.hasOwn(entries, key) ? entries[key] : undefined);

/** Values that are devices or namespaces, of which there is something to show. */
const DEVICE = /^(DEVICE|PHYS_DEV|VRF|DEV$)/;

/** Where a word's entry may be, the most special first. */
function keysOf({ role, path, name, names = [] }: Role): string[] {
  if (role === 'program') return [name.replace(/^.*\//s, '')];
  const type = /\btype (\S+)(.*)$/.exec(path);
  const object = path.split(' ').slice(0, 2).join(' ');
  return [name, ...names].flatMap(word => [...(type ? [`${type[1]}${type[2]} ${word}`] : []), `${path} ${word}`, `${object} ${word}`]);
}

function entryOf(role: Role, word: string): readonly [title: string, entry: Entry] | undefined {
  const keys = [...(role.value?.kind === 'LINK-TYPE' ? [`type ${word}`] : []), ...(role.role === 'value' && role.value?.kind === 'FILTER' ? [`tcpdump ${word}`] : []), ...(role.role === 'value' && role.name === '' ? [] : keysOf(role))];
  for (const key of keys) {
    const entry = get(ENTRIES, key);
    if (entry) return [key, entry];
  }
  return undefined;
}

function magicAt(line: string): MimeBundle | undefined {
  const [, percent, name] = /^(%%?)(\w+)/.exec(line) ?? [];
  const magic = name === undefined ? undefined : (percent === '%' ? MAGICS : CELL_MAGICS).get(name);
  return magic && present({ title: magic.usage, entry: [magic.summary, '', '', ''] });
}

function sysctlAt(word: string): MimeBundle | undefined {
  const name = word.replace(/=.*$/s, '').replace(/^\/proc\/sys\//, '').replaceAll('/', '.');
  const entry = name.includes('.') ? get(SYSCTLS, name.split('.').at(-1)!) : undefined;
  return entry && present({ title: name, entry });
}

/** What there is at the moment of that name: an interface. */
async function stateOf(word: string, netns: string | undefined, detail: number, live: () => Promise<Live>): Promise<string> {
  const now = await live();
  const known = (await now.links(netns)).some(({ ifname, altnames = [] }) => ifname === word || altnames.includes(word));
  return known ? now.describe(word, netns, detail > 0) : '';
}

async function wordAt(words: readonly string[], word: string, detail: number, live: () => Promise<Live>): Promise<MimeBundle | undefined> {
  const { roles, netns } = walk([...words, word]);
  const role = roles[words.length];
  if (!role) return undefined;
  if (role.role === 'value' && DEVICE.test(role.value?.kind ?? '')) {
    const state = await stateOf(word, netns, detail, live);
    if (state !== '') return present({ title: word, state });
  }
  const found = entryOf(role, word);
  return found && present({ title: found[0], entry: found[1] });
}

/**
 * What there is to say about the word at the cursor, in its place. Nothing that is asked for it changes anything.
 * @param cursor in code points
 * @param detail 1 for more about what there is now
 */
export async function inspectAt(code: string, cursor: number, detail: number, live: () => Promise<Live>): Promise<MimeBundle | undefined> {
  const points = [...code];
  const at = Math.max(0, Math.trunc(cursor) || 0);
  const rest = /^[^\s;|&<>()'"`]*/.exec(points.slice(at).join(''))![0];
  const before = points.slice(0, at).join('') + rest;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const { words, typed, comment } = placeAt(before);
  const magic = /^%%?\w*$/.test(line) ? magicAt(line) : undefined;
  if (magic) return magic;
  const own = comment || typed === '' ? undefined : await wordAt(words, typed, detail, live);
  const loose = /[\w.=/-]*$/.exec(before)![0];
  const printed = get(PRINTED, loose);
  return own ?? sysctlAt(loose) ?? (printed && present({ title: loose, entry: printed }));
}
