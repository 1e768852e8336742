import { createNetwork, IFF, type LinkMessage, type NewLink, type Netns, type Network, type Notification } from '../../../src/stack';

/** Runs all that is due now and in the next `ns` nanoseconds. */
function advance(network: Network, ns = 0): void {
  const until = network.clock.now() + ns;
  network.clock.after(ns, () => undefined);
  for (let next = network.clock.next(); next !== undefined && next <= until; next = network.clock.next()) network.clock.step();
}

function world() {
  const network = createNetwork({ seed: 1 });
  const host = network.addHost('vm');
  const netns = host.initNetns;
  const index = (ifname: string, where: Netns = netns): number => where.rtnetlink.getLink({ ifname }).index;
  const set = (ifname: string, attributes: Partial<NewLink>, where: Netns = netns): void => {
    where.rtnetlink.request({ type: 'RTM_NEWLINK', index: index(ifname, where), ...attributes });
    advance(network);
  };
  const add = (attributes: Partial<NewLink>): void => {
    netns.rtnetlink.request({ type: 'RTM_NEWLINK', create: true, excl: true, ...attributes });
    advance(network);
  };
  const up = { flags: IFF.UP, change: IFF.UP };
  const down = { flags: 0, change: IFF.UP };
  return { network, host, netns, index, set, add, up, down };
}

/** A link as `ip -br link` would have it. */
function brief({ index, ifname, operstate, flags, link, qdisc }: LinkMessage): string {
  const names = Object.entries(IFF).filter(([, bit]) => flags & bit).map(([name]) => name);
  return `${index}: ${ifname}@${link ?? '-'} ${operstate} ${qdisc} ${names.join()}`;
}

function list(netns: Netns): string[] {
  return netns.rtnetlink.dump('RTM_GETLINK').map(brief);
}

const pair = { ifname: 'veth0', kind: 'veth', data: { peer: { ifname: 'veth1' } } };

