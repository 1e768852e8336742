import { formatAddress, isMulticast } from '../../stack/address';
import type { IpAddress } from '../../stack/address';
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
  const ethernet = wire.parseEthernet(frame);
  if (!(ethernet instanceof wire.Malformed)) {
    const version = (ethernet.payload[0] ?? 0) >>> 4;
    if (ethernet.type === wire.ETH_P_ARP) return readArp(ethernet.payload);
    // A link-layer header that isn't filled in yet has type 0.
    if ((ethernet.type === wire.ETH_P_IP || ethernet.type === 0) && version === 4) return readIpv4(ethernet.payload);
    if ((ethernet.type === wire.ETH_P_IPV6 || ethernet.type === 0) && version === 6) return readIpv6(ethernet.payload);
  }
  switch ((frame[0] ?? 0) >>> 4) {
    case 4:
      return readIpv4(frame);
    case 6:
      return readIpv6(frame);
    default:
      return plain(ethernet instanceof wire.Malformed ? `${frame.length} octets` : `frame of type 0x${ethernet.type.toString(16).padStart(4, '0')}`);
  }
}

function readArp(octets: Uint8Array): Packet {
  const arp = wire.parseArp(octets);
  if (arp instanceof wire.Malformed) return plain('malformed ARP packet');
  const [sender, target] = [formatAddress(arp.senderIp), formatAddress(arp.targetIp)];
  if (arp.operation !== wire.ARPOP_REQUEST) return plain(`ARP reply: ${sender} is at ${arp.senderMac}`);
  return { name: `ARP request: who has ${target}? Tell ${sender}`, path: '', asksFor: arp.targetIp, housekeeping: false };
}

function readIpv4(octets: Uint8Array): Packet {
  const ip = wire.parseIpv4Header(octets);
  if (ip instanceof wire.Malformed) return plain('malformed IPv4 packet');
  const upper = ip.fragmentOffset > 0 ? { name: 'fragment' } : readUpper(ip.protocol, ip.payload);
  return { ...upper, path: pathOf(ip.source, ip.destination), destination: ip.destination, housekeeping: false };
}

/** By type: sent to groups unasked, and nobody needs to listen. */
const HOUSEKEEPING: readonly number[] = [wire.NDISC_ROUTER_SOLICITATION, wire.NDISC_ROUTER_ADVERTISEMENT, wire.NDISC_NEIGHBOUR_SOLICITATION, wire.NDISC_NEIGHBOUR_ADVERTISEMENT, wire.ICMPV6_MLD2_REPORT];

function readIpv6(octets: Uint8Array): Packet {
  const ip = wire.parseIpv6Header(octets);
  if (ip instanceof wire.Malformed) return plain('malformed IPv6 packet');
  const { type, ...upper } = readUpper(ip.nextHeader, ip.payload);
  const housekeeping = type !== undefined && HOUSEKEEPING.includes(type) && isMulticast(ip.destination);
  return { ...upper, path: pathOf(ip.source, ip.destination), destination: ip.destination, housekeeping };
}

function pathOf(source: IpAddress, destination: IpAddress): string {
  return ` from ${formatAddress(source)} to ${formatAddress(destination)}`;
}

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

function readUpper(protocol: number, payload: Uint8Array): Upper {
  switch (protocol) {
    case wire.IPPROTO_ICMP: {
      const icmp = wire.parseIcmpHeader(payload);
      if (icmp instanceof wire.Malformed) return { name: 'malformed ICMP packet' };
      return { name: `ICMP ${icmp.kind === 'other' ? `type ${icmp.type}` : icmp.kind.replace('-', ' ')}`, ...('sequence' in icmp && { sequence: icmp.sequence }) };
    }
    case wire.IPPROTO_ICMPV6: {
      const type = payload[0] ?? -1;
      const icmp = wire.parseIcmpv6Header(payload);
      const name = ICMPV6_NAMES[type] ?? `ICMPv6 type ${type}`;
      if (icmp instanceof wire.Malformed) return { name: `malformed ${name}`, type };
      if (icmp.kind === 'neighbour-solicitation') return { name: `${name}: who has ${formatAddress(icmp.target)}?`, type, asksFor: icmp.target };
      return { name, type, ...('sequence' in icmp && { sequence: icmp.sequence }) };
    }
    // A multicast listener report hides behind a hop-by-hop router alert (RFC 3810).
    case wire.IPPROTO_HOPOPTS:
      return readUpper(payload[0] ?? wire.IPPROTO_NONE, payload.subarray(8 * ((payload[1] ?? 0) + 1)));
    case wire.IPPROTO_UDP:
      return { name: `UDP to port ${payload.length >= 4 ? wire.u16(payload, 2) : '?'}` };
    case wire.IPPROTO_TCP:
      return { name: `TCP to port ${payload.length >= 4 ? wire.u16(payload, 2) : '?'}` };
    default:
      return { name: `IP protocol ${protocol}` };
  }
}
