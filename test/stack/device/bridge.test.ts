import { createNetwork, NS_PER_S, type Netns, type NewLink } from '../../../src/stack';
import { emitEthernet } from '../../../src/stack/wire';
import { Skb } from '../../../src/stack/skb';
import { advance, DOWN, UP } from '../lab';

const TYPE = 0x88b5;
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const mac = (n: number): string => `02:00:00:00:02:0${n}`;

/** br0 with ports p1 to p3, each with a station e0 in a namespace of its own. IPv6 is off, so that nothing else is sent. */
function lab() {
  const network = createNetwork({ seed: 1 });
  const host = network.addHost('vm');
  const netns = host.initNetns;
  netns.sysctl.set('net/ipv6/conf/all/disable_ipv6', '1');
  const request = (attributes: Partial<NewLink>): void => {
    netns.rtnetlink.request({ type: 'RTM_NEWLINK', ...attributes });
    advance(network);
  };
  request({ create: true, excl: true, ifname: 'br0', kind: 'bridge' });
  const index = (ifname: string): number => netns.rtnetlink.getLink({ ifname }).index;
  const stations = [1, 2, 3].map(n => {
    const station = host.addNetns(`h${n}`);
    station.sysctl.set('net/ipv6/conf/all/disable_ipv6', '1');
    request({ create: true, excl: true, ifname: `p${n}`, address: `02:00:00:00:01:0${n}`, kind: 'veth', data: { peer: { ifname: 'e0', netns: station, address: mac(n) } } });
    station.rtnetlink.request({ type: 'RTM_NEWLINK', ifname: 'e0', ...UP });
    return station;
  });
  const heard: string[] = [];
  for (const [i, where] of [...stations, netns].entries()) where.protocols.set(TYPE, skb => void heard.push(`${where === netns ? 'br0' : `h${i + 1}`} ${skb.packetType}`));
  const send = (from: Netns, destination: string): string[] => {
    heard.length = 0;
    const dev = from.devices.byName('e0') ?? from.devices.byName('br0')!;
    const octets = emitEthernet({ destination, source: dev.address, type: TYPE }, new Uint8Array(46));
    dev.queueXmit(new Skb({ octets, networkOffset: 14, protocol: TYPE }));
    advance(network, NS_PER_S / 100);
    return [...heard].sort();
  };
  const join = (): void => {
    for (const n of [1, 2, 3]) request({ ifname: `p${n}`, master: index('br0'), ...UP });
    request({ ifname: 'br0', ...UP });
    advance(network, NS_PER_S);
  };
  const show = (ifname: string): string => {
    const { operstate, flags, address, mtu } = netns.rtnetlink.getLink({ ifname });
    return `${operstate}${flags & 0x10000 ? ' LOWER_UP' : ''} ${address} ${mtu}`;
  };
  return { network, netns, stations, request, index, send, join, show };
}

