import { parseIpv6 } from '../../../stack/address';
import {
  FilterError, PROTOCOLS, type Arithmetic, type Direction, type Filter, type Id, type Kind, type Operator, type Protocol, type Qualifiers, type Relation,
} from './ast';
import { syntaxError, tokenize, type Token } from './lexer';

const KINDS: readonly string[] = ['host', 'net', 'port', 'portrange', 'proto', 'gateway'] satisfies readonly Kind[];
const RELATIONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies readonly Relation[];
/** Binary operators by precedence, loosest first. */
const PRECEDENCE: readonly (readonly string[])[] = [['|', '^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']] satisfies readonly (readonly Operator[])[];
/** Words of the language that need what no simulated link has. */
export const UNSUPPORTED = [
  'protochain', 'byte', 'mpls', 'pppoed', 'pppoes', 'geneve', 'llc', 'carp', 'radio', 'atalk', 'aarp', 'decnet', 'lat', 'sca', 'moprc', 'mopdl',
  'iso', 'esis', 'isis', 'clnp', 'ipx', 'netbeui', 'type', 'subtype', 'direction', 'dir', 'ifname', 'on', 'rset', 'rnr', 'srnr', 'reason', 'action',
];

/**
 * Reads a filter expression of pcap-filter(7), by libpcap 1.10's grammar: `and` and `or` bind equally and from left to right,
 * and an id without qualifiers takes those of the id before it. undefined for an empty one.
 * @throws {FilterError}
 */
export function parseFilter(text: string): Filter | undefined {
  const tokens = tokenize(text);
  if (tokens.length === 0) return undefined;
  const parser = new Parser(tokens);
  const { filter } = parser.expression(undefined);
  if (!parser.done) throw syntaxError();
  return filter;
}

/** A part of a filter, and the qualifiers that an id after it inherits. */
interface Block {
  readonly filter: Filter;
  readonly qualifiers: Qualifiers | undefined;
}

