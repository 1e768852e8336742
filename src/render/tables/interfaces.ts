import type { IpAddrInfo, IpLink } from '../../backend/snapshot';
import { addressFlags, explainFlag, explainOperstate, explainQdisc, explainScope, linkState } from '../explain';
import { settingsCell } from './link-details';
import { type Cell, type Column, type Line, NOTHING, type Section, type Span, type Table, explained, line, mono, soft, spaced } from '../table/model';
import type { Shape } from '../view/view';

/** A link, and where its other end is as far as that is known. */
export interface Placed {
  readonly link: IpLink;
  /** e.g. `eth0 on gateway` */
  readonly peer?: string;
}

interface Part extends Column {
  cell(placed: Placed): Cell;
  /** default: always */
  wanted?(links: readonly IpLink[]): boolean;
}

const addresses = { head: 'addresses', title: 'address and prefix length, scope, flags', wraps: true, marks: 'many', cell: ({ link }: Placed) => link.addr_info?.length ? link.addr_info.map(addressLine) : NOTHING } as const;
const flags = { head: 'flags', title: 'each explained on hover', wraps: true, cell: ({ link }: Placed): Cell => [spaced((link.flags ?? []).map(flag => explained(flag, explainFlag(flag), { tone: 'soft', whole: true })))] } as const;

const PARTS = {
  index: { head: '#', title: 'interface index: the kernel\'s number for it, unique in its namespace', cell: ({ link }) => line(soft(String(link.ifindex))) },
  name: { head: 'interface', title: 'name, after @ what it is joined to, and below it the bridge, bond or VRF that it is part of', names: true, wraps: true, marks: 'one', cell: nameCell },
  state: { head: 'state', title: 'as the administrator and the wire have it; Linux\'s own word is smaller', wraps: true, marks: 'one', cell: ({ link }) => stateCell(link) },
  mtu: { head: 'MTU', title: 'largest packet that it carries, in octets', wraps: true, marks: 'one', cell: ({ link }) => line({ text: String(link.mtu) }) },
  mac: { head: 'MAC', title: 'link-layer address', wraps: true, marks: 'one', cell: ({ link }) => link.address === undefined ? NOTHING : line(mono(link.address)) },
  addresses: { ...addresses, wanted: (links) => links.some(link => link.addr_info) },
  qdisc: { head: 'qdisc', title: 'queueing discipline', cell: ({ link }) => line(explained(link.qdisc, explainQdisc(link.qdisc), { mono: true })) },
  flags,
  briefFlags: { ...flags, wanted: (links) => !links.some(link => link.addr_info) },
  briefMac: { head: 'MAC', title: 'link-layer address', wraps: true, marks: 'one', cell: ({ link }) => link.address === undefined ? NOTHING : line(mono(link.address)), wanted: (links) => !links.some(link => link.addr_info) },
  direction: { head: 'direction', title: 'counted since the interface exists', cell: () => [[{ text: '↓ received' }], [{ text: '↑ sent' }]] },
  octets: { head: 'octets', title: 'with their link-layer headers', cell: counter('bytes') },
  packets: { head: 'packets', title: 'or frames', cell: counter('packets') },
  errors: { head: 'errors', title: 'arrived broken, or could not be sent', cell: counter('errors') },
  dropped: { head: 'dropped', title: 'were whole, and yet thrown away', cell: counter('dropped') },
  kind: { head: 'kind', title: 'what sort of device it is', marks: 'one', cell: ({ link }) => line(mono(kindOf(link))) },
  settings: { head: 'settings', title: 'of this kind of device, each explained on hover', wraps: true, marks: 'many', cell: ({ link }) => settingsCell(link) },
} satisfies Readonly<Record<string, Part>>;

/** What each way of showing interfaces has for columns. */
const SHAPES: Readonly<Record<Shape, readonly (keyof typeof PARTS)[]>> = {
  usual: ['index', 'name', 'state', 'mtu', 'mac', 'addresses', 'qdisc', 'flags'],
  overview: ['index', 'name', 'state', 'mtu', 'mac', 'addresses'],
  brief: ['name', 'state', 'briefMac', 'addresses', 'briefFlags'],
  stats: ['index', 'name', 'state', 'addresses', 'direction', 'octets', 'packets', 'errors', 'dropped'],
  details: ['index', 'name', 'state', 'mtu', 'mac', 'addresses', 'kind', 'settings', 'flags'],
};

