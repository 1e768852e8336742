import { AF_INET, formatAddress, type IpAddress } from '../../../../stack';
import { GRE_FLAG } from '../../../../stack/tunnels';
import type { Args } from '../../args';
import type { Ip } from '../../context';
import { wrongArgument } from '../../errors';
import { Quit } from '../../failure';
import { special, type Keyword } from '../../grammar';
import { inetAddress, ipv4 } from '../../inet';
import { unsigned } from '../../numbers';
import { numberOf, type KindData } from './kind';

/** tnl_parse_key: a number, or one written as an IPv4 address. */
export function parseKey(keyword: string, text: string): number {
  const key = text.includes('.') ? ipv4(text) : unsigned(text);
  if (key !== undefined) return key;
  throw text.includes('.') ? new Quit(`Error: inet address is expected rather than "${text}".\n`, 1)
    : new Quit(`invalid value for "${keyword}": "${text}"; it should be an unsigned integer\n`, 255);
}

/** TTL: 0 to 255, or `inherit`, which is 0. */
export function parseTtl(text: string): number {
  const ttl = text === 'inherit' ? 0 : unsigned(text, 0xff);
  if (ttl === undefined) throw wrongArgument(text, 'invalid TTL\n');
  return ttl;
}

/** A type of service by number or name, or `inherit`, which is 1. */
export function parseTos(ip: Ip, text: string): number {
  const tos = text === 'inherit' ? 1 : ip.names.number('rt_dsfield', text);
  if (tos === undefined) throw wrongArgument(text, 'bad TOS value');
  return tos;
}

/** What both kinds of tunnels over IPv4 take. `star`: whether words may be abbreviated, as those of GRE. */
export function commonWords(star: string): Keyword<KindData>[] {
  const end = (name: string): Keyword<KindData> => special(`${name}${star}`, [{ kind: 'ADDR' }], (args, data) => { data[name] = inetAddress(args.next(), AF_INET).address; });
  return [
    special(`nopmtudisc${star}`, [], (_, data) => { data.pmtudisc = false; }),
    special(`pmtudisc${star}`, [], (_, data) => { data.pmtudisc = true; }),
    end('remote'),
    end('local'),
    special('dev*', [{ kind: 'PHYS_DEV' }], (args, data, ip) => {
      const name = args.next();
      data.link = ip.deviceIndex(name) || ip.quit(`Cannot find device "${name}"`, 255);
    }),
    special(['ttl', 'hoplimit', 'hlim'].map(word => word + star).join(' '), [{ kind: 'TTL' }], (args, data) => { data.ttl = parseTtl(args.next()); }),
    special(['tos', 'tclass'].map(word => word + star).join(' ') + ' dsfield*', [{ kind: 'TOS' }], (args, data, ip) => { data.tos = parseTos(ip, args.next()); }),
    special('noencap', [], () => undefined),
    special('encap encap-sport encap-dport encap-csum noencap-csum encap-udp6-csum noencap-udp6-csum encap-remcsum noencap-remcsum external fwmark', [],
      (args, _, ip) => ip.unsupported(`${args.word!} of tunnels`)),
  ];
}

/** Sets or clears a flag of what is received, sent or both. */
export function setFlag(data: KindData, side: 'i' | 'o' | '', flag: number, on: boolean): void {
  for (const key of side === '' ? ['iflags', 'oflags'] : [`${side}flags`]) {
    const flags = numberOf(data, key) ?? 0;
    data[key] = on ? flags | flag : flags & ~flag;
  }
}

/** `[i|o]key KEY`. */
export function setKey(data: KindData, side: 'i' | 'o' | '', key: number): void {
  setFlag(data, side, GRE_FLAG.KEY, true);
  for (const each of side === '' ? ['ikey', 'okey'] : [`${side}key`]) data[each] = key;
}

export function readKey(args: Args, side: 'i' | 'o' | ''): number {
  return parseKey(`${side}key`, args.next());
}

/** tnl_print_endpoint. */
export function printEnd(ip: Ip, name: string, address: unknown): void {
  ip.print.any(name, `${name} %s `, address ? formatAddress(address as IpAddress) : 'any');
}

/** `dev`, `ttl` and `tos` of a tunnel. */
export function printCommon(ip: Ip, data: Readonly<KindData>): void {
  const { print } = ip;
  printEnd(ip, 'remote', data.remote);
  printEnd(ip, 'local', data.local);
  const link = numberOf(data, 'link');
  if (link) print.any('link', 'dev %s ', ip.deviceName(link));
  const ttl = numberOf(data, 'ttl') ?? 0;
  if (ttl || print.isJson) print.any('ttl', 'ttl %u ', ttl);
  else print.text('ttl inherit ');
  const tos = numberOf(data, 'tos') ?? 0;
  if (tos && (print.isJson || tos !== 1)) print.hex('tos', 'tos %#llx ', tos);
  else if (tos) print.text('tos inherit ');
}
