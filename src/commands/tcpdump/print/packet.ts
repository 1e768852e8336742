import type { Names } from '../names';
import { printCooked } from './cooked';
import { Dissector, SNAPPED, type PrintOptions } from './dissector';
import { printEthernet, printEthertype } from './ethernet';
import { ascii, hexAndAscii, hexDump } from './hex';
import { printIp } from './ip';
import { printIp6 } from './ip6';
import { printRaw } from './raw';
import { Timestamps } from './timestamp';

/** A packet of a capture or a savefile. */
export interface Packet {
  /** µs since the Unix epoch */
  readonly us: number;
  /** octets on the wire */
  readonly length: number;
  /** those captured, from the link-layer header on */
  readonly octets: Uint8Array;
}

export type LinkType = 'EN10MB' | 'LINUX_SLL2' | 'RAW';

const NESTED = { ip: printIp, ip6: printIp6, ethernet: printEthernet, ethertype: printEthertype };

/** Makes text of packets, as tcpdump's pretty_print_packet. Remembers what relative numbers refer to. */
export class PacketPrinter {
  readonly #nd: Dissector;
  readonly #timestamps: Timestamps;
  #count = 0;

  constructor(readonly linkType: LinkType, readonly options: PrintOptions, names: Names) {
    this.#nd = new Dissector(options, names, NESTED);
    this.#timestamps = new Timestamps(options.t);
  }

  /** The lines of one packet, with their newline. */
  print({ us, length, octets }: Packet): string {
    const nd = this.#nd;
    nd.start(octets);
    this.#count++;
    if (this.options.number) nd.put(`${String(this.#count).padStart(5)}  `);
    if (octets.length === 0 || length < octets.length) return `${nd.text}${invalidHeader(length, octets.length)}\n`;
    nd.put(this.#timestamps.format(us));
    try {
      if (this.linkType === 'EN10MB') nd.linkHeader = printEthernet(nd, 0, length);
      else if (this.linkType === 'LINUX_SLL2') printCooked(nd, length);
      else printRaw(nd, length);
    } catch (error) {
      if (error !== SNAPPED) throw error;
      nd.truncated();
      nd.linkHeader = 0;
    }
    nd.end = octets.length;
    this.#dump(nd);
    return `${nd.text}\n`;
  }

  #dump(nd: Dissector): void {
    const { x, X, A } = this.options;
    const [times, dump] = X ? [X, hexAndAscii] as const : x ? [x, hexDump] as const : [A, ascii] as const;
    const from = times > 1 ? 0 : nd.linkHeader;
    if (times > 0 && (times > 1 || nd.end > from)) dump(nd, from, nd.end - from);
  }
}

function invalidHeader(length: number, captured: number): string {
  const faults = [captured === 0 ? ' caplen==0' : '', length === 0 ? ' len==0' : length < captured ? ` len(${length}) < caplen(${captured})` : ''];
  return `[Invalid header:${faults.filter(fault => fault !== '').join(',')}]`;
}
