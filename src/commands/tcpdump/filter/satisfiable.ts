import { MAC_BROADCAST, parseIpv4 } from '../../../stack/address';
import type { Direction, Filter, Id, Protocol, Qualifiers } from './ast';

/** A field of the packet has that value. */
interface Atom {
  readonly field: string;
  readonly value: Value;
}

type Value = number | string;

/** `open`: a test that may go either way, whatever else is known. */
type Formula =
  | { readonly type: 'atom'; readonly atom: Atom }
  | { readonly type: 'open' }
  | { readonly type: 'constant'; readonly value: boolean }
  | { readonly type: 'and' | 'or'; readonly left: Formula; readonly right: Formula }
  | { readonly type: 'not'; readonly operand: Formula };

/** What is known of fields: their value, or values that they don't have. */
type Known = ReadonlyMap<string, Value | ReadonlySet<Value>>;

/** Tests tried before a filter counts as one that some packet may pass. */
const PATIENCE = 20_000;

const OPEN: Formula = { type: 'open' };
const TYPES: Partial<Record<Protocol, number>> = { ip: 0x0800, ip6: 0x86dd, arp: 0x0806, rarp: 0x8035 };
const OVER: Partial<Record<Protocol, readonly [number, boolean, boolean]>> = {
  sctp: [132, true, true], tcp: [6, true, true], udp: [17, true, true], icmp: [1, true, false], igmp: [2, true, false], igrp: [9, true, false],
  pim: [103, true, true], vrrp: [112, true, false], icmp6: [58, false, true], ah: [51, true, true], esp: [50, true, true],
};

/**
 * Whether some packet may pass a filter. libpcap's optimizer sees that none passes `arp and icmp`, and refuses such a filter;
 * as it does, this follows what earlier tests have told about the fields that protocols, hosts and constants speak of.
 */
export function satisfiable(filter: Filter): boolean {
  let patience = PATIENCE;
  const walk = (formula: Formula, known: Known, wanted: boolean, then: (known: Known) => boolean): boolean => {
    if (--patience < 0) return true;
    switch (formula.type) {
      case 'open': return then(known);
      case 'constant': return formula.value === wanted && then(known);
      case 'not': return walk(formula.operand, known, !wanted, then);
      case 'and':
      case 'or': {
        const decisive = formula.type === 'or';
        if (wanted === decisive) {
          return walk(formula.left, known, decisive, then)
            || walk(formula.left, known, !decisive, more => walk(formula.right, more, decisive, then));
        }
        return walk(formula.left, known, wanted, more => walk(formula.right, more, wanted, then));
      }
      case 'atom': return learn(known, formula.atom, wanted, then);
    }
  };
  return walk(new Translator().formula(filter), new Map(), true, () => true);
}

/** Goes on with what an atom's being true or false adds, unless that contradicts what is known: a value, or values that it isn't. */
function learn(known: Known, { field, value }: Atom, wanted: boolean, then: (known: Known) => boolean): boolean {
  const before = known.get(field);
  if (typeof before === 'number' || typeof before === 'string') return (before === value) === wanted && then(known);
  if (wanted) return !before?.has(value) && then(new Map(known).set(field, value));
  return then(new Map(known).set(field, new Set([...(before ?? []), value])));
}

function atom(field: string, value: Value): Formula {
  return { type: 'atom', atom: { field, value } };
}

/** Source, destination, both or either. */
function directed(direction: Direction | undefined, at: (end: 'src' | 'dst') => Formula): Formula {
  if (direction === 'src' || direction === 'dst') return at(direction);
  return join(direction === 'src and dst' ? 'and' : 'or', at('src'), at('dst'));
}

function join(type: 'and' | 'or', ...formulas: readonly Formula[]): Formula {
  return formulas.reduce((left, right) => ({ type, left, right }));
}

class Translator {
  /** `vlan` moves all fields */
  #depth = 0;

