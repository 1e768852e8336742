import { addressOf, formatMac, type IpAddress } from '../../../stack/address';
import { fold, sumWords } from '../../../stack/wire';
import type { Names } from '../names';

/** How much to print: tcpdump's counted option letters. */
export interface PrintOptions {
  readonly v: number;
  readonly e: boolean;
  readonly n: boolean;
  readonly q: number;
  /** -S: absolute TCP sequence numbers */
  readonly S: boolean;
  /** -K: don't verify checksums */
  readonly K: boolean;
  readonly t: number;
  readonly x: number;
  readonly X: number;
  readonly A: number;
  /** -#: packet numbers */
  readonly number: boolean;
}

/** Printers that others nest: IP in ICMP, Ethernet in VXLAN. `at` is an offset in the packet, `length` octets on the wire. */
export interface NestedPrinters {
  ip(nd: Dissector, at: number, length: number): void;
  ip6(nd: Dissector, at: number, length: number): void;
  /** @returns octets of link-layer header */
  ethernet(nd: Dissector, at: number, length: number): number;
  /** @returns whether the type is known */
  ethertype(nd: Dissector, type: number, at: number, length: number): boolean;
}

/** Thrown by a read past the captured octets; printing of the packet ends with `[|protocol]`. */
export const SNAPPED = Symbol('snapped');

interface Conversation {
  sequence: number;
  acknowledgment: number;
}

/**
 * One packet on its way to text, and what printing remembers from packet to packet. Offsets count from the packet's first
 * octet; reads are bounded by `end`, which a length field of an enclosing header may lower.
 */
export class Dissector {
  octets: Uint8Array = new Uint8Array(0);
  /** one past the last octet that may be read */
  end = 0;
  /** of the printer at work: named where a packet is cut short */
  protocol = '';
  /** octets of link-layer header, which -x leaves out */
  linkHeader = 0;
  #text = '';
  readonly conversations = new Map<string, Conversation>();

  constructor(readonly options: PrintOptions, readonly names: Names, readonly nested: NestedPrinters) {}

  start(octets: Uint8Array): void {
    this.octets = octets;
    this.end = octets.length;
    this.protocol = '';
    this.linkHeader = 0;
    this.#text = '';
  }

  get text(): string {
    return this.#text;
  }

  /** -q, -x and -X: no dump of packets of an unknown kind. */
  get suppressDefaultPrint(): boolean {
    return this.options.q > 0 || this.options.x > 0 || this.options.X > 0;
  }

  put(text: string): void {
    this.#text += text;
  }

  has(at: number, count: number): boolean {
    return at + count <= this.end;
  }

  available(at: number): number {
    return Math.max(0, this.end - at);
  }

  need(at: number, count: number): void {
    if (!this.has(at, count)) throw SNAPPED;
  }

  u8(at: number): number {
    this.need(at, 1);
    return this.octets[at]!;
  }

  u16(at: number): number {
    this.need(at, 2);
    return (this.octets[at]! << 8) | this.octets[at + 1]!;
  }

  u24(at: number): number {
    return this.u16(at) * 256 + this.u8(at + 2);
  }

  u32(at: number): number {
    return this.u16(at) * 0x10000 + this.u16(at + 2);
  }

  slice(at: number, count: number): Uint8Array {
    this.need(at, count);
    return this.octets.subarray(at, at + count);
  }

  address(at: number, family: 4 | 6): IpAddress {
    return addressOf(this.slice(at, family === 4 ? 4 : 16));
  }

  /** An IPv4 address by name or number. */
  ip(at: number): string {
    return this.names.host(this.address(at, 4));
  }

  ip6(at: number): string {
    return this.names.host(this.address(at, 6));
  }

  mac(at: number): string {
    return this.names.ethernet(formatMac(this.slice(at, 6)));
  }

  /** Octets as two hexadecimal digits each. */
  hex(at: number, count: number, separator = ''): string {
    return Array.from(this.slice(at, count), octet => octet.toString(16).padStart(2, '0')).join(separator);
  }

  /** Internet checksum over captured octets, on top of a pseudo header's sum: 0 if right. */
  checksum(at: number, count: number, pseudo = 0): number {
    return fold(sumWords(this.slice(at, count), pseudo));
  }

  /** ` [|protocol]` */
  truncated(): void {
    this.put(` [|${this.protocol}]`);
  }

  invalid(): void {
    this.put(' (invalid)');
  }

  /** Runs a printer that may read up to `end` only. */
  within(end: number, print: () => void): void {
    const saved = this.end;
    this.end = Math.min(saved, end);
    try {
      print();
    } finally {
      this.end = saved;
    }
  }
}

/** What a checksum field should hold, given what it holds and the checksum computed over all. */
export function shouldBe(field: number, computed: number): number {
  const sum = field + computed;
  return (sum & 0xffff) + (sum >>> 16);
}
