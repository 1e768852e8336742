import type { IpNexthop } from '../../backend/snapshot';
import { type Column, NOTHING, type Row, type Table, explained, line, mono, soft } from '../table/model';

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
