import type { IpNeigh, IpRule } from '../backend/snapshot';
import { explainNeighbour, neighbourMark } from './explain';
import { type Column, element, escape, explained, mono, note, table } from './html';

const NEIGHBOUR_COLUMNS: readonly Column[] = [
  { head: 'neighbour', title: 'IP address of a host on the same link' },
  { head: 'interface', title: 'through which it is reached' },
  { head: 'MAC', title: 'link-layer address that it answered with' },
  { head: 'state', title: 'what is known about it' },
];

/** Neighbours as a table, from the rows of `ip -j neigh`. */
export function neighbourTable(rows: readonly IpNeigh[]): string {
  return table(NEIGHBOUR_COLUMNS, rows.map(row => [
    mono(row.dst, 'font-size: 12px; font-weight: 600'),
    mono(row.dev ?? '—', 'font-size: 12px'),
    row.lladdr === undefined ? note('unknown') : mono(row.lladdr, 'font-size: 12px'),
    (row.state ?? []).map(neighbourState).join(' ') + ('router' in row ? ` ${note('router', 'it said that it forwards packets')}` : ''),
  ]));
}

function neighbourState(state: string): string {
  const { shape, colour } = neighbourMark(state);
  return element('span', { style: `color: ${colour}; font-weight: 600` }, `${escape(shape)} ${explained(state, explainNeighbour(state))}`);
}

const RULE_COLUMNS: readonly Column[] = [
  { head: 'priority', title: 'rules are tried in rising order' },
  { head: 'which packets', title: 'a packet must match all of it' },
  { head: 'what happens', title: 'the table that is looked up, or the action' },
];

const RULE_ACTION_KEYS = ['priority', 'table', 'action', 'protocol', 'flags', 'srclen', 'dstlen', 'src', 'dst', 'suppress_prefixlen', 'suppress_ifgroup', 'goto', 'nat_gateway', 'realms'];

const TABLES: Readonly<Record<string, string>> = {
  local: 'the host\'s own addresses and broadcasts; the kernel keeps it',
  main: 'where `ip route add` puts routes unless told otherwise',
  default: 'empty unless somebody fills it',
};

/** Routing policy as a table, from the rows of `ip -j rule`. */
export function ruleTable(rows: readonly IpRule[]): string {
  return table(RULE_COLUMNS, rows.map(row => [
    mono(String(row.priority), 'font-size: 12px'),
    mono(ruleSelector(row), 'font-size: 12px'),
    row.table === undefined ? mono(row.action ?? '—', 'font-size: 12px') : `${note('table')} ${mono(row.table, 'font-size: 12px; font-weight: 600', TABLES[row.table])}`,
  ]));
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
