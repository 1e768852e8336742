import { createNetwork } from '../../../src/stack/create';
import { closeDevices, openDevice, unregisterDevices } from '../../../src/stack/device/lifecycle';
import { NS_PER_MS, NS_PER_S } from '../../../src/stack/clock';
import { MAC_BROADCAST } from '../../../src/stack/address';
import type { PacketSocket } from '../../../src/stack/socket';
import { emitEthernet, ETH_P_ARP } from '../../../src/stack/wire';
import { advance } from '../lab';

const SOURCE = '02:00:00:00:00:01';
const frame = emitEthernet({ destination: MAC_BROADCAST, source: SOURCE, type: ETH_P_ARP }, new Uint8Array(28));

function cabled() {
  const network = createNetwork({ seed: 1 });
  const [a, b] = ['a', 'b'].map(name => network.addHost(name).initNetns);
  network.addCable({ host: a!.host, ifname: 'eth0' }, { host: b!.host, ifname: 'eth0' });
  const [deva, devb] = [a!, b!].map(netns => netns.devices.byName('eth0')!);
  for (const netns of [a!, b!]) netns.sysctl.set('net/ipv6/conf/all/disable_ipv6', '1');
  openDevice(deva!);
  openDevice(devb!);
  advance(network);
  return { network, a: a!, b: b!, deva: deva!, devb: devb! };
}

function drain(socket: PacketSocket) {
  const types: string[] = [];
  for (let got = socket.receive(); got; got = socket.receive()) types.push(got.type);
  return types;
}

describe('a packet socket', () => {
  it('needs CAP_NET_RAW', () => {
    expect(() => cabled().a.sockets.packet(1000)).toThrow('Operation not permitted');
  });

  it('sees what its device sends and receives, but not what it sent itself', () => {
    const { network, a, b, deva, devb } = cabled();
    const [sender, other, receiver] = [a.sockets.packet(0), a.sockets.packet(0), b.sockets.packet(0)];
    sender.bind(deva.ifindex);
    other.bind('any');
    receiver.bind(devb.ifindex);
    sender.send(frame);
    advance(network, 3 * NS_PER_S);
    expect(drain(sender)).toEqual([]);
    expect(drain(other)).toEqual(['outgoing']);
    expect(receiver.receive()).toEqual({
      octets: frame, at: expect.any(Number), type: 'broadcast', ifindex: devb.ifindex, hardwareType: 1, protocol: ETH_P_ARP, source: SOURCE,
    });
  });

  it('counts and queues only what its filter accepts', () => {
    const { a, deva } = cabled();
    const [sender, other] = [a.sockets.packet(0), a.sockets.packet(0)];
    sender.bind(deva.ifindex);
    other.bind(deva.ifindex);
    other.filter(({ octets }) => octets.length > 42);
    sender.send(frame);
    sender.send(new Uint8Array(60));
    expect(drain(other)).toEqual(['outgoing']);
    expect(other.statistics()).toEqual({ packets: 1, drops: 0 });
    expect(other.statistics()).toEqual({ packets: 0, drops: 0 });
  });

  it('drops what its ring has no room for', () => {
    const { a, deva } = cabled();
    const [sender, other] = [a.sockets.packet(0), a.sockets.packet(0)];
    sender.bind(deva.ifindex);
    other.bind(deva.ifindex);
    for (let i = 0; i < 1400; i++) sender.send(new Uint8Array(1500));
    expect(other.statistics()).toEqual({ packets: 1400, drops: 1400 - Math.floor(2 * 1024 * 1024 / 1582) });
  });

  it('hands over a block at each tick of its timer', () => {
    const { network, a, deva } = cabled();
    const [sender, other] = [a.sockets.packet(0), a.sockets.packet(0)];
    sender.bind(deva.ifindex);
    other.bind(deva.ifindex);
    other.blocks(NS_PER_S);
    const woken: number[] = [];
    other.subscribe(() => woken.push(network.clock.now() / NS_PER_MS));
    for (const ms of [300, 900, 1500]) network.clock.after(ms * NS_PER_MS, () => sender.send(frame));
    advance(network, 3 * NS_PER_S);
    expect(woken).toEqual([1024, 2048]);
    expect(drain(other)).toHaveLength(3);
  });

  it('raises its device\'s promiscuity until closed', () => {
    const { a, deva } = cabled();
    const socket = a.sockets.packet(0);
    socket.bind(deva.ifindex);
    socket.promiscuous(true);
    socket.promiscuous(true);
    expect(deva.promiscuity).toBe(1);
    socket.close();
    expect(deva.promiscuity).toBe(0);
  });

  it('fails when its device goes down, or is down already', () => {
    const { a, deva } = cabled();
    const socket = a.sockets.packet(0);
    socket.bind(deva.ifindex);
    expect(socket.ready()).toBe(false);
    closeDevices([deva]);
    expect([socket.ready(), socket.takeError(), socket.takeError(), socket.ready()]).toEqual([true, 'ENETDOWN', undefined, false]);
    const late = a.sockets.packet(0);
    late.bind(deva.ifindex);
    expect(late.takeError()).toBe('ENETDOWN');
    expect(() => late.send(frame)).toThrow('Network is down');
    unregisterDevices([deva]);
    expect(() => late.send(frame)).toThrow('No such device or address');
  });

  it('can\'t bind to a device that isn\'t there', () => {
    expect(() => cabled().a.sockets.packet(0).bind(99)).toThrow('No such device');
  });
});
