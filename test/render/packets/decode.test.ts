import fc from '../../property';
import { dissect } from '../../../src/render/packets/decode';
import { decodedText } from '../../../src/render/packets/decoded';
import { arpRequest, echoFrame, echoRequest } from './frames';
import { parseAddress } from '../../../src/stack/address';
import * as wire from '../../../src/stack/wire';

const LINK_TYPES = ['EN10MB', 'LINUX_SLL2', 'RAW'] as const;
const ENDS = { source: parseAddress('10.0.0.2') as number, destination: parseAddress('10.0.0.1') as number };
const ETHERNET = { destination: '02:00:00:00:00:01', source: '02:00:00:00:00:02' };

function over(protocol: number, payload: Uint8Array): Uint8Array {
  return wire.emitEthernet({ ...ETHERNET, type: wire.ETH_P_IP }, wire.emitIpv4({ ...ENDS, ttl: 64, protocol }, payload));
}

const text = (octets: Uint8Array, linkType: typeof LINK_TYPES[number] = 'EN10MB'): string =>
  decodedText({ at: 0, where: '', linkType, length: octets.length, octets }, dissect(octets, linkType).layers);

describe('a packet taken apart', () => {
  it('shows each field of an ARP request, where it stands, and all octets', () => {
    expect(text(arpRequest('10.0.0.2', '10.0.0.1'))).toBe(`Ethernet: octets 0 to 13
  0000  destination    ff:ff:ff:ff:ff:ff (broadcast: all on the link)
  0006  source         02:00:00:00:00:02
  000c  type           0x0806 (ARP)
Address Resolution Protocol: octets 14 to 41
  000e  hardware type  1 (Ethernet)
  0010  protocol type  0x0800 (IPv4)
  0012  hardware size  6
  0013  protocol size  4
  0014  operation      1 (request)
  0016  sender MAC     02:00:00:00:00:02
  001c  sender IP      10.0.0.2
  0020  target MAC     00:00:00:00:00:00
  0026  target IP      10.0.0.1

0x0000:  ffff ffff ffff 0200 0000 0002 0806 0001  ................
0x0010:  0800 0604 0001 0200 0000 0002 0a00 0002  ................
0x0020:  0000 0000 0000 0a00 0001                 ..........
`);
  });

  it('reads a packet without a link-layer header, and what comes after the last header that it knows', () => {
    expect(dissect(echoRequest('10.0.0.2', '10.0.0.1', 3), 'RAW').layers.map(({ name, at, size }) => [name, at, size])).toEqual([
      ['Internet Protocol version 4', 0, 20], ['Internet Control Message Protocol', 20, 8], ['data', 28, 4],
    ]);
  });

  it('tells data from padding', () => {
    const padded = wire.concat(echoFrame('10.0.0.2', '10.0.0.1', 1), new Uint8Array(14));
    expect(dissect(padded, 'EN10MB').layers.slice(-2)).toEqual([{ name: 'data', at: 42, size: 4, fields: [] }, { name: 'padding', at: 46, size: 14, fields: [] }]);
  });

  it.each([
    ['a tag', wire.emitEthernet({ ...ETHERNET, type: wire.ETH_P_8021Q }, wire.emitVlan({ priority: 3, dropEligible: false, id: 10, type: wire.ETH_P_IP }, echoRequest('10.0.0.2', '10.0.0.1', 1))),
      ['VLAN tag (IEEE 802.1Q): octets 14 to 17', 'VLAN           10', 'priority       3'], 'ICMP'],
    ['TCP with its options', over(wire.IPPROTO_TCP, wire.emitTcp({ sourcePort: 40000, destinationPort: 80, sequence: 1, acknowledgment: 0, flags: wire.TCP_SYN, window: 64240, options: Uint8Array.of(2, 4, 5, 180, 1, 3, 3, 7) }, wire.EMPTY, ENDS)),
      ['destination port              80 (http)', 'flags                         SYN', 'option: maximum segment size  1460 octets', 'option: window scale          × 2^7'], 'TCP'],
    ['VXLAN and what it carries', over(wire.IPPROTO_UDP, wire.emitUdp({ sourcePort: 50000, destinationPort: 4789 }, wire.emitVxlan({ vni: 100 }, arpRequest('10.9.0.2', '10.9.0.1')))),
      ['Virtual eXtensible LAN: octets 42 to 49', 'network identifier (VNI)  100', 'target IP                 10.9.0.1'], 'ARP'],
    ['an ICMP error and the packet that it is about', over(wire.IPPROTO_ICMP, wire.emitIcmp({ kind: 'unreachable', code: 1, mtu: 0 }, echoRequest('10.0.0.2', '10.0.0.1', 1))),
      ['type                 3 (destination unreachable)', 'code                 1 (host)', 'about this packet: Internet Protocol version 4: octets 42 to 61', 'data: octets 62 to 73'], 'ICMP'],
    ['GRE', over(wire.IPPROTO_GRE, wire.emitGre({ protocol: wire.ETH_P_IP, key: 5, checksum: false }, echoRequest('10.9.0.2', '10.9.0.1', 1))), ['key                5', 'flags              key'], 'ICMP'],
  ])('reads %s', (_what, octets, lines, protocol) => {
    for (const line of lines) expect(text(octets).replace(/ {2,}/g, '  ')).toContain(line.replace(/ {2,}/g, '  '));
    expect(dissect(octets, 'EN10MB')).toMatchObject({ protocol, source: '10.0.0.2', destination: '10.0.0.1' });
  });

  it('says what is cut short or malformed, and keeps its octets', () => {
    expect(text(echoFrame('10.0.0.2', '10.0.0.1', 1).subarray(0, 38))).toContain('icmp, cut short: octets 34 to 37\n');
    expect(dissect(Uint8Array.of(1, 2), 'EN10MB')).toEqual({ layers: [{ name: 'ethernet, cut short', at: 0, size: 2, fields: [] }], protocol: 'data', source: '?', destination: '?' });
  });

  it('holds each octet in one layer, and each field in its own, whatever the octets are', () => {
    const frames = fc.constantFrom(arpRequest('10.0.0.2', '10.0.0.1'), echoFrame('10.0.0.2', '10.0.0.1', 1));
    const changed = fc.tuple(frames, fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }), fc.nat(60)).map(([frame, changes, length]) => {
      const copy = frame.slice(0, length);
      for (const [at, octet] of changes) if (at < copy.length) copy[at] = octet;
      return copy;
    });
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 120 }), changed), fc.constantFrom(...LINK_TYPES), (octets, linkType) => {
      const { layers } = dissect(octets, linkType);
      let end = 0;
      for (const { at, size, fields } of layers) {
        expect(at).toBe(end);
        end += size;
        for (const field of fields) expect(field.at >= at && field.at + field.size <= end).toBe(true);
      }
      expect(end).toBe(octets.length);
      expect(decodedText({ at: 0, where: '', linkType, length: octets.length, octets }, layers).match(/^0x/gm) ?? []).toHaveLength(Math.ceil(octets.length / 16));
    }), { numRuns: 1000 });
  });
});
