import fc from '../../property';
import { FilterError, filterNames, makeFilter } from '../../../src/commands/tcpdump/filter';
import { formatFilter, PROTOCOLS, type Arithmetic, type Filter, type Id, type Qualifiers } from '../../../src/commands/tcpdump/filter/ast';
import { parseFilter } from '../../../src/commands/tcpdump/filter/parser';
import { parseHosts } from '../../../src/commands/tcpdump/hosts';
import { concat } from '../../../src/stack/wire';
import { HOSTS } from '../vm';
import { ipv4, ipv6, mac } from '../../stack/wire/arbitraries';
import { formatAddress } from '../../../src/stack/address';
import { fixture, packets } from './fixtures';

const names = filterNames(parseHosts(HOSTS));
const frames = packets();

/** Numbers of the frames that a filter accepts, as `1-3 7`; `none`; or libpcap's complaint. */
function accepted(expression: string): string {
  let numbers: number[];
  try {
    const accept = makeFilter(expression, 'EN10MB', false, names);
    numbers = frames.flatMap((frame, i) => (accept(frame) ? [i + 1] : []));
  } catch (error) {
    if (error instanceof FilterError) return `tcpdump: ${error.message}`;
    throw error;
  }
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ') || 'none';
}

describe('a filter accepts what libpcap 1.10.3 accepts:', () => {
  const lines = fixture('filters').trimEnd().split('\n');
  const cases = lines.filter((_, i) => i % 2 === 0).map((expression, i) => [expression, lines[2 * i + 1]!.trim()] as const);
  it.each(cases)('%s', (expression, expected) => {
    expect(accepted(expression)).toBe(expected);
  });
});

describe('a filter on a live capture', () => {
  const tagged = packets().find(({ octets }) => octets[12] === 0x81)!.octets;
  const frame = { octets: concat(tagged.subarray(0, 12), tagged.subarray(16)), length: tagged.length - 4, tag: 10, outgoing: true, ifindex: 3 };

  it.each([
    ['vlan', true], ['vlan 10', true], ['vlan 11', false], ['icmp', true], ['vlan and icmp', true], ['vlan and vlan', false],
    ['outbound', true], ['inbound', false], ['ifindex 3', true], ['ifindex 4', false],
  ])('sees a tag beside the packet, direction and interface: %s', (expression, expected) => {
    expect(makeFilter(expression, 'EN10MB', true, names)(frame)).toBe(expected);
  });
});

describe('the text of a filter', () => {
  const u32 = fc.integer({ min: 0, max: 0xffffffff });
  const protocol = fc.constantFrom(...PROTOCOLS);
  const qualifiers: fc.Arbitrary<Qualifiers> = fc.oneof(
    fc.record({ protocol, direction: fc.constantFrom('src' as const, 'dst' as const, 'src or dst' as const, 'src and dst' as const), kind: fc.constantFrom('host' as const, 'net' as const, 'port' as const, 'portrange' as const) }, { requiredKeys: ['direction'] }),
    fc.record({ protocol, kind: fc.constantFrom('host' as const, 'net' as const, 'port' as const, 'portrange' as const, 'proto' as const, 'gateway' as const) }, { requiredKeys: ['kind'] }),
  );
  const id: fc.Arbitrary<Id> = fc.oneof(
    fc.record({ type: fc.constant('name' as const), name: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z]$/) }),
    fc.record({ type: fc.constant('number' as const), value: u32 }),
    fc.record({ type: fc.constant('ipv4' as const), text: ipv4.map(formatAddress), mask: fc.oneof(fc.integer({ min: 0, max: 32 }), ipv4.map(formatAddress)) }, { requiredKeys: ['type', 'text'] }),
    fc.record({ type: fc.constant('ipv6' as const), address: ipv6, length: fc.integer({ min: 0, max: 128 }) }, { requiredKeys: ['type', 'address'] }),
    fc.record({ type: fc.constant('mac' as const), address: mac }),
  );
  const { arithmetic } = fc.letrec<{ arithmetic: Arithmetic }>(tie => ({
    arithmetic: fc.oneof({ maxDepth: 3 },
      fc.record({ type: fc.constant('number' as const), value: u32 }),
      fc.constant({ type: 'length' as const }),
      fc.record({ type: fc.constant('load' as const), protocol, offset: tie('arithmetic'), size: fc.constantFrom(1, 2, 4) }),
      fc.record({ type: fc.constant('negate' as const), operand: tie('arithmetic') }),
      fc.record({ type: fc.constant('binary' as const), operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const, '&' as const, '|' as const, '^' as const, '<<' as const, '>>' as const), left: tie('arithmetic'), right: tie('arithmetic') })),
  }));
  const { filter } = fc.letrec<{ filter: Filter }>(tie => ({
    filter: fc.oneof({ maxDepth: 4 },
      fc.record({ type: fc.constant('id' as const), qualifiers, id }),
      fc.record({ type: fc.constant('protocol' as const), protocol }),
      fc.record({ type: fc.constant('relation' as const), relation: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const), left: arithmetic, right: arithmetic }),
      fc.record({ type: fc.constantFrom('broadcast' as const, 'multicast' as const), protocol }, { requiredKeys: ['type'] }),
      fc.record({ type: fc.constantFrom('less' as const, 'greater' as const), length: u32 }),
      fc.record({ type: fc.constantFrom('inbound' as const, 'outbound' as const) }),
      fc.record({ type: fc.constant('ifindex' as const), ifindex: u32 }),
      fc.record({ type: fc.constant('vlan' as const), id: fc.integer({ min: 0, max: 4095 }) }, { requiredKeys: ['type'] }),
      fc.record({ type: fc.constantFrom('and' as const, 'or' as const), left: tie('filter'), right: tie('filter') }),
      fc.record({ type: fc.constant('not' as const), operand: tie('filter') })),
  }));

  it('parses to the filter that it was made from', () => {
    fc.assert(fc.property(filter, made => expect(parseFilter(formatFilter(made))).toEqual(made)), { numRuns: 500 });
  });

  it('is refused with a reason or parsed, whatever it is', () => {
    const words = fc.array(fc.constantFrom('host', 'net', 'port', 'src', 'dst', 'and', 'or', 'not', '(', ')', 'ip', 'tcp', '[', ']', ':', '=', '1', '10.0.0.1', 'fe80::1', 'foo', 'vlan', '&', '-', 'len', '$'), { maxLength: 8 });
    fc.assert(fc.property(words, list => {
      try {
        makeFilter(list.join(' '), 'EN10MB', true, names);
      } catch (error) {
        expect(error).toBeInstanceOf(FilterError);
      }
    }), { numRuns: 2000 });
  });
});
