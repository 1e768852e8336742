import { parseIpv4, parseIpv6 } from '../../stack';
import type { NatRange, RejectType, Statement } from '../../stack/netfilter';
import { find, type Given, type Setting, type TargetExtension } from './extension';
import { markValue } from './matches';
import { IptablesError, type Flavour } from './model';
import { integer, port } from './words';

const REJECTS: Readonly<Record<Flavour['family'], Readonly<Record<string, RejectType>>>> = {
  ip: {
    'icmp-net-unreachable': { kind: 'icmp', code: 0 }, 'icmp-host-unreachable': { kind: 'icmp', code: 1 }, 'icmp-proto-unreachable': { kind: 'icmp', code: 2 },
    'icmp-port-unreachable': { kind: 'icmp', code: 3 }, 'icmp-net-prohibited': { kind: 'icmp', code: 9 }, 'icmp-host-prohibited': { kind: 'icmp', code: 10 },
    'tcp-reset': { kind: 'tcp-reset' }, 'icmp-admin-prohibited': { kind: 'icmp', code: 13 },
  },
  ip6: {
    'icmp6-no-route': { kind: 'icmpv6', code: 0 }, 'icmp6-adm-prohibited': { kind: 'icmpv6', code: 1 }, 'icmp6-addr-unreachable': { kind: 'icmpv6', code: 3 },
    'icmp6-port-unreachable': { kind: 'icmpv6', code: 4 }, 'tcp-reset': { kind: 'tcp-reset' },
  },
};
const DEFAULT_REJECT = { ip: 'icmp-port-unreachable', ip6: 'icmp6-port-unreachable' } as const;

const reject: TargetExtension = {
  options: { 'reject-with': 1 },
  make: (given, { flavour, protocol }) => {
    const names = REJECTS[flavour.family];
    const wanted = find(given, 'reject-with')?.value ?? DEFAULT_REJECT[flavour.family];
    const name = Object.keys(names).find(candidate => candidate === wanted || candidate === `icmp-${wanted}` || candidate === `icmp6-${wanted}`);
    if (!name) throw new IptablesError(`unknown reject type "${wanted}"`);
    const type = names[name]!;
    if (type.kind === 'tcp-reset' && protocol !== 6) throw new IptablesError('Invalid argument', 'kernel');
    const isDefault = name === DEFAULT_REJECT[flavour.family];
    return { save: ` --reject-with ${name}`, list: () => `reject-with ${name}`, statements: [{ kind: 'reject', with: type, isDefault }] };
  },
};

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'];
const LEVEL_NAMES: Readonly<Record<string, number>> = { panic: 0, err: 3, warn: 4 };
/** -L's and nft's word for a level */
const SHOWN = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const WARNING = 4;

const log: TargetExtension = {
  options: { 'log-level': 1, 'log-prefix': 1, 'log-tcp-sequence': 0, 'log-tcp-options': 0, 'log-ip-options': 0, 'log-uid': 0 },
  make: given => {
    const flag = given.find(({ name }) => name !== 'log-level' && name !== 'log-prefix');
    if (flag) throw new IptablesError(`vethlab does not support --${flag.name}`);
    const word = find(given, 'log-level')?.value;
    const named = word === undefined ? WARNING : LEVEL_NAMES[word.toLowerCase()] ?? LEVELS.indexOf(word.toLowerCase());
    const level = named >= 0 ? named : integer(word ?? '', 7, `log-level \`${word}' unknown`);
    const prefix = find(given, 'log-prefix')?.value;
    return {
      save: `${prefix === undefined ? '' : ` --log-prefix "${prefix.replace(/(["\\])/g, '\\$1')}"`}${level === WARNING ? '' : ` --log-level ${level}`}`,
      list: numeric => `LOG ${numeric ? `flags 0 level ${level}` : `level ${SHOWN[level]}`}${prefix === undefined ? '' : ` prefix "${prefix}"`}`,
      statements: [{ kind: 'log', ...(prefix === undefined ? {} : { prefix }), ...(level === WARNING ? {} : { level: SHOWN[level]! }) }],
    };
  },
};

function portRange(text: string): { min: number; max: number } {
  const [low = '', high] = text.split('-') as [string, string | undefined];
  const [min, max] = [port(low), high === undefined ? port(low) : port(high)];
  if (min > max) throw new IptablesError(`Port \`${text}' not valid`);
  return { min, max };
}

const numbers = ({ min, max }: { readonly min: number; readonly max: number }): string => (min === max ? String(min) : `${min}-${max}`);

/** `ADDRESS[-ADDRESS][:PORT[-PORT]]` of SNAT and DNAT; IPv6 with ports has brackets. */
function natRange(text: string, { flavour, protocol }: Setting): NatRange {
  const split = flavour.family === 'ip' ? /^([^:]*)(?::(.*))?$/.exec(text) : /^\[?([^\]]*)\]?(?:(?<=\]):(.*))?$/.exec(text);
  const [, hosts = '', portText] = (split ?? []) as unknown as [string, string?, string?];
  if (portText !== undefined && protocol !== 6 && protocol !== 17) throw new IptablesError('Need TCP, UDP, SCTP or DCCP with port specification');
  const parse = (word: string): number | bigint => {
    const address = flavour.family === 'ip' ? parseIpv4(word) : parseIpv6(word);
    if (address === undefined) throw new IptablesError(`Bad IP address "${word}"`);
    return address;
  };
  const [low = '', high] = hosts.split('-') as [string, string | undefined];
  const addresses = hosts === '' ? undefined : { min: parse(low), max: parse(high ?? low) };
  return { ...(addresses ? { addresses } : {}), ...(portText === undefined ? {} : { ports: portRange(portText) }) };
}

