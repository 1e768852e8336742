import type { Statement } from '../../stack/netfilter';
import { find, not, type MatchExtension } from './extension';
import { IptablesError } from './model';

/** A type, and its code where that is said too. */
type Kind = readonly [type: number, code?: number];

const ICMP: Readonly<Record<string, Kind>> = {
  'any': [255], 'echo-reply': [0], 'pong': [0], 'destination-unreachable': [3], 'network-unreachable': [3, 0], 'host-unreachable': [3, 1], 'protocol-unreachable': [3, 2], 'port-unreachable': [3, 3],
  'fragmentation-needed': [3, 4], 'source-route-failed': [3, 5], 'network-unknown': [3, 6], 'host-unknown': [3, 7], 'network-prohibited': [3, 9], 'host-prohibited': [3, 10],
  'communication-prohibited': [3, 13], 'source-quench': [4], 'redirect': [5], 'echo-request': [8], 'ping': [8], 'router-advertisement': [9], 'router-solicitation': [10], 'time-exceeded': [11],
  'ttl-exceeded': [11], 'ttl-zero-during-transit': [11, 0], 'ttl-zero-during-reassembly': [11, 1], 'parameter-problem': [12], 'timestamp-request': [13], 'timestamp-reply': [14],
  'address-mask-request': [17], 'address-mask-reply': [18],
};

const ICMPV6: Readonly<Record<string, Kind>> = {
  'destination-unreachable': [1], 'no-route': [1, 0], 'communication-prohibited': [1, 1], 'address-unreachable': [1, 3], 'port-unreachable': [1, 4], 'packet-too-big': [2], 'time-exceeded': [3],
  'parameter-problem': [4], 'echo-request': [128], 'ping': [128], 'echo-reply': [129], 'pong': [129], 'router-solicitation': [133], 'router-advertisement': [134], 'neighbour-solicitation': [135],
  'neighbor-solicitation': [135], 'neighbour-advertisement': [136], 'neighbor-advertisement': [136], 'redirect': [137],
};

function kindOf(text: string, names: Readonly<Record<string, Kind>>, protocol: string): Kind {
  const named = Object.hasOwn(names, text) ? names[text] : undefined;
  if (named) return named;
  const match = /^(\d+)(?:\/(\d+))?$/.exec(text);
  if (!match || Number(match[1]) > 255 || Number(match[2] ?? 0) > 255) throw new IptablesError(`Unknown ${protocol} type \`${text}'`);
  return match[2] === undefined ? [Number(match[1])] : [Number(match[1]), Number(match[2])];
}

function icmp(option: 'icmp-type' | 'icmpv6-type', names: Readonly<Record<string, Kind>>, protocol: 'icmp' | 'icmpv6', label: string): MatchExtension {
  return {
    options: { [option]: 1 }, required: option,
    make: given => {
      const choice = find(given, option)!;
      const [type, code] = kindOf(choice.value, names, protocol === 'icmp' ? 'ICMP' : 'ICMPv6');
      const number = `${type}${code === undefined ? '' : `/${code}`}`;
      const any = protocol === 'icmp' && type === 255;
      const named = Object.entries(names).find(([, kind]) => kind[0] === type && kind[1] === code)?.[0];
      const field = (name: 'type' | 'code', value: number): Statement => ({ kind: 'match', left: { name: `${protocol} ${name}` }, op: choice.inverted ? '!=' : '==', right: { kind: 'value', value } });
      return {
        save: ` ${not(choice)}--${option} ${any ? 'any' : number}`,
        list: numeric => (numeric || !named ? `${label}type ${choice.inverted ? '!' : ''}${type}${code === undefined ? '' : ` code ${code}`}` : `${label} ${choice.inverted ? '!' : ''}${named}`),
        statements: any ? [] : [field('type', type), ...(code === undefined ? [] : [field('code', code)])],
        ...(code === undefined ? {} : { nft: `xt match ${protocol}` }),
      };
    },
  };
}

export const icmpMatch = icmp('icmp-type', ICMP, 'icmp', 'icmp');
export const icmpv6Match = icmp('icmpv6-type', ICMPV6, 'icmpv6', 'ipv6-icmp');
