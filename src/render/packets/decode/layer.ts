import type { IpAddress } from '../../../stack/address';
import type { ArpRepr, IcmpRepr, Icmpv6Repr, Malformed } from '../../../stack/wire';

/** A field of a header: what it holds, and where in the frame. */
export interface Field {
  readonly name: string;
  readonly value: string;
  /** offset of its first octet in the frame, and how many there are; a flag shares its octets with others */
  readonly at: number;
  readonly size: number;
}

/** A header of a frame, or what is left behind the last header that can be read. */
export interface Layer {
  readonly name: string;
  /** how tcpdump calls it, where it is a protocol that a packet is named after */
  readonly short?: string;
  readonly at: number;
  readonly size: number;
  readonly fields: readonly Field[];
}

/** Formats whose headers can be read. */
export type Format = 'ethernet' | 'cooked' | 'ip' | 'vlan' | 'llc' | 'arp' | 'ipv4' | 'ipv6' | 'hop-by-hop' | 'icmp' | 'icmpv6' | 'igmp' | 'udp' | 'tcp' | 'vxlan' | 'gre' | 'quoted-ipv4' | 'quoted-ipv6';

/** What a header says to who doesn't show it: the parsed form of what names a packet. */
export type Meaning =
  | { readonly of: 'arp'; readonly message: ArpRepr }
  | { readonly of: 'ip'; readonly source: IpAddress; readonly destination: IpAddress; readonly protocol: number; readonly fragment: boolean }
  | { readonly of: 'icmp'; readonly message: IcmpRepr }
  | { readonly of: 'icmpv6'; readonly type: number; readonly message: Icmpv6Repr }
  | { readonly of: 'ports'; readonly destination: number };

/** What a decoder makes of octets that start with its header; offsets count from there. */
export interface Decoded {
  readonly name: string;
  readonly short?: string;
  readonly meaning?: Meaning;
  /** made when they are shown */
  readonly fields: () => readonly Field[];
  /** octets of the header */
  readonly size: number;
  /** what follows the header; undefined: data */
  readonly next?: Format | undefined;
  /** where that ends, if not with the octets: the rest is padding */
  readonly end?: number;
  /** who sends it and to whom, where the header says so */
  readonly ends?: { readonly source: string; readonly destination: string };
}

export type Decoder = (octets: Uint8Array) => Decoded | Malformed;

/** A row of a header's table: name, offset, octets, and how the value reads. */
export function field(name: string, at: number, size: number, value: string | number): Field {
  return { name, at, size, value: String(value) };
}

/** A number and the word for it, where there is one. */
export function named(value: string | number, word: string | undefined): string {
  return word === undefined ? String(value) : `${value} (${word})`;
}

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** Flags that are set, by name. */
export function flags(all: readonly (readonly [name: string, set: boolean])[]): string {
  return all.filter(([, set]) => set).map(([name]) => name).join(', ') || 'none';
}
