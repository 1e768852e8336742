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

/** A header, and where it begins. */
export interface Header extends Decoded {
  readonly format: Format;
  readonly at: number;
}

/** The headers of a packet, and what is behind the last one that can be read. */
export interface Headers {
  readonly headers: readonly Header[];
  /** the header that it can't read, and why */
  readonly fault?: { readonly format: Format; readonly reason: Malformed['reason'] };
  /** where what is behind the headers starts, and ends; then comes padding */
  readonly at: number;
  readonly end: number;
}

/** Reads headers from the outermost on, as far as their formats are known. Never throws. @param start format of the first */
export function readHeaders(octets: Uint8Array, start: Format): Headers {
  const headers: Header[] = [];
  let next: Format | undefined = start;
  let [at, end] = [0, octets.length];
  while (next !== undefined && at < end) {
    const header: Decoded | Malformed = DECODERS[next](octets.subarray(at, end));
    if (header instanceof Malformed) return { headers, fault: { format: next, reason: header.reason }, at, end };
    headers.push({ ...header, format: next, at });
    end = Math.min(end, at + Math.max(header.size, header.end ?? Infinity));
    at += header.size;
    next = header.next;
  }
  return { headers, at, end };
}

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
  const { headers, fault, at, end } = readHeaders(octets, STARTS[linkType]);
  const layers = headers.map((header): Layer => ({
    name: header.name, at: header.at, size: header.size, fields: header.fields().map(field => ({ ...field, at: field.at + header.at })), ...(header.short !== undefined && { short: header.short }),
  }));
  if (at < end) layers.push(data(fault ? `${fault.format.replace('quoted-', '')}, ${FAULTS[fault.reason]}` : 'data', at, end));
  if (end < octets.length) layers.push(data('padding', end, octets.length));
  const ends = headers.filter(header => header.ends !== undefined);
  const { source, destination } = (ends.find(header => header.short !== undefined) ?? ends[0])?.ends ?? { source: '?', destination: '?' };
  const link = linkType === 'EN10MB' ? headers[0]?.ends : undefined;
  return { layers, source, destination, ...(link && { link }), protocol: headers.findLast(header => header.short !== undefined)?.short ?? headers.at(-1)?.name ?? 'data' };
}

function data(name: string, at: number, end: number): Layer {
  return { name, at, size: end - at, fields: [] };
}
