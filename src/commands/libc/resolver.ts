import { familyOf, formatAddress, isLinkLocal, isMulticast, parseAddress, parseIpv6, RtnetlinkError, SysError, type Family, type IpAddress, type Netns } from '../../stack';
import type { Process } from '../program';

/** An element of getaddrinfo(3)'s list. */
export interface AddrInfo {
  readonly family: Family;
  readonly address: IpAddress;
  /** sin6_scope_id */
  readonly scopeId: number;
  /** ai_canonname: only the first element has one */
  readonly canonname: string | undefined;
}

interface HostsLine {
  readonly address: IpAddress;
  readonly names: readonly string[];
}

/** inet_aton(3): one to four numbers, decimal, octal or hexadecimal, the last filling what is left; undefined if it isn't one. */
export function inetAton(text: string): number | undefined {
  const words = text.split('.');
  if (words.length > 4) return undefined;
  const parts: number[] = [];
  for (const word of words) {
    if (!/^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.test(word)) return undefined;
    parts.push(/^0[0-7]+$/.test(word) ? parseInt(word, 8) : Number(word));
  }
  const last = parts.pop()!;
  if (parts.some(part => part > 255) || last >= 2 ** (32 - 8 * parts.length)) return undefined;
  return parts.reduce((sum, part, i) => sum + part * 2 ** (24 - 8 * i), last);
}

/** hosts(5). */
function hostsFile(process: Process): HostsLine[] {
  let text: string;
  try {
    text = new TextDecoder().decode(process.files.read('/etc/hosts'));
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
  return text.split('\n').flatMap(line => {
    const [word = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const address = parseAddress(word);
    return address === undefined || names.length === 0 ? [] : [{ address, names }];
  });
}

function interfaceIndex(netns: Netns, name: string): number | undefined {
  try {
    return netns.rtnetlink.getLink({ ifname: name }).index;
  } catch (error) {
    if (error instanceof RtnetlinkError) return undefined;
    throw error;
  }
}

/** Whether a device's name can stand after the `%`. */
function scoped(address: IpAddress): boolean {
  return isLinkLocal(address) || (typeof address === 'bigint' && isMulticast(address) && ((address >> 112n) & 0xfn) <= 2n);
}

function literal(process: Process, text: string): { readonly address: IpAddress; readonly scopeId: number } | undefined {
  const at = text.indexOf('%');
  if (at < 0) {
    const address = inetAton(text) ?? parseIpv6(text);
    return address === undefined ? undefined : { address, scopeId: 0 };
  }
  const [address, scope] = [parseIpv6(text.slice(0, at)), text.slice(at + 1)];
  if (address === undefined) return undefined;
  const index = scoped(address) ? interfaceIndex(process.netns, scope) : undefined;
  const scopeId = index ?? (/^[0-9]+$/.test(scope) ? Number(scope) : undefined);
  return scopeId === undefined ? undefined : { address, scopeId };
}

/** Whether the namespace has a way to an address: a connected UDP socket tells, as glibc finds out. */
function reachable(netns: Netns, address: IpAddress): boolean {
  const socket = netns.sockets.udp(familyOf(address));
  try {
    socket.connect(address, 9);
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  } finally {
    socket.close();
  }
}

/** RFC 6724 section 6 as far as addresses of a hosts file differ in it: rule 1 (usable), rule 6 (precedence of the default policy table). */
function inOrder(netns: Netns, addresses: readonly IpAddress[]): IpAddress[] {
  if (addresses.length < 2) return [...addresses];
  const precedence = (address: IpAddress): number => typeof address === 'number' ? 10 : address === 1n ? 50 : 40;
  const ranked = addresses.map(address => ({ address, usable: reachable(netns, address), precedence: precedence(address) }));
  ranked.sort((a, b) => Number(b.usable) - Number(a.usable) || b.precedence - a.precedence);
  return ranked.map(entry => entry.address);
}

/**
 * getaddrinfo(3) with AI_CANONNAME. /etc/hosts is all there is: no DNS.
 * @returns an empty list where it gives EAI_NONAME, "Name or service not known"
 */
export function getaddrinfo(process: Process, name: string): AddrInfo[] {
  const address = literal(process, name);
  if (address) return [{ family: familyOf(address.address), ...address, canonname: name }];
  const wanted = name.toLowerCase();
  const lines = hostsFile(process).filter(line => line.names.some(known => known.toLowerCase() === wanted));
  const addresses = inOrder(process.netns, [...new Set(lines.map(line => line.address))]);
  return addresses.map((found, i) => ({ family: familyOf(found), address: found, scopeId: 0, canonname: i === 0 ? lines[0]!.names[0]! : undefined }));
}

/** getnameinfo(3) with NI_NUMERICHOST: IPv6 link-local addresses carry their device. */
export function numericName(netns: Netns, address: IpAddress, scopeId = 0): string {
  const text = formatAddress(address);
  if (scopeId === 0 || typeof address === 'number') return text;
  try {
    return `${text}%${scoped(address) ? netns.rtnetlink.getLink({ index: scopeId }).ifname : scopeId}`;
  } catch (error) {
    if (error instanceof RtnetlinkError) return `${text}%${scopeId}`;
    throw error;
  }
}

/** getnameinfo(3): the name of /etc/hosts or, without one, the numbers. */
export function hostName(process: Process, address: IpAddress, scopeId = 0): string {
  return hostsFile(process).find(line => line.address === address)?.names[0] ?? numericName(process.netns, address, scopeId);
}

/** sin6_scope_id of an address that came in by a device. */
export function scopeOf(address: IpAddress, ifindex: number): number {
  return typeof address === 'bigint' && scoped(address) ? ifindex : 0;
}
