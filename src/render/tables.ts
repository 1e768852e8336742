import type { IpNeigh, IpRule } from '../backend/snapshot';
import { explainNeighbour, neighbourMark } from './explain';
import { type Column, NOTHING, type Span, type Table, explained, line, mono, soft, spaced } from './table/model';

const NEIGHBOUR_COLUMNS: readonly Column[] = [
  { head: 'neighbour', title: 'IP address of a host on the same link', names: true },
  { head: 'interface', title: 'through which it is reached' },
  { head: 'MAC', title: 'link-layer address that it answered with' },
  { head: 'state', title: 'what is known about it' },
];

/** Neighbours as a table, from the rows of `ip -j neigh`. */
export function neighbourTable(neighbours: readonly IpNeigh[]): Table {
  const rows = neighbours.map(row => [
    line(mono(row.dst, { bold: true })),
    row.dev === undefined ? NOTHING : line(mono(row.dev)),
    row.lladdr === undefined ? line(soft('unknown')) : line(mono(row.lladdr)),
    [spaced([...(row.state ?? []).map(neighbourState), ...'router' in row ? [soft('router', 'it said that it forwards packets')] : []])],
  ]);
  return { columns: NEIGHBOUR_COLUMNS, sections: [{ rows }] };
}

function neighbourState(state: string): Span {
  const { shape, colour } = neighbourMark(state);
  return explained(`${shape} ${state}`, explainNeighbour(state), { bold: true, colour });
}

const RULE_COLUMNS: readonly Column[] = [
  { head: 'priority', title: 'rules are tried in rising order' },
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
  const rows = rules.map(row => [
    line(mono(String(row.priority))),
    line(mono(ruleSelector(row))),
    row.table === undefined ? line(mono(row.action ?? '—')) : line(soft('table '), explainedTable(row.table)),
  ]);
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
