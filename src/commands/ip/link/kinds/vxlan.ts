import { AF_INET, AF_INET6, AF_UNSPEC, familyOf, formatAddress, isMulticast, type IpAddress } from '../../../../stack';
import { number, text } from '../../arguments';
import type { Ip } from '../../context';
import { duplicateOrGarbage, wrongArgument } from '../../errors';
import { Failed } from '../../failure';
import { flag, special, type Argument, type Keyword } from '../../grammar';
import { inetAddress } from '../../inet';
import { unsigned } from '../../numbers';
import { numberOf, parseKind, type Kind, type KindData } from './kind';

interface Vxlan {
  readonly data: KindData;
  /** attributes that were given: each may come once */
  readonly given: Set<string>;
  local?: IpAddress;
  remote?: IpAddress;
}

const DF = ['unset', 'set', 'inherit'];
const LABEL_MAX = 0xfffff;
const GPE_PORT = 4790;

function once(state: Vxlan, key: string, keyword: string, shown: string): void {
  if (state.given.has(key)) throw duplicateOrGarbage(keyword, shown);
  state.given.add(key);
}

/** A keyword with one argument; `shown` is what messages about a second one call it. */
function value<T>(notation: string, key: string, shown: string, argument: Argument<T>, wrong: string, set?: (state: Vxlan, value: T) => void): Keyword<Vxlan> {
  return special(notation, [argument], (args, state, ip) => {
    const word = args.next();
    once(state, key, shown, word);
    const parsed = argument.parse(word, ip);
    if (parsed === undefined) throw wrongArgument(word, wrong);
    if (set) set(state, parsed);
    else state.data[key] = parsed;
  });
}

/** `proxy` and `noproxy`. */
function toggle(name: string, key: string): Keyword<Vxlan>[] {
  return [[`no${name}`, false], [name, true]].map(([word, on]) => flag<Vxlan>(`${word as string}*`, (state, _, typed) => {
    once(state, key, typed, typed);
    state.data[key] = on;
  }));
}

function peer(notation: string, multicast: boolean): Keyword<Vxlan> {
  const name = notation.replace('*', '');
  return special(notation, [{ kind: 'IP_ADDRESS' }], (args, state) => {
    if (state.remote !== undefined && isMulticast(state.remote) !== multicast) throw new Failed('vxlan: both group and remote cannot be specified\n', 1);
    const word = args.next();
    once(state, 'group', name, word);
    const { address, hasAddress } = inetAddress(word, state.local === undefined ? AF_UNSPEC : familyOf(state.local));
    if (isMulticast(address) !== multicast || !hasAddress) throw wrongArgument(word, `invalid ${name} address`);
    state.remote = address;
  });
}

const ttl: Argument<number | 'inherit'> = { kind: 'TTL', parse: word => word === 'inherit' ? 'inherit' : word === 'auto' ? 0 : unsigned(word) };
const tos: Argument<number> = { kind: 'TOS', parse: (word, ip) => word === 'inherit' ? 1 : ip.names.number('rt_dsfield', word) };
const orNone = (kind: string, none: string): Argument<number> => ({ kind, parse: word => word === none ? 0 : unsigned(word) });

