import { familyOf, formatAddress, parseIpv4, parseIpv6 } from '../../stack';
import { getaddrinfo, hostName } from '../libc/resolver';
import { PROTOCOLS, servicePort } from '../nft/datatypes';
import type { Process } from '../program';
import { SERVICES } from '../tcpdump/services';
import { IptablesError, type Flavour, type Network } from './model';

/** Names that iptables itself knows, before /etc/protocols (xtables_chain_protos). */
const OWN_NAMES: Readonly<Record<string, number>> = { icmpv6: 58, mh: 135, 'ipv6-mh': 135, all: 0 };

export function protocolNumber(text: string): number {
  const lower = text.toLowerCase();
  const known = OWN_NAMES[lower] ?? PROTOCOLS[lower] ?? (/^\d+$/.test(text) && Number(text) < 256 ? Number(text) : undefined);
  if (known === undefined) throw new IptablesError(`unknown protocol "${text}" specified`);
  return known;
}

export function protocolName(number: number): string {
  return Object.entries(PROTOCOLS).find(([, known]) => known === number)?.[0] ?? String(number);
}

/** A port by number or service. @throws {IptablesError} */
export function port(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : servicePort(text);
  if (value === undefined || value > 0xffff) throw new IptablesError(`invalid port/service \`${text}' specified`);
  return value;
}

/** A port as -L shows it: its service's name, unless it is to be numeric. */
export function portName(value: number, protocol: 'tcp' | 'udp', numeric: boolean): string {
  return (numeric ? undefined : SERVICES[protocol].get(value)) ?? String(value);
}

/** `ADDRESS[/LENGTH or /MASK]`, the host's bits cleared. @throws {IptablesError} */
export function network(text: string, inverted: boolean, flavour: Flavour, process: Process): Network {
  const [host = '', mask] = text.split('/') as [string, string | undefined];
  const bits = flavour.family === 'ip' ? 32 : 128;
  const length = mask === undefined ? bits : maskLength(mask, bits);
  const literal = bits === 32 ? parseIpv4(host) : parseIpv6(host);
  const named = literal ?? (/^[\d.]+$/.test(host) ? undefined : getaddrinfo(process, host).find(info => familyOf(info.address) === (bits === 32 ? 2 : 10))?.address);
  if (named === undefined) throw new IptablesError(`host/network \`${host}' not found`);
  const free = BigInt(bits - length);
  const address = (BigInt(named) >> free) << free;
  return { address: bits === 32 ? Number(address) : address, length, inverted };
}

function maskLength(text: string, bits: number): number {
  if (/^\d+$/.test(text) && Number(text) <= bits) return Number(text);
  const mask = bits === 32 ? parseIpv4(text) : undefined;
  const length = mask === undefined ? -1 : mask.toString(2).replace(/0+$/, '').length * (mask === 0 ? 0 : 1);
  if (mask === undefined || (mask >>> 0) !== (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0)) throw new IptablesError(`invalid mask \`${text}' specified`);
  return length;
}

/** A network as -S prints it: always with its length. */
export function networkText({ address, length }: Network): string {
  return `${formatAddress(address)}/${length}`;
}

/** As -L prints it: a host without a length, and by its name unless that is to be numeric. */
export function networkColumn(net: Network | undefined, numeric: boolean, family: Flavour['family'], process: Process): string {
  if (!net || net.length === 0) return `${net?.inverted ? '!' : ''}${numeric ? (family === 'ip' ? '0.0.0.0/0' : '::/0') : 'anywhere'}`;
  const host = net.length === (family === 'ip' ? 32 : 128);
  const text = host && !numeric ? hostName(process, net.address) : formatAddress(net.address);
  return `${net.inverted ? '!' : ''}${text}${host ? '' : `/${net.length}`}`;
}

/** A number that iptables takes in any base. @throws {IptablesError} with `complaint` */
export function integer(text: string, most: number, complaint: string): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!(value <= most)) throw new IptablesError(complaint);
  return value;
}