describe('a veth pair', () => {
  it('gives the peer the lower ifindex, and carrier once both are up', () => {
    const { netns, add, set, up, down } = world();
    add(pair);
    set('veth0', up);
    expect(list(netns)).toEqual([
      '1: lo@- DOWN noop LOOPBACK',
      '2: veth1@3 DOWN noop BROADCAST,MULTICAST',
      '3: veth0@2 LOWERLAYERDOWN noqueue UP,BROADCAST,MULTICAST',
    ]);
    set('veth1', up);
    expect(list(netns).slice(1)).toEqual([
      '2: veth1@3 UP noqueue UP,BROADCAST,RUNNING,MULTICAST,LOWER_UP',
      '3: veth0@2 UP noqueue UP,BROADCAST,RUNNING,MULTICAST,LOWER_UP',
    ]);
    set('veth1', down);
    expect(list(netns).slice(1)).toEqual([
      '2: veth1@3 DOWN noqueue BROADCAST,MULTICAST',
      '3: veth0@2 LOWERLAYERDOWN noqueue UP,BROADCAST,MULTICAST',
    ]);
  });

  it('is of unknown state for up to a second when made right after another', () => {
    const { network, netns, add, set, up } = world();
    add(pair);
    add({ ifname: 'veth2', kind: 'veth', data: { peer: { ifname: 'veth3' } } });
    set('veth2', up);
    expect(list(netns)[4]).toBe('5: veth2@4 UNKNOWN noqueue UP,BROADCAST,RUNNING,MULTICAST');
    advance(network, 1e9);
    expect(list(netns)[4]).toBe('5: veth2@4 LOWERLAYERDOWN noqueue UP,BROADCAST,MULTICAST');
  });

  it('takes the first free numbers without names, and leaves no peer behind when its own name is taken', () => {
    const { netns, add } = world();
    add({ kind: 'veth' });
    expect(list(netns).slice(1)).toEqual(['2: veth0@3 DOWN noop BROADCAST,MULTICAST', '3: veth1@2 DOWN noop BROADCAST,MULTICAST']);
    expect(() => add({ kind: 'veth', ifname: 'lo' })).toThrow('File exists');
    expect(list(netns)).toHaveLength(3);
  });

  it('ends in another namespace, and goes when that one goes', () => {
    const { network, host, netns, add } = world();
    const red = host.addNetns('red');
    add({ ifname: 'veth0', kind: 'veth', data: { peer: { ifname: 'eth0', netns: red } } });
    expect(netns.rtnetlink.getLink({ ifname: 'veth0' })).toMatchObject({ index: 2, link: 2, linkNetnsid: 0 });
    expect(red.rtnetlink.getLink({ ifname: 'eth0' })).toMatchObject({ index: 2, link: 2, linkNetnsid: 0 });
    expect(netns.rtnetlink.dump('RTM_GETNSID')).toEqual([{ nsid: 0, netns: red }]);
    host.deleteNetns('red');
    advance(network);
    expect(list(netns)).toHaveLength(1);
    expect(netns.rtnetlink.dump('RTM_GETNSID')).toEqual([]);
  });

  it('may begin in another namespace and end in the asker\'s', () => {
    const { host, netns, add } = world();
    const red = host.addNetns('red');
    add({ ifname: 'eth0', netns: red, kind: 'veth', data: { peer: { ifname: 'p0' } } });
    expect(list(netns)[1]).toBe('2: p0@2 DOWN noop BROADCAST,MULTICAST');
    expect(list(red)[1]).toBe('2: eth0@2 DOWN noop BROADCAST,MULTICAST');
  });

  it('tells of its life as the kernel does', () => {
    const { network, netns, add, set, up } = world();
    const seen: string[] = [];
    netns.rtnetlink.subscribe((n: Notification) => {
      if ('link' in n) seen.push(`${n.type === 'RTM_DELLINK' ? 'Deleted ' : ''}${brief(n.link)}`);
    });
    add({ ...pair });
    set('veth0', up);
    set('veth1', up);
    netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'veth0' });
    advance(network);
    expect(seen).toEqual([
      '2: veth1@0 DOWN noop BROADCAST,MULTICAST',
      '3: veth0@2 DOWN noop BROADCAST,MULTICAST',
      '3: veth0@2 LOWERLAYERDOWN noqueue UP,BROADCAST,MULTICAST',
      '2: veth1@3 LOWERLAYERDOWN noqueue UP,BROADCAST,MULTICAST,LOWER_UP',
      '2: veth1@3 UP noqueue UP,BROADCAST,RUNNING,MULTICAST,LOWER_UP',
      '3: veth0@2 UP noqueue UP,BROADCAST,RUNNING,MULTICAST,LOWER_UP',
      '3: veth0@0 DOWN noqueue BROADCAST,MULTICAST',
      '2: veth1@0 DOWN noqueue BROADCAST,MULTICAST',
      'Deleted 3: veth0@0 DOWN noop BROADCAST,MULTICAST',
      'Deleted 2: veth1@0 DOWN noop BROADCAST,MULTICAST',
    ]);
  });
});

