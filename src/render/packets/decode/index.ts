import { Malformed } from '../../../stack/wire';
import type { LinkType } from '../../../commands/tcpdump/print/packet';
import { icmp, icmpv6, igmp } from './icmp';
import type { Decoded, Decoder, Format, Layer } from './layer';
import { cooked, ethernet, llc, vlan } from './link';
import { arp, hopByHop, ip, ipv4, ipv6 } from './network';
import { gre, tcp, udp, vxlan } from './transport';

export type { Field, Layer } from './layer';

/** Marks a header as that of the packet which an ICMP error is about; what a short quotation holds of its transport is data. */
function quoted(decode: Decoder): Decoder {
  return octets => {
    const header = decode(octets);
    return header instanceof Malformed ? header : { name: `about this packet: ${header.name}`, size: header.size, fields: header.fields };
  };
}

const DECODERS: Readonly<Record<Format, Decoder>> = {
  'ethernet': ethernet, 'cooked': cooked, 'ip': ip, 'vlan': vlan, 'llc': llc, 'arp': arp, 'ipv4': ipv4, 'ipv6': ipv6, 'hop-by-hop': hopByHop, 'icmp': icmp, 'icmpv6': icmpv6, 'igmp': igmp,
  'udp': udp, 'tcp': tcp, 'vxlan': vxlan, 'gre': gre, 'quoted-ipv4': quoted(ipv4), 'quoted-ipv6': quoted(ipv6),
};

const STARTS: Readonly<Record<LinkType, Format>> = { EN10MB: 'ethernet', LINUX_SLL2: 'cooked', RAW: 'ip' };

const FAULTS: Readonly<Record<Malformed['reason'], string>> = { truncated: 'cut short', header: 'malformed', checksum: 'with a wrong checksum' };

/** A frame taken apart. */
export interface Dissection {
  /** from the outermost header to the data; together they hold each octet once */
  readonly layers: readonly Layer[];
  /** how tcpdump calls what the packet is about: `ARP`, `ICMP`, `TCP` */
  readonly protocol: string;
  /** who sends it and to whom: IP addresses where it has some, else MACs; of a tunnelled packet the outer ones */
  readonly source: string;
  readonly destination: string;
  /** the MACs of its outermost header, where it has some */
  readonly link?: { readonly source: string; readonly destination: string };
}

/** Takes a frame apart, as far as its formats are known. Never throws: what is malformed is data, and says so. */
export function dissect(octets: Uint8Array, linkType: LinkType): Dissection {
  const layers: Layer[] = [];
  const found: Decoded[] = [];
  let next: Format | undefined = STARTS[linkType];
  let [at, end] = [0, octets.length];
  while (next !== undefined && at < end) {
    const header: Decoded | Malformed = DECODERS[next](octets.subarray(at, end));
    if (header instanceof Malformed) {
      layers.push(data(`${next.replace('quoted-', '')}, ${FAULTS[header.reason]}`, at, end));
      at = end;
      break;
    }
    const start = at;
    found.push(header);
    layers.push({
      name: header.name, at, size: header.size, fields: header.fields.map(field => ({ ...field, at: field.at + start })), ...(header.short !== undefined && { short: header.short }),
    });
    end = Math.min(end, at + Math.max(header.size, header.end ?? Infinity));
    at += header.size;
    next = header.next;
  }
  if (at < end) layers.push(data('data', at, end));
  if (end < octets.length) layers.push(data('padding', end, octets.length));
  const ends = found.filter(header => header.ends !== undefined);
  const { source, destination } = (ends.find(header => header.short !== undefined) ?? ends[0])?.ends ?? { source: '?', destination: '?' };
  const link = linkType === 'EN10MB' ? found[0]?.ends : undefined;
  return { layers, source, destination, ...(link && { link }), protocol: found.findLast(header => header.short !== undefined)?.short ?? found.at(-1)?.name ?? 'data' };
}

function data(name: string, at: number, end: number): Layer {
  return { name, at, size: end - at, fields: [] };
}