/** Whether each row is an object with a name: for rows that a filter leaves out, iproute2 prints `{}`. */
export function present(links: readonly IpLink[]): readonly IpLink[] {
  return links.filter(link => link.ifname !== undefined);
}

/** The name as `ip link` shows it: `veth0@veth1`, `veth0@if5`. */
export function displayName(link: IpLink): string {
  return link.ifname + behindName(link);
}

function behindName(link: IpLink): string {
  if (link.link !== undefined) return `@${link.link ?? 'NONE'}`;
  return link.link_index ? `@if${link.link_index}` : '';
}

/** The interfaces of one place, or of several. */
export interface InterfaceGroup {
  readonly heading?: Line;
  readonly place?: string;
  readonly links: readonly Placed[];
}

/** Interfaces as a table, from the rows of `ip -j -d link` or `ip -j -d addr`. */
export function interfaceTable(groups: readonly InterfaceGroup[], shape: Shape = 'usual'): Table {
  const all = groups.flatMap(({ links }) => links.map(({ link }) => link));
  const columns = SHAPES[shape].map((key): Part => PARTS[key]).filter(({ wanted }) => wanted === undefined || wanted(all));
  const sections = groups.map(({ links, ...group }): Section => ({ ...group, rows: links.map(placed => ({ id: String(placed.link.ifindex), cells: columns.map(({ cell }) => cell(placed)) })) }));
  return { columns, sections };
}

export function kindOf(link: IpLink): string {
  return link.linkinfo?.info_kind ?? (link.link_type === 'loopback' ? 'loopback' : 'NIC');
}

function nameCell({ link, peer }: Placed): Cell {
  const behind = behindName(link);
  const name = [mono(link.ifname, { bold: true, title: kindOf(link) }), ...behind === '' ? [] : [mono(behind, { title: 'its other end, or what it rests on' })]];
  return [
    [...name, ...elsewhere(link, peer)],
    ...link.master === undefined ? [] : [[soft('part of '), mono(link.master)]],
    ...link.ifalias ? [[soft(link.ifalias, 'alias')]] : [],
  ];
}

/** Where the other end is, when it isn't here. */
function elsewhere(link: IpLink, peer: string | undefined): Span[] {
  if (peer !== undefined) return [soft(` ${peer}`, 'its other end')];
  if (link.link !== undefined || !link.link_index) return [];
  return [{ text: ' ' }, { ...soft(link.link_netns === undefined ? 'in another namespace' : `in ${link.link_netns}`, `its other end has index ${link.link_index} there`), ...(link.link_netns !== undefined && { whole: true }) }];
}

function stateCell(link: IpLink): Cell {
  const { shape, word, colour, title } = linkState(link);
  return line({ text: `${shape} ${word}`, bold: true, colour, title, whole: true }, { text: ' ' }, soft(link.operstate, explainOperstate(link.operstate)));
}

/** What iproute2 prints as `forever`. */
const FOREVER = 0xffff_ffff;

function addressLine(address: IpAddrInfo): Line {
  const peer = address.address ? ` peer ${address.address}` : '';
  return spaced([
    mono(`${address.local}${peer}/${address.prefixlen}`, address.broadcast ? { title: `broadcast ${address.broadcast}` } : {}),
    soft(address.scope, explainScope(address.scope)),
    ...addressFlags(address).map(({ flag, title }) => explained(flag, title, { tone: 'soft' })),
    ...lifetime('valid', address.valid_life_time, 'it goes after that time'),
    ...lifetime('preferred', address.preferred_life_time, 'after that time new connections choose another'),
  ]);
}

function lifetime(word: string, seconds: number | undefined, title: string): Span[] {
  return seconds === undefined || seconds >= FOREVER ? [] : [explained(`${word} ${seconds} s`, title, { tone: 'soft' })];
}

function counter(key: string): (placed: Placed) => Cell {
  return ({ link }) => (['rx', 'tx'] as const).map((way): Line => {
    const count = link.stats64?.[way]?.[key];
    if (count === undefined) return [soft('—')];
    const bad = (key === 'errors' || key === 'dropped') && count > 0;
    return [{ text: String(count), ...(key === 'bytes' && count >= 1000 && { title: human(count) }), ...(bad && { bold: true }) }];
  });
}

const UNITS = ['octets', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** 1234567 as `1.2 MB`: powers of 1000. */
function human(octets: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(octets) / 3));
  return `${(octets / 1000 ** power).toFixed(1)} ${UNITS[power]}`;
}
