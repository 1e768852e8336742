import { formatAddress } from '../../../stack/address';
import {
  ICMPV6_DEST_UNREACH, ICMPV6_ECHO_REPLY, ICMPV6_ECHO_REQUEST, ICMPV6_MGM_QUERY, ICMPV6_MGM_REDUCTION, ICMPV6_MGM_REPORT, ICMPV6_MLD2_REPORT, ICMPV6_PARAMPROB, ICMPV6_PKT_TOOBIG,
  ICMPV6_TIME_EXCEED, ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_ECHOREPLY, ICMP_PARAMETERPROB, ICMP_REDIRECT, ICMP_TIME_EXCEEDED, Malformed, NDISC_NEIGHBOUR_ADVERTISEMENT,
  NDISC_NEIGHBOUR_SOLICITATION, NDISC_REDIRECT, NDISC_ROUTER_ADVERTISEMENT, NDISC_ROUTER_SOLICITATION, parseIcmpHeader, parseIcmpv6Header, parseIgmp, u16, type IcmpRepr, type Icmpv6Repr, type NdpOption,
} from '../../../stack/wire';
import { field, flags, hex, named, type Decoded, type Field } from './layer';

const TYPES: Readonly<Record<number, string>> = {
  [ICMP_ECHOREPLY]: 'echo reply', [ICMP_DEST_UNREACH]: 'destination unreachable', [ICMP_REDIRECT]: 'redirect', [ICMP_ECHO]: 'echo request',
  [ICMP_TIME_EXCEEDED]: 'time exceeded', [ICMP_PARAMETERPROB]: 'parameter problem',
};

const CODES: Readonly<Record<number, readonly string[]>> = {
  [ICMP_DEST_UNREACH]: [
    'network', 'host', 'protocol', 'port', 'too big, and not to be fragmented', 'source route failed', 'network unknown', 'host unknown', 'source isolated', 'network prohibited', 'host prohibited',
    'network, for this type of service', 'host, for this type of service', 'filtered',
  ],
  [ICMP_REDIRECT]: ['for the network', 'for the host'],
  [ICMP_TIME_EXCEEDED]: ['on the way', 'of reassembly'],
};

/** Type, code and checksum, which both versions start with. */
function heading(octets: Uint8Array, types: Readonly<Record<number, string>>, codes: Readonly<Record<number, readonly string[]>>): Field[] {
  const [type, code] = [octets[0]!, octets[1]!];
  return [field('type', 0, 1, named(type, types[type])), field('code', 1, 1, named(code, codes[type]?.[code])), field('checksum', 2, 2, hex(u16(octets, 2), 4))];
}

function icmpFields(message: IcmpRepr): Field[] {
  switch (message.kind) {
    case 'echo-request':
    case 'echo-reply': return [field('identifier', 4, 2, message.id), field('sequence number', 6, 2, message.sequence)];
    case 'unreachable': return message.code === 4 ? [field('MTU of the next hop', 6, 2, message.mtu)] : [];
    case 'redirect': return [field('better gateway', 4, 4, formatAddress(message.gateway))];
    case 'parameter-problem': return [field('at octet', 4, 1, message.pointer)];
    case 'time-exceeded': return [];
    case 'other': return [field('rest of the header', 4, 4, hex(message.word, 8))];
  }
}

export function icmp(octets: Uint8Array): Decoded | Malformed {
  const message = parseIcmpHeader(octets);
  if (message instanceof Malformed) return message;
  const quotes = ['unreachable', 'redirect', 'time-exceeded', 'parameter-problem'].includes(message.kind);
  return { name: 'Internet Control Message Protocol', short: 'ICMP', size: 8, meaning: { of: 'icmp', message }, fields: () => [...heading(octets, TYPES, CODES), ...icmpFields(message)], next: quotes ? 'quoted-ipv4' : undefined };
}

const TYPES6: Readonly<Record<number, string>> = {
  [ICMPV6_DEST_UNREACH]: 'destination unreachable', [ICMPV6_PKT_TOOBIG]: 'packet too big', [ICMPV6_TIME_EXCEED]: 'time exceeded', [ICMPV6_PARAMPROB]: 'parameter problem',
  [ICMPV6_ECHO_REQUEST]: 'echo request', [ICMPV6_ECHO_REPLY]: 'echo reply', [ICMPV6_MGM_QUERY]: 'multicast listener query', [ICMPV6_MGM_REPORT]: 'multicast listener report',
  [ICMPV6_MGM_REDUCTION]: 'multicast listener done', [NDISC_ROUTER_SOLICITATION]: 'router solicitation', [NDISC_ROUTER_ADVERTISEMENT]: 'router advertisement',
  [NDISC_NEIGHBOUR_SOLICITATION]: 'neighbour solicitation', [NDISC_NEIGHBOUR_ADVERTISEMENT]: 'neighbour advertisement', [NDISC_REDIRECT]: 'redirect',
  [ICMPV6_MLD2_REPORT]: 'multicast listener report v2',
};

const CODES6: Readonly<Record<number, readonly string[]>> = {
  [ICMPV6_DEST_UNREACH]: ['no route', 'prohibited', 'beyond the scope of the source', 'address', 'port', 'source address fails the policy', 'rejecting route'],
  [ICMPV6_TIME_EXCEED]: ['hop limit', 'of reassembly'],
};

