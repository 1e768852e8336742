import fc from '../../property';
import * as wire from '../../../src/stack/wire';
import { aligned, ipv4, ipv6, mac, octet, payload, word16, word32 } from './arbitraries';

const endpoints = fc.record({ source: ipv6, destination: ipv6 });
const endpoints4 = fc.record({ source: ipv4, destination: ipv4 });

describe('emit, then parse, gives back', () => {
  it('an Ethernet frame', () => {
    fc.assert(fc.property(fc.record({ destination: mac, source: mac, type: word16 }), payload, (repr, data) => {
      expect(wire.parseEthernet(wire.emitEthernet(repr, data))).toEqual({ ...repr, payload: data });
    }));
  });

  it('a VLAN tag', () => {
    const tag = fc.record({ priority: fc.integer({ min: 0, max: 7 }), dropEligible: fc.boolean(), id: fc.integer({ min: 0, max: 4095 }), type: word16 });
    fc.assert(fc.property(tag, payload, (repr, data) => {
      expect(wire.parseVlan(wire.emitVlan(repr, data))).toEqual({ ...repr, payload: data });
    }));
  });

  it('an ARP message', () => {
    fc.assert(fc.property(fc.record({ operation: word16, senderMac: mac, senderIp: ipv4, targetMac: mac, targetIp: ipv4 }), repr => {
      expect(wire.parseArp(wire.emitArp(repr))).toEqual(repr);
    }));
  });

  it('an IPv4 packet, whatever padding follows it', () => {
    const header = fc.record({
      tos: octet, id: word16, dontFragment: fc.boolean(), moreFragments: fc.boolean(), fragmentOffset: fc.integer({ min: 0, max: 0x1fff }).map(n => n * 8),
      ttl: octet, protocol: octet, source: ipv4, destination: ipv4, options: aligned(4, 0, 10),
    });
    fc.assert(fc.property(header, payload, payload, (repr, data, padding) => {
      const totalLength = 20 + repr.options.length + data.length;
      expect(wire.parseIpv4(wire.concat(wire.emitIpv4(repr, data), padding))).toEqual({ ...repr, totalLength, payload: data });
    }));
  });

  it('an IPv6 packet, whatever padding follows it', () => {
    const header = fc.record({
      trafficClass: octet, flowLabel: fc.integer({ min: 0, max: 0xfffff }), nextHeader: octet, hopLimit: octet, source: ipv6, destination: ipv6,
    });
    fc.assert(fc.property(header, payload, payload, (repr, data, padding) => {
      expect(wire.parseIpv6(wire.concat(wire.emitIpv6(repr, data), padding))).toEqual({ ...repr, payloadLength: data.length, payload: data });
    }));
  });

  it('an IPv6 options header', () => {
    const option = fc.record({ type: fc.integer({ min: 2, max: 255 }), data: fc.uint8Array({ maxLength: 20 }) });
    fc.assert(fc.property(fc.record({ nextHeader: octet, options: fc.array(option, { maxLength: 4 }) }), payload, (repr, data) => {
      const octets = wire.emitIpv6Options(repr, data);
      expect((octets.length - data.length) % 8).toBe(0);
      expect(wire.parseIpv6Options(octets)).toEqual({ ...repr, payload: data });
    }));
  });

  it('a UDP datagram over IPv4 and IPv6', () => {
    fc.assert(fc.property(fc.record({ sourcePort: word16, destinationPort: word16 }), payload, fc.oneof(endpoints, endpoints4), (repr, data, ends) => {
      expect(wire.parseUdp(wire.emitUdp(repr, data, ends), ends)).toEqual({ ...repr, payload: data });
    }));
  });

  it('a TCP segment', () => {
    const header = fc.record({
      sourcePort: word16, destinationPort: word16, sequence: word32, acknowledgment: word32, flags: octet, window: word16, urgent: word16, options: aligned(4, 0, 10),
    });
    fc.assert(fc.property(header, payload, fc.oneof(endpoints, endpoints4), (repr, data, ends) => {
      expect(wire.parseTcp(wire.emitTcp(repr, data, ends), ends)).toEqual({ ...repr, payload: data });
    }));
  });

  it('a VXLAN packet', () => {
    fc.assert(fc.property(fc.record({ vni: fc.integer({ min: 0, max: 0xffffff }) }), payload, (repr, data) => {
      expect(wire.parseVxlan(wire.emitVxlan(repr, data))).toEqual({ ...repr, payload: data });
    }));
  });

  const icmp: fc.Arbitrary<wire.IcmpRepr> = fc.oneof(
    fc.record({ kind: fc.constantFrom('echo-request' as const, 'echo-reply' as const), id: word16, sequence: word16 }),
    fc.record({ kind: fc.constant('unreachable' as const), code: octet, mtu: word16 }),
    fc.record({ kind: fc.constant('redirect' as const), code: octet, gateway: ipv4 }),
    fc.record({ kind: fc.constant('time-exceeded' as const), code: octet }),
    fc.record({ kind: fc.constant('parameter-problem' as const), code: octet, pointer: octet }),
    fc.record({ kind: fc.constant('other' as const), type: fc.integer({ min: 13, max: 255 }), code: octet, word: word32 }),
  );

  it('an ICMP message', () => {
    fc.assert(fc.property(icmp, payload, (repr, data) => {
      expect(wire.parseIcmp(wire.emitIcmp(repr, data))).toEqual({ ...repr, payload: data });
    }));
  });

  const ndpOption: fc.Arbitrary<wire.NdpOption> = fc.oneof(
    fc.record({ kind: fc.constantFrom('source-link-address' as const, 'target-link-address' as const), address: mac }),
    fc.record({
      kind: fc.constant('prefix-information' as const), prefix: ipv6, length: octet, onLink: fc.boolean(), autonomous: fc.boolean(),
      validLifetime: word32, preferredLifetime: word32,
    }),
    fc.record({ kind: fc.constant('mtu' as const), mtu: word32 }),
    fc.record({ kind: fc.constant('redirected-header' as const), packet: aligned(8) }),
    fc.record({ kind: fc.constant('nonce' as const), nonce: aligned(8, 6) }),
    fc.record({ kind: fc.constant('other' as const), type: fc.integer({ min: 24, max: 255 }), data: aligned(8, 6) }),
  );
  const options = fc.array(ndpOption, { maxLength: 4 });
  const bare: fc.Arbitrary<wire.Icmpv6Repr> = fc.oneof(
    fc.record({ kind: fc.constant('router-solicitation' as const), options }),
    fc.record({
      kind: fc.constant('router-advertisement' as const), hopLimit: octet, managed: fc.boolean(), otherConfig: fc.boolean(), lifetime: word16,
      reachableTime: word32, retransTimer: word32, options,
    }),
    fc.record({ kind: fc.constant('neighbour-solicitation' as const), target: ipv6, options }),
    fc.record({
      kind: fc.constant('neighbour-advertisement' as const), router: fc.boolean(), solicited: fc.boolean(), override: fc.boolean(), target: ipv6, options,
    }),
    fc.record({ kind: fc.constant('redirect' as const), target: ipv6, destination: ipv6, options }),
    fc.record({
      kind: fc.constant('mld2-report' as const),
      records: fc.array(fc.record({ type: octet, group: ipv6, sources: fc.array(ipv6, { maxLength: 3 }) }), { maxLength: 4 }),
    }),
  );
  const loaded: fc.Arbitrary<wire.Icmpv6Repr> = fc.oneof(
    fc.record({ kind: fc.constantFrom('unreachable' as const, 'time-exceeded' as const), code: octet }),
    fc.record({ kind: fc.constant('packet-too-big' as const), mtu: word32 }),
    fc.record({ kind: fc.constant('parameter-problem' as const), code: octet, pointer: word32 }),
    fc.record({ kind: fc.constantFrom('echo-request' as const, 'echo-reply' as const), id: word16, sequence: word16 }),
    fc.record({ kind: fc.constant('mld-query' as const), maxDelay: word16, group: ipv6 }),
    fc.record({ kind: fc.constantFrom('mld-report' as const, 'mld-done' as const), group: ipv6 }),
    fc.record({ kind: fc.constant('other' as const), type: fc.integer({ min: 144, max: 255 }), code: octet, word: word32 }),
  );

  it('an ICMPv6 message', () => {
    const message = fc.oneof(fc.tuple(bare, fc.constant(new Uint8Array(0))), fc.tuple(loaded, payload));
    fc.assert(fc.property(message, endpoints, ([repr, data], ends) => {
      expect(wire.parseIcmpv6(wire.emitIcmpv6(repr, data, ends), ends)).toEqual({ ...repr, payload: data });
    }));
  });

  it('nothing once a bit of an ICMP message has flipped', () => {
    fc.assert(fc.property(icmp, payload, fc.nat(), (repr, data, where) => {
      const octets = wire.emitIcmp(repr, data);
      const bit = where % (octets.length * 8);
      octets[bit >> 3]! ^= 1 << (bit & 7);
      expect(wire.parseIcmp(octets)).toBe(wire.BAD_CHECKSUM);
    }));
  });
});

describe('no parser throws on', () => {
  const parsers: readonly ((octets: Uint8Array) => unknown)[] = [
    wire.parseEthernet, wire.parseVlan, wire.parseArp, wire.parseIpv4, wire.parseIpv4Header, wire.parseIpv6, wire.parseIpv6Header,
    wire.parseIpv6Options, wire.parseIcmp, wire.parseIcmpHeader, wire.parseIcmpv6Header, wire.parseUdp, wire.parseTcp, wire.parseVxlan,
  ];

  it.each(parsers.map(parser => [parser.name, parser] as const))('garbage: %s', (_name, parser) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), octets => void parser(octets)), { numRuns: 500 });
  });

  it('an ICMPv6 message of any type, cut anywhere', () => {
    fc.assert(fc.property(octet, fc.uint8Array({ maxLength: 100 }), (type, rest) => void wire.parseIcmpv6Header(Uint8Array.of(type, 0, ...rest))), { numRuns: 1000 });
  });
});
