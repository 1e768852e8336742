import type { IpLink } from '../../backend/snapshot';
import type { Table } from '../table/model';
import type { Shape, ViewKind } from '../view/view';
import { fdbTable, mdbTable, portTable, vlanTable } from './bridge';
import { interfaceTable, present } from './interfaces';
import { withLinkNetns } from './link-netns';
import { neighbourTable } from './neighbours';
import { netnsTable } from './netns';
import { nexthopTable } from './nexthops';
import { ruleTable } from './rules';

/** What is shown as a table; routes and lookups have a drawing instead. */
export type TableKind = Exclude<ViewKind, 'route' | 'lookup'>;

interface TableMaker {
  readonly caption: string;
  /** @param text what the command printed of the rows */
  table(rows: readonly never[], shape: Shape, text: string): Table;
}

/** What a table of each kind is called, and made of: rows of iproute2's JSON. */
export const TABLES: Readonly<Record<TableKind, TableMaker>> = {
  link: { caption: 'interfaces', table: linksOf },
  addr: { caption: 'interfaces', table: linksOf },
  neigh: { caption: 'neighbours', table: neighbourTable },
  rule: { caption: 'rules, tried from top to bottom', table: ruleTable },
  netns: { caption: 'namespaces', table: netnsTable },
  nexthop: { caption: 'next hops', table: nexthopTable },
  port: { caption: 'ports of bridges', table: portTable },
  fdb: { caption: 'where frames are sent', table: fdbTable },
  vlan: { caption: 'VLANs of each port', table: vlanTable },
  mdb: { caption: 'where multicast frames are sent', table: mdbTable },
};

function linksOf(rows: readonly IpLink[], shape: Shape, text: string): Table {
  return interfaceTable([{ links: withLinkNetns(present(rows), text).map(link => ({ link })) }], shape);
}