const keywords: readonly Keyword<Vxlan>[] = [
  value('id* vni*', 'id', 'id', number('VNI', (1 << 24) - 1), 'invalid id'),
  peer('group*', true),
  peer('remote*', false),
  special('local*', [{ kind: 'ADDR' }], (args, state) => {
    const word = args.next();
    once(state, 'local', 'local', word);
    const { address } = inetAddress(word, state.remote === undefined ? AF_UNSPEC : familyOf(state.remote));
    if (isMulticast(address)) throw wrongArgument(word, 'invalid local address');
    state.local = address;
  }),
  special('dev*', [{ kind: 'PHYS_DEV' }], (args, state, ip) => {
    const word = args.next();
    once(state, 'link', 'dev', word);
    state.data.link = ip.deviceIndex(word) || ip.quit(`Cannot find device "${word}"`, 255);
  }),
  value('ttl* hoplimit*', 'ttl', 'ttl', ttl, 'invalid TTL', (state, parsed) => {
    if (parsed === 'inherit') state.data.ttlInherit = true;
    else if (parsed > 255) throw wrongArgument(String(parsed), 'TTL must be <= 255');
    else state.data.ttl = parsed;
  }),
  value('tos* dsfield*', 'tos', 'tos', tos, 'bad TOS value'),
  value('df*', 'df', 'df', { kind: 'DF', choices: DF, parse: word => DF.includes(word) ? DF.indexOf(word) : undefined }, "DF must be 'unset', 'set' or 'inherit'"),
  value('label* flowlabel*', 'label', 'flowlabel', number('LABEL', LABEL_MAX), 'invalid flowlabel'),
  value('ageing*', 'ageing', 'ageing', orNone('SECONDS', 'none'), 'ageing timer'),
  value('maxaddress*', 'limit', 'maxaddress', orNone('NUMBER', 'unlimited'), 'max addresses'),
  special('port* srcport*', [text('MIN'), text('MAX')], (args, state) => {
    const first = args.next();
    once(state, 'portRange', 'srcport', first);
    const low = unsigned(first, 0xffff);
    if (low === undefined) throw wrongArgument(first, 'min port');
    const second = args.next();
    const high = unsigned(second, 0xffff);
    if (high === undefined) throw wrongArgument(second, 'max port');
    if (low > 0 || high > 0) state.data.portRange = { low, high };
  }),
  value('dstport*', 'port', 'dstport', number('PORT', 0xffff), 'dst port'),
  ...toggle('learning', 'learning'),
  ...toggle('proxy', 'proxy'),
  ...toggle('rsc', 'rsc'),
  ...toggle('l2miss', 'l2miss'),
  ...toggle('l3miss', 'l3miss'),
  ...toggle('udpcsum', 'udpCsum'),
  ...toggle('udp6zerocsumtx', 'udpZeroCsum6Tx'),
  ...toggle('udp6zerocsumrx', 'udpZeroCsum6Rx'),
  ...toggle('remcsumtx', 'remcsumTx'),
  ...toggle('remcsumrx', 'remcsumRx'),
  ...toggle('external', 'collectMetadata'),
  ...['gbp', 'gpe'].map(name => flag<Vxlan>(`${name}*`, (state, _, typed) => {
    once(state, name, typed, typed);
    state.data[name] = true;
  })),
  ...[true, false].map(on => flag<Vxlan>(on ? 'vnifilter' : 'novnifilter', (state, _, typed) => {
    once(state, 'vnifilter', typed, typed);
    state.data.vnifilter = on;
  })),
];

const DEFAULT_PORT_WARNING = 'vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\n'
  + "Use 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n";

function check(ip: Ip, { data, given, remote }: Vxlan, create: boolean): void {
  if (!data.collectMetadata && data.vnifilter) ip.fail("vxlan: vnifilter is valid only when 'external' is set");
  if (data.collectMetadata && given.has('id')) ip.fail("vxlan: both 'external' and vni cannot be specified");
  if (!data.collectMetadata && !given.has('id') && create) ip.fail('vxlan: missing virtual network identifier');
  if (remote !== undefined && isMulticast(remote) && !given.has('link')) ip.fail("vxlan: 'group' requires 'dev' to be specified");
}

function complete(ip: Ip, state: Vxlan, create: boolean): KindData {
  const { data, given, local, remote } = state;
  check(ip, state, create);
  if (!given.has('port') && given.has('gpe')) data.port = GPE_PORT;
  else if (!given.has('port') && create) ip.err(DEFAULT_PORT_WARNING);
  if (data.port === 0) delete data.port;
  if (local) data.local = local;
  if (remote) data.group = remote;
  if (!local && !remote && (ip.family === AF_INET || ip.family === AF_INET6)) data.group = ip.family === AF_INET ? 0 : 0n;
  if (data.collectMetadata) data.learning = false;
  else if (create && !given.has('learning')) data.learning = true;
  return data;
}

function printAddress(ip: Ip, address: unknown, key: string, word: string): void {
  if ((typeof address !== 'number' && typeof address !== 'bigint') || !address) return;
  ip.print.any(typeof address === 'number' ? key : `${key}6`, `${word} %s `, formatAddress(address));
}

