/**
 * An IP address: IPv4 as an unsigned 32-bit `number`, IPv6 as an unsigned 128-bit `bigint`. `typeof` tells the family.
 */
export type IpAddress = number | bigint;

export const AF_UNSPEC = 0;
export const AF_INET = 2;
export const AF_BRIDGE = 7;
export const AF_INET6 = 10;
export const AF_PACKET = 17;
export type Family = typeof AF_INET | typeof AF_INET6;

/** An address and the number of its leading bits that count. */
export interface Prefix {
  readonly address: IpAddress;
  /** 0 to 32 (IPv4) or 128 (IPv6) */
  readonly length: number;
}

export function familyOf(address: IpAddress): Family {
  return typeof address === 'number' ? AF_INET : AF_INET6;
}

/** Bits of an address of that family: 32 or 128. */
export function addressBits(family: Family): 32 | 128 {
  return family === AF_INET ? 32 : 128;
}

/** The strict dotted quad of inet_pton(3); undefined if it isn't one. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let address = 0;
  for (const part of match.slice(1)) {
    const octet = Number(part);
    if (octet > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    address = address * 256 + octet;
  }
  return address;
}

/** RFC 4291 section 2.2 text, as inet_pton(3) reads it; undefined if it isn't one. */
export function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  const [head, tail] = groups;
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const all = tail
    ? head.length + tail.length <= 7 ? [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail] : undefined
    : head;
  if (all?.length !== 8) return undefined;
  return all.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const words = text.split(':');
  const groups: number[] = [];
  for (const [i, word] of words.entries()) {
    const quad = last && i === words.length - 1 ? parseIpv4(word) : undefined;
    if (quad !== undefined) groups.push(quad >>> 16, quad & 0xffff);
    else if (/^[0-9a-f]{1,4}$/i.test(word)) groups.push(parseInt(word, 16));
    else return undefined;
  }
  return groups;
}

/** An address of either family from its text; undefined if it is none. */
export function parseAddress(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** The text that inet_ntop(3) gives (for IPv6: RFC 5952, with glibc's dotted tail for v4-mapped and v4-compatible). */
export function formatAddress(address: IpAddress): string {
  return typeof address === 'number' ? formatIpv4(address) : formatIpv6(address);
}

function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
  const run = longestZeroRun(groups);
  const compatible = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const texts = groups.map(group => group.toString(16));
  if (compatible) texts.splice(6, 2, formatIpv4(Number(address & 0xffffffffn)));
  if (run.length < 2) return texts.join(':');
  return `${texts.slice(0, run.start).join(':')}::${texts.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** The address with all bits after the first `length` cleared. */
export function networkOf(address: IpAddress, length: number): IpAddress {
  if (typeof address === 'number') return length === 0 ? 0 : (address & (0xffffffff << (32 - length))) >>> 0;
  const host = BigInt(128 - length);
  return (address >> host) << host;
}

/** The address with all bits after the first `length` set: IPv4's directed broadcast. */
export function lastOf(address: IpAddress, length: number): IpAddress {
  if (typeof address === 'number') return length === 32 ? address : (address | (0xffffffff >>> length)) >>> 0;
  return address | ((1n << BigInt(128 - length)) - 1n);
}

/** Whether `address` lies in `prefix` (same family, same leading bits). */
export function contains(prefix: Prefix, address: IpAddress): boolean {
  return typeof prefix.address === typeof address
    && networkOf(address, prefix.length) === networkOf(prefix.address, prefix.length);
}

/** A link-layer address as Linux prints it: lower-case octets with colons. */
export type LinkAddress = string;

export const MAC_BROADCAST: LinkAddress = 'ff:ff:ff:ff:ff:ff';
export const MAC_ZERO: LinkAddress = '00:00:00:00:00:00';

export function formatMac(octets: Uint8Array): LinkAddress {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join(':');
}

export function macOctets(address: LinkAddress): Uint8Array {
  return Uint8Array.from(address.split(':'), octet => parseInt(octet, 16));
}

/** Octets of an address in network order: 4 or 16 of them. */
export function addressOctets(address: IpAddress): Uint8Array {
  if (typeof address === 'number') return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
  return Uint8Array.from({ length: 16 }, (_, i) => Number((address >> BigInt(120 - 8 * i)) & 0xffn));
}

/** The address that 4 or 16 octets in network order stand for. */
export function addressOf(octets: Uint8Array): IpAddress {
  if (octets.length === 4) return ((octets[0]! << 24) | (octets[1]! << 16) | (octets[2]! << 8) | octets[3]!) >>> 0;
  return octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

export function isMulticast(address: IpAddress): boolean {
  return typeof address === 'number' ? address >>> 28 === 0xe : address >> 120n === 0xffn;
}

/** fe80::/10 (RFC 4291 section 2.5.6); false for IPv4. */
export function isLinkLocal(address: IpAddress): boolean {
  return typeof address === 'bigint' && address >> 118n === 0x3fan;
}