function icmpv6Fields(message: Icmpv6Repr): Field[] {
  switch (message.kind) {
    case 'unreachable':
    case 'time-exceeded':
    case 'router-solicitation': return [];
    case 'packet-too-big': return [field('MTU', 4, 4, message.mtu)];
    case 'parameter-problem': return [field('at octet', 4, 4, message.pointer)];
    case 'echo-request':
    case 'echo-reply': return [field('identifier', 4, 2, message.id), field('sequence number', 6, 2, message.sequence)];
    case 'router-advertisement': return [
      field('hop limit', 4, 1, message.hopLimit), field('flags', 5, 1, flags([['managed addresses', message.managed], ['other configuration', message.otherConfig]])),
      field('router lifetime', 6, 2, `${message.lifetime} s`), field('reachable time', 8, 4, `${message.reachableTime} ms`), field('retransmission timer', 12, 4, `${message.retransTimer} ms`),
    ];
    case 'neighbour-solicitation': return [field('target', 8, 16, formatAddress(message.target))];
    case 'neighbour-advertisement': return [
      field('flags', 4, 1, flags([['router', message.router], ['solicited', message.solicited], ['override', message.override]])), field('target', 8, 16, formatAddress(message.target)),
    ];
    case 'redirect': return [field('better first hop', 8, 16, formatAddress(message.target)), field('destination', 24, 16, formatAddress(message.destination))];
    case 'mld-query':
    case 'mld-report':
    case 'mld-done': return [field('group', 8, 16, formatAddress(message.group))];
    case 'mld2-report': return [field('records', 6, 2, message.records.length), ...recordFields(message.records)];
    case 'other': return [field('rest of the header', 4, 4, hex(message.word, 8))];
  }
}

function recordFields(records: Extract<Icmpv6Repr, { kind: 'mld2-report' }>['records']): Field[] {
  let at = 8;
  return records.map(({ group, sources }) => {
    const size = 20 + 16 * sources.length;
    at += size;
    return field('group', at - size + 4, 16, formatAddress(group));
  });
}

function optionText(option: NdpOption): readonly [name: string, value: string] {
  switch (option.kind) {
    case 'source-link-address': return ['option: MAC of the sender', option.address];
    case 'target-link-address': return ['option: MAC of the target', option.address];
    case 'prefix-information': return ['option: prefix', `${formatAddress(option.prefix)}/${option.length}`];
    case 'redirected-header': return ['option: redirected packet', `${option.packet.length} octets`];
    case 'mtu': return ['option: MTU', String(option.mtu)];
    case 'nonce': return ['option: nonce', Array.from(option.nonce, octet => octet.toString(16).padStart(2, '0')).join('')];
    case 'other': return [`option ${option.type}`, `${option.data.length} octets`];
  }
}

/** @param at where the options start */
function optionFields(octets: Uint8Array, at: number, options: readonly NdpOption[]): Field[] {
  return options.map(option => {
    const size = 8 * octets[at + 1]!;
    at += size;
    return field(optionText(option)[0], at - size, size, optionText(option)[1]);
  });
}

/** Octets before the options, by kind (RFC 4861). */
const OPTIONS_AT: Readonly<Record<string, number>> = { 'router-solicitation': 8, 'router-advertisement': 16, 'neighbour-solicitation': 24, 'neighbour-advertisement': 24, 'redirect': 40 };

export function icmpv6(octets: Uint8Array): Decoded | Malformed {
  const message = parseIcmpv6Header(octets);
  if (message instanceof Malformed || octets.length < 8) return message instanceof Malformed ? message : new Malformed('truncated');
  const quotes = ['unreachable', 'packet-too-big', 'time-exceeded', 'parameter-problem'].includes(message.kind);
  const whole = 'options' in message || 'records' in message;
  return {
    name: 'Internet Control Message Protocol version 6', short: 'ICMP6', meaning: { of: 'icmpv6', type: octets[0]!, message }, size: whole ? octets.length : octets.length - message.payload.length, next: quotes ? 'quoted-ipv6' : undefined,
    fields: () => [...heading(octets, TYPES6, CODES6), ...icmpv6Fields(message), ...('options' in message ? optionFields(octets, OPTIONS_AT[message.kind]!, message.options) : [])],
  };
}

/** IGMP: who wants what is sent to an IPv4 group. */
export function igmp(octets: Uint8Array): Decoded | Malformed {
  const message = parseIgmp(octets);
  if (message instanceof Malformed) return message;
  const what = message.kind === 'query' ? [field('most time to answer', 1, 1, `${message.maxResponse / 10} s`)] : [];
  const groups = message.kind === 'v3-report' ? message.records.map(({ group }) => field('group', 8, octets.length - 8, formatAddress(group))) : [field('group', 4, 4, formatAddress(message.group))];
  return { name: 'Internet Group Management Protocol', short: 'IGMP', size: octets.length, fields: () => [field('type', 0, 1, named(hex(octets[0]!, 2), message.kind)), ...what, field('checksum', 2, 2, hex(u16(octets, 2), 4)), ...groups] };
}
