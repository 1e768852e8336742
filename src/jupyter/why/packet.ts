import { formatAddress, isMulticast } from '../../stack/address';
import type { IpAddress } from '../../stack/address';
import { type Header, type Headers, readHeaders } from '../../render';
import * as wire from '../../stack/wire';

/** What a packet is, in a reader's words. */
export interface Packet {
  /** e.g. `ARP request: who has 10.0.0.1? Tell 10.0.0.2`, or `ICMP echo request` */
  readonly name: string;
  /** e.g. ` from 10.0.0.2 to 10.0.0.1`; empty where the name says it */
  readonly path: string;
  /** what tells packets of one kind apart: ICMP's sequence number */
  readonly sequence?: number;
  readonly destination?: IpAddress;
  /** the address whose MAC it asks for */
  readonly asksFor?: IpAddress;
  /** IPv6's own housekeeping, addressed to a group: dropped without harm by all who aren't in it */
  readonly housekeeping: boolean;
}

const plain = (name: string): Packet => ({ name, path: '', housekeeping: false });

/** Reads a dropped packet. It may start with its Ethernet or its IP header. */
export function readPacket(frame: Uint8Array): Packet {
  const { at, format } = startOf(frame);
  const octets = frame.subarray(at);
  const read = readHeaders(octets, format);
  const first = read.headers.findIndex(({ meaning }) => meaning !== undefined);
  const meaning = read.headers[first]?.meaning;
  switch (meaning?.of) {
    case 'arp':
      return arpPacket(meaning.message);
    case 'ip': {
      const { type, ...upper } = meaning.fragment ? { name: 'fragment' } : upperOf(meaning.protocol, read.headers.slice(first + 1), read, octets);
      const housekeeping = type !== undefined && HOUSEKEEPING.includes(type) && isMulticast(meaning.destination);
      return { ...upper, path: ` from ${formatAddress(meaning.source)} to ${formatAddress(meaning.destination)}`, destination: meaning.destination, housekeeping };
    }
    default:
      return plain(unread(read, octets));
  }
}

/** Where its Ethernet header ends, if it has one that says what follows. */
function startOf(frame: Uint8Array): { readonly at: number; readonly format: 'ethernet' | 'arp' | 'ip' } {
  const version = (at: number): number => (frame[at] ?? 0) >>> 4;
  const type = frame.length < wire.ETHERNET_HEADER ? undefined : wire.u16(frame, 12);
  const inside = version(wire.ETHERNET_HEADER);
  if (type === wire.ETH_P_ARP) return { at: wire.ETHERNET_HEADER, format: 'arp' };
  // A link-layer header that isn't filled in yet has type 0.
  if ((inside === 4 && (type === wire.ETH_P_IP || type === 0)) || (inside === 6 && (type === wire.ETH_P_IPV6 || type === 0))) return { at: wire.ETHERNET_HEADER, format: 'ip' };
  return { at: 0, format: version(0) === 4 || version(0) === 6 ? 'ip' : 'ethernet' };
}

function arpPacket(arp: wire.ArpRepr): Packet {
  const [sender, target] = [formatAddress(arp.senderIp), formatAddress(arp.targetIp)];
  if (arp.operation !== wire.ARPOP_REQUEST) return plain(`ARP reply: ${sender} is at ${arp.senderMac}`);
  return { name: `ARP request: who has ${target}? Tell ${sender}`, path: '', asksFor: arp.targetIp, housekeeping: false };
}

/** What neither ARP nor IP can be read of. */
function unread({ headers, fault, at }: Headers, octets: Uint8Array): string {
  if (fault?.format === 'arp') return 'malformed ARP packet';
  if (fault && ['ip', 'ipv4', 'ipv6'].includes(fault.format)) return `malformed IPv${fault.format === 'ipv6' || octets[at]! >>> 4 === 6 ? 6 : 4} packet`;
  return headers.length === 0 ? `${octets.length} octets` : `frame of type 0x${wire.u16(octets, 12).toString(16).padStart(4, '0')}`;
}

/** By type: sent to groups unasked, and nobody needs to listen. */
const HOUSEKEEPING: readonly number[] = [wire.NDISC_ROUTER_SOLICITATION, wire.NDISC_ROUTER_ADVERTISEMENT, wire.NDISC_NEIGHBOUR_SOLICITATION, wire.NDISC_NEIGHBOUR_ADVERTISEMENT, wire.ICMPV6_MLD2_REPORT];

const ICMPV6_NAMES: Readonly<Record<number, string>> = {
  [wire.ICMPV6_DEST_UNREACH]: 'ICMPv6 destination unreachable', [wire.ICMPV6_PKT_TOOBIG]: 'ICMPv6 packet too big', [wire.ICMPV6_TIME_EXCEED]: 'ICMPv6 time exceeded',
  [wire.ICMPV6_ECHO_REQUEST]: 'ICMPv6 echo request', [wire.ICMPV6_ECHO_REPLY]: 'ICMPv6 echo reply',
  [wire.NDISC_ROUTER_SOLICITATION]: 'router solicitation', [wire.NDISC_ROUTER_ADVERTISEMENT]: 'router advertisement',
  [wire.NDISC_NEIGHBOUR_SOLICITATION]: 'neighbour solicitation', [wire.NDISC_NEIGHBOUR_ADVERTISEMENT]: 'neighbour advertisement',
  [wire.ICMPV6_MLD2_REPORT]: 'multicast listener report',
};

interface Upper {
  readonly name: string;
  readonly sequence?: number;
  readonly asksFor?: IpAddress;
  /** ICMPv6's */
  readonly type?: number;
}

/** What an IP packet carries. @param headers those behind IP's; a multicast listener report hides behind a hop-by-hop router alert (RFC 3810) */
function upperOf(protocol: number, headers: readonly Header[], { fault, at }: Headers, octets: Uint8Array): Upper {
  const header = headers.find(({ format }) => format !== 'hop-by-hop');
  switch (header?.meaning?.of) {
    case 'icmp': {
      const { message } = header.meaning;
      return { name: `ICMP ${message.kind === 'other' ? `type ${message.type}` : message.kind.replace('-', ' ')}`, ...('sequence' in message && { sequence: message.sequence }) };
    }
    case 'icmpv6': {
      const { message, type } = header.meaning;
      const name = icmpv6Name(type);
      if (message.kind === 'neighbour-solicitation') return { name: `${name}: who has ${formatAddress(message.target)}?`, type, asksFor: message.target };
      return { name, type, ...('sequence' in message && { sequence: message.sequence }) };
    }
    case 'ports':
      return { name: `${header.short} to port ${header.meaning.destination}` };
  }
  switch (header === undefined ? fault?.format : undefined) {
    case 'icmpv6':
      return { name: `malformed ${icmpv6Name(octets[at]!)}`, type: octets[at]! };
    case 'icmp':
    case 'udp':
    case 'tcp':
      return { name: `malformed ${fault!.format.toUpperCase()} packet` };
    default:
      return { name: `IP protocol ${protocol}` };
  }
}

function icmpv6Name(type: number): string {
  return ICMPV6_NAMES[type] ?? `ICMPv6 type ${type}`;
}
