import type { IpNeigh, IpNexthop, IpRule } from '../backend/snapshot';
import { explainNeighbour, neighbourMark } from './explain';
import { type Column, NOTHING, type Row, type Span, type Table, explained, line, mono, soft, spaced } from './table/model';

const NEIGHBOUR_COLUMNS: readonly Column[] = [
  { head: 'neighbour', title: 'IP address of a host on the same link', names: true },
  { head: 'interface', title: 'through which it is reached' },
  { head: 'MAC', title: 'link-layer address that it answered with', marks: 'one' },
  { head: 'state', title: 'what is known about it' },
];

/** Neighbours as a table, from the rows of `ip -j neigh`. */
export function neighbourTable(neighbours: readonly IpNeigh[]): Table {
  const rows = neighbours.map((row): Row => ({ id: `${row.dst} ${row.dev}`, cells: [
    line(mono(row.dst, { bold: true })),
    row.dev === undefined ? NOTHING : line(mono(row.dev)),
    row.lladdr === undefined ? line(soft('unknown')) : line(mono(row.lladdr)),
    [spaced([...(row.state ?? []).map(neighbourState), ...'router' in row ? [soft('router', 'it said that it forwards packets')] : []])],
  ] }));
  return { columns: NEIGHBOUR_COLUMNS, sections: [{ rows }] };
}

function neighbourState(state: string): Span {
  const { shape, colour } = neighbourMark(state);
  return explained(`${shape} ${state}`, explainNeighbour(state), { bold: true, colour });
}

const RULE_COLUMNS: readonly Column[] = [
  { head: 'priority', title: 'rules are tried in rising order', names: true },
  { head: 'which packets', title: 'a packet must match all of it', wraps: true },
  { head: 'what happens', title: 'the table that is looked up, or the action' },
];

const RULE_ACTION_KEYS = ['priority', 'table', 'action', 'protocol', 'flags', 'srclen', 'dstlen', 'src', 'dst', 'suppress_prefixlen', 'suppress_ifgroup', 'goto', 'nat_gateway', 'realms'];

const TABLES: Readonly<Record<string, string>> = {
  local: 'the host\'s own addresses and broadcasts; the kernel keeps it',
  main: 'where `ip route add` puts routes unless told otherwise',
  default: 'empty unless somebody fills it',
};

/** Routing policy as a table, from the rows of `ip -j rule`. */
export function ruleTable(rules: readonly IpRule[]): Table {
  const rows = rules.map((row): Row => ({ id: JSON.stringify(row), cells: [
    line(mono(String(row.priority))),
    line(mono(ruleSelector(row))),
    row.table === undefined ? line(mono(row.action ?? '—')) : line(soft('table '), explainedTable(row.table)),
  ] }));
  return { columns: RULE_COLUMNS, sections: [{ rows }] };
}

function explainedTable(name: string): Span {
  const title = TABLES[name];
  return title === undefined ? mono(name, { bold: true }) : explained(name, title, { mono: true, bold: true });
}

function ruleSelector(row: IpRule): string {
  const end = (address: string, length: number | undefined): string => length === undefined ? address : `${address}/${length}`;
  const parts = [`from ${end(row.src, row.srclen)}`];
  if (row.dst !== undefined) parts.push(`to ${end(row.dst, row.dstlen)}`);
  for (const [key, value] of Object.entries(row)) {
    if (!RULE_ACTION_KEYS.includes(key)) parts.push(value === null || value === true ? key : `${key} ${String(value)}`);
  }
  return parts.join(' ');
}

const NETNS_COLUMNS: readonly Column[] = [
  { head: 'namespace', title: 'a network of its own: interfaces, addresses, routes, sockets', names: true },
  { head: 'id', title: 'the number by which the present namespace knows it, once a link joins the two', marks: 'one' },
];

/** Named namespaces as a table, from the rows of `ip -j netns`. */
export function netnsTable(namespaces: readonly { readonly name: string; readonly id?: number }[]): Table {
  const rows = namespaces.map(({ name, id }): Row => ({ id: name, cells: [line(mono(name, { bold: true })), id === undefined ? NOTHING : line({ text: String(id) })] }));
  return { columns: NETNS_COLUMNS, sections: [{ rows }] };
}

const NEXTHOP_COLUMNS: readonly Column[] = [
  { head: 'id', title: 'by which routes name it', names: true },
  { head: 'next stop', title: 'the router, or the group of others', marks: 'one' },
  { head: 'interface', title: 'by which packets leave', marks: 'one' },
  { head: 'flags', title: 'whether it works' },
];

/** Next hops that stand by themselves, from the rows of `ip -j nexthop`. */
export function nexthopTable(hops: readonly IpNexthop[]): Table {
  const rows = hops.map(({ id, gateway, dev, blackhole, group, flags = [] }): Row => {
    const members = group?.map(({ id: member, weight }) => `${member}${weight === undefined ? '' : ` (weight ${weight})`}`).join(', ');
    const stop = members !== undefined ? line(soft('group of '), mono(members)) : blackhole !== undefined ? line(explained('blackhole', 'dropped in silence')) : gateway === undefined ? line(soft('straight to the destination')) : line(mono(gateway));
    return { id: String(id), cells: [line(mono(String(id), { bold: true })), stop, dev === undefined ? NOTHING : line(mono(dev)), flags.length === 0 ? NOTHING : line({ text: flags.join(' ') })] };
  });
  return { columns: NEXTHOP_COLUMNS, sections: [{ rows }] };
}
