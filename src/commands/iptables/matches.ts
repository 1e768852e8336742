import { CT_STATES, FIB_TYPES, macNumber, type Statement } from '../../stack/netfilter';
import { find, not, ports, type Given, type MatchExtension, type Ports } from './extension';
import { icmpMatch, icmpv6Match } from './icmp';
import { IptablesError } from './model';
import { integer, port, portName } from './words';

type Protocol = 'tcp' | 'udp';

function portStatement(protocol: Protocol | 'th', end: 'sport' | 'dport', { from, to, inverted }: Ports): Statement {
  const right = from === to ? { kind: 'value' as const, value: from } : { kind: 'range' as const, from, to };
  return { kind: 'match', left: { name: `${protocol} ${end}` }, op: inverted ? '!=' : '==', right };
}

function portList(label: string, { from, to, inverted }: Ports, protocol: Protocol, numeric: boolean): string {
  const sign = inverted ? '!' : '';
  const name = (value: number): string => portName(value, protocol, numeric);
  return from === to ? ` ${label}:${sign}${name(from)}` : ` ${label}s:${sign}${name(from)}:${name(to)}`;
}

function portSave(option: string, { from, to, inverted }: Ports): string {
  return ` ${inverted ? '! ' : ''}--${option} ${from === to ? from : `${from}:${to}`}`;
}

const FLAGS: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ALL: 63, NONE: 0 };

function flagBits(text: string): number {
  return text.split(',').reduce((bits, word) => {
    const bit = FLAGS[word.toUpperCase()];
    if (bit === undefined) throw new IptablesError(`Unknown TCP flag \`${word}'`);
    return bits | bit;
  }, 0);
}

function flagNames(bits: number): string {
  if (bits === 0) return 'NONE';
  return ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'].filter(name => bits & FLAGS[name]!).join(',');
}

function flagsOf(given: readonly Given[]): { readonly mask: number; readonly bits: number; readonly inverted: boolean } | undefined {
  const syn = find(given, 'syn');
  if (syn) return { mask: 0x17, bits: 2, inverted: syn.inverted };
  const flags = find(given, 'tcp-flags');
  if (!flags) return undefined;
  const [mask = '', bits = ''] = flags.value.split(' ');
  return { mask: flagBits(mask), bits: flagBits(bits), inverted: flags.inverted };
}

const hex = (bits: number): string => `0x${bits.toString(16).padStart(2, '0').toUpperCase()}`;

/** -m tcp and -m udp. */
function portMatch(protocol: Protocol): MatchExtension {
  return {
    options: { sport: 1, dport: 1, ...(protocol === 'tcp' ? { 'tcp-flags': 2, syn: 0 } as const : {}) },
    aliases: { 'source-port': 'sport', 'destination-port': 'dport' },
    make: given => {
      const [sport, dport] = (['sport', 'dport'] as const).map(name => find(given, name)).map(option => option && ports(option, port));
      const flags = flagsOf(given);
      return {
        save: `${sport ? portSave('sport', sport) : ''}${dport ? portSave('dport', dport) : ''}${flags ? ` ${not(flags)}--tcp-flags ${flagNames(flags.mask)} ${flagNames(flags.bits)}` : ''}`,
        list: numeric => {
          const bits = flags && (numeric ? `${hex(flags.mask)}/${hex(flags.bits)}` : `${flagNames(flags.mask)}/${flagNames(flags.bits)}`);
          return `${protocol}${sport ? portList('spt', sport, protocol, numeric) : ''}${dport ? portList('dpt', dport, protocol, numeric) : ''}${flags ? ` flags:${flags.inverted ? '!' : ''}${bits}` : ''}`;
        },
        statements: [
          ...(flags ? [{ kind: 'match', left: { name: 'tcp flags', mask: flags.mask }, op: flags.inverted ? '!=' : '==', right: { kind: 'value', value: flags.bits } } as const] : []),
          ...(sport ? [portStatement(protocol, 'sport', sport)] : []), ...(dport ? [portStatement(protocol, 'dport', dport)] : []),
        ],
      };
    },
  };
}

const MULTIPORTS = { sports: 'sport', dports: 'dport', ports: 'port' } as const;
type MultiportOption = keyof typeof MULTIPORTS;

