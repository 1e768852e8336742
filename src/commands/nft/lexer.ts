import { parseIpv6 } from '../../stack';

/** Where words stand in the input: line from 0, columns from 0 up to, not with, `end`. */
export interface Location {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export type TokenKind = 'word' | 'number' | 'quoted' | 'symbol' | 'newline' | 'eof';

export interface Token {
  readonly kind: TokenKind;
  /** a quoted string's without its quotes */
  readonly text: string;
  readonly at: Location;
}

/** A complaint with the words that it is about; `related` marks others with `~`. */
export class NftError extends Error {
  constructor(message: string, readonly at: Location, readonly related?: Location) {
    super(message);
    this.name = 'NftError';
  }
}

const MAC = /(?:[0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}(?![0-9a-fA-F:])/y;
const IP6 = /[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:\d+\.\d+\.\d+\.\d+)?/y;
const DOTTED = /\d+(?:\.\d+)+/y;
const NUMBER = /(?:0x[0-9a-fA-F]+|\d+)(?![A-Za-z_0-9])/y;
const WORD = /[A-Za-z_0-9\\][A-Za-z0-9_\-./\\]*\*?/y;
const SYMBOL = /!=|==|<=|>=|<<|>>|[{}(),:;/\-=<>&|^@!.*$+~]/y;
const BLANKS = /(?:[ \t\r]|\\\n|#[^\n]*)+/y;

/** Words for tokens in complaints, where they aren't quoted. */
const NAMES: Readonly<Record<string, string>> = {
  ';': 'semicolon', ',': 'comma', ':': 'colon', '.': '.', '/': '/', '-': '-', '!=': '!=', '==': '==', '<': '<', '>': '>', '<=': '<=', '>=': '>=', '|': '|', '&': '&', '^': '^', '@': '@', '*': '*',
};

/** Words that mean something wherever they stand, so that no table or chain can be called so. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'add', 'update', 'replace', 'create', 'insert', 'delete', 'get', 'reset', 'flush', 'rename', 'import', 'export', 'monitor', 'describe', 'include', 'define', 'undefine', 'redefine',
  'table', 'tables', 'chain', 'chains', 'rule', 'rules', 'set', 'sets', 'element', 'map', 'flowtable', 'ruleset', 'handle', 'position', 'index', 'comment', 'policy', 'hook', 'type',
  'accept', 'drop', 'continue', 'jump', 'goto', 'return', 'to', 'counter', 'log', 'limit', 'reject', 'snat', 'dnat', 'masquerade', 'redirect', 'queue', 'notrack', 'dup', 'fwd',
  'ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev', 'tcp', 'udp', 'icmp', 'icmpv6', 'meta', 'ct', 'ether', 'vlan', 'fib', 'th', 'mark', 'iif', 'oif', 'iifname', 'oifname', 'vmap', 'flags', 'elements',
]);

export function isKeyword(text: string): boolean {
  return KEYWORDS.has(text);
}

/** What a complaint calls a token. */
export function nameOf({ kind, text }: Token): string {
  switch (kind) {
    case 'word': return text.endsWith('*') ? 'string with a trailing asterisk' : isKeyword(text) ? text : 'string';
    case 'number': return 'number';
    case 'quoted': return 'quoted string';
    case 'newline': return 'newline';
    case 'eof': return 'end of file';
    case 'symbol': return NAMES[text] ?? `'${text}'`;
  }
}

/** nft's words, numbers, addresses and signs, up to an `eof` token (scanner.l). */
export function tokens(input: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  let line = 0;
  let lineStart = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(input)?.[0];
  };
  const push = (kind: TokenKind, raw: string, text = raw): void => {
    found.push({ kind, text, at: { line, start: at - lineStart, end: at - lineStart + raw.length } });
    at += raw.length;
  };
  while (at < input.length) {
    const blanks = match(BLANKS);
    if (blanks !== undefined) {
      at += blanks.length;
      const breaks = blanks.split('\n').length - 1;
      if (breaks > 0) [line, lineStart] = [line + breaks, input.lastIndexOf('\n', at - 1) + 1];
    } else if (input[at] === '\n') {
      push('newline', '\n');
      line++;
      lineStart = at;
    } else {
      one(input, at, match, push);
    }
  }
  return [...found, { kind: 'eof', text: '', at: { line: Math.max(0, input.trimEnd().split('\n').length - 1), start: 0, end: 1 } }];
}

function one(input: string, at: number, match: (pattern: RegExp) => string | undefined, push: (kind: TokenKind, raw: string, text?: string) => void): void {
  const quoted = match(/"[^"\n]*"/y);
  if (quoted !== undefined) return push('quoted', quoted, quoted.slice(1, -1));
  const mac = match(MAC);
  if (mac !== undefined) return push('word', mac);
  const ip6 = match(IP6);
  if (ip6 !== undefined && ip6.includes('::') && parseIpv6(ip6) !== undefined) return push('word', ip6);
  if (ip6 !== undefined && ip6.split(':').length === 8) return push('word', ip6);
  const dotted = match(DOTTED);
  if (dotted !== undefined) return push('word', dotted);
  const number = match(NUMBER);
  if (number !== undefined) return push('number', number);
  const word = match(WORD);
  if (word !== undefined) return push('word', word);
  push('symbol', match(SYMBOL) ?? input[at]!);
}
