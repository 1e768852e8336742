import { createNetwork, NS_PER_MS } from '../../src/stack';
import { openDevice } from '../../src/stack/device/lifecycle';
import { ethernetFrame } from '../../src/stack/device/ethernet';
import { Skb } from '../../src/stack/skb';
import { advance } from './lab';

describe('a network of two cabled hosts', () => {
  it('carries a frame from NIC to NIC', () => {
    const network = createNetwork({ seed: 1 });
    const [a, b] = [network.addHost('a'), network.addHost('b')];
    network.addCable({ host: a, ifname: 'ens3' }, { host: b, ifname: 'ens3' });
    const [left, right] = [a, b].map(host => host.initNetns.devices.byName('ens3')!);
    openDevice(left!);
    openDevice(right!);
    advance(network);
    const got: string[] = [];
    b.initNetns.protocols.set(0x0806, skb => void got.push(`${skb.packetType} ${skb.dev!.ifname} ${skb.network.join()}`));
    left!.queueXmit(new Skb({ octets: ethernetFrame('ff:ff:ff:ff:ff:ff', left!.address, 0x0806, Uint8Array.of(1, 2)), networkOffset: 14, protocol: 0x0806 }));
    advance(network, NS_PER_MS);
    expect(got).toEqual(['broadcast ens3 1,2']);
    expect(right!.stats).toMatchObject({ rxPackets: 1, rxBytes: 16 });
  });
});
