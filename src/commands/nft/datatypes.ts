import { CT_STATES, FIB_TYPES, macNumber, type SelectorName, type Value } from '../../stack/netfilter';
import { formatAddress, formatMac, parseIpv4, parseIpv6, RtnetlinkError, type Netns } from '../../stack';
import { getaddrinfo } from '../libc/resolver';
import type { Process } from '../program';
import { SERVICES } from '../tcpdump/services';

/** A value that its type has no word for; the message is nft's. */
export class BadValue extends Error {}

export interface DataType {
  /** nft's name for it, as sets declare it */
  readonly name: string;
  /** @throws {BadValue} */
  parse(text: string, process: Process): Value;
  /** @param numeric numbers rather than names: nft's -n */
  format(value: Value, numeric: boolean, netns: Netns): string;
  /** nft -n shows it as a number */
  readonly bits: number;
  /** its values are bits, which a comma joins */
  readonly isBitmask?: true;
}

type Symbols = Readonly<Record<string, number>>;

function number(text: string): number | undefined {
  return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined;
}

function integer(bits: number, name = 'integer'): DataType {
  return {
    name, bits, format: value => String(value),
    parse: text => {
      const value = number(text);
      if (value === undefined) throw new BadValue('Could not parse Integer');
      if (value >= 2 ** bits) throw new BadValue(`Value ${value} exceeds valid range 0-${2 ** bits - 1}`);
      return value;
    },
  };
}

/** A type whose values have names. @param digits that a value without one has in hexadecimal; 0: it's decimal */
function symbolic(name: string, bits: number, symbols: Symbols, complaint: string, digits = 0): DataType {
  const plain = (value: Value): string => (digits > 0 ? `0x${value.toString(16).padStart(digits, '0')}` : String(value));
  return {
    name, bits,
    parse: text => {
      const value = symbols[text] ?? number(text);
      if (value === undefined) throw new BadValue(complaint);
      return value;
    },
    format: (value, numeric) => (numeric ? undefined : Object.entries(symbols).find(([, known]) => known === value)?.[0]) ?? plain(value),
  };
}

function bitmask(type: DataType): DataType {
  return { ...type, isBitmask: true };
}

/** /etc/protocols, as far as people filter by them. */
export const PROTOCOLS: Symbols = {
  ip: 0, icmp: 1, igmp: 2, ipencap: 4, tcp: 6, egp: 8, igp: 9, udp: 17, dccp: 33, ipv6: 41, 'ipv6-route': 43, 'ipv6-frag': 44, rsvp: 46, gre: 47, esp: 50, ah: 51,
  'ipv6-icmp': 58, 'ipv6-nonxt': 59, 'ipv6-opts': 60, eigrp: 88, ospf: 89, ipip: 94, etherip: 97, encap: 98, pim: 103, ipcomp: 108, vrrp: 112, l2tp: 115, isis: 124, sctp: 132, udplite: 136,
};

const ICMP_TYPES: Symbols = {
  'echo-reply': 0, 'destination-unreachable': 3, 'source-quench': 4, 'redirect': 5, 'echo-request': 8, 'router-advertisement': 9, 'router-solicitation': 10, 'time-exceeded': 11,
  'parameter-problem': 12, 'timestamp-request': 13, 'timestamp-reply': 14, 'info-request': 15, 'info-reply': 16, 'address-mask-request': 17, 'address-mask-reply': 18,
};

export const ICMP_CODES: Symbols = {
  'net-unreachable': 0, 'host-unreachable': 1, 'prot-unreachable': 2, 'port-unreachable': 3, 'frag-needed': 4, 'net-prohibited': 9, 'host-prohibited': 10, 'admin-prohibited': 13,
};

export const ICMPV6_CODES: Symbols = { 'no-route': 0, 'admin-prohibited': 1, 'addr-unreachable': 3, 'port-unreachable': 4, 'policy-fail': 5, 'reject-route': 6 };
export const ICMPX_CODES: Symbols = { 'no-route': 0, 'port-unreachable': 1, 'host-unreachable': 2, 'admin-prohibited': 3 };

