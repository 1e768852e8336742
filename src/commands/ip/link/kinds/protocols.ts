import type { Argument } from '../../grammar';
import { unsigned } from '../../numbers';

/** EtherTypes by iproute2's names (lib/ll_proto.c), those that devices here carry. */
const PROTOCOLS: Readonly<Record<string, number>> = { '802.1Q': 0x8100, '802.1ad': 0x88a8, ip: 0x0800, arp: 0x0806, ipv6: 0x86dd };

export function etherTypeName(protocol: number): string {
  return Object.entries(PROTOCOLS).find(([, number]) => number === protocol)?.[0] ?? `[${protocol}]`;
}

export const etherType: Argument<number> = {
  kind: 'VLANPROTO', choices: ['802.1Q', '802.1ad'],
  parse: text => Object.entries(PROTOCOLS).find(([name]) => name.toLowerCase() === text.toLowerCase())?.[1] ?? unsigned(text, 0xffff),
};
