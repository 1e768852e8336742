import { type Column, NOTHING, type Row, type Table, line, mono } from '../table/model';

const NETNS_COLUMNS: readonly Column[] = [
  { head: 'namespace', title: 'a network of its own: interfaces, addresses, routes, sockets', names: true },
  { head: 'id', title: 'the number by which the present namespace knows it, once a link joins the two', marks: 'one' },
];

/** Named namespaces as a table, from the rows of `ip -j netns`. */
export function netnsTable(namespaces: readonly { readonly name: string; readonly id?: number }[]): Table {
  const rows = namespaces.map(({ name, id }): Row => ({ id: name, cells: [line(mono(name, { bold: true })), id === undefined ? NOTHING : line({ text: String(id) })] }));
  return { columns: NETNS_COLUMNS, sections: [{ rows }] };
}
