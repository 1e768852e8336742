import fc from '../../property';
import { manglePacket } from '../../../src/stack/netfilter/nat/mangle';
import { viewOctets } from '../../../src/stack/netfilter/view';
import { emitIcmp, emitIpv4, emitTcp, emitUdp, parseIcmp, parseIpv4, parseTcp, parseUdp, Malformed } from '../../../src/stack/wire';

const address = fc.integer({ min: 1, max: 0xfffffffe });
const port = fc.integer({ min: 1, max: 0xffff });
const payload = fc.uint8Array({ maxLength: 40 });
const manip = fc.constantFrom('source' as const, 'destination' as const);

interface Given {
  readonly source: number;
  readonly destination: number;
  readonly sport: number;
  readonly dport: number;
  readonly data: Uint8Array;
}
const given = fc.record({ source: address, destination: address, sport: port, dport: port, data: payload });

const BUILD = {
  6: ({ source, destination, sport, dport, data }: Given) => emitTcp({ sourcePort: sport, destinationPort: dport, sequence: 1, acknowledgment: 2, flags: 16, window: 100 }, data, { source, destination }),
  17: ({ source, destination, sport, dport, data }: Given) => emitUdp({ sourcePort: sport, destinationPort: dport }, data, { source, destination }),
  1: ({ sport, data }: Given) => emitIcmp({ kind: 'echo-request', id: sport, sequence: 7 }, data),
} as const;

function packet(protocol: keyof typeof BUILD, from: Given): Uint8Array {
  return emitIpv4({ ttl: 64, protocol, source: from.source, destination: from.destination }, BUILD[protocol](from));
}

/** Parses all of a packet, checksums included. */
function intact(octets: Uint8Array): boolean {
  const ip = parseIpv4(octets);
  if (ip instanceof Malformed) return false;
  const upper = ip.protocol === 6 ? parseTcp(ip.payload, ip) : ip.protocol === 17 ? parseUdp(ip.payload, ip) : parseIcmp(ip.payload);
  return !(upper instanceof Malformed);
}

describe('manglePacket', () => {
  it.each([6, 17, 1] as const)('protocol %i: leaves every checksum right, and changes just that end', protocol => {
    fc.assert(fc.property(given, address, port, manip, (from, to, toPort, end) => {
      const target = { family: 2 as const, protocol, source: to, destination: to, sport: toPort, dport: protocol === 1 ? 8 << 8 : toPort };
      const mangled = manglePacket(packet(protocol, from), target, end);
      const view = viewOctets(mangled)!;
      expect(intact(mangled)).toBe(true);
      expect([view.source, view.destination]).toEqual(end === 'source' ? [to, from.destination] : [from.source, to]);
    }));
  });

  it('leaves a UDP datagram without a checksum without one', () => {
    fc.assert(fc.property(given, address, (from, to) => {
      const octets = emitIpv4({ ttl: 64, protocol: 17, source: from.source, destination: from.destination }, emitUdp({ sourcePort: 1, destinationPort: 2 }, from.data));
      const mangled = manglePacket(octets, { family: 2, protocol: 17, source: to, destination: to, sport: 9, dport: 9 }, 'source');
      expect(mangled.slice(26, 28)).toEqual(new Uint8Array(2));
    }));
  });

  it('changes only the addresses of a later fragment', () => {
    const octets = emitIpv4({ ttl: 64, protocol: 17, source: 1, destination: 2, fragmentOffset: 8 }, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const mangled = manglePacket(octets, { family: 2, protocol: 17, source: 3, destination: 4, sport: 9, dport: 9 }, 'source');
    expect(mangled.slice(20)).toEqual(octets.slice(20));
    expect(viewOctets(mangled)!.source).toBe(3);
  });
});
