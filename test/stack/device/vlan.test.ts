import type { NewLink } from '../../../src/stack';
import { Skb } from '../../../src/stack/skb';
import { emitEthernet } from '../../../src/stack/wire';
import { advance, DOWN, UP, vethLab } from '../lab';

const TYPE = 0x88b5;

function lab() {
  const made = vethLab();
  made.netns.sysctl.set('net/ipv6/conf/all/disable_ipv6', '1');
  for (const ifname of ['veth0', 'veth1']) made.set(ifname, UP);
  const index = (ifname: string): number => made.netns.rtnetlink.getLink({ ifname }).index;
  const vlan = (lower: string, id: number, more: Partial<NewLink> = {}): void =>
    made.add({ ifname: `${lower}.${id}`, link: index(lower), kind: 'vlan', data: { id }, ...more });
  const show = (ifname: string): string => {
    const { operstate, flags, address, mtu } = made.netns.rtnetlink.getLink({ ifname });
    return `${operstate}${flags & 1 ? ' UP' : ''}${flags & 0x10000 ? ' LOWER_UP' : ''} ${address} ${mtu}`;
  };
  return { ...made, index, vlan, show };
}

describe('a VLAN device', () => {
  it('tags what it sends and takes what bears its tag', () => {
    const { network, netns, vlan, set } = lab();
    for (const lower of ['veth0', 'veth1']) {
      vlan(lower, 100);
      set(`${lower}.100`, UP);
    }
    const wire: string[] = [];
    netns.addTap((skb, type) => void wire.push(`${skb.dev!.ifname} ${type} ${Buffer.from(skb.octets.subarray(12, 18)).toString('hex')}`));
    const got: string[] = [];
    netns.protocols.set(TYPE, skb => void got.push(`${skb.dev!.ifname} ${skb.packetType} ${skb.network.length}`));
    const octets = emitEthernet({ destination: '02:00:00:00:00:02', source: '02:00:00:00:00:01', type: TYPE }, new Uint8Array(46));
    netns.devices.byName('veth0.100')!.queueXmit(new Skb({ octets, networkOffset: 14, protocol: TYPE }));
    advance(network, 1e6);
    expect(wire).toEqual([
      'veth0.100 outgoing 88b500000000', 'veth0 outgoing 8100006488b5', 'veth1 host 8100006488b5', 'veth1.100 host 88b500000000',
    ]);
    expect(got).toEqual(['veth1.100 host 46']);
    expect(netns.rtnetlink.getLink({ ifname: 'veth1.100' }).stats).toMatchObject({ rxPackets: 1, rxBytes: 46 });
  });

  it('follows the device below: up, down, carrier, address, a smaller mtu', () => {
    const { vlan, set, show } = lab();
    vlan('veth0', 5);
    set('veth0', DOWN);
    expect(() => set('veth0.5', UP)).toThrow('Network is down');
    set('veth0', UP);
    expect(show('veth0.5')).toMatch(/^\w+ UP LOWER_UP 02:00:00:00:00:01 1500$/);
    set('veth1', DOWN);
    expect(show('veth0.5')).toBe('LOWERLAYERDOWN UP 02:00:00:00:00:01 1500');
    set('veth0', { address: '02:00:00:00:00:99', mtu: 1400 });
    expect(show('veth0.5')).toBe('LOWERLAYERDOWN UP 02:00:00:00:00:99 1400');
    set('veth0', { mtu: 1500 });
    expect(show('veth0.5')).toMatch('1400');
    expect(() => set('veth0.5', { mtu: 1600 })).toThrow('Numerical result out of range');
    set('veth0', DOWN);
    expect(show('veth0.5')).toBe('DOWN 02:00:00:00:00:99 1400');
  });

  it('goes with the device below, wherever it is', () => {
    const { host, netns, vlan, set } = lab();
    vlan('veth0', 5);
    const red = host.addNetns('red');
    set('veth0.5', { netns: red });
    expect(red.rtnetlink.getLink({ ifname: 'veth0.5' })).toMatchObject({ link: 3, linkNetnsid: 0 });
    netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'veth1' });
    expect(red.rtnetlink.dump('RTM_GETLINK').map(({ ifname }) => ifname)).toEqual(['lo']);
  });

  it.each<[string, Partial<NewLink>, string]>([
    ['a second one of the same id', { link: 3, data: { id: 5 } }, '8021q: VLAN device already exists'],
    ['no link', { data: { id: 7 } }, '8021q: link not specified'],
    ['no id', { link: 3 }, '8021q: VLAN properties not specified'],
    ['a reserved id', { link: 3, data: { id: 4095 } }, '8021q: Invalid VLAN id'],
    ['lo below', { link: 1, data: { id: 7 } }, '8021q: VLANs not supported on device'],
  ])('is refused with %s', (_, attributes, message) => {
    const { add, vlan, netns } = lab();
    vlan('veth0', 5);
    expect(() => add({ ifname: 'x', kind: 'vlan', ...attributes })).toThrow(message);
    expect(() => netns.rtnetlink.getLink({ ifname: 'x' })).toThrow('No such device');
  });
});
