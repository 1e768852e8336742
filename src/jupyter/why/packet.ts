import { formatAddress } from '../../stack/address';
import type { IpAddress } from '../../stack/address';
import * as wire from '../../stack/wire';

/** A packet in a few words, e.g. `ARP request: who has 10.0.0.1? Tell 10.0.0.2`. It may start with its Ethernet or its IP header. */
export function describePacket(frame: Uint8Array): string {
  const ethernet = wire.parseEthernet(frame);
  if (!(ethernet instanceof wire.Malformed)) {
    const version = (ethernet.payload[0] ?? 0) >>> 4;
    if (ethernet.type === wire.ETH_P_ARP) return describeArp(ethernet.payload);
    if (ethernet.type === wire.ETH_P_IP && version === 4) return describeIpv4(ethernet.payload);
    if (ethernet.type === wire.ETH_P_IPV6 && version === 6) return describeIpv6(ethernet.payload);
  }
  switch ((frame[0] ?? 0) >>> 4) {
    case 4:
      return describeIpv4(frame);
    case 6:
      return describeIpv6(frame);
    default:
      return ethernet instanceof wire.Malformed ? `${frame.length} octets` : `frame of type 0x${ethernet.type.toString(16).padStart(4, '0')}`;
  }
}

function describeArp(octets: Uint8Array): string {
  const arp = wire.parseArp(octets);
  if (arp instanceof wire.Malformed) return 'malformed ARP packet';
  const [sender, target] = [formatAddress(arp.senderIp), formatAddress(arp.targetIp)];
  return arp.operation === wire.ARPOP_REQUEST ? `ARP request: who has ${target}? Tell ${sender}` : `ARP reply: ${sender} is at ${arp.senderMac}`;
}

function describeIpv4(octets: Uint8Array): string {
  const ip = wire.parseIpv4Header(octets);
  if (ip instanceof wire.Malformed) return 'malformed IPv4 packet';
  return `${ip.fragmentOffset > 0 ? 'fragment' : upper(ip.protocol, ip.payload)} ${path(ip.source, ip.destination)}`;
}

function describeIpv6(octets: Uint8Array): string {
  const ip = wire.parseIpv6Header(octets);
  if (ip instanceof wire.Malformed) return 'malformed IPv6 packet';
  return `${upper(ip.nextHeader, ip.payload)} ${path(ip.source, ip.destination)}`;
}

function path(source: IpAddress, destination: IpAddress): string {
  return `from ${formatAddress(source)} to ${formatAddress(destination)}`;
}

const ICMPV6_NAMES: Readonly<Record<number, string>> = {
  [wire.ICMPV6_DEST_UNREACH]: 'ICMPv6 destination unreachable', [wire.ICMPV6_PKT_TOOBIG]: 'ICMPv6 packet too big', [wire.ICMPV6_TIME_EXCEED]: 'ICMPv6 time exceeded',
  [wire.ICMPV6_ECHO_REQUEST]: 'ICMPv6 echo request', [wire.ICMPV6_ECHO_REPLY]: 'ICMPv6 echo reply',
  [wire.NDISC_ROUTER_SOLICITATION]: 'router solicitation', [wire.NDISC_ROUTER_ADVERTISEMENT]: 'router advertisement',
  [wire.NDISC_NEIGHBOUR_SOLICITATION]: 'neighbour solicitation', [wire.NDISC_NEIGHBOUR_ADVERTISEMENT]: 'neighbour advertisement',
  [wire.ICMPV6_MLD2_REPORT]: 'MLD report',
};

function upper(protocol: number, payload: Uint8Array): string {
  switch (protocol) {
    case wire.IPPROTO_ICMP: {
      const icmp = wire.parseIcmpHeader(payload);
      if (icmp instanceof wire.Malformed) return 'malformed ICMP packet';
      return `ICMP ${icmp.kind === 'other' ? `type ${icmp.type}` : icmp.kind.replace('-', ' ')}${'sequence' in icmp ? ` ${icmp.sequence}` : ''}`;
    }
    case wire.IPPROTO_ICMPV6:
      return ICMPV6_NAMES[payload[0] ?? -1] ?? `ICMPv6 type ${payload[0]}`;
    // An MLD report hides behind a hop-by-hop router alert (RFC 3810).
    case wire.IPPROTO_HOPOPTS:
      return upper(payload[0] ?? wire.IPPROTO_NONE, payload.subarray(8 * ((payload[1] ?? 0) + 1)));
    case wire.IPPROTO_UDP:
      return `UDP to port ${payload.length >= 4 ? wire.u16(payload, 2) : '?'}`;
    case wire.IPPROTO_TCP:
      return `TCP to port ${payload.length >= 4 ? wire.u16(payload, 2) : '?'}`;
    default:
      return `IP protocol ${protocol}`;
  }
}