const ICMPV6_TYPES: Symbols = {
  'destination-unreachable': 1, 'packet-too-big': 2, 'time-exceeded': 3, 'parameter-problem': 4, 'echo-request': 128, 'echo-reply': 129, 'mld-listener-query': 130, 'mld-listener-report': 131,
  'mld-listener-done': 132, 'nd-router-solicit': 133, 'nd-router-advert': 134, 'nd-neighbor-solicit': 135, 'nd-neighbor-advert': 136, 'nd-redirect': 137, 'router-renumbering': 138,
  'ind-neighbor-solicit': 141, 'ind-neighbor-advert': 142, 'mld2-listener-report': 143,
};

const DSCP: Symbols = {
  cs0: 0, cs1: 8, cs2: 16, cs3: 24, cs4: 32, cs5: 40, cs6: 48, cs7: 56, df: 0, be: 0, lephb: 1, af11: 10, af12: 12, af13: 14, af21: 18, af22: 20, af23: 22, af31: 26, af32: 28, af33: 30,
  af41: 34, af42: 36, af43: 38, va: 44, ef: 46,
};

const service: DataType = {
  name: 'inet_service', bits: 16, format: value => String(value),
  parse: text => {
    const value = number(text) ?? servicePort(text);
    if (value === undefined) throw new BadValue('Could not resolve service: Servname not supported for ai_socktype');
    if (value > 0xffff) throw new BadValue('Service out of range');
    return value;
  },
};

/** The port of a service of /etc/services. */
export function servicePort(name: string): number | undefined {
  for (const table of [SERVICES.tcp, SERVICES.udp]) for (const [port, known] of table) if (known === name) return port;
  return undefined;
}

function address(name: string, bits: 32 | 128): DataType {
  const family = bits === 32 ? 2 : 10;
  return {
    name, bits, format: value => formatAddress(value as number | bigint),
    parse: (text, process) => {
      const value = bits === 32 ? parseIpv4(text) : parseIpv6(text);
      const found = value ?? (/^[\d.]+$/.test(text) ? undefined : getaddrinfo(process, text).find(info => info.family === family)?.address);
      if (found === undefined) throw new BadValue('Could not resolve hostname: Name or service not known');
      return found;
    },
  };
}

function indexOf(netns: Netns, ifname: string): number | undefined {
  try {
    return netns.rtnetlink.getLink({ ifname }).index;
  } catch (error) {
    if (error instanceof RtnetlinkError) return undefined;
    throw error;
  }
}

const ifindex: DataType = {
  name: 'iface_index', bits: 32,
  parse: (text, process) => {
    const value = indexOf(process.netns, text) ?? number(text);
    if (value === undefined) throw new BadValue('Interface does not exist');
    return value;
  },
  format: (value, _, netns) => {
    const link = netns.rtnetlink.dump('RTM_GETLINK').find(({ index }) => index === value);
    return link ? `"${link.ifname}"` : String(value);
  },
};

const ifname: DataType = { name: 'ifname', bits: 128, parse: text => text, format: value => `"${value}"` };

const mark: DataType = {
  name: 'mark', bits: 32, format: value => `0x${value.toString(16).padStart(8, '0')}`,
  parse: text => {
    const value = number(text);
    if (value === undefined) throw new BadValue('Could not parse packet mark');
    return value;
  },
};

