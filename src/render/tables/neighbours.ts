import type { IpNeigh } from '../../backend/snapshot';
import { explainNeighbour, neighbourMark } from '../explain';
import { type Column, NOTHING, type Row, type Span, type Table, explained, line, mono, soft, spaced } from '../table/model';

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
