import fc from '../../property';
import { nextState, type TcpState } from '../../../src/stack/netfilter/conntrack/tcp';
import { invert, keyOf, type Tuple } from '../../../src/stack/netfilter/conntrack/tuple';
import { uniqueTuple } from '../../../src/stack/netfilter/nat/range';
import { Random } from '../../../src/stack';

const tuple: fc.Arbitrary<Tuple> = fc.record({
  family: fc.constant(2 as const), source: fc.nat(0xffffffff), destination: fc.nat(0xffffffff), protocol: fc.constantFrom(1, 6, 17), sport: fc.nat(0xffff), dport: fc.nat(0xffff),
}).map(each => (each.protocol === 1 ? { ...each, dport: 8 << 8 } : each));

describe('tuples', () => {
  it('are their inverse\'s inverse', () => {
    fc.assert(fc.property(tuple, each => expect(invert(invert(each)!)).toEqual(each)));
  });

  it('of ICMP messages without an answer have none', () => {
    expect(invert({ family: 2, source: 1, destination: 2, protocol: 1, sport: 0, dport: 3 << 8 })).toBeUndefined();
  });
});

describe('nextState', () => {
  const [SYN, ACK, FIN, RST] = [2, 16, 1, 4];
  const walk = (...segments: readonly (readonly ['original' | 'reply', number])[]): string[] => {
    let state: TcpState = 'NONE';
    return segments.map(([direction, flags]) => {
      const next = nextState(state, flags, direction);
      if (next !== 'invalid' && next !== 'ignore') state = next;
      return next;
    });
  };

  it('follows a connection from its first segment to its last', () => {
    expect(walk(['original', SYN], ['reply', SYN | ACK], ['original', ACK], ['original', FIN | ACK], ['reply', ACK], ['reply', FIN | ACK], ['original', ACK]))
      .toEqual(['SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT']);
  });

  it('closes at a reset, and knows no connection that begins with one', () => {
    expect(walk(['original', SYN], ['reply', RST | ACK])).toEqual(['SYN_SENT', 'CLOSE']);
    expect(walk(['original', RST])).toEqual(['invalid']);
  });

  it('takes a connection up in the middle', () => {
    expect(walk(['original', ACK])).toEqual(['ESTABLISHED']);
  });
});

describe('uniqueTuple', () => {
  it('finds what no other connection has, within the range', () => {
    fc.assert(fc.property(tuple, fc.nat(0xff), fc.uniqueArray(fc.integer({ min: 5000, max: 5009 }), { maxLength: 9 }), (each, host, taken) => {
      const address = 0x0a000000 + host;
      const found = uniqueTuple(each, { addresses: { min: address, max: address }, ports: { min: 5000, max: 5009 } }, 'source', ({ sport }) => taken.includes(sport), new Random(1));
      expect(found.source).toBe(address);
      expect(found.sport >= 5000 && found.sport <= 5009).toBe(true);
      expect(taken).not.toContain(found.sport);
    }));
  });

  it('keeps the port where it can', () => {
    fc.assert(fc.property(tuple, each => {
      const found = uniqueTuple(each, { addresses: { min: 7, max: 7 } }, 'source', () => false, new Random(1));
      expect(keyOf(found)).toBe(keyOf({ ...each, source: 7 }));
    }));
  });
});