const RANDOM = { random: 0, 'random-fully': 0, persistent: 0 } as const;

function flagsOf(given: readonly Given[]): { readonly words: string[]; readonly save: string; readonly list: string } {
  const words = ['random', 'random-fully', 'persistent'].filter(name => find(given, name));
  return { words: words.map(word => (word === 'random-fully' ? 'fully-random' : word)), save: words.map(word => ` --${word}`).join(''), list: words.map(word => ` ${word}`).join('') };
}

function addressNat(kind: 'snat' | 'dnat', option: 'to-source' | 'to-destination'): TargetExtension {
  return {
    options: { [option]: 1, ...RANDOM }, required: option,
    make: (given, setting) => {
      const text = find(given, option)!.value;
      const flags = flagsOf(given);
      return { save: ` --${option} ${text}${flags.save}`, list: () => `to:${text}${flags.list}`, statements: [{ kind, range: natRange(text, setting), flags: flags.words }] };
    },
  };
}

function portNat(kind: 'masquerade' | 'redirect', label: string): TargetExtension {
  return {
    options: { 'to-ports': 1, ...RANDOM },
    make: (given, { protocol }) => {
      const option = find(given, 'to-ports');
      if (option && protocol !== 6 && protocol !== 17) throw new IptablesError('Need TCP, UDP, SCTP or DCCP with port specification');
      const range = option && portRange(option.value);
      const flags = flagsOf(given);
      return {
        save: `${range ? ` --to-ports ${numbers(range)}` : ''}${flags.save}`, list: () => `${range ? `${label} ${numbers(range)}` : ''}${flags.list}`,
        statements: [{ kind, range: range ? { ports: range } : {}, flags: flags.words }],
      };
    },
  };
}

const mark: TargetExtension = {
  options: { 'set-mark': 1, 'set-xmark': 1, 'and-mark': 1, 'or-mark': 1, 'xor-mark': 1 },
  make: given => {
    const option = given[0];
    if (!option) throw new IptablesError('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
    const { value, mask } = markValue(option.value, `MARK: Bad value for "--${option.name}" option: "${option.value}"`);
    const name = option.name as 'set-mark' | 'set-xmark' | 'and-mark' | 'or-mark' | 'xor-mark';
    const [bits, covers] = name === 'set-xmark' ? [value, mask] : name === 'set-mark' ? [value, (value | mask) >>> 0] : name === 'and-mark' ? [0, ~value >>> 0] : name === 'or-mark' ? [value, value] : [value, 0];
    const text = `0x${bits.toString(16)}/0x${covers.toString(16)}`;
    const keep = ~covers >>> 0;
    return {
      save: ` --set-xmark ${text}`, list: () => `MARK ${listMark(bits, covers)}`,
      statements: [{ kind: 'set', target: 'meta mark', value: covers === 0xffffffff ? bits : 'meta mark', ...(covers === 0xffffffff ? {} : { mask: keep, xor: bits }) }],
      nft: covers === 0xffffffff ? `meta mark set 0x${bits.toString(16)}` : `meta mark set mark and 0x${keep.toString(16)} xor 0x${bits.toString(16)}`,
    };
  },
};

/** mark_tg_print: the simplest words for value and mask. */
function listMark(value: number, mask: number): string {
  if (value === 0) return `and 0x${(~mask >>> 0).toString(16)}`;
  if (value === mask) return `or 0x${value.toString(16)}`;
  if (mask === 0) return `xor 0x${value.toString(16)}`;
  if (mask === 0xffffffff) return `set 0x${value.toString(16)}`;
  return `xset 0x${value.toString(16)}/0x${mask.toString(16)}`;
}

const notrack: TargetExtension = { options: {}, make: () => ({ save: '', list: () => '', statements: [{ kind: 'notrack' }] }) };

/** The targets that -j loads. */
export const TARGETS: Readonly<Record<string, TargetExtension>> = {
  REJECT: reject, LOG: log, SNAT: addressNat('snat', 'to-source'), DNAT: addressNat('dnat', 'to-destination'), MASQUERADE: portNat('masquerade', 'masq ports:'), REDIRECT: portNat('redirect', 'redir ports'), MARK: mark, NOTRACK: notrack,
};

/** Verdicts that -j may name. */
export const VERDICTS: Readonly<Record<string, Statement>> = {
  ACCEPT: { kind: 'verdict', verdict: { kind: 'accept' } }, DROP: { kind: 'verdict', verdict: { kind: 'drop' } }, RETURN: { kind: 'verdict', verdict: { kind: 'return' } },
};
