import { formatAddress } from '../../stack/address';
import * as wire from '../../stack/wire';

/** A frame at a place: its octets, and where its network header starts. */
export interface Sight {
  readonly frame: Uint8Array;
  readonly linkHeader: number;
}

/** What a host may change of a packet on its way through, as text. */
interface Marks {
  readonly source?: string;
  readonly destination?: string;
  readonly ttl?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly id?: number;
  readonly vlan?: number;
}

/** What was changed of a packet between two places of a host, in words. */
export interface Rewriting {
  readonly ttl?: string;
  /** tags put on or taken off */
  readonly tags: readonly string[];
  /** addresses and ports translated */
  readonly translated: readonly string[];
}

export function rewriting(before: Sight, after: Sight): Rewriting {
  const [old, now] = [marksOf(before), marksOf(after)];
  const change = (name: string, a: string | number | undefined, b: string | number | undefined): string[] => (a === undefined || b === undefined || a === b ? [] : [`${name} ${a} → ${b}`]);
  const tags = old.vlan === now.vlan ? [] : [...(old.vlan === undefined ? [] : [`VLAN tag ${old.vlan} taken off`]), ...(now.vlan === undefined ? [] : [`VLAN tag ${now.vlan} put on`])];
  return {
    ...(old.ttl !== undefined && now.ttl !== undefined && old.ttl !== now.ttl && { ttl: `ttl ${old.ttl} → ${now.ttl}` }),
    tags,
    translated: [
      ...change('source', old.source, now.source), ...change('source port', old.sourcePort, now.sourcePort), ...change('destination', old.destination, now.destination),
      ...change('destination port', old.destinationPort, now.destinationPort), ...change('id', old.id, now.id),
    ],
  };
}

function marksOf({ frame, linkHeader }: Sight): Marks {
  const network = frame.subarray(linkHeader);
  const type = linkHeader >= wire.ETHERNET_HEADER ? wire.u16(frame, 12) : 0;
  const tagged = type === wire.ETH_P_8021Q || type === wire.ETH_P_8021AD;
  const inner = tagged && linkHeader === wire.ETHERNET_HEADER ? network.subarray(wire.VLAN_HEADER) : network;
  return { ...networkMarks(inner), ...(tagged && { vlan: wire.u16(frame, wire.ETHERNET_HEADER) & 0xfff }) };
}

function networkMarks(octets: Uint8Array): Marks {
  const four = wire.parseIpv4Header(octets);
  if (!(four instanceof wire.Malformed)) {
    return { source: formatAddress(four.source), destination: formatAddress(four.destination), ttl: four.ttl, ...(four.fragmentOffset === 0 && upperMarks(four.protocol, four.payload)) };
  }
  const six = wire.parseIpv6Header(octets);
  if (six instanceof wire.Malformed) return {};
  return { source: formatAddress(six.source), destination: formatAddress(six.destination), ttl: six.hopLimit, ...upperMarks(six.nextHeader, six.payload) };
}

function upperMarks(protocol: number, octets: Uint8Array): Marks {
  if (octets.length < 8) return {};
  switch (protocol) {
    case wire.IPPROTO_TCP:
    case wire.IPPROTO_UDP: return { sourcePort: wire.u16(octets, 0), destinationPort: wire.u16(octets, 2) };
    case wire.IPPROTO_ICMP:
    case wire.IPPROTO_ICMPV6: return 'id' in (protocol === wire.IPPROTO_ICMP ? wire.parseIcmpHeader(octets) : wire.parseIcmpv6Header(octets)) ? { id: wire.u16(octets, 4) } : {};
    default: return {};
  }
}
