import type { Family, IpAddress } from '../../address';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, u16 } from '../../wire';
import type { PacketView } from '../view';

/** One direction of a connection (struct nf_conntrack_tuple). */
export interface Tuple {
  readonly family: Family;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** IPPROTO_* */
  readonly protocol: number;
  /** source port; the id of an ICMP query; 0 for other protocols */
  readonly sport: number;
  /** destination port; type * 256 + code of an ICMP query */
  readonly dport: number;
}

/** ICMP queries and their answers (invmap of nf_conntrack_proto_icmp.c and _icmpv6.c). */
const ANSWERS: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  [IPPROTO_ICMP]: { 8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17 },
  [IPPROTO_ICMPV6]: { 128: 129, 129: 128, 139: 140, 140: 139 },
};

/** Types that may begin a connection (valid_new). */
export const QUERIES: Readonly<Record<number, readonly number[]>> = { [IPPROTO_ICMP]: [8, 13, 15, 17], [IPPROTO_ICMPV6]: [128, 139] };

/** Whether a protocol is ICMP of either family. */
export function isIcmp(protocol: number): boolean {
  return protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6;
}

/** Whether a protocol has ports. */
export function hasPorts(protocol: number): boolean {
  return protocol === IPPROTO_TCP || protocol === IPPROTO_UDP;
}

/** The tuple of a packet; undefined where its transport header is cut short. */
export function tupleOf({ family, source, destination, protocol, octets, offset }: PacketView): Tuple | undefined {
  const base = { family, source, destination, protocol };
  if (hasPorts(protocol)) return octets.length < offset + 4 ? undefined : { ...base, sport: u16(octets, offset), dport: u16(octets, offset + 2) };
  if (isIcmp(protocol)) return octets.length < offset + 8 ? undefined : { ...base, sport: u16(octets, offset + 4), dport: u16(octets, offset) };
  return { ...base, sport: 0, dport: 0 };
}

/** The tuple of what comes back (nf_ct_invert_tuple); undefined for ICMP messages that nothing answers. */
export function invert(tuple: Tuple): Tuple | undefined {
  const swapped = { ...tuple, source: tuple.destination, destination: tuple.source };
  if (!isIcmp(tuple.protocol)) return { ...swapped, sport: tuple.dport, dport: tuple.sport };
  const answer = ANSWERS[tuple.protocol]?.[tuple.dport >>> 8];
  return answer === undefined ? undefined : { ...swapped, dport: (answer << 8) | (tuple.dport & 0xff) };
}

/** What a tuple is found by. */
export function keyOf({ source, destination, protocol, sport, dport }: Tuple): string {
  return `${protocol} ${source} ${sport} ${destination} ${dport}`;
}
