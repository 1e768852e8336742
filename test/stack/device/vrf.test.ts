import { AF_INET, parseIpv4, type UdpSocket } from '../../../src/stack';
import { advance, UP, vethLab } from '../lab';

const PORT = 7;
const TEN_1 = parseIpv4('10.0.0.1')!;
const TEN_2 = parseIpv4('10.0.0.2')!;

/** veth0 in r0 with 10.0.0.1, veth1 in r1 with 10.0.0.2, one cable between two VRFs of a host. */
function lab() {
  const made = vethLab();
  const { netns, add, set } = made;
  netns.sysctl.set('net/ipv6/conf/all/disable_ipv6', '1');
  const index = (ifname: string): number => netns.rtnetlink.getLink({ ifname }).index;
  for (const [i, local] of [TEN_1, TEN_2].entries()) {
    add({ ifname: `r${i}`, kind: 'vrf', data: { table: 10 + i }, ...UP });
    set(`veth${i}`, { master: index(`r${i}`), ...UP });
    netns.rtnetlink.request({ type: 'RTM_NEWADDR', create: true, excl: true, family: AF_INET, index: index(`veth${i}`), local, address: local, prefixlen: 24, scope: 0, flags: 0 });
  }
  advance(made.network, 3e9);
  const receiver = (device?: string): UdpSocket => {
    const socket = netns.sockets.udp(AF_INET);
    if (device !== undefined) socket.bindToDevice(device);
    socket.bind(0, PORT);
    return socket;
  };
  const send = (): void => {
    const socket = netns.sockets.udp(AF_INET);
    socket.bindToDevice('r0');
    socket.sendTo(Uint8Array.of(1), TEN_2, PORT);
    advance(made.network, 1e9);
    socket.close();
  };
  return { ...made, receiver, send, index };
}

describe('sockets and VRFs', () => {
  it.each(['r1', 'veth1'])('one that is bound to %s hears what comes in by the VRF', device => {
    const { receiver, send, index } = lab();
    const socket = receiver(device);
    send();
    expect(socket.receive()).toMatchObject({ source: TEN_1, iif: index('r1') });
  });

  it('one of another VRF hears nothing, and the port is unreachable', () => {
    const { netns, receiver, send } = lab();
    const socket = receiver('r0');
    send();
    expect(socket.receive()).toBeUndefined();
    expect(netns.drops.get('NO_SOCKET')).toBe(1);
  });

  it('an unbound one obeys udp_l3mdev_accept', () => {
    const { netns, receiver, send } = lab();
    const socket = receiver();
    send();
    expect(socket.receive()).toBeUndefined();
    netns.sysctl.set('net/ipv4/udp_l3mdev_accept', '1');
    send();
    expect(socket.receive()).toMatchObject({ source: TEN_1 });
  });
});

describe('a VRF', () => {
  it('takes its ports\' routes into its table, and gives them back', () => {
    const { netns, network, set } = lab();
    const tables = (): number[] => [...new Set(netns.rtnetlink.dump('RTM_GETROUTE', { family: AF_INET }).map(({ table }) => table))].sort((a, b) => a - b);
    expect(tables()).toEqual([10, 11]);
    set('veth1', { master: 0 });
    advance(network, 1e9);
    expect(tables()).toEqual([10, 254, 255]);
    netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'r0' });
    expect(tables()).toEqual([254, 255]);
  });

  it('brings one rule, which stays', () => {
    const { netns } = lab();
    const l3 = () => netns.rtnetlink.dump('RTM_GETRULE', { family: AF_INET }).filter(rule => rule.l3mdev).map(({ priority }) => priority);
    expect(l3()).toEqual([1000]);
    netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'r0' });
    netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'r1' });
    expect(l3()).toEqual([1000]);
  });
});
