import { macOctets } from '../address';
import { inetOf } from '../inet/inet';
import { addressType } from '../inet/source';
import type { RouteType } from '../rtnetlink';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, u16, u32 } from '../wire';
import type { CtState } from './conntrack/entry';
import { hasPorts } from './conntrack/tuple';
import type { HookState } from './hooks';
import type { Value } from './rule';
import type { PacketView } from './view';

/** A packet at a hook, with its headers read. */
export interface Sight {
  readonly state: HookState;
  readonly view: PacketView;
}

type Reader = (sight: Sight) => Value | undefined;

/** Bits of `ct state` (nf_conntrack_common.h). */
export const CT_STATES: Readonly<Record<CtState, number>> = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 };

/** RTN_* as `fib ... type` has them. */
export const FIB_TYPES: Readonly<Partial<Record<RouteType, number>>> = {
  unicast: 1, local: 2, broadcast: 3, anycast: 4, multicast: 5, blackhole: 6, unreachable: 7, prohibit: 8,
};

/** NFPROTO_* of the two families that rules see. */
const NFPROTO = { 2: 2, 10: 10 } as const;
const PKT_TYPES = { host: 0, broadcast: 1, multicast: 2, otherhost: 3, outgoing: 4 } as const;

/** A field of the IPv4 header, and of the IPv6 header. */
const ip = (read: (octets: Uint8Array, view: PacketView) => number): Reader => ({ view }) => (view.family === 2 ? read(view.octets, view) : undefined);
const ip6 = (read: (octets: Uint8Array, view: PacketView) => Value): Reader => ({ view }) => (view.family === 10 ? read(view.octets, view) : undefined);

/** A field of the transport header, where that is of the protocol and here. */
function transport(protocols: readonly number[], length: number, read: (header: Uint8Array) => number): Reader {
  return ({ view }) => {
    if (!protocols.includes(view.protocol) || view.fragmentOffset !== 0 || view.octets.length < view.offset + length) return undefined;
    return read(view.octets.subarray(view.offset));
  };
}

const tcp = (length: number, read: (header: Uint8Array) => number): Reader => transport([IPPROTO_TCP], length, read);
const udp = (length: number, read: (header: Uint8Array) => number): Reader => transport([IPPROTO_UDP], length, read);
const icmp = (length: number, read: (header: Uint8Array) => number): Reader => transport([IPPROTO_ICMP], length, read);
const icmpv6 = (length: number, read: (header: Uint8Array) => number): Reader => transport([IPPROTO_ICMPV6], length, read);

function th(at: number): Reader {
  return ({ view }) => (hasPorts(view.protocol) && view.fragmentOffset === 0 && view.octets.length >= view.offset + 4 ? u16(view.octets, view.offset + at) : undefined);
}

/** A device's hardware address as a number, so that it can be compared. */
export function macNumber(address: string): bigint {
  return macOctets(address).reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function ether(at: number): Reader {
  return ({ state: { skb } }) => (skb.networkOffset < 14 ? undefined : skb.octets.subarray(at, at + 6).reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n));
}

function fib(end: 'source' | 'destination'): Reader {
  return ({ state: { netns }, view }) => {
    const address = view[end];
    return typeof address === 'number' ? FIB_TYPES[addressType(inetOf(netns), address)] ?? 0 : undefined;
  };
}

/** Everything that a rule can look at, by nft's words for it. */
export const SELECTORS = {
  'ip saddr': ip((_, view) => view.source as number),
  'ip daddr': ip((_, view) => view.destination as number),
  'ip protocol': ip((_, view) => view.protocol),
  'ip ttl': ip(octets => octets[8]!),
  'ip length': ip((_, view) => view.length),
  'ip id': ip(octets => u16(octets, 4)),
  'ip dscp': ip(octets => octets[1]! >>> 2),
  'ip frag-off': ip(octets => u16(octets, 6)),
  'ip version': ip(() => 4),
  'ip6 saddr': ip6((_, view) => view.source),
  'ip6 daddr': ip6((_, view) => view.destination),
  'ip6 nexthdr': ip6(octets => octets[6]!),
  'ip6 hoplimit': ip6(octets => octets[7]!),
  'ip6 length': ip6(octets => u16(octets, 4)),
  'tcp sport': tcp(4, header => u16(header, 0)),
  'tcp dport': tcp(4, header => u16(header, 2)),
  'tcp sequence': tcp(8, header => u32(header, 4)),
  'tcp flags': tcp(14, header => header[13]!),
  'tcp window': tcp(16, header => u16(header, 14)),
  'udp sport': udp(4, header => u16(header, 0)),
  'udp dport': udp(4, header => u16(header, 2)),
  'udp length': udp(6, header => u16(header, 4)),
  'th sport': th(0),
  'th dport': th(2),
  'icmp type': icmp(1, header => header[0]!),
  'icmp code': icmp(2, header => header[1]!),
  'icmp id': icmp(6, header => u16(header, 4)),
  'icmp sequence': icmp(8, header => u16(header, 6)),
  'icmpv6 type': icmpv6(1, header => header[0]!),
  'icmpv6 code': icmpv6(2, header => header[1]!),
  'icmpv6 id': icmpv6(6, header => u16(header, 4)),
  'meta iif': ({ state }) => state.indev?.ifindex,
  'meta oif': ({ state }) => state.outdev?.ifindex,
  'meta iifname': ({ state }) => state.indev?.ifname ?? '',
  'meta oifname': ({ state }) => state.outdev?.ifname ?? '',
  'meta mark': ({ state }) => state.skb.mark,
  'meta l4proto': ({ view }) => view.protocol,
  'meta nfproto': ({ view }) => NFPROTO[view.family],
  'meta protocol': ({ state }) => state.skb.protocol,
  'meta length': ({ view }) => view.length,
  'meta pkttype': ({ state }) => PKT_TYPES[state.skb.packetType],
  'ct state': ({ state }) => CT_STATES[state.skb.ct?.state ?? 'invalid'],
  'ct mark': ({ state }) => state.skb.ct?.connection?.mark,
  'ct direction': ({ state }) => (state.skb.ct?.connection ? (state.skb.ct.direction === 'original' ? 0 : 1) : undefined),
  'ether saddr': ether(6),
  'ether daddr': ether(0),
  'fib saddr type': fib('source'),
  'fib daddr type': fib('destination'),
} as const satisfies Readonly<Record<string, Reader>>;

export type SelectorName = keyof typeof SELECTORS;

/** What a packet has there; undefined where it has no such thing, and a match doesn't hold. */
export function select(name: SelectorName, sight: Sight): Value | undefined {
  const read: Reader = SELECTORS[name];
  return read(sight);
}