const multiport: MatchExtension = {
  options: { sports: 1, dports: 1, ports: 1 }, aliases: { 'source-ports': 'sports', 'destination-ports': 'dports' },
  make: (given, { protocol }) => {
    if (protocol !== 6 && protocol !== 17) throw new IptablesError('multiport needs `-p tcp\', `-p udp\', `-p udplite\', `-p sctp\' or `-p dccp\'');
    const option = given[0];
    if (!option) throw new IptablesError('multiport expection an option');
    const name = option.name as MultiportOption;
    const list = option.value.split(',').map(value => ports({ ...option, value }, port));
    const transport = protocol === 6 ? 'tcp' : 'udp';
    const text = (numeric: boolean): string => list.map(({ from, to }) => (from === to ? portName(from, transport, numeric) : `${portName(from, transport, numeric)}:${portName(to, transport, numeric)}`)).join(',');
    const elements = list.map(({ from, to }) => ({ key: from === to ? { kind: 'value', value: from } as const : { kind: 'range', from, to } as const }));
    const match = (end: 'sport' | 'dport'): Statement => ({
      kind: 'match', left: { name: `${transport} ${end}` }, op: option.inverted ? '!=' : '==',
      right: elements.length === 1 ? elements[0]!.key : { kind: 'set', set: { handle: 0, type: 'inet_service', flags: [], isMap: false, elements } },
    });
    if (name === 'ports') throw new IptablesError('vethlab does not support multiport --ports');
    return {
      save: ` ${not(option)}--${name} ${text(true)}`, list: numeric => `multiport ${name} ${option.inverted ? '!' : ''}${text(numeric)}`,
      statements: [match(MULTIPORTS[name] as 'sport' | 'dport')], nft: `meta l4proto ${transport} ${transport} ${MULTIPORTS[name]} ${option.inverted ? '!= ' : ''}${elements.length === 1 ? text(true).replace(':', '-') : `{ ${text(true).replaceAll(':', '-').replaceAll(',', ', ')} }`}`,
    };
  },
};

/** In the order in which iptables names them. */
const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'] as const;

/** -m state, and -m conntrack for states. */
function stateMatch(option: 'state' | 'ctstate'): MatchExtension {
  return {
    options: { [option]: 1 }, required: option,
    make: given => {
      const states = find(given, option)!;
      const words = states.value.toUpperCase().split(',');
      const bad = words.find(word => !(STATES as readonly string[]).includes(word));
      if (bad !== undefined) throw new IptablesError(`Bad ${option === 'ctstate' ? 'state' : 'state'} "${bad}"`);
      const names = STATES.filter(state => words.includes(state));
      const mask = names.reduce((bits, state) => bits | CT_STATES[state.toLowerCase() as keyof typeof CT_STATES], 0);
      const nftNames = Object.entries(CT_STATES).filter(([, bit]) => mask & bit).sort((a, b) => NFT_ORDER.indexOf(a[0]) - NFT_ORDER.indexOf(b[0])).map(([name]) => name);
      return {
        save: ` ${not(states)}--${option} ${names.join(',')}`, list: () => `${states.inverted ? '! ' : ''}${option} ${names.join(',')}`,
        statements: [{ kind: 'match', left: { name: 'ct state' }, op: states.inverted ? '!=' : '==', right: { kind: 'flags', mask } }],
        nft: `ct state ${states.inverted ? '!= ' : ''}${nftNames.join(',')}`,
      };
    },
  };
}
const NFT_ORDER = ['invalid', 'new', 'related', 'established', 'untracked'];

const comment: MatchExtension = {
  options: { comment: 1 }, required: 'comment',
  make: given => {
    const { value } = find(given, 'comment')!;
    const saved = /^[A-Za-z0-9_.,:/+=-]+$/.test(value) ? value : `"${value.replace(/(["\\])/g, '\\$1')}"`;
    return { save: ` --comment ${saved}`, list: () => `/* ${value} */`, statements: [], nft: '' };
  },
};

const UNITS = ['second', 'minute', 'hour', 'day'] as const;
const SHORT_UNITS = { second: 'sec', minute: 'min', hour: 'hour', day: 'day' } as const;

