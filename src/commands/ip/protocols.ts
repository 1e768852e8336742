import { unsigned } from './numbers';

/** inet_proto_a2n and its inverse (lib/inet_proto.c), with Debian's /etc/protocols as far as it names what the simulation has. */
const PROTOCOLS: Readonly<Record<string, number>> = { ip: 0, icmp: 1, igmp: 2, tcp: 6, udp: 17, ipv6: 41, gre: 47, esp: 50, ah: 51, 'ipv6-icmp': 58, ospf: 89, sctp: 132 };

/** The number of an IP protocol, by name or digits; undefined if it is none. */
export function protocolNumber(text: string): number | undefined {
  return unsigned(text, 255) ?? PROTOCOLS[text];
}

/** The name of an IP protocol. */
export function protocolName(protocol: number): string {
  return Object.entries(PROTOCOLS).find(([, number]) => number === protocol)?.[0] ?? `ipproto-${protocol}`;
}
