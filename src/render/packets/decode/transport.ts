import { Malformed, TCP_ACK, TCP_FIN, TCP_HEADER, TCP_PSH, TCP_RST, TCP_SYN, TCP_URG, UDP_HEADER, VXLAN_HEADER, VXLAN_PORT, greHeaderLength, parseGre, parseTcp, parseUdp, parseVxlan, u16, u32 } from '../../../stack/wire';
import { SERVICES } from '../../../commands/tcpdump/services';
import { ETHERTYPES } from '../../../commands/tcpdump/print/tokens';
import { formatOfType } from './link';
import { field, flags, hex, named, type Decoded, type Field } from './layer';

/** Linux's own port for VXLAN, which is older than IANA's. */
const VXLAN_PORTS: readonly number[] = [VXLAN_PORT, 8472];

function port(name: string, at: number, number: number, protocol: 'tcp' | 'udp'): Field {
  return field(name, at, 2, named(number, SERVICES[protocol].get(number)));
}

export function udp(octets: Uint8Array): Decoded | Malformed {
  const datagram = parseUdp(octets);
  if (datagram instanceof Malformed) return datagram;
  const { sourcePort, destinationPort } = datagram;
  return {
    name: 'User Datagram Protocol', short: 'UDP', size: UDP_HEADER, meaning: { of: 'ports', destination: destinationPort }, next: VXLAN_PORTS.includes(destinationPort) ? 'vxlan' : undefined,
    fields: () => [
      port('source port', 0, sourcePort, 'udp'), port('destination port', 2, destinationPort, 'udp'), field('length', 4, 2, `${u16(octets, 4)} octets`),
      field('checksum', 6, 2, u16(octets, 6) === 0 ? '0x0000 (none)' : hex(u16(octets, 6), 4)),
    ],
  };
}

export function tcp(octets: Uint8Array): Decoded | Malformed {
  const segment = parseTcp(octets);
  if (segment instanceof Malformed) return segment;
  const { options } = segment;
  const has = (bit: number): boolean => (segment.flags & bit) !== 0;
  return {
    name: 'Transmission Control Protocol', short: 'TCP', size: TCP_HEADER + options.length, meaning: { of: 'ports', destination: segment.destinationPort },
    fields: () => [
      port('source port', 0, segment.sourcePort, 'tcp'), port('destination port', 2, segment.destinationPort, 'tcp'), field('sequence number', 4, 4, segment.sequence),
      field('acknowledgment number', 8, 4, segment.acknowledgment), field('header length', 12, 1, `${TCP_HEADER + options.length} octets`),
      field('flags', 13, 1, flags([['SYN', has(TCP_SYN)], ['FIN', has(TCP_FIN)], ['RST', has(TCP_RST)], ['PSH', has(TCP_PSH)], ['ACK', has(TCP_ACK)], ['URG', has(TCP_URG)]])),
      field('window', 14, 2, segment.window), field('checksum', 16, 2, hex(u16(octets, 16), 4)), field('urgent pointer', 18, 2, segment.urgent), ...optionFields(options),
    ],
  };
}

const OPTIONS: Readonly<Record<number, readonly [name: string, value: (octets: Uint8Array) => string]>> = {
  2: ['option: maximum segment size', octets => `${u16(octets, 2)} octets`],
  3: ['option: window scale', octets => `× 2^${octets[2] ?? 0}`],
  4: ['option: selective acknowledgments', () => 'permitted'],
  5: ['option: selective acknowledgment', octets => `${u32(octets, 2)} to ${u32(octets, 6)}`],
  8: ['option: timestamps', octets => `${u32(octets, 2)}, echoes ${u32(octets, 6)}`],
};

/** Options as far as they are well formed; those that only pad are left out. */
function optionFields(octets: Uint8Array): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < octets.length && octets[at] !== 0;) {
    const size = octets[at] === 1 ? 1 : octets[at + 1] ?? 0;
    if (size === 0 || at + size > octets.length) break;
    const [name, value] = OPTIONS[octets[at]!] ?? [`option ${octets[at]}`, () => `${size} octets`];
    if (size > 1) fields.push(field(name, TCP_HEADER + at, size, value(octets.subarray(at, at + size))));
    at += size;
  }
  return fields;
}

export function vxlan(octets: Uint8Array): Decoded | Malformed {
  const header = parseVxlan(octets);
  if (header instanceof Malformed) return header;
  return { name: 'Virtual eXtensible LAN', short: 'VXLAN', size: VXLAN_HEADER, next: 'ethernet', fields: () => [field('flags', 0, 1, hex(octets[0]!, 2)), field('network identifier (VNI)', 4, 3, header.vni)] };
}

export function gre(octets: Uint8Array): Decoded | Malformed {
  const header = parseGre(octets);
  if (header instanceof Malformed) return header;
  const size = greHeaderLength(header);
  const keyAt = header.checksum ? 8 : 4;
  return {
    name: 'Generic Routing Encapsulation', short: 'GRE', size, next: formatOfType(header.protocol),
    fields: () => [
      field('flags', 0, 2, flags([['checksum', header.checksum], ['key', header.key !== undefined], ['sequence', header.sequence !== undefined]])),
      field('protocol', 2, 2, named(hex(header.protocol, 4), ETHERTYPES[header.protocol])),
      ...(header.key === undefined ? [] : [field('key', keyAt, 4, header.key)]),
      ...(header.sequence === undefined ? [] : [field('sequence number', size - 4, 4, header.sequence)]),
    ],
  };
}
