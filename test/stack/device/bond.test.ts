import fc from '../../property';
import { transmitHash } from '../../../src/stack/device/bond/hash';
import { chooseSlave, inspect } from '../../../src/stack/device/bond/monitor';
import { DEFAULTS } from '../../../src/stack/device/bond/options';
import { LINK, Slave } from '../../../src/stack/device/bond/slave';
import { emitEthernet, emitIpv4, ETH_P_ARP, ETH_P_IP, IPPROTO_UDP } from '../../../src/stack/wire';
import { advance, DOWN, UP, vethLab } from '../lab';

const LAYER2 = 0;
const LAYER34 = 1;
const LAYER23 = 2;

function frame(source: number, destination: number, ports: readonly number[]): Uint8Array {
  const payload = Uint8Array.from(ports.flatMap(port => [port >> 8, port & 0xff]));
  const packet = emitIpv4({ tos: 0, id: 0, dontFragment: true, ttl: 64, protocol: IPPROTO_UDP, source, destination }, payload);
  return emitEthernet({ destination: '02:00:00:00:00:0f', source: '02:00:00:00:00:03', type: ETH_P_IP }, packet);
}

describe('the hash of a bond', () => {
  const address = fc.integer({ min: 0, max: 0xffffffff });
  const port = fc.integer({ min: 0, max: 0xffff });

  it('layer2 is the last octets of both addresses and the protocol', () => {
    const octets = emitEthernet({ destination: '02:00:00:00:00:0f', source: '02:00:00:00:00:03', type: ETH_P_ARP }, new Uint8Array(28));
    expect(transmitHash(octets, LAYER2)).toBe(0x0f ^ 0x03 ^ 0x0806);
    expect(transmitHash(octets, LAYER34)).toBe(0x0f ^ 0x03 ^ 0x0806);
  });

  it('is the same both ways; ports count for layer3+4 only', () => {
    fc.assert(fc.property(address, address, port, port, (a, b, p, q) => {
      for (const policy of [LAYER2, LAYER23]) expect(transmitHash(frame(a, b, [p, q]), policy)).toBe(transmitHash(frame(b, a, [q, p]), policy));
      expect(transmitHash(frame(a, b, [p, q]), LAYER23)).toBe(transmitHash(frame(a, b, [q, p]), LAYER23));
      expect(transmitHash(frame(a, b, [p, q]), LAYER34)).toBe(transmitHash(frame(b, a, [p, q]), LAYER34));
    }));
    expect(transmitHash(frame(1, 2, [1, 2]), LAYER34)).not.toBe(transmitHash(frame(1, 2, [1, 200]), LAYER34));
  });
});

describe('the MII monitor', () => {
  it('counts a failure after downdelay and a recovery after updelay', () => {
    const made = vethLab();
    for (const ifname of ['veth0', 'veth1']) made.set(ifname, UP);
    advance(made.network, 3e9);
    const slave = new Slave(made.netns.devices.byName('veth0')!);
    slave.link = LINK.UP;
    const options = { ...DEFAULTS, miimon: 100, downdelay: 200, updelay: 100 };
    const rounds = (count: number): string => Array.from({ length: count }, () => `${inspect(slave, options) ? '!' : ''}${slave.link}`).join(' ');
    expect(rounds(1)).toBe('0');
    made.set('veth1', DOWN);
    expect(rounds(4)).toBe('1 1 !2 2');
    made.set('veth1', UP);
    expect(rounds(3)).toBe('3 !0 0');
  });

  it('chooses by primary, priority and primary_reselect', () => {
    const { netns } = vethLab();
    const [a, b] = ['veth0', 'veth1'].map(ifname => new Slave(netns.devices.byName(ifname)!)) as [Slave, Slave];
    a.link = b.link = LINK.UP;
    expect(chooseSlave([a, b], b, undefined, 0)).toBe(a);
    expect(chooseSlave([a, b], b, undefined, 2)).toBe(b);
    b.prio = 5;
    expect(chooseSlave([a, b], a, undefined, 0)).toBe(b);
    expect(chooseSlave([a, b], b, a, 0)).toBe(a);
    a.link = LINK.DOWN;
    expect(chooseSlave([a, b], undefined, a, 0)).toBe(b);
    b.link = LINK.DOWN;
    expect(chooseSlave([a, b], b, a, 0)).toBeUndefined();
  });
});
