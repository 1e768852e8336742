import { parseIpv6 } from '../../../stack/address';
import { FilterError } from './ast';

export type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'symbol'; readonly text: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'name'; readonly text: string }
  | { readonly type: 'ipv4'; readonly text: string }
  | { readonly type: 'ipv6'; readonly text: string }
  | { readonly type: 'mac'; readonly text: string };

/** Words that aren't names, by libpcap's scanner.l; those that say the same give the same token. */
export const WORDS: Readonly<Record<string, string>> = {
  ether: 'link', ppp: 'link', slip: 'link', fddi: 'link', tr: 'link', wlan: 'link', length: 'len',
  ...Object.fromEntries(('dst src link arp rarp ip sctp tcp udp icmp igmp igrp pim vrrp ip6 icmp6 ah esp stp host net mask port portrange proto '
    + 'protochain gateway less greater byte broadcast multicast and or not len inbound outbound ifindex vlan mpls pppoed pppoes geneve '
    + 'llc carp radio atalk aarp decnet lat sca moprc mopdl iso esis isis clnp ipx netbeui type subtype direction dir ifname on rset rnr srnr '
    + 'reason action').split(' ').map(word => [word, word])),
};

/** Names of offsets, types and flags. */
export const CONSTANTS: Readonly<Record<string, number>> = {
  'icmptype': 0, 'icmpcode': 1, 'icmp-echoreply': 0, 'icmp-unreach': 3, 'icmp-sourcequench': 4, 'icmp-redirect': 5, 'icmp-echo': 8,
  'icmp-routeradvert': 9, 'icmp-routersolicit': 10, 'icmp-timxceed': 11, 'icmp-paramprob': 12, 'icmp-tstamp': 13, 'icmp-tstampreply': 14,
  'icmp-ireq': 15, 'icmp-ireqreply': 16, 'icmp-maskreq': 17, 'icmp-maskreply': 18,
  'icmp6type': 0, 'icmp6code': 1, 'icmp6-destinationunreach': 1, 'icmp6-packettoobig': 2, 'icmp6-timeexceeded': 3, 'icmp6-parameterproblem': 4,
  'icmp6-echo': 128, 'icmp6-echoreply': 129, 'icmp6-multicastlistenerquery': 130, 'icmp6-multicastlistenerreportv1': 131,
  'icmp6-multicastlistenerdone': 132, 'icmp6-routersolicit': 133, 'icmp6-routeradvert': 134, 'icmp6-neighborsolicit': 135,
  'icmp6-neighboradvert': 136, 'icmp6-redirect': 137, 'icmp6-routerrenum': 138, 'icmp6-nodeinformationquery': 139,
  'icmp6-nodeinformationresponse': 140, 'icmp6-ineighbordiscoverysolicit': 141, 'icmp6-ineighbordiscoveryadvert': 142,
  'icmp6-multicastlistenerreportv2': 143, 'icmp6-homeagentdiscoveryrequest': 144, 'icmp6-homeagentdiscoveryreply': 145,
  'icmp6-mobileprefixsolicit': 146, 'icmp6-mobileprefixadvert': 147, 'icmp6-certpathsolicit': 148, 'icmp6-certpathadvert': 149,
  'icmp6-multicastrouteradvert': 151, 'icmp6-multicastroutersolicit': 152, 'icmp6-multicastrouterterm': 153,
  'tcpflags': 13, 'tcp-fin': 0x01, 'tcp-syn': 0x02, 'tcp-rst': 0x04, 'tcp-push': 0x08, 'tcp-ack': 0x10, 'tcp-urg': 0x20, 'tcp-ece': 0x40, 'tcp-cwr': 0x80,
};

const B = '[0-9a-fA-F]{1,2}';
const B2 = '[0-9a-fA-F]{4}';
const MAC = [
  `${B}(?::${B}){5}`, `${B}(?:-${B}){5}`, `${B}(?:\\.${B}){5}`, `${B2}\\.${B2}\\.${B2}`, '[0-9a-fA-F]{12}',
].join('|');
const NUMBER = '(?:0[xX][0-9a-fA-F]+|[0-9]+)';

/** Patterns in scanner.l's order: the longest match wins, and among equals the first. */
const PATTERNS: readonly (readonly [RegExp, (text: string) => Token])[] = [
  [/&&|\|\||>=|<=|!=|==|<<|>>|[+\-*/%:[\]!<>()&|^=]/y, symbol],
  [new RegExp(MAC, 'y'), text => ({ type: 'mac', text: macText(text) })],
  [new RegExp(NUMBER, 'y'), text => ({ type: 'number', value: numberOf(text) })],
  [new RegExp(`${NUMBER}(?:\\.${NUMBER}){1,3}`, 'y'), text => ({ type: 'ipv4', text })],
  [/[0-9a-fA-F:]*:[0-9a-fA-F:.]*/y, text => ({ type: 'ipv6', text })],
  [/[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?/y, word],
  [/\\[^ !()\n\t]+/y, text => ({ type: 'name', text: text.slice(1) })],
];

const SYMBOLS: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '==': '=' };

function symbol(text: string): Token {
  const same = SYMBOLS[text];
  if (same === 'and' || same === 'or') return { type: 'word', text: same };
  return text === '!' ? { type: 'word', text: 'not' } : { type: 'symbol', text: same ?? text };
}

function word(text: string): Token {
  const known = WORDS[text];
  if (known !== undefined && Object.hasOwn(WORDS, text)) return { type: 'word', text: known };
  const value = Object.hasOwn(CONSTANTS, text) ? CONSTANTS[text] : undefined;
  return value !== undefined ? { type: 'number', value } : { type: 'name', text };
}

/** atoi with 0x for hexadecimal and 0 for octal. */
export function numberOf(text: string): number {
  if (/^0[0-9]/.test(text) && /[89]/.test(text)) throw new FilterError(`number ${text} contains non-octal digit`);
  const value = /^0[0-9]/.test(text) ? parseInt(text, 8) : Number(text);
  if (value > 0xffffffff) throw new FilterError(`number ${text} overflows 32 bits`);
  return value;
}

function macText(text: string): string {
  const hex = /[:-]/.test(text) || text.split('.').length === 6
    ? text.split(/[:.-]/).map(octet => octet.padStart(2, '0')).join('')
    : text.replaceAll('.', '');
  return hex.toLowerCase().match(/../g)!.join(':');
}

export function syntaxError(): FilterError {
  return new FilterError('can\'t parse filter expression: syntax error');
}

/** @throws {FilterError} */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (' \r\n\t'.includes(text[at] ?? 'x')) at++;
    if (at >= text.length) return tokens;
    const { length, token } = longest(text, at);
    tokens.push(token);
    at += length;
  }
}

function longest(text: string, at: number): { readonly length: number; readonly token: Token } {
  let best = '';
  let make: ((text: string) => Token) | undefined;
  for (const [pattern, maker] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0] ?? '';
    if (match.length <= best.length || (maker === PATTERNS[4]![1] && !plausibleIpv6(match))) continue;
    best = match;
    make = maker;
  }
  if (!make) throw syntaxError();
  const token = make(best);
  return { length: best.length, token };
}

/** What the scanner takes for an IPv6 address; `:` alone, as in `ip[0:2]`, isn't one. */
function plausibleIpv6(text: string): boolean {
  return parseIpv6(text) !== undefined;
}