  formula(filter: Filter): Formula {
    switch (filter.type) {
      case 'and':
      case 'or': return { type: filter.type, left: this.formula(filter.left), right: this.formula(filter.right) };
      case 'not': return { type: 'not', operand: this.formula(filter.operand) };
      case 'protocol': return this.#protocol(filter.protocol);
      case 'id': return this.#id(filter.qualifiers ?? {}, filter.id);
      case 'relation': return this.#relation(filter);
      case 'vlan':
        this.#depth++;
        return OPEN;
      case 'broadcast': return filter.protocol === 'ip' ? join('and', this.#type(0x0800), OPEN) : atom('ether dst', MAC_BROADCAST);
      case 'multicast': return join('and', filter.protocol === undefined || filter.protocol === 'link' ? OPEN : this.#protocol(filter.protocol), OPEN);
      default: return OPEN;
    }
  }

  #field(name: string): string {
    return `${this.#depth} ${name}`;
  }

  #type(type: number): Formula {
    return atom(this.#field('type'), type);
  }

  #over(number: number, ip: boolean, ip6: boolean): Formula {
    const four = join('and', this.#type(0x0800), atom(this.#field('9:1'), number));
    const six = join('and', this.#type(0x86dd), join('or', atom(this.#field('6:1'), number), join('and', atom(this.#field('6:1'), 44), atom(this.#field('40:1'), number))));
    return ip && ip6 ? join('or', four, six) : ip ? four : six;
  }

  #protocol(protocol: Protocol): Formula {
    const over = OVER[protocol];
    if (over) return this.#over(...over);
    const type = TYPES[protocol];
    return type === undefined ? OPEN : this.#type(type);
  }

  #id({ kind, protocol, direction }: Qualifiers, id: Id): Formula {
    if (kind === 'port' || kind === 'portrange') return this.#port(protocol, direction, kind === 'port' && id.type === 'number' ? id.value : undefined);
    if (kind === 'proto') {
      if (id.type !== 'number') return OPEN;
      return protocol === 'link' ? this.#type(id.value) : this.#over(id.value, protocol !== 'ip6', protocol !== 'ip');
    }
    if (id.type === 'mac') return directed(direction, end => atom(`ether ${end}`, id.address));
    if (id.type === 'name' || protocol === 'link') return OPEN;
    if (id.type === 'ipv6') return join('and', this.#type(0x86dd), OPEN);
    const address = id.type === 'ipv4' && id.mask === undefined && kind !== 'net' ? parseIpv4(id.text) : undefined;
    return join('or', ...(protocol ? [protocol] : ['ip', 'arp', 'rarp'] as const).map(name => {
      const offsets = name === 'ip' ? { src: 12, dst: 16 } : { src: 14, dst: 24 };
      const host = address === undefined ? OPEN : directed(direction, end => atom(this.#field(`${offsets[end]}:4`), address));
      return join('and', this.#protocol(name), host);
    }));
  }

  #port(protocol: Protocol | undefined, direction: Direction | undefined, port: number | undefined): Formula {
    const transports = join('or', ...(protocol ? [protocol] : ['tcp', 'udp', 'sctp'] as const).map(name => this.#protocol(name)));
    return join('and', transports, port === undefined ? OPEN : directed(direction, end => atom(this.#field(`${end} port`), port)));
  }

  #relation({ relation, left, right }: Extract<Filter, { type: 'relation' }>): Formula {
    if (left.type === 'number' && right.type === 'number' && relation === '=') return { type: 'constant', value: left.value === right.value };
    if (left.type !== 'load' || left.protocol === 'link') return OPEN;
    const guard = this.#protocol(left.protocol);
    if (right.type !== 'number' || left.offset.type !== 'number' || (relation !== '=' && relation !== '!=')) return join('and', guard, OPEN);
    // an offset from a register: the optimizer doesn't see that the octets are those that a protocol's test has read
    const equal = atom(this.#field(`${left.protocol}[${left.offset.value}:${left.size}]`), right.value);
    return join('and', guard, relation === '=' ? equal : { type: 'not', operand: equal });
  }
}