describe('a bridge', () => {
  it('has carrier while a port forwards, and its lowest port\'s address', () => {
    const { network, request, index, show } = lab();
    request({ ifname: 'br0', ...UP });
    expect(show('br0')).toMatch(/^UNKNOWN LOWER_UP /);
    request({ ifname: 'p2', master: index('br0') });
    advance(network, NS_PER_S);
    expect(show('br0')).toBe('DOWN 02:00:00:00:01:02 1500');
    request({ ifname: 'p1', master: index('br0') });
    request({ ifname: 'p2', ...UP });
    advance(network);
    expect(show('br0')).toBe('UP LOWER_UP 02:00:00:00:01:01 1500');
    request({ ifname: 'p1', mtu: 1300 });
    expect(show('br0')).toBe('UP LOWER_UP 02:00:00:00:01:01 1300');
    request({ ifname: 'p2', ...DOWN });
    expect(show('br0')).toBe('UP 02:00:00:00:01:01 1300');
    advance(network, NS_PER_S);
    expect(show('br0')).toBe('DOWN 02:00:00:00:01:01 1300');
    request({ ifname: 'p1', master: 0 });
    request({ ifname: 'p2', master: 0 });
    expect(show('br0')).toBe('DOWN 00:00:00:00:00:00 1500');
  });

  it('keeps an address and an mtu that the user has chosen', () => {
    const { request, index, show } = lab();
    request({ ifname: 'br0', address: '02:00:00:00:00:99', mtu: 1400 });
    request({ ifname: 'p1', master: index('br0') });
    expect(show('br0')).toMatch('02:00:00:00:00:99 1400');
  });

  it('floods what it doesn\'t know, and learns', () => {
    const { stations: [h1, h2], send, join } = lab();
    join();
    expect(send(h1!, BROADCAST)).toEqual(['br0 broadcast', 'h2 broadcast', 'h3 broadcast']);
    expect(send(h1!, mac(2))).toEqual(['h2 host', 'h3 otherhost']);
    expect(send(h2!, mac(1))).toEqual(['h1 host']);
    expect(send(h1!, mac(2))).toEqual(['h2 host']);
  });

  it('forgets a station after the ageing time, or when its port goes down', () => {
    const { network, netns, stations: [h1, h2], send, join, request } = lab();
    join();
    send(h2!, BROADCAST);
    expect(send(h1!, mac(2))).toEqual(['h2 host']);
    advance(network, 320 * NS_PER_S);
    expect(send(h1!, mac(2))).toEqual(['h2 host', 'h3 otherhost']);
    send(h2!, BROADCAST);
    request({ ifname: 'p2', ...DOWN });
    request({ ifname: 'p2', ...UP });
    expect(send(h1!, mac(2))).toEqual(['h2 host', 'h3 otherhost']);
    expect(netns.rtnetlink.getLink({ ifname: 'p2' })).toMatchObject({ slaveKind: 'bridge', promiscuity: 1, allmulti: 1 });
  });

  it('takes what is for itself and for its ports, and sends by the right port', () => {
    const { network, netns, stations: [h1], send, join } = lab();
    join();
    advance(network, 10 * NS_PER_S);
    const { stats: before } = netns.rtnetlink.getLink({ ifname: 'br0' });
    expect(send(h1!, '02:00:00:00:01:01')).toEqual(['br0 host']);
    expect(send(netns, mac(1))).toEqual(['h1 host']);
    const { stats } = netns.rtnetlink.getLink({ ifname: 'br0' });
    expect([stats.rxPackets - before.rxPackets, stats.rxBytes - before.rxBytes, stats.txPackets - before.txPackets, stats.txBytes - before.txBytes]).toEqual([1, 46, 1, 60]);
  });

  it('answers for an address that it was made with', () => {
    const { stations: [h1], send, request, index } = lab();
    request({ create: true, ifname: 'br1', kind: 'bridge', address: '02:00:00:00:00:aa' });
    request({ ifname: 'p1', master: index('br1'), ...UP });
    request({ ifname: 'br1', ...UP });
    expect(send(h1!, '02:00:00:00:00:aa')).toEqual(['br0 host']);
  });

  it('obeys its ports\' switches', () => {
    const { stations: [h1], send, join, request, index } = lab();
    join();
    request({ index: index('p3'), slaveData: { unicastFlood: false, bcastFlood: false } });
    expect(send(h1!, mac(2))).toEqual(['h2 host']);
    expect(send(h1!, BROADCAST)).toEqual(['br0 broadcast', 'h2 broadcast']);
    for (const port of ['p1', 'p2']) request({ index: index(port), slaveData: { isolated: true } });
    expect(send(h1!, BROADCAST)).toEqual(['br0 broadcast']);
  });

  it('refuses what can\'t be a port', () => {
    const { request, index } = lab();
    expect(() => request({ ifname: 'lo', master: index('br0') })).toThrow('Invalid argument');
    request({ create: true, ifname: 'br1', kind: 'bridge' });
    expect(() => request({ ifname: 'br1', master: index('br0') })).toThrow('Can not enslave a bridge to a bridge');
  });

  it('frees its ports when it goes', () => {
    const { netns, request, index } = lab();
    request({ ifname: 'p1', master: index('br0'), ...UP });
    netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'br0' });
    const { master, promiscuity, allmulti } = netns.rtnetlink.getLink({ ifname: 'p1' });
    expect({ master, promiscuity, allmulti }).toEqual({ master: undefined, promiscuity: 0, allmulti: 0 });
  });
});
