import { AF_INET, AF_INET6, type Family, type IpAddress } from '../address';
import type { Skb } from '../skb';
import { IPPROTO_DSTOPTS, IPPROTO_FRAGMENT, IPPROTO_HOPOPTS, IPPROTO_ROUTING, parseIpv4Header, parseIpv6Header, u16 } from '../wire';

/** What netfilter asks of any IP packet. */
export interface PacketView {
  readonly family: Family;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** IPPROTO_* of the transport header */
  readonly protocol: number;
  /** octets from the IP header to the transport header */
  readonly offset: number;
  /** in octets; the transport header is only there at 0 */
  readonly fragmentOffset: number;
  /** octets of the whole packet */
  readonly length: number;
  /** from the IP header on, without the link layer's padding */
  readonly octets: Uint8Array;
}

const EXTENSIONS: readonly number[] = [IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_DSTOPTS];

/** Reads the packet that starts with these octets; it may be cut short, as one that an ICMP error quotes. */
export function viewOctets(octets: Uint8Array): PacketView | undefined {
  const version = (octets[0] ?? 0) >>> 4;
  if (version === 4) {
    const header = parseIpv4Header(octets);
    if (!('payload' in header)) return undefined;
    const { source, destination, protocol, fragmentOffset, totalLength } = header;
    return { family: AF_INET, source, destination, protocol, fragmentOffset, offset: (octets[0]! & 15) * 4, length: totalLength, octets: octets.subarray(0, totalLength) };
  }
  return version === 6 ? viewIpv6(octets) : undefined;
}

function viewIpv6(octets: Uint8Array): PacketView | undefined {
  const header = parseIpv6Header(octets);
  if (!('payload' in header)) return undefined;
  const { source, destination } = header;
  let protocol = header.nextHeader;
  let offset = 40;
  let fragmentOffset = 0;
  while (EXTENSIONS.includes(protocol) || protocol === IPPROTO_FRAGMENT) {
    if (protocol === IPPROTO_FRAGMENT) fragmentOffset = u16(octets, offset + 2) & 0xfff8;
    const length = protocol === IPPROTO_FRAGMENT ? 8 : ((octets[offset + 1] ?? 0) + 1) * 8;
    protocol = octets[offset] ?? 59;
    offset += length;
  }
  const length = 40 + u16(octets, 4);
  return { family: AF_INET6, source, destination, protocol, fragmentOffset, offset, length, octets: octets.subarray(0, length) };
}

/** The packet that an skb carries; undefined if it is no IP packet. */
export function viewOf(skb: Skb): PacketView | undefined {
  return viewOctets(skb.network);
}
