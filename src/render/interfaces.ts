import type { IpAddrInfo, IpLink } from '../backend/snapshot';
import { addressFlags, explainFlag, explainOperstate, explainQdisc, explainScope, linkState } from './explain';
import { type Cell, type Column, type Line, NOTHING, type Table, explained, line, mono, soft, spaced } from './table/model';

const COLUMNS: Readonly<Record<string, Column>> = {
  index: { head: '#', title: 'interface index: the kernel\'s number for it, unique in its namespace' },
  name: { head: 'interface', title: 'name, and after @ what it is joined to', names: true },
  state: { head: 'state', title: 'as the administrator and the wire have it; Linux\'s own word is smaller' },
  mtu: { head: 'MTU', title: 'largest packet that it carries, in octets' },
  mac: { head: 'MAC', title: 'link-layer address' },
  addresses: { head: 'addresses', title: 'address and prefix length, scope, flags', wraps: true },
  traffic: { head: 'received / sent', title: 'packets and octets since the interface exists' },
  master: { head: 'part of', title: 'the bridge, bond or VRF that it belongs to' },
  qdisc: { head: 'qdisc', title: 'queueing discipline' },
  flags: { head: 'flags', title: 'each explained on hover', wraps: true },
};

/** Whether each row is an object with a name: for rows that a filter leaves out, iproute2 prints `{}`. */
export function present(links: readonly IpLink[]): readonly IpLink[] {
  return links.filter(link => link.ifname !== undefined);
}

/** The name as `ip link` shows it: `veth0@veth1`, `veth0@if5`. */
export function displayName(link: IpLink): string {
  if (link.link !== undefined) return `${link.ifname}@${link.link}`;
  return link.link_index ? `${link.ifname}@if${link.link_index}` : link.ifname;
}

/** Interfaces as a table, from the rows of `ip -j -d link` or `ip -j -d addr`. */
export function interfaceTable(all: readonly IpLink[]): Table {
  const links = present(all);
  const cells: Readonly<Record<string, (link: IpLink) => Cell>> = {
    index: link => line(soft(String(link.ifindex))),
    name: nameCell,
    state: stateCell,
    mtu: link => line({ text: String(link.mtu) }),
    mac: link => link.address === undefined ? NOTHING : line(mono(link.address)),
    addresses: link => link.addr_info?.length ? link.addr_info.map(addressLine) : NOTHING,
    traffic: trafficCell,
    master: link => link.master === undefined ? NOTHING : line(mono(link.master)),
    qdisc: link => line(explained(link.qdisc, explainQdisc(link.qdisc), { mono: true })),
    flags: link => [spaced(link.flags.map(flag => explained(flag, explainFlag(flag), { tone: 'soft' })))],
  };
  const wanted = Object.keys(COLUMNS).filter(key =>
    key === 'addresses' ? links.some(link => link.addr_info)
      : key === 'traffic' ? links.some(link => link.stats64)
        : key === 'master' ? links.some(link => link.master) : true);
  return { columns: wanted.map(key => COLUMNS[key]!), sections: [{ rows: links.map(link => wanted.map(key => cells[key]!(link))) }] };
}

function nameCell(link: IpLink): Cell {
  const kind = link.linkinfo?.info_kind ?? (link.link_type === 'loopback' ? 'loopback' : 'NIC');
  const peer = displayName(link).slice(link.ifname.length);
  const name = [mono(link.ifname, { bold: true, title: kind }), ...peer === '' ? [] : [mono(peer, { title: 'its other end, or what it rests on' })]];
  const elsewhere = link.link === undefined && link.link_index ? [soft(' in another namespace', `its other end has index ${link.link_index} there`)] : [];
  return [[...name, ...elsewhere], ...link.ifalias ? [[soft(link.ifalias, 'alias')]] : []];
}

function stateCell(link: IpLink): Cell {
  const { shape, word, colour, title } = linkState(link);
  return line({ text: `${shape} ${word}`, bold: true, colour, title }, { text: ' ' }, soft(link.operstate, explainOperstate(link.operstate)));
}

function addressLine(address: IpAddrInfo): Line {
  const peer = address.address ? ` peer ${address.address}` : '';
  return spaced([
    mono(`${address.local}${peer}/${address.prefixlen}`, address.broadcast ? { title: `broadcast ${address.broadcast}` } : {}),
    soft(address.scope, explainScope(address.scope)),
    ...addressFlags(address).map(({ flag, title }) => explained(flag, title, { tone: 'soft' })),
  ]);
}

function trafficCell(link: IpLink): Cell {
  if (!link.stats64) return NOTHING;
  const counted = (mark: string, counts: Readonly<Record<string, number>>): Line => {
    const lost = (counts.errors ?? 0) + (counts.dropped ?? 0);
    return [{ text: `${mark} ${counts.packets ?? 0} ` }, soft(`${counts.bytes ?? 0} octets${lost ? `, ${lost} lost` : ''}`)];
  };
  return [counted('↓', link.stats64.rx), counted('↑', link.stats64.tx)];
}
