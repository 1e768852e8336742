import { formatAddress } from '../../../stack/address';
import {
  ARPOP_REPLY, ARPOP_REQUEST, IPPROTO_GRE, IPPROTO_HOPOPTS, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_IGMP, IPPROTO_IPIP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP,
  IPV4_HEADER, IPV6_HEADER, Malformed, TRUNCATED, checksum, parseArp, parseIpv4Header, parseIpv6Header, u16,
} from '../../../stack/wire';
import { ETHERTYPES, IP_PROTOCOLS } from '../../../commands/tcpdump/print/tokens';
import { field, flags, hex, named, type Decoded, type Field, type Format } from './layer';

const OPERATIONS: Readonly<Record<number, string>> = { [ARPOP_REQUEST]: 'request', [ARPOP_REPLY]: 'reply' };

export function arp(octets: Uint8Array): Decoded | Malformed {
  const message = parseArp(octets);
  if (message instanceof Malformed) return message;
  const [sender, target] = [formatAddress(message.senderIp), formatAddress(message.targetIp)];
  return {
    name: 'Address Resolution Protocol', short: 'ARP', size: 28, meaning: { of: 'arp', message }, ends: { source: sender, destination: target },
    fields: () => [
      field('hardware type', 0, 2, '1 (Ethernet)'), field('protocol type', 2, 2, named(hex(u16(octets, 2), 4), ETHERTYPES[u16(octets, 2)])),
      field('hardware size', 4, 1, octets[4]!), field('protocol size', 5, 1, octets[5]!), field('operation', 6, 2, named(message.operation, OPERATIONS[message.operation])),
      field('sender MAC', 8, 6, message.senderMac), field('sender IP', 14, 4, sender), field('target MAC', 18, 6, message.targetMac), field('target IP', 24, 4, target),
    ],
  };
}

const BY_PROTOCOL: Readonly<Record<number, Format>> = {
  [IPPROTO_ICMP]: 'icmp', [IPPROTO_IGMP]: 'igmp', [IPPROTO_IPIP]: 'ipv4', [IPPROTO_TCP]: 'tcp', [IPPROTO_UDP]: 'udp', [IPPROTO_IPV6]: 'ipv6',
  [IPPROTO_GRE]: 'gre', [IPPROTO_ICMPV6]: 'icmpv6',
};

function protocolField(name: string, at: number, protocol: number): Field {
  return field(name, at, 1, named(protocol, IP_PROTOCOLS[protocol]));
}

export function ipv4(octets: Uint8Array): Decoded | Malformed {
  const ip = parseIpv4Header(octets);
  if (ip instanceof Malformed) return ip;
  const size = IPV4_HEADER + ip.options.length;
  const [source, destination] = [formatAddress(ip.source), formatAddress(ip.destination)];
  const right = checksum(octets.subarray(0, size)) === 0;
  return {
    name: 'Internet Protocol version 4', short: 'IP', size, ends: { source, destination },
    meaning: { of: 'ip', source: ip.source, destination: ip.destination, protocol: ip.protocol, fragment: ip.fragmentOffset > 0 },
    next: ip.fragmentOffset > 0 ? undefined : BY_PROTOCOL[ip.protocol],
    end: Math.max(size, Math.min(octets.length, ip.totalLength)),
    fields: () => [
      field('version', 0, 1, 4), field('header length', 0, 1, `${size} octets`), field('type of service', 1, 1, hex(ip.tos, 2)), field('total length', 2, 2, `${ip.totalLength} octets`),
      field('identification', 4, 2, ip.id), field('flags', 6, 2, flags([["don't fragment", ip.dontFragment], ['more fragments', ip.moreFragments]])),
      field('fragment offset', 6, 2, `${ip.fragmentOffset} octets`), field('time to live', 8, 1, ip.ttl), protocolField('protocol', 9, ip.protocol),
      field('checksum', 10, 2, `${hex(u16(octets, 10), 4)} (${right ? 'correct' : 'wrong'})`), field('source', 12, 4, source), field('destination', 16, 4, destination),
      ...(ip.options.length > 0 ? [field('options', IPV4_HEADER, ip.options.length, `${ip.options.length} octets`)] : []),
    ],
  };
}

/** The format of an IPv6 next header. */
function formatOfNext(header: number): Format | undefined {
  return header === IPPROTO_HOPOPTS ? 'hop-by-hop' : BY_PROTOCOL[header];
}

export function ipv6(octets: Uint8Array): Decoded | Malformed {
  const ip = parseIpv6Header(octets);
  if (ip instanceof Malformed) return ip;
  const [source, destination] = [formatAddress(ip.source), formatAddress(ip.destination)];
  return {
    name: 'Internet Protocol version 6', short: 'IP6', size: IPV6_HEADER, ends: { source, destination },
    meaning: { of: 'ip', source: ip.source, destination: ip.destination, protocol: ip.nextHeader, fragment: false }, next: formatOfNext(ip.nextHeader),
    end: Math.min(octets.length, IPV6_HEADER + ip.payloadLength),
    fields: () => [
      field('version', 0, 1, 6), field('traffic class', 0, 2, hex(ip.trafficClass, 2)), field('flow label', 1, 3, hex(ip.flowLabel, 5)), field('payload length', 4, 2, `${ip.payloadLength} octets`),
      protocolField('next header', 6, ip.nextHeader), field('hop limit', 7, 1, ip.hopLimit), field('source', 8, 16, source), field('destination', 24, 16, destination),
    ],
  };
}

/** RFC 8200 section 4.3: options that each router on the way looks at. */
export function hopByHop(octets: Uint8Array): Decoded | Malformed {
  const size = 8 * ((octets[1] ?? 0) + 1);
  if (octets.length < size) return TRUNCATED;
  return {
    name: 'hop-by-hop options', size, next: formatOfNext(octets[0]!),
    fields: () => [protocolField('next header', 0, octets[0]!), field('length', 1, 1, `${size} octets`), field('options', 2, size - 2, octets[2] === 5 ? 'router alert' : `${size - 2} octets`)],
  };
}

/** A packet without a link-layer header: its first four bits say which version it is. */
export function ip(octets: Uint8Array): Decoded | Malformed {
  return (octets[0] ?? 0) >>> 4 === 6 ? ipv6(octets) : ipv4(octets);
}
