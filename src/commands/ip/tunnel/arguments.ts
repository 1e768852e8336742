import { shapeRows, type Shape, type Value } from '../../shape';
import { AF_INET, isMulticast } from '../../../stack';
import { GRE_FLAG, type TunnelCommand, type TunnelParms } from '../../../stack/tunnels';
import type { Args } from '../args';
import type { Ip } from '../context';
import { duplicateOrGarbage, wrongArgument } from '../errors';
import { tunnelCommandUsage } from '../help/tunnel';
import { inetAddress } from '../inet';
import { isInterfaceName } from '../link/request';
import { parseKey, parseTtl } from '../link/kinds/tunnel-words';
import { matches } from '../matches';
import { tunnelIoctl } from './ioctl';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type State = Mutable<TunnelParms> & { medium?: string };

const IPIP = 4;
const IPV6 = 41;
const GRE = 47;
const MODES: Readonly<Record<string, number>> = { 'ipip': IPIP, 'ip/ip': IPIP, 'gre': GRE, 'gre/ip': GRE, 'sit': IPV6, 'ipv6/ip': IPV6 };
const UNSUPPORTED_MODES: readonly string[] = ['isatap', 'vti'];
/** What the beginning of a name says about the mode. */
const NAMED: readonly (readonly [prefix: string, protocol: number])[] = [['gre', GRE], ['ipip', IPIP], ['sit', IPV6]];

export const NO_PARMS: TunnelParms = { name: '', link: 0, iflags: 0, oflags: 0, ikey: 0, okey: 0, local: 0, remote: 0, ttl: 0, tos: 0, df: true, protocol: 0 };

type Word = (state: State, args: Args, ip: Ip) => void;

const setFlag = (flag: number, side: 'i' | 'o' | ''): Word => state => {
  if (side !== 'o') state.iflags |= flag;
  if (side !== 'i') state.oflags |= flag;
};

const setKey = (side: 'i' | 'o' | ''): Word => (state, args, ip) => {
  const key = parseKey(`${side}key`, args.next());
  setFlag(GRE_FLAG.KEY, side)(state, args, ip);
  if (side !== 'o') state.ikey = key;
  if (side !== 'i') state.okey = key;
};

const ttl: Word = (state, args) => {
  const text = args.next();
  if (text !== 'inherit') state.ttl = parseTtl(text);
};

/** `inherit`, a value, or both: `inherit/VALUE`. */
const tos: Word = (state, args, ip) => {
  const [first, rest] = args.next().split('/', 2) as [string, string | undefined];
  state.tos = first === 'inherit' ? 1 : 0;
  const text = first === 'inherit' ? rest : first;
  if (text === undefined) return;
  const value = ip.names.number('rt_dsfield', text);
  if (value === undefined) throw wrongArgument(first, 'bad TOS value');
  state.tos |= value;
};

const address = (text: string): number => inetAddress(text, AF_INET).address as number;

const WORDS: Readonly<Record<string, Word>> = {
  mode: (state, args, ip) => {
    const mode = args.next();
    if (UNSUPPORTED_MODES.includes(mode)) ip.unsupported(`mode ${mode} of ip tunnel`);
    const protocol = MODES[mode] ?? ip.quit(`Unknown tunnel mode "${mode}"`);
    if (state.protocol && state.protocol !== protocol) ip.quit('You managed to ask for more than one tunnel mode.');
    state.protocol = protocol;
  },
  key: setKey(''), ikey: setKey('i'), okey: setKey('o'),
  seq: setFlag(GRE_FLAG.SEQ, ''), iseq: setFlag(GRE_FLAG.SEQ, 'i'), oseq: setFlag(GRE_FLAG.SEQ, 'o'),
  csum: setFlag(GRE_FLAG.CSUM, ''), icsum: setFlag(GRE_FLAG.CSUM, 'i'), ocsum: setFlag(GRE_FLAG.CSUM, 'o'),
  nopmtudisc: state => { state.df = false; },
  pmtudisc: state => { state.df = true; },
  remote: (state, args) => { state.remote = address(args.next()); },
  local: (state, args) => { state.local = address(args.next()); },
  dev: (state, args) => { state.medium = args.next(); },
  ttl, hoplimit: ttl, hlim: ttl,
  tos, tclass: tos,
};

const TAKES: Readonly<Record<string, Value>> = {
  mode: { kind: 'MODE', choices: Object.keys(MODES) }, key: { kind: 'KEY' }, ikey: { kind: 'KEY' }, okey: { kind: 'KEY' }, remote: { kind: 'ADDRESS' }, local: { kind: 'ADDRESS' }, dev: { kind: 'DEVICE' },
  ttl: { kind: 'TTL', choices: ['inherit'] }, hoplimit: { kind: 'TTL' }, hlim: { kind: 'TTL' }, tos: { kind: 'TOS' }, tclass: { kind: 'TOS' },
};

/** For completion. */
export const parmsShape: Shape = {
  keywords: shapeRows({ ...Object.fromEntries(Object.keys(WORDS).map(word => [word, TAKES[word] ?? null])), name: 'DEVICE' }),
  positional: { kind: 'DEVICE' },
};

/** Reads the arguments of `ip tunnel`; `change` starts from what the tunnel named first is. */
export function readParms(ip: Ip, args: Args, command: TunnelCommand): TunnelParms {
  let state: State = { ...NO_PARMS };
  for (let count = 0; args.word !== undefined; args.advance(), count++) {
    const word = Object.hasOwn(WORDS, args.word) ? WORDS[args.word] : matches(args.word, 'dsfield') ? tos : undefined;
    if (word) {
      word(state, args, ip);
      continue;
    }
    if (args.word === 'name') args.next();
    else if (matches(args.word, 'help')) ip.usage(tunnelCommandUsage);
    const { word: name } = args;
    if (state.name !== '') throw duplicateOrGarbage('name', name);
    if (!isInterfaceName(name)) throw wrongArgument(name, '"name" not a valid ifname');
    state.name = name;
    if (command === 'SIOCCHGTUNNEL' && count === 0) state = { ...tunnelIoctl(ip, 'SIOCGETTUNNEL', name, state) };
  }
  return complete(ip, state);
}

function complete(ip: Ip, { medium, ...state }: State): TunnelParms {
  if (state.protocol === 0 && (state.name.startsWith('isatap') || state.name.startsWith('vti'))) ip.unsupported(`a tunnel of the mode that the name ${state.name} stands for`);
  if (state.protocol === 0) state.protocol = NAMED.find(([prefix]) => state.name.startsWith(prefix))?.[1] ?? 0;
  if ((state.iflags | state.oflags) & GRE_FLAG.KEY && state.protocol !== GRE) ip.fail('Keys are not allowed with ipip and sit tunnels');
  if (medium !== undefined) state.link = ip.deviceIndex(medium) || ip.fail(`Cannot find device "${medium}"`);
  if (isMulticast(state.remote) && !state.local) ip.fail('A broadcast tunnel requires a source address');
  if (isMulticast(state.remote)) ip.unsupported('a multicast remote of tunnels');
  return state;
}

const FALLBACKS: Readonly<Record<number, string>> = { [IPIP]: 'tunl0', [GRE]: 'gre0', [IPV6]: 'sit0' };

/** The device that stands for a mode (tnl_defname). */
export function fallbackOf({ protocol }: TunnelParms): string | undefined {
  return FALLBACKS[protocol];
}