describe('a link request', () => {
  it.each<[string, Partial<NewLink>, string]>([
    ['an mtu below the least', { mtu: 67 }, 'mtu less than device minimum'],
    ['an mtu above the most', { mtu: 70000 }, 'mtu greater than device maximum'],
    ['a multicast address', { address: '01:00:00:00:00:01' }, 'Cannot assign requested address'],
    ['a name in use', { ifname: 'veth1' }, 'File exists'],
    ['a name with a colon', { ifname: 'a:b' }, 'Invalid argument'],
    ['a master that takes no ports', { master: 1 }, 'Operation not supported'],
    ['a master that isn\'t there', { master: 99 }, 'Invalid argument'],
    ['carrier', { carrier: false }, 'Operation not supported'],
    ['protodown', { protoDown: true }, 'Protodown not supported by device'],
    ['data of a veth', { kind: 'veth', data: {} }, 'Operation not supported'],
  ])('refuses %s on a veth', (_, attributes, message) => {
    const { netns, add, set } = world();
    add(pair);
    const before = list(netns);
    expect(() => set('veth0', attributes)).toThrow(message);
    expect(list(netns)).toEqual(before);
  });

  it.each<[string, Partial<NewLink>, string]>([
    ['an unknown kind', { ifname: 'x', kind: 'foo' }, 'Unknown device type'],
    ['a name in use', { ifname: 'lo', kind: 'dummy' }, 'File exists'],
    ['an ifindex in use', { ifname: 'x', index: 1, kind: 'dummy' }, 'File exists'],
    ['a veth with a small mtu', { ifname: 'x', mtu: 60, kind: 'veth' }, 'Invalid argument'],
    ['a pair with one name', { ...pair, ifname: 'veth1' }, 'File exists'],
  ])('refuses to make %s', (_, attributes, message) => {
    const { netns, add } = world();
    expect(() => add(attributes)).toThrow(message);
    expect(list(netns)).toEqual(['1: lo@- DOWN noop LOOPBACK']);
  });

  it('refuses to rename a device that is up, or to unmake or move lo', () => {
    const { host, netns, set, up } = world();
    set('lo', up);
    expect(() => set('lo', { ifname: 'foo' })).toThrow('Device or resource busy');
    expect(() => set('lo', { netns: host.addNetns('red') })).toThrow('Invalid argument');
    expect(() => netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'lo' })).toThrow('Operation not supported');
    expect(() => netns.rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'nosuch' })).toThrow('No such device');
    expect(list(netns)).toEqual(['1: lo@- UNKNOWN noqueue UP,LOOPBACK,RUNNING,LOWER_UP']);
  });

  it('moves a device with its ifindex, unless that is taken there', () => {
    const { host, netns, add, set } = world();
    const red = host.addNetns('red');
    for (const ifname of ['d0', 'd1']) add({ ifname, kind: 'dummy' });
    set('d1', { netns: red });
    set('d0', { netns: red });
    expect(list(red).slice(1)).toEqual(['2: d0@- DOWN noop BROADCAST,NOARP', '3: d1@- DOWN noop BROADCAST,NOARP']);
    expect(list(netns)).toEqual(['1: lo@- DOWN noop LOOPBACK']);
    red.rtnetlink.request({ type: 'RTM_NEWLINK', index: 2, netns });
    expect(list(netns)[1]).toBe('2: d0@- DOWN noop BROADCAST,NOARP');
  });

  it('gives a NIC back to the initial namespace when its own ends', () => {
    const { network, host, netns, set } = world();
    network.addCable({ host, ifname: 'ens3' }, { host: network.addHost('gw'), ifname: 'eth0' });
    const red = host.addNetns('red');
    set('ens3', { netns: red });
    expect(list(netns)).toHaveLength(1);
    host.deleteNetns('red');
    advance(network);
    expect(list(netns)[1]).toBe('2: ens3@- DOWN noop BROADCAST,MULTICAST');
  });

  it('keeps alternative names', () => {
    const { netns, add, index } = world();
    add(pair);
    const prop = (type: 'RTM_NEWLINKPROP' | 'RTM_DELLINKPROP', ...altnames: string[]) => netns.rtnetlink.request({ type, index: index('veth0'), altnames });
    prop('RTM_NEWLINKPROP', 'a-name-of-more-than-fifteen', 'uplink');
    expect(netns.rtnetlink.getLink({ ifname: 'uplink' }).altnames).toEqual(['a-name-of-more-than-fifteen', 'uplink']);
    expect(() => prop('RTM_NEWLINKPROP', 'lo')).toThrow('File exists');
    expect(() => prop('RTM_DELLINKPROP', 'nosuch')).toThrow('No such file or directory');
    expect(() => prop('RTM_DELLINKPROP', 'lo')).toThrow('Invalid argument');
    prop('RTM_DELLINKPROP', 'uplink');
    expect(() => netns.rtnetlink.getLink({ ifname: 'uplink' })).toThrow('No such device');
  });
});
