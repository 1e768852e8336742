import type { IpAddrInfo, IpLink } from '../backend/snapshot';
import { addressFlags, explainFlag, explainOperstate, explainQdisc, explainScope, linkState } from './explain';
import { type Column, element, escape, explained, mono, note, table } from './html';

const COLUMNS: Readonly<Record<string, Column>> = {
  index: { head: '#', title: 'interface index: the kernel\'s number for it, unique in its namespace' },
  name: { head: 'interface', title: 'name, and after @ what it is joined to' },
  state: { head: 'state', title: 'as the administrator and the wire have it; Linux\'s own word is smaller' },
  mtu: { head: 'MTU', title: 'largest packet that it carries, in octets' },
  mac: { head: 'MAC', title: 'link-layer address' },
  addresses: { head: 'addresses', title: 'address and prefix length, scope, flags' },
  traffic: { head: 'received / sent', title: 'packets and octets since the interface exists' },
  master: { head: 'part of', title: 'the bridge, bond or VRF that it belongs to' },
  qdisc: { head: 'qdisc', title: 'queueing discipline' },
  flags: { head: 'flags', title: 'each explained on hover' },
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
export function interfaceTable(rows: readonly IpLink[]): string {
  const links = present(rows);
  const cells: Readonly<Record<string, (link: IpLink) => string>> = {
    index: link => note(String(link.ifindex)),
    name: nameCell,
    state: stateCell,
    mtu: link => escape(String(link.mtu)),
    mac: link => mono(link.address ?? '—', 'font-size: 12px'),
    addresses: link => link.addr_info?.length ? element('div', { style: 'white-space: normal' }, link.addr_info.map(addressLine).join('<br>')) : note('—'),
    traffic: trafficCell,
    master: link => mono(link.master ?? '—', 'font-size: 12px'),
    qdisc: link => explained(link.qdisc, explainQdisc(link.qdisc), 'font-size: 12px'),
    flags: link => element('div', { style: 'white-space: normal' }, link.flags.map(flag => explained(flag, explainFlag(flag), 'font-size: 11px')).join(' ')),
  };
  const wanted = Object.keys(COLUMNS).filter(key =>
    key === 'addresses' ? links.some(link => link.addr_info)
      : key === 'traffic' ? links.some(link => link.stats64)
        : key === 'master' ? links.some(link => link.master) : true);
  return table(wanted.map(key => COLUMNS[key]!), links.map(link => wanted.map(key => cells[key]!(link))));
}

function nameCell(link: IpLink): string {
  const kind = link.linkinfo?.info_kind ?? (link.link_type === 'loopback' ? 'loopback' : 'NIC');
  const peer = displayName(link).slice(link.ifname.length);
  const elsewhere = link.link === undefined && link.link_index ? note(' in another namespace', `its other end has index ${link.link_index} there`) : '';
  const alias = link.ifalias ? `<br>${note(link.ifalias, 'alias')}` : '';
  return element('b', {}, mono(link.ifname, 'font-size: 12.5px', kind)) + mono(peer, 'font-size: 12px', 'its other end, or what it rests on') + elsewhere + alias;
}

function stateCell(link: IpLink): string {
  const state = linkState(link);
  const word = element('span', { style: `color: ${state.colour}; font-weight: 600`, title: state.title }, `${state.shape} ${state.word}`);
  return `${word} ${note(link.operstate, explainOperstate(link.operstate))}`;
}

function addressLine(address: IpAddrInfo): string {
  const peer = address.address ? ` peer ${address.address}` : '';
  const text = mono(`${address.local}${peer}/${address.prefixlen}`, 'font-size: 12px; white-space: nowrap', address.broadcast && `broadcast ${address.broadcast}`);
  const flags = addressFlags(address).map(({ flag, title }) => ` ${explained(flag, title, 'font-size: 11px')}`).join('');
  return `${text} ${note(address.scope, explainScope(address.scope))}${flags}`;
}

function trafficCell(link: IpLink): string {
  if (!link.stats64) return note('—');
  const line = (mark: string, counts: Readonly<Record<string, number>>): string => {
    const lost = (counts.errors ?? 0) + (counts.dropped ?? 0);
    return `${mark} ${counts.packets ?? 0} ${note(`${counts.bytes ?? 0} octets${lost ? `, ${lost} lost` : ''}`)}`;
  };
  return `${line('↓', link.stats64.rx)}<br>${line('↑', link.stats64.tx)}`;
}
