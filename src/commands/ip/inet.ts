import {
  AF_INET, AF_INET6, AF_PACKET, AF_UNSPEC, parseIpv4, parseIpv6, type IpAddress, type LinkAddress,
} from '../../stack';
import { Failed, Quit } from './failure';
import { strtoul, unsigned } from './numbers';

export const AF_MPLS = 28;

/** iproute2's inet_prefix: what an address or prefix argument stands for. */
export interface InetPrefix {
  /** AF_UNSPEC for `default` or `any` where no family was asked for */
  readonly family: number;
  readonly address: IpAddress;
  /** leading bits */
  readonly length: number;
  /** false for `any` and `all` */
  readonly hasAddress: boolean;
  /** a length was written, or `default` */
  readonly lengthGiven: boolean;
}

const FAMILY_NAMES: Readonly<Record<number, string>> = { [AF_INET]: 'inet', [AF_INET6]: 'inet6', [AF_PACKET]: 'link', [AF_MPLS]: 'mpls', 7: 'bridge' };
const FAMILIES: Readonly<Record<string, number>> = { inet: AF_INET, inet6: AF_INET6, link: AF_PACKET, mpls: AF_MPLS, bridge: 7 };

export function familyName(family: number): string {
  return FAMILY_NAMES[family] ?? '???';
}

export function familyNumber(name: string): number {
  return FAMILIES[name] ?? AF_UNSPEC;
}

/** IPv4 as iproute2 reads it: 1 to 4 numbers in any C base, missing ones are 0 (10.8 is 10.8.0.0). */
export function ipv4(text: string): number | undefined {
  const strict = parseIpv4(text);
  if (strict !== undefined) return strict;
  const octets = [0, 0, 0, 0];
  let rest = text;
  for (let i = 0; i < 4; i++) {
    const scanned = strtoul(rest, 0);
    if (!scanned || scanned.value > 255n) return undefined;
    octets[i] = Number(scanned.value);
    if (scanned.rest === '') return octets.reduce((sum, octet) => sum * 256 + octet, 0);
    if (!scanned.rest.startsWith('.')) return undefined;
    rest = scanned.rest.slice(1);
  }
  return undefined;
}

function bits(family: number): number {
  return family === AF_INET6 ? 128 : family === AF_INET ? 32 : 0;
}

/** get_addr_1: undefined if the text is no address of the family. */
export function parseInetAddress(text: string, family: number): InetPrefix | undefined {
  if (text === 'default' || text === 'any' || text === 'all') {
    if (family === AF_MPLS) return undefined;
    const hasAddress = text === 'default' && bits(family) > 0;
    return { family, address: family === AF_INET6 ? 0n : 0, length: 0, hasAddress, lengthGiven: text === 'default' };
  }
  if (text.includes(':')) {
    const address = parseIpv6(text);
    if (address === undefined || (family !== AF_UNSPEC && family !== AF_INET6)) return undefined;
    return { family: AF_INET6, address, length: 128, hasAddress: true, lengthGiven: false };
  }
  if (family !== AF_UNSPEC && family !== AF_INET) return undefined;
  const address = ipv4(text);
  return address === undefined ? undefined : { family: AF_INET, address, length: 32, hasAddress: true, lengthGiven: false };
}

/** get_prefix_1: an address with or without /LENGTH or /NETMASK. */
export function parseInetPrefix(text: string, family: number): InetPrefix | undefined {
  const slash = text.indexOf('/');
  const parsed = parseInetAddress(slash < 0 ? text : text.slice(0, slash), family);
  if (!parsed || slash < 0) return parsed;
  if (/^(default|any|all)\//.test(text)) return undefined;
  const length = netmask(text.slice(slash + 1));
  return length === undefined || length > bits(parsed.family) ? undefined : { ...parsed, length, lengthGiven: true };
}

function netmask(text: string): number | undefined {
  const length = unsigned(text);
  if (length !== undefined) return length;
  const mask = text.includes(':') ? undefined : ipv4(text);
  if (mask === undefined) return undefined;
  const host = ~mask >>> 0;
  return (host & (host + 1)) === 0 ? 32 - (host === 0 ? 0 : 32 - Math.clz32(host)) : undefined;
}

function verbose(family: number): string {
  return family === AF_UNSPEC ? 'any valid' : familyName(family);
}

/** @throws {Quit} with iproute2's sentence */
export function inetAddress(text: string, family: number): InetPrefix {
  const parsed = parseInetAddress(text, family);
  if (!parsed) throw new Quit(`Error: ${verbose(family)} address is expected rather than "${text}".\n`, 1);
  return parsed;
}

/** @throws {Quit} with iproute2's sentence */
export function inetPrefix(text: string, family: number): InetPrefix {
  if (family === AF_PACKET) throw new Quit(`Error: "${text}" may be inet prefix, but it is not allowed in this context.\n`, 1);
  const parsed = parseInetPrefix(text, family);
  if (!parsed) throw new Quit(`Error: ${verbose(family)} prefix is expected rather than "${text}".\n`, 1);
  return parsed;
}

/** ll_addr_a2n: hexadecimal octets with colons, or a dotted quad. @throws {Failed} */
export function linkAddress(text: string): LinkAddress {
  const invalid = (part: string): never => { throw new Failed(`"${part}" is invalid lladdr.\n`, 1); };
  const hex = (octet: number): string => octet.toString(16).padStart(2, '0');
  if (text.includes('.')) {
    const address = text.includes(':') ? undefined : ipv4(text);
    return address === undefined ? invalid(text) : [24, 16, 8, 0].map(shift => hex((address >>> shift) & 255)).join(':');
  }
  return text.split(':').slice(0, 32).map(part => {
    const octet = strtoul(part, 16);
    // sscanf's %x keeps 32 bits
    const value = octet && Number(BigInt.asUintN(32, octet.value));
    return value === undefined || value > 255 ? invalid(part) : hex(value);
  }).join(':');
}