const limit: MatchExtension = {
  options: { limit: 1, 'limit-burst': 1 },
  make: given => {
    const text = find(given, 'limit')?.value ?? '3/hour';
    const [count = '', word = 'second'] = text.split('/');
    const unit = UNITS.find(candidate => candidate.startsWith(word) && word !== '');
    const rate = Number(count);
    if (!unit || !/^\d+$/.test(count) || rate === 0) throw new IptablesError(`bad rate "${text}"'`);
    const burst = integer(find(given, 'limit-burst')?.value ?? '5', 10000, `limit: Bad value for "--limit-burst" option: "${find(given, 'limit-burst')?.value ?? ''}"`);
    return {
      save: ` --limit ${rate}/${SHORT_UNITS[unit]}${burst === 5 ? '' : ` --limit-burst ${burst}`}`, list: () => `limit: avg ${rate}/${SHORT_UNITS[unit]} burst ${burst}`,
      statements: [{ kind: 'limit', rate, unit, over: false, burst }],
    };
  },
};

const mac: MatchExtension = {
  options: { 'mac-source': 1 }, required: 'mac-source',
  make: given => {
    const source = find(given, 'mac-source')!;
    if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(source.value)) throw new IptablesError(`mac: Bad value for "--mac-source" option: "${source.value}"`);
    const address = source.value.toLowerCase();
    return {
      save: ` ${not(source)}--mac-source ${address}`, list: () => `MAC${source.inverted ? ' !' : ''} ${address}`,
      statements: [{ kind: 'match', left: { name: 'ether saddr' }, op: source.inverted ? '!=' : '==', right: { kind: 'value', value: macNumber(address) } }],
    };
  },
};

/** `VALUE[/MASK]`. */
export function markValue(text: string, complaint: string): { readonly value: number; readonly mask: number; readonly text: string } {
  const [first = '', second] = text.split('/') as [string, string | undefined];
  const value = integer(first, 0xffffffff, complaint);
  const mask = second === undefined ? 0xffffffff : integer(second, 0xffffffff, complaint);
  return { value, mask, text: `0x${value.toString(16)}${mask === 0xffffffff ? '' : `/0x${mask.toString(16)}`}` };
}

const mark: MatchExtension = {
  options: { mark: 1 }, required: 'mark',
  make: given => {
    const option = find(given, 'mark')!;
    const { value, mask, text } = markValue(option.value, `mark: bad mark value for option "--mark", or out of range`);
    return {
      save: ` ${not(option)}--mark ${text}`, list: () => `mark match ${option.inverted ? '! ' : ''}${text}`,
      statements: [{ kind: 'match', left: { name: 'meta mark', ...(mask === 0xffffffff ? {} : { mask }) }, op: option.inverted ? '!=' : '==', right: { kind: 'value', value } }],
    };
  },
};

const addrtype: MatchExtension = {
  options: { 'src-type': 1, 'dst-type': 1 },
  make: given => {
    const types = given.map(option => {
      const words = option.value.toUpperCase().split(',');
      const numbers = words.map(word => FIB_TYPES[word.toLowerCase() as keyof typeof FIB_TYPES]);
      if (numbers.includes(undefined)) throw new IptablesError(`addrtype: bad type "${option.value}"`);
      return { option, words, numbers: numbers as number[] };
    });
    if (types.length === 0) throw new IptablesError('addrtype: you must specify --src-type or --dst-type');
    return {
      save: types.map(({ option, words }) => ` ${not(option)}--${option.name} ${words.join(',')}`).join(''),
      list: () => `ADDRTYPE match${types.map(({ option, words }) => ` ${option.name} ${option.inverted ? '!' : ''}${words.join(',')}`).join('')}`,
      statements: types.map(({ option, numbers }): Statement => ({
        kind: 'match', left: { name: option.name === 'src-type' ? 'fib saddr type' : 'fib daddr type' }, op: option.inverted ? '!=' : '==',
        right: numbers.length === 1 ? { kind: 'value', value: numbers[0]! } : { kind: 'set', set: { handle: 0, type: 'fib_addrtype', flags: [], isMap: false, elements: numbers.map(value => ({ key: { kind: 'value', value } })) } },
      })),
    };
  },
};

/** The matches that -m loads. */
export const MATCHES: Readonly<Record<string, MatchExtension>> = {
  tcp: portMatch('tcp'), udp: portMatch('udp'), icmp: icmpMatch, icmp6: icmpv6Match, icmpv6: icmpv6Match, multiport, state: stateMatch('state'), conntrack: stateMatch('ctstate'), comment, limit, mac, mark, addrtype,
};