class Parser {
  #at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get done(): boolean {
    return this.#at === this.tokens.length;
  }

  /** expr: a term, then terms or ids. */
  expression(inherited: Qualifiers | undefined): Block {
    const first = this.#termOrId(inherited);
    if (first.isId) throw syntaxError();
    return this.#chain(first);
  }

  #chain(first: Block): Block {
    let left = first;
    for (let type = this.#andOr(); type; type = this.#andOr()) {
      const right = this.#termOrId(left.qualifiers);
      left = { filter: { type, left: left.filter, right: right.filter }, qualifiers: right.qualifiers };
    }
    return left;
  }

  #andOr(): 'and' | 'or' | undefined {
    if (this.#accept('word', 'and')) return 'and';
    return this.#accept('word', 'or') ? 'or' : undefined;
  }

  #termOrId(inherited: Qualifiers | undefined): Block & { readonly isId: boolean } {
    if (this.#accept('word', 'not')) {
      const operand = this.#termOrId(inherited);
      return { ...operand, filter: { type: 'not', operand: operand.filter } };
    }
    const relation = this.#relation();
    if (relation) return { filter: relation, qualifiers: undefined, isId: false };
    if (this.#accept('symbol', '(')) return this.#parenthesis(inherited);
    const id = this.#id();
    if (id) return { filter: { type: 'id', qualifiers: inherited, id }, qualifiers: inherited, isId: true };
    return { ...this.#term(), isId: false };
  }

  #parenthesis(inherited: Qualifiers | undefined): Block & { readonly isId: boolean } {
    const first = this.#termOrId(inherited);
    const inner = this.#chain(first);
    this.#expect(')');
    return { filter: inner.filter, qualifiers: first.isId ? inner.qualifiers : inherited, isId: first.isId };
  }

  #term(): Block {
    const other = this.#other();
    if (other) return { filter: other, qualifiers: undefined };
    const protocol = this.#protocol();
    const group = this.#word(['broadcast', 'multicast']) as 'broadcast' | 'multicast' | undefined;
    if (group) return { filter: protocol ? { type: group, protocol } : { type: group }, qualifiers: undefined };
    const direction = this.#direction();
    const kind = this.#word(direction ? KINDS.slice(0, 4) : KINDS) as Kind | undefined;
    if (!direction && !kind) {
      if (!protocol) throw this.#unexpected();
      return { filter: { type: 'protocol', protocol }, qualifiers: undefined };
    }
    const qualifiers: Qualifiers = { ...(protocol && { protocol }), ...(direction && { direction }), ...(kind && { kind }) };
    return this.#idAfter(qualifiers);
  }

  /** id: an id, `not` id, or a parenthesis of ids. */
  #idAfter(qualifiers: Qualifiers): Block {
    const block = this.#termOrId(qualifiers);
    if (!block.isId) throw syntaxError();
    return block;
  }

  #other(): Filter | undefined {
    const word = this.#word(['less', 'greater', 'inbound', 'outbound', 'ifindex', 'vlan']);
    switch (word) {
      case 'less':
      case 'greater': return { type: word, length: this.#number() };
      case 'inbound':
      case 'outbound': return { type: word };
      case 'ifindex': return { type: 'ifindex', ifindex: this.#number() };
      case 'vlan': return this.#peek()?.type === 'number' ? { type: 'vlan', id: this.#number() } : { type: 'vlan' };
      default: return undefined;
    }
  }

  #protocol(): Protocol | undefined {
    return this.#word(PROTOCOLS) as Protocol | undefined;
  }

  #direction(): Direction | undefined {
    const first = this.#word(['src', 'dst']);
    if (!first) return undefined;
    const start = this.#at;
    const junction = this.#andOr();
    const second = junction && this.#word(['src', 'dst']);
    if (second && second !== first) return `src ${junction} dst`;
    this.#at = start;
    return first as Direction;
  }

  #id(): Id | undefined {
    const token = this.#peek();
    if (!token || token.type === 'word' || token.type === 'symbol') return undefined;
    this.#at++;
    switch (token.type) {
      case 'name': return { type: 'name', name: token.text };
      case 'number': return { type: 'number', value: token.value };
      case 'mac': return { type: 'mac', address: token.text };
      case 'ipv4': {
        if (this.#accept('symbol', '/')) return { type: 'ipv4', text: token.text, mask: this.#number() };
        if (!this.#accept('word', 'mask')) return { type: 'ipv4', text: token.text };
        const mask = this.#next();
        if (mask?.type !== 'ipv4') throw syntaxError();
        return { type: 'ipv4', text: token.text, mask: mask.text };
      }
      case 'ipv6': {
        const address = parseIpv6(token.text);
        if (address === undefined) throw new FilterError(`bogus IPv6 address ${token.text}`);
        return this.#accept('symbol', '/') ? { type: 'ipv6', address, length: this.#number() } : { type: 'ipv6', address };
      }
    }
  }

  /** `arith relop arith`, or nothing and no token taken. */
  #relation(): Filter | undefined {
    const start = this.#at;
    const left = this.#arithmetic();
    const relation = left && this.#symbol(RELATIONS);
    if (!left || !relation) {
      this.#at = start;
      return undefined;
    }
    const right = this.#arithmetic();
    if (!right) throw syntaxError();
    return { type: 'relation', relation: relation as Relation, left, right };
  }

  #arithmetic(level = 0): Arithmetic | undefined {
    const operators = PRECEDENCE[level];
    if (!operators) return this.#operand();
    let left = this.#arithmetic(level + 1);
    while (left) {
      const operator = this.#symbol(operators);
      if (!operator) break;
      const right = this.#arithmetic(level + 1);
      left = right && { type: 'binary', operator: operator as Operator, left, right };
    }
    return left;
  }

  #operand(): Arithmetic | undefined {
    const token = this.#peek();
    if (token?.type === 'number') {
      this.#at++;
      return { type: 'number', value: token.value };
    }
    if (this.#accept('word', 'len')) return { type: 'length' };
    if (this.#accept('symbol', '-')) {
      const operand = this.#operand();
      return operand && { type: 'negate', operand };
    }
    if (this.#accept('symbol', '(')) {
      const inner = this.#arithmetic();
      return inner && this.#accept('symbol', ')') ? inner : undefined;
    }
    return this.#load();
  }

  #load(): Arithmetic | undefined {
    const protocol = this.#protocol();
    if (!protocol || !this.#accept('symbol', '[')) return undefined;
    const offset = this.#arithmetic();
    if (!offset) throw syntaxError();
    const size = this.#accept('symbol', ':') ? this.#number() : 1;
    this.#expect(']');
    return { type: 'load', protocol, offset, size };
  }

  #peek(): Token | undefined {
    return this.tokens[this.#at];
  }

  #next(): Token | undefined {
    return this.tokens[this.#at++];
  }

  #accept(type: 'word' | 'symbol', text: string): boolean {
    const token = this.#peek();
    if (token?.type !== type || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept('symbol', text)) throw syntaxError();
  }

  #word(words: readonly string[]): string | undefined {
    const token = this.#peek();
    return token?.type === 'word' && words.includes(token.text) && this.#accept('word', token.text) ? token.text : undefined;
  }

  #symbol(symbols: readonly string[]): string | undefined {
    const token = this.#peek();
    return token?.type === 'symbol' && symbols.includes(token.text) && this.#accept('symbol', token.text) ? token.text : undefined;
  }

  #number(): number {
    const token = this.#next();
    if (token?.type !== 'number') throw syntaxError();
    return token.value;
  }

  #unexpected(): FilterError {
    const token = this.#peek();
    if (token?.type === 'word' && UNSUPPORTED.includes(token.text)) return new FilterError(`vethlab doesn't support '${token.text}' in filters`);
    return syntaxError();
  }
}
