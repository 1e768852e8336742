import { NS_PER_S, parseIpv6, type Notification } from '../../../src/stack';
import { addresses6, addressText, advance, DOWN, routes6, routeText, UP, vethLab } from '../lab';

function both() {
  const lab = vethLab();
  lab.set('lo', UP);
  lab.set('veth0', UP);
  lab.set('veth1', UP);
  return lab;
}

describe('IPv6 address configuration', () => {
  it('gives devices that become ready a link-local address, tentative for one to two seconds', () => {
    const { network, netns } = both();
    expect(addresses6(netns)).toEqual(['1: ::1/128', '2: fe80::ff:fe00:2/64 tentative', '3: fe80::ff:fe00:1/64 tentative']);
    expect(routes6(netns)).toEqual([
      'fe80::/64 dev veth1 metric 256',
      'fe80::/64 dev veth0 metric 256',
      'local ::1 dev lo table local metric 0',
      'multicast ff00::/8 dev veth1 table local metric 256',
      'multicast ff00::/8 dev veth0 table local metric 256',
    ]);
    advance(network, NS_PER_S - 1);
    expect(addresses6(netns)[1]).toMatch('tentative');
    advance(network, 1.3 * NS_PER_S);
    expect(addresses6(netns)).toEqual(['1: ::1/128', '2: fe80::ff:fe00:2/64', '3: fe80::ff:fe00:1/64']);
    expect(routes6(netns).slice(2, 5)).toEqual([
      'local ::1 dev lo table local metric 0',
      'local fe80::ff:fe00:1 dev veth0 table local metric 0',
      'local fe80::ff:fe00:2 dev veth1 table local metric 0',
    ]);
  });

  it('does nothing before there is carrier', () => {
    const { netns, set } = vethLab();
    set('veth0', UP);
    expect(addresses6(netns)).toEqual([]);
    expect(routes6(netns)).toEqual([]);
  });

  it('tells of it in the kernel\'s order', () => {
    const { network, netns, set } = vethLab();
    const seen: string[] = [];
    netns.rtnetlink.subscribe((n: Notification) => {
      const deleted = n.type.startsWith('RTM_DEL') ? 'Deleted ' : '';
      if ('link' in n) seen.push(`${deleted}link ${n.link.ifname} ${n.link.operstate}`);
      if ('addr' in n) seen.push(`${deleted}${addressText(n.addr)}`);
      if ('route' in n) seen.push(`${deleted}${routeText(netns, n.route)}`);
      if ('neigh' in n) seen.push(`${deleted}neigh ${n.neigh.lladdr}`);
    });
    set('veth0', UP);
    set('veth1', UP);
    advance(network, 2.5 * NS_PER_S);
    const dad = seen.splice(9).sort();
    expect(seen).toEqual([
      'link veth0 LOWERLAYERDOWN',
      'link veth1 LOWERLAYERDOWN',
      'multicast ff00::/8 dev veth1 table local metric 256',
      'fe80::/64 dev veth1 metric 256',
      'link veth1 UP',
      'multicast ff00::/8 dev veth0 table local metric 256',
      'fe80::/64 dev veth0 metric 256',
      'link veth0 UP',
      seen[8],
    ]);
    expect([seen[8]!, ...dad].sort()).toEqual([
      '2: fe80::ff:fe00:2/64',
      '3: fe80::ff:fe00:1/64',
      'local fe80::ff:fe00:1 dev veth0 table local metric 0',
      'local fe80::ff:fe00:2 dev veth1 table local metric 0',
    ]);
  });

  it('takes addresses and routes away when the device goes down, and marks the other side\'s routes', () => {
    const { network, netns, set } = both();
    advance(network, 3 * NS_PER_S);
    set('veth0', DOWN);
    expect(addresses6(netns)).toEqual(['1: ::1/128', '2: fe80::ff:fe00:2/64']);
    expect(routes6(netns)).toEqual([
      'fe80::/64 dev veth1 metric 256 linkdown',
      'local ::1 dev lo table local metric 0',
      'local fe80::ff:fe00:2 dev veth1 table local metric 0',
      'multicast ff00::/8 dev veth1 table local metric 256 linkdown',
    ]);
  });

  it('puts the youngest global address first, and needs no detection with nodad', () => {
    const { network, netns } = both();
    advance(network, 3 * NS_PER_S);
    const request = { type: 'RTM_NEWADDR', create: true, excl: true, family: 10, index: 3, prefixlen: 64 } as const;
    netns.rtnetlink.request({ ...request, local: parseIpv6('2001:db8::1')! });
    netns.rtnetlink.request({ ...request, local: parseIpv6('2001:db8::5')!, flags: 2 });
    advance(network);
    expect(addresses6(netns).slice(2)).toEqual(['3: 2001:db8::5/64 nodad', '3: 2001:db8::1/64 tentative', '3: fe80::ff:fe00:1/64']);
    expect(() => netns.rtnetlink.request({ ...request, local: parseIpv6('2001:db8::1')! })).toThrow('File exists');
    expect(() => netns.rtnetlink.request({ ...request, local: parseIpv6('ff02::5')! })).toThrow('Cannot assign requested address');
    netns.rtnetlink.request({ type: 'RTM_DELADDR', family: 10, index: 3, prefixlen: 64, local: parseIpv6('2001:db8::5')! });
    expect(routes6(netns)[0]).toBe('2001:db8::/64 dev veth0 metric 256');
    netns.rtnetlink.request({ type: 'RTM_DELADDR', family: 10, index: 3, prefixlen: 64, local: parseIpv6('2001:db8::1')! });
    expect(routes6(netns)[0]).toBe('fe80::/64 dev veth1 metric 256');
  });

  it('keeps a duplicate address, marked', () => {
    const { network, netns } = both();
    advance(network, 3 * NS_PER_S);
    const request = { type: 'RTM_NEWADDR', create: true, excl: true, family: 10, prefixlen: 64, local: parseIpv6('2001:db8::1')! } as const;
    netns.rtnetlink.request({ ...request, index: 3 });
    advance(network, 2.2 * NS_PER_S);
    netns.rtnetlink.request({ ...request, index: 2 });
    advance(network, 2.2 * NS_PER_S);
    expect(addresses6(netns)).toEqual(['1: ::1/128', '2: 2001:db8::1/64 dadfailed tentative', '2: fe80::ff:fe00:2/64', '3: 2001:db8::1/64', '3: fe80::ff:fe00:1/64']);
  });

  it('obeys disable_ipv6 and forwarding', () => {
    const { network, netns } = both();
    advance(network, 3 * NS_PER_S);
    netns.sysctl.set('net/ipv6/conf/all/forwarding', '1');
    expect(netns.sysctl.get('net/ipv6/conf/veth1/forwarding')).toBe('1');
    expect(routes6(netns).filter(route => route.startsWith('anycast'))).toEqual(['anycast fe80:: dev veth1 table local metric 0', 'anycast fe80:: dev veth0 table local metric 0']);
    netns.sysctl.set('net/ipv6/conf/veth0/disable_ipv6', '1');
    expect(addresses6(netns)).toEqual(['1: ::1/128', '2: fe80::ff:fe00:2/64']);
    netns.sysctl.set('net/ipv6/conf/veth0/disable_ipv6', '0');
    expect(addresses6(netns)[2]).toBe('3: fe80::ff:fe00:1/64 tentative');
  });

  it('moves its sysctls with a new name', () => {
    const { netns, set } = vethLab();
    set('veth0', { ifname: 'up0' });
    expect(netns.sysctl.paths('net/ipv6/conf').map(path => path.split('/')[3]).filter((name, i, all) => all.indexOf(name) === i)).toEqual(['all', 'default', 'lo', 'up0', 'veth1']);
  });
});
