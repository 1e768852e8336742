import { formatAddress, type IpAddress } from '../../../stack/address';

/** What a filter can't be: its message is libpcap's. */
export class FilterError extends Error {}

/** Protocols that pcap-filter(7) has a word for and that this implementation knows. `link` is also spelled `ether`. */
export const PROTOCOLS = ['link', 'ip', 'arp', 'rarp', 'sctp', 'tcp', 'udp', 'icmp', 'igmp', 'igrp', 'pim', 'vrrp', 'ip6', 'icmp6', 'ah', 'esp', 'stp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export type Direction = 'src' | 'dst' | 'src or dst' | 'src and dst';
export type Kind = 'host' | 'net' | 'port' | 'portrange' | 'proto' | 'gateway';

/** What stands before an id: `tcp dst port`. */
export interface Qualifiers {
  readonly protocol?: Protocol;
  readonly direction?: Direction;
  readonly kind?: Kind;
}

export type Id =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'number'; readonly value: number }
  /** 2 to 4 parts of a dotted quad, left-justified, and the bits that they make up or that a mask or length says */
  | { readonly type: 'ipv4'; readonly text: string; readonly mask?: string | number }
  | { readonly type: 'ipv6'; readonly address: IpAddress; readonly length?: number }
  | { readonly type: 'mac'; readonly address: string };

export type Operator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Arithmetic =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'length' }
  | { readonly type: 'load'; readonly protocol: Protocol; readonly offset: Arithmetic; readonly size: number }
  | { readonly type: 'negate'; readonly operand: Arithmetic }
  | { readonly type: 'binary'; readonly operator: Operator; readonly left: Arithmetic; readonly right: Arithmetic };

export type Filter =
  | { readonly type: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly type: 'not'; readonly operand: Filter }
  /** an id with the qualifiers that stand before it, or before the last id that had any; undefined: nowhere */
  | { readonly type: 'id'; readonly qualifiers: Qualifiers | undefined; readonly id: Id }
  | { readonly type: 'protocol'; readonly protocol: Protocol }
  | { readonly type: 'relation'; readonly relation: Relation; readonly left: Arithmetic; readonly right: Arithmetic }
  | { readonly type: 'broadcast' | 'multicast'; readonly protocol?: Protocol }
  | { readonly type: 'less' | 'greater'; readonly length: number }
  | { readonly type: 'inbound' | 'outbound' }
  | { readonly type: 'ifindex'; readonly ifindex: number }
  | { readonly type: 'vlan'; readonly id?: number };

/** The text of a filter, with a pair of parentheses for each `and`, `or` and `not`: parsing it gives the same filter. */
export function formatFilter(filter: Filter): string {
  switch (filter.type) {
    case 'and':
    case 'or': return `(${formatFilter(filter.left)} ${filter.type} ${formatFilter(filter.right)})`;
    case 'not': return `(not ${formatFilter(filter.operand)})`;
    case 'id': return [filter.qualifiers?.protocol, filter.qualifiers?.direction, filter.qualifiers?.kind, formatId(filter.id)].filter(Boolean).join(' ');
    case 'protocol': return filter.protocol;
    case 'relation': return `${formatArithmetic(filter.left)} ${filter.relation} ${formatArithmetic(filter.right)}`;
    case 'broadcast':
    case 'multicast': return filter.protocol ? `${filter.protocol} ${filter.type}` : filter.type;
    case 'less':
    case 'greater': return `${filter.type} ${filter.length}`;
    case 'inbound':
    case 'outbound': return filter.type;
    case 'ifindex': return `ifindex ${filter.ifindex}`;
    case 'vlan': return filter.id === undefined ? 'vlan' : `vlan ${filter.id}`;
  }
}

function formatId(id: Id): string {
  switch (id.type) {
    case 'name': return `\\${id.name}`;
    case 'number': return String(id.value);
    case 'ipv4': return id.mask === undefined ? id.text : typeof id.mask === 'number' ? `${id.text}/${id.mask}` : `${id.text} mask ${id.mask}`;
    case 'ipv6': return id.length === undefined ? formatAddress(id.address) : `${formatAddress(id.address)}/${id.length}`;
    case 'mac': return id.address;
  }
}

function formatArithmetic(arithmetic: Arithmetic): string {
  switch (arithmetic.type) {
    case 'number': return String(arithmetic.value);
    case 'length': return 'len';
    case 'load': return `${arithmetic.protocol}[${formatArithmetic(arithmetic.offset)}:${arithmetic.size}]`;
    case 'negate': return `(- ${formatArithmetic(arithmetic.operand)})`;
    case 'binary': return `(${formatArithmetic(arithmetic.left)} ${arithmetic.operator} ${formatArithmetic(arithmetic.right)})`;
  }
}