const ether: DataType = {
  name: 'ether_addr', bits: 48, format: value => formatMac(Uint8Array.from({ length: 6 }, (_, i) => Number((BigInt(value) >> BigInt(40 - 8 * i)) & 0xffn))),
  parse: text => {
    if (!/^([0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(text)) throw new BadValue('Could not parse link layer address');
    return macNumber(text);
  },
};

const TCP_FLAG: Symbols = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 };

export const TYPES = {
  ipv4_addr: address('ipv4_addr', 32),
  ipv6_addr: address('ipv6_addr', 128),
  inet_service: service,
  inet_proto: symbolic('inet_proto', 8, PROTOCOLS, 'Could not resolve protocol name'),
  icmp_type: symbolic('icmp_type', 8, ICMP_TYPES, 'Could not parse ICMP type'),
  icmp_code: symbolic('icmp_code', 8, ICMP_CODES, 'Could not parse ICMP code'),
  icmpv6_type: symbolic('icmpv6_type', 8, ICMPV6_TYPES, 'Could not parse ICMPv6 type'),
  icmpv6_code: symbolic('icmpv6_code', 8, ICMPV6_CODES, 'Could not parse ICMPv6 code'),
  tcp_flag: bitmask(symbolic('tcp_flag', 8, TCP_FLAG, 'Could not parse TCP flag', 1)),
  ct_state: bitmask(symbolic('ct_state', 32, CT_STATES, 'Could not parse conntrack state', 1)),
  ct_dir: symbolic('ct_dir', 8, { original: 0, reply: 1 }, 'Could not parse conntrack direction'),
  dscp: symbolic('dscp', 6, DSCP, 'Could not parse Differentiated Services Code Point', 2),
  pkt_type: symbolic('pkt_type', 8, { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 }, 'Could not parse packet type'),
  nf_proto: symbolic('nf_proto', 8, { ipv4: 2, ipv6: 10 }, 'Could not parse Netfilter protocol'),
  ether_type: symbolic('ether_type', 16, { ip: 0x0800, arp: 0x0806, ip6: 0x86dd, vlan: 0x8100 }, 'Could not parse Ethernet protocol', 4),
  fib_addrtype: symbolic('fib_addrtype', 32, FIB_TYPES as Symbols, 'Could not parse address type'),
  ifname, iface_index: ifindex, mark, ether_addr: ether,
  u8: integer(8), u16: integer(16), u32: integer(32),
} as const satisfies Readonly<Record<string, DataType>>;

export type TypeName = keyof typeof TYPES;

const SELECTOR_TYPES: Readonly<Record<SelectorName, TypeName>> = {
  'ip saddr': 'ipv4_addr', 'ip daddr': 'ipv4_addr', 'ip protocol': 'inet_proto', 'ip ttl': 'u8', 'ip length': 'u16', 'ip id': 'u16', 'ip dscp': 'dscp', 'ip frag-off': 'u16', 'ip version': 'u8',
  'ip6 saddr': 'ipv6_addr', 'ip6 daddr': 'ipv6_addr', 'ip6 nexthdr': 'inet_proto', 'ip6 hoplimit': 'u8', 'ip6 length': 'u16',
  'tcp sport': 'inet_service', 'tcp dport': 'inet_service', 'tcp sequence': 'u32', 'tcp flags': 'tcp_flag', 'tcp window': 'u16',
  'udp sport': 'inet_service', 'udp dport': 'inet_service', 'udp length': 'u16', 'th sport': 'inet_service', 'th dport': 'inet_service',
  'icmp type': 'icmp_type', 'icmp code': 'icmp_code', 'icmp id': 'u16', 'icmp sequence': 'u16', 'icmpv6 type': 'icmpv6_type', 'icmpv6 code': 'icmpv6_code', 'icmpv6 id': 'u16',
  'meta iif': 'iface_index', 'meta oif': 'iface_index', 'meta iifname': 'ifname', 'meta oifname': 'ifname', 'meta mark': 'mark', 'meta l4proto': 'inet_proto', 'meta nfproto': 'nf_proto',
  'meta protocol': 'ether_type', 'meta length': 'u32', 'meta pkttype': 'pkt_type', 'ct state': 'ct_state', 'ct mark': 'mark', 'ct direction': 'ct_dir',
  'ether saddr': 'ether_addr', 'ether daddr': 'ether_addr', 'fib saddr type': 'fib_addrtype', 'fib daddr type': 'fib_addrtype',
};

export function typeOf(selector: SelectorName): DataType {
  return TYPES[SELECTOR_TYPES[selector]];
}