/** Attributes that are printed if they hold. */
function printFlag(ip: Ip, data: Readonly<KindData>, key: string, json: string, word = json): void {
  if (numberOf(data, key)) ip.print.flag(json, `${word} `);
}

function printYesNo(ip: Ip, data: Readonly<KindData>, key: string, json: string, word: string): void {
  const on = numberOf(data, key);
  if (on === undefined) return;
  ip.print.field(json, on !== 0);
  ip.print.text('%s ', on ? word : `no${word}`);
}

function printTtl(ip: Ip, data: Readonly<KindData>): void {
  const number = numberOf(data, 'ttl');
  if (data.ttlInherit) ip.print.text('ttl inherit ');
  else if (number !== undefined && (number > 0 || ip.print.isJson)) ip.print.any('ttl', 'ttl %u ', number);
  else if (number !== undefined) ip.print.text('ttl auto ');
}

function print(ip: Ip, data: Readonly<KindData>): void {
  const { print: out } = ip;
  const shown = (key: string, json: string, format: string, hex = false): void => {
    const number = numberOf(data, key);
    if (number && hex) out.hex(json, format, number);
    else if (number) out.any(json, format, number);
  };
  printFlag(ip, data, 'collectMetadata', 'external');
  if (data.vnifilter) out.flag('vnifilter', 'vnifilter');
  const id = numberOf(data, 'id');
  if (id !== undefined) out.any('id', 'id %u ', id);
  const group = data.group as IpAddress | undefined;
  const isGroup = group !== undefined && isMulticast(group);
  printAddress(ip, group, isGroup ? 'group' : 'remote', isGroup ? 'group' : 'remote');
  printAddress(ip, data.local, 'local', 'local');
  const link = numberOf(data, 'link');
  if (link) out.any('link', 'dev %s ', ip.deviceName(link));
  const range = data.portRange as { readonly low: number; readonly high: number } | undefined;
  if (range) {
    out.openObject('port_range');
    out.any('low', 'srcport %u ', range.low);
    out.any('high', '%u ', range.high);
    out.closeObject();
  }
  const port = numberOf(data, 'port');
  if (port !== undefined) out.any('port', 'dstport %u ', port);
  const learning = numberOf(data, 'learning');
  if (learning !== undefined) out.field('learning', learning !== 0);
  if (learning === 0) out.text('nolearning ');
  for (const name of ['proxy', 'rsc', 'l2miss', 'l3miss']) printFlag(ip, data, name, name);
  if (numberOf(data, 'tos') === 1 && !out.isJson) out.text('tos inherit ');
  else shown('tos', 'tos', 'tos %#llx ', true);
  printTtl(ip, data);
  const df = numberOf(data, 'df');
  if (df !== undefined && (df > 0 || out.isJson)) out.any('df', 'df %s ', DF[df]!);
  shown('label', 'label', 'flowlabel %#llx ', true);
  const ageing = numberOf(data, 'ageing');
  if (ageing !== undefined) out.any('ageing', ageing === 0 ? 'ageing none ' : 'ageing %u ', ageing);
  shown('limit', 'limit', 'maxaddr %u ');
  printYesNo(ip, data, 'udpCsum', 'udp_csum', 'udpcsum');
  printYesNo(ip, data, 'udpZeroCsum6Tx', 'udp_zero_csum6_tx', 'udp6zerocsumtx');
  printYesNo(ip, data, 'udpZeroCsum6Rx', 'udp_zero_csum6_rx', 'udp6zerocsumrx');
  printFlag(ip, data, 'remcsumTx', 'remcsum_tx', 'remcsumtx');
  printFlag(ip, data, 'remcsumRx', 'remcsum_rx', 'remcsumrx');
  printFlag(ip, data, 'gbp', 'gbp');
  printFlag(ip, data, 'gpe', 'gpe');
}

/** ip/iplink_vxlan.c. */
export const vxlan: Kind = {
  name: 'vxlan', print,
  shape: { keywords },
  parse: (ip, words, { create }) => complete(ip, parseKind<Vxlan>(ip, 'vxlan', words, keywords, { data: {}, given: new Set() }), create),
};
