import { FilterError, type Arithmetic, type Filter, type Operator, type Protocol, type Relation } from './ast';
import { both, load, type FilterFrame, type LinkLayer, type Test } from './frame';
import { ipHeaderLength, protocolTest, unfragmented } from './tests';

type Value = (frame: FilterFrame) => number;

/** A number of a packet, and the test that it must pass to have one. */
interface Compiled {
  readonly value: Value;
  readonly guard?: Test;
}

const OPERATORS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => (a + b) >>> 0,
  '-': (a, b) => (a - b) >>> 0,
  '*': (a, b) => Math.imul(a, b) >>> 0,
  '/': (a, b) => Math.floor(a / b),
  '%': (a, b) => a % b,
  '&': (a, b) => (a & b) >>> 0,
  '|': (a, b) => (a | b) >>> 0,
  '^': (a, b) => (a ^ b) >>> 0,
  '<<': (a, b) => (b > 31 ? 0 : (a << b) >>> 0),
  '>>': (a, b) => (b > 31 ? 0 : a >>> b),
};

const RELATIONS: Readonly<Record<Relation, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `ip[8] < 5`: unsigned 32-bit arithmetic on octets of the packet. @throws {FilterError} */
export function relationTest(link: LinkLayer, { relation, left, right }: Extract<Filter, { type: 'relation' }>): Test {
  const [a, b] = [compile(link, left), compile(link, right)];
  const holds = RELATIONS[relation];
  const guard = join(a.guard, b.guard);
  const test: Test = frame => holds(a.value(frame), b.value(frame));
  return guard ? both(guard, test) : test;
}

function join(a: Test | undefined, b: Test | undefined): Test | undefined {
  return a && b ? both(a, b) : a ?? b;
}

function compile(link: LinkLayer, arithmetic: Arithmetic): Compiled {
  switch (arithmetic.type) {
    case 'number': return { value: () => arithmetic.value };
    case 'length': return { value: frame => frame.length };
    case 'negate': {
      const { value, guard } = compile(link, arithmetic.operand);
      return { value: frame => -value(frame) >>> 0, ...(guard && { guard }) };
    }
    case 'binary': return binary(link, arithmetic);
    case 'load': return loaded(link, arithmetic);
  }
}

function binary(link: LinkLayer, { operator, left, right }: Extract<Arithmetic, { type: 'binary' }>): Compiled {
  if (right.type === 'number') {
    if (operator === '/' && right.value === 0) throw new FilterError('division by zero');
    if (operator === '%' && right.value === 0) throw new FilterError('modulus by zero');
    if ((operator === '<<' || operator === '>>') && right.value > 31) throw new FilterError('shift by more than 31 bits');
  }
  const [a, b] = [compile(link, left), compile(link, right)];
  const guard = join(a.guard, b.guard);
  return { value: frame => OPERATORS[operator](a.value(frame), b.value(frame)), ...(guard && { guard }) };
}

function loaded(link: LinkLayer, { protocol, offset, size }: Extract<Arithmetic, { type: 'load' }>): Compiled {
  if (size !== 1 && size !== 2 && size !== 4) throw new FilterError('data size must be 1, 2, or 4');
  const index = compile(link, offset);
  const { start, guard } = startOf(link, protocol);
  const all = join(index.guard, guard);
  return { value: frame => load(frame, start(frame) + index.value(frame), size), ...(all && { guard: all }) };
}

/** Where octets of a protocol are counted from, and what makes sure that they are there. */
function startOf(link: LinkLayer, protocol: Protocol): { readonly start: Value; readonly guard?: Test } {
  const { payload } = link;
  switch (protocol) {
    case 'link': return { start: () => 0 };
    case 'ip':
    case 'arp':
    case 'rarp':
    case 'ip6': return { start: () => payload, guard: protocolTest(link, protocol) };
    case 'icmp6': return {
      start: () => payload + 40,
      guard: both(protocolTest(link, 'ip6'), frame => load(frame, payload + 6, 1) === 58),
    };
    case 'ah':
    case 'esp':
    case 'stp': throw new FilterError('unsupported index operation');
    default: return {
      start: frame => payload + ipHeaderLength(load(frame, payload, 1)),
      guard: both(protocolTest(link, 'ip'), both(protocolTest(link, protocol), unfragmented(link))),
    };
  }
}
