import type { Value } from '../../commands/shape';
import { LINK_TYPES } from '../../commands/shapes';
import type { Live, LiveLink } from './live';

/** A word that fits, and what it is. */
export interface Candidate {
  readonly text: string;
  readonly type: string;
  /** what follows it, or what it stands for */
  readonly signature?: string;
  /** more of the same word follows: a directory */
  readonly open?: boolean;
}

/** Where the values are asked for. */
export interface Where {
  readonly live: Live;
  readonly netns: string | undefined;
  /** the words that lead here: `ip link add` */
  readonly path: string;
  readonly typed: string;
}

type Source = (where: Where) => Promise<readonly Candidate[]> | readonly Candidate[];

const all = (type: string, texts: readonly string[], signature?: string): Candidate[] => [...new Set(texts)].map(text => ({ text, type, ...(signature !== undefined && { signature }) }));

const addressesOf = (links: readonly LiveLink[], withLength: boolean): string[] =>
  links.flatMap(({ addr_info = [] }) => addr_info.flatMap(({ local, prefixlen }) => (local === undefined ? [] : [withLength ? `${local}/${prefixlen}` : local])));

const devices: Source = async ({ live, netns, path }) => {
  // A name that is yet to be given can't be one that there is.
  if (/^ip link add( type \S+ peer)?$/.test(path)) return [];
  return (await live.links(netns)).flatMap(({ ifname, altnames = [], linkinfo }) => all('interface', [ifname, ...altnames], linkinfo?.info_kind ?? (ifname === 'lo' ? 'loopback' : 'device')));
};

const addresses: Source = async ({ live, netns }) => [
  ...all('address', addressesOf(await live.links(netns), false), 'own'),
  ...all('address', (await live.neighbours(netns)).flatMap(({ dst }) => dst ?? []), 'neighbour'),
  ...all('address', await live.everyAddress(), "in the lab"),
];

const own: Source = async ({ live, netns }) => all('address', addressesOf(await live.links(netns), false), 'own');

const prefixes: Source = async ({ live, netns, path }) => {
  if (path.startsWith('ip address')) return all('address', addressesOf(await live.links(netns), true), 'own');
  return [...all('value', ['default']), ...all('route', await live.destinations(netns)), ...(await addresses({ live, netns, path, typed: '' }))];
};

const SCOPES = ['global', 'link', 'host', 'site', 'nowhere'];
const PROTOCOLS = ['kernel', 'boot', 'static', 'ra', 'dhcp', 'bird', 'bgp', 'ospf', 'rip', 'isis', 'babel'];

/** Absolute and without `.`, `..` and `~`. */
function directoryOf(typed: string, { cwd, home }: { readonly cwd: string; readonly home: string }): string {
  const slash = typed.lastIndexOf('/');
  const head = slash < 0 ? '' : typed.slice(0, slash + 1);
  const base = head.startsWith('~/') ? `${home}/${head.slice(2)}` : head.startsWith('/') ? head : `${cwd}/${head}`;
  const parts: string[] = [];
  for (const part of base.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Files and folders; hidden ones only where a dot is typed. */
export const files: Source = async ({ live, typed }) => {
  const head = typed.slice(0, typed.lastIndexOf('/') + 1);
  const last = typed.slice(head.length);
  const entries = (await live.files(directoryOf(typed, live.shell))).filter(({ name }) => name.startsWith(last) && (last.startsWith('.') || !name.startsWith('.')));
  return entries.map(({ name, directory }) => (directory ? { text: `${head}${name}/`, type: 'folder', open: true } : { text: `${head}${name}`, type: 'path' }));
};

/** What the kinds of values that grammars name stand for here. */
const SOURCES: Readonly<Record<string, Source>> = {
  'DEVICE': devices, 'PHYS_DEV': devices, 'DEV': devices,
  'DEVICE|any': async where => [...await devices(where), ...all('interface', ['any'], 'all of them')],
  'DEVICE|ADDRESS': async where => [...await devices(where), ...await own(where)],
  'VRF': async ({ live, netns }) => all('interface', (await live.links(netns)).filter(({ linkinfo }) => linkinfo?.info_kind === 'vrf').map(({ ifname }) => ifname), 'vrf'),
  'NETNS': async ({ live }) => all('namespace', await live.namespaces()),
  'ADDRESS': addresses, 'ADDR': addresses, 'IP_ADDRESS': addresses, 'DESTINATION': addresses, 'PREFIX': prefixes,
  'LLADDR': async ({ live, netns }) => all('address', (await live.neighbours(netns)).flatMap(({ lladdr }) => lladdr ?? []), 'neighbour'),
  'LINK-TYPE': ({ path }) => all('type', path === 'ip link add' ? LINK_TYPES.filter(name => !name.endsWith('_slave')) : LINK_TYPES),
  'TABLE_ID': async ({ live, netns, path }) => all('table', ['main', 'local', 'default', ...(/ (show|list|lst|flush)$/.test(path) ? ['all'] : []), ...await live.tables(netns)]),
  'TABLEID': async ({ live, netns }) => all('table', await live.tables(netns)),
  'SCOPE': () => all('value', SCOPES), 'RTPROTO': () => all('value', PROTOCOLS), 'PROTO': () => all('value', PROTOCOLS),
  'LFT': () => all('value', ['forever']),
  'SYSCTL': async ({ live, netns }) => all('setting', await live.sysctls(netns)),
  'FILE': files,
};

/** The words that a value can be, as far as they can be known. */
export async function valuesFor(value: Value, where: Where): Promise<readonly Candidate[]> {
  const given = all('value', value.choices ?? [], value.kind);
  const source = Object.hasOwn(SOURCES, value.kind) ? SOURCES[value.kind] : undefined;
  return source ? [...given, ...await source(where)] : given;
}
