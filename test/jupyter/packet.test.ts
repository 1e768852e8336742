import fc from '../property';
import { readPacket } from '../../src/jupyter/why/packet';
import { parseAddress } from '../../src/stack/address';
import { ETH_P_8021Q, ETH_P_IP, emitEthernet, emitIpv4 } from '../../src/stack/wire';
import { MACS, arpRequest, echoFrame, echoRequest } from '../render/packets/frames';

const ENDS = { destination: MACS.veth0, source: MACS.veth1 };
const ip = (protocol: number, payload: readonly number[], id = 0): Uint8Array => emitIpv4({ ttl: 64, protocol, id, source: parseAddress('10.0.0.1') as number, destination: parseAddress('10.0.0.2') as number }, Uint8Array.from(payload));
const UDP = [0, 7, 0, 9, 0, 8, 0, 0];

it.each([
  ['ARP', arpRequest('10.0.0.1', '10.0.0.2'), 'ARP request: who has 10.0.0.2? Tell 10.0.0.1'],
  ['an echo request', echoRequest('10.0.0.1', '10.0.0.2', 3), 'ICMP echo request from 10.0.0.1 to 10.0.0.2'],
  ['the same in a frame', echoFrame('10.0.0.1', '10.0.0.2', 3), 'ICMP echo request from 10.0.0.1 to 10.0.0.2'],
  ['a header that is not filled in yet', emitEthernet({ ...ENDS, type: 0 }, ip(17, UDP)), 'UDP to port 9 from 10.0.0.1 to 10.0.0.2'],
  ['a VLAN tag', emitEthernet({ ...ENDS, type: ETH_P_8021Q }, Uint8Array.from([0, 5, 8, 0, ...ip(17, UDP)])), 'UDP to port 9 from 10.0.0.1 to 10.0.0.2'],
  ['a tunnel', ip(4, [...echoRequest('192.0.2.1', '192.0.2.2', 1)]), 'IP protocol 4 from 10.0.0.1 to 10.0.0.2'],
  ['half a datagram', ip(17, [0, 7]), 'malformed UDP packet from 10.0.0.1 to 10.0.0.2'],
  ['half a header', echoRequest('10.0.0.1', '10.0.0.2', 3).subarray(0, 12), 'malformed IPv4 packet'],
  ['IPv4 by its type alone', emitEthernet({ ...ENDS, type: ETH_P_IP }, Uint8Array.of(0x15)), 'malformed IPv4 packet'],
  ['an unknown type', emitEthernet({ ...ENDS, type: 0x9000 }, Uint8Array.of(1)), 'frame of type 0x9000'],
  ['next to nothing', Uint8Array.of(1, 2, 3), '3 octets'],
])('names %s', (_what, frame, name) => {
  const packet = readPacket(frame);
  expect(packet.name + packet.path).toBe(name);
});

it('tells an echo by its sequence number, and takes any octets', () => {
  expect(readPacket(echoFrame('10.0.0.1', '10.0.0.2', 3)).sequence).toBe(3);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => readPacket(octets).name !== ''));
});
