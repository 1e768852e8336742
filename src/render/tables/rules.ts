import type { IpRule } from '../../backend/snapshot';
import { type Column, type Row, type Span, type Table, explained, line, mono, soft } from '../table/model';

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

/** Which packets a rule is for, as `ip rule` writes it. */
export function ruleSelector(row: IpRule): string {
  const end = (address: string, length: number | undefined): string => length === undefined ? address : `${address}/${length}`;
  const parts = [`from ${end(row.src, row.srclen)}`];
  if (row.dst !== undefined) parts.push(`to ${end(row.dst, row.dstlen)}`);
  for (const [key, value] of Object.entries(row)) {
    if (!RULE_ACTION_KEYS.includes(key)) parts.push(value === null || value === true ? key : `${key} ${String(value)}`);
  }
  return parts.join(' ');
}
