import { AF_INET, AF_INET6, IFF, RtnetlinkError, createNetwork, nearestRelease, parseAddress, readRelease, type Release, type Request } from '../../src/stack';

/** The initial namespace of a host that runs a kernel, with a veth pair. */
function pair(release: Release) {
  const network = createNetwork({ seed: 1, release });
  const { initNetns: netns } = network.addHost('vm');
  netns.rtnetlink.request({ type: 'RTM_NEWLINK', create: true, ifname: 'veth0', kind: 'veth', data: { peer: { ifname: 'veth1' } } });
  const index = netns.rtnetlink.getLink({ ifname: 'veth0' }).index;
  const said = (request: Request): string => {
    try {
      netns.rtnetlink.request(request);
      return 'done';
    } catch (error) {
      return (error as RtnetlinkError).message;
    }
  };
  return { network, netns, index, said, link: () => netns.rtnetlink.getLink({ index }) };
}

const [OLD, NEW] = ['6.1', '6.18'].map(readRelease) as [Release, Release];

describe('releases', () => {
  it('rename an interface that is up from 6.2 on', () => {
    for (const [release, answer, name] of [[OLD, 'Device or resource busy', 'veth0'], [NEW, 'done', 'foo']] as const) {
      const { index, said, link } = pair(release);
      said({ type: 'RTM_NEWLINK', index, flags: IFF.UP, change: IFF.UP });
      expect(said({ type: 'RTM_NEWLINK', index, ifname: 'foo' })).toBe(answer);
      expect(link().ifname).toBe(name);
    }
  });

  it('give reasons for addresses in words from 6.6 on', () => {
    const expected = {
      '6.1': ['File exists', 'Cannot assign requested address', 'Cannot assign requested address', 'Cannot assign requested address', 'File exists', 'Cannot assign requested address'],
      '6.18': [
        'ipv4: Address already assigned', 'ipv4: Address not found', 'ipv6: Cannot assign loopback address on this device',
        'ipv6: Cannot assign multicast address without "IFA_F_MCAUTOJOIN" flag', 'ipv6: address already assigned', 'ipv6: address not found',
      ],
    };
    for (const release of [OLD, NEW]) {
      const { index, said } = pair(release);
      const add = (text: string) => said({ type: 'RTM_NEWADDR', family: text.includes(':') ? AF_INET6 : AF_INET, index, local: parseAddress(text)!, prefixlen: 24, excl: true } as Request);
      const del = (text: string) => said({ type: 'RTM_DELADDR', family: text.includes(':') ? AF_INET6 : AF_INET, index, local: parseAddress(text)!, prefixlen: 24 } as Request);
      expect([add('10.0.0.1'), add('2001:db8::1')]).toEqual(['done', 'done']);
      expect([add('10.0.0.1'), del('10.0.0.9'), add('::1'), add('ff02::5'), add('2001:db8::1'), del('2001:db8::9')]).toEqual(expected[release.name]);
    }
  });

  it('say LOWERLAYERDOWN of a device whose lower one is out of sight until 6.2', () => {
    // Later kernels find veth1, which has the other end's index and no carrier; where that is gone, nothing.
    for (const [release, alone, state] of [[OLD, true, 'LOWERLAYERDOWN'], [NEW, false, 'LOWERLAYERDOWN'], [NEW, true, 'DOWN']] as const) {
      const { network, netns, index, said } = pair(release);
      if (alone) said({ type: 'RTM_DELLINK', index });
      const red = network.hosts.get('vm')!.addNetns('red');
      said({ type: 'RTM_NEWLINK', create: true, ifname: 'v0', kind: 'veth', data: { peer: { ifname: 'v1', netns: red } } });
      said({ type: 'RTM_NEWLINK', index: netns.rtnetlink.getLink({ ifname: 'v0' }).index, flags: IFF.UP, change: IFF.UP });
      network.clock.after(1_000_000_000, () => undefined);
      for (let i = 0; i < 20 && network.clock.next() !== undefined; i++) network.clock.step();
      expect(netns.rtnetlink.getLink({ ifname: 'v0' }).operstate).toBe(state);
    }
  });

  it('show queues, mc_forwarding and sysctls as built', () => {
    const names = (release: Release): string[] => {
      const { netns } = pair(release);
      return netns.sysctl.paths('net/ipv6/conf/all').map(path => path.split('/')[4]!);
    };
    const plain = names(OLD);
    expect(names(NEW).filter(name => !plain.includes(name))).toEqual(['force_forwarding', 'ra_honor_pio_life', 'ra_honor_pio_pflag', 'regen_min_advance']);
    const built = readRelease('6.1,RPS=y,CPUS=2,IPV6_MROUTE=y');
    expect(names(built).filter(name => !plain.includes(name))).toEqual(['mc_forwarding']);
    expect(pair(OLD).link()).toMatchObject({ numTxQueues: 1 });
    expect(pair(OLD).link().numRxQueues).toBeUndefined();
    expect(pair(built).link()).toMatchObject({ numTxQueues: 2, numRxQueues: 2 });
    expect(pair(built).netns.rtnetlink.dump('RTM_GETNETCONF', { family: AF_INET6 })[0]).toEqual({ family: AF_INET6, index: 1, forwarding: false, mcForwarding: false, proxyNeigh: false, ignoreRoutesWithLinkdown: false });
  });

  it('have bridges without VLANs where they were built so', () => {
    const entries = (text: string) => {
      const { netns, said } = pair(readRelease(text));
      const answers = [
        said({ type: 'RTM_NEWLINK', create: true, ifname: 'br0', kind: 'bridge' }),
        said({ type: 'RTM_NEWLINK', ifname: 'veth0', master: netns.rtnetlink.getLink({ ifname: 'br0' }).index }),
        said({ type: 'RTM_NEWLINK', ifname: 'br0', kind: 'bridge', data: { vlanFiltering: 1 } }),
        said({ type: 'RTM_NEWLINK', ifname: 'br0', kind: 'bridge', data: { vlanDefaultPvid: 5 } }),
      ];
      return answers;
    };
    expect(entries('6.18,BRIDGE_VLAN_FILTERING=n')).toEqual(['done', 'done', 'Operation not supported', 'done']);
    expect(entries('6.18')).toEqual(['done', 'done', 'done', 'done']);
  });
});

describe('a kernel\'s text', () => {
  it('is a release and options of its build', () => {
    const release = readRelease('6.18,RPS=y,IPV6_MROUTE=n,CPUS=4');
    expect([release.name, release.cpus, release.built('RPS'), release.built('IPV6_MROUTE')]).toEqual(['6.18', 4, true, false]);
  });

  it.each([
    ['6.5', 'there is no kernel "6.5": it is 6.1 or 6.18'],
    ['', 'there is no kernel "": it is 6.1 or 6.18'],
    ['6.1,SMP=y', 'a kernel has no setting "SMP=y": it is BRIDGE_VLAN_FILTERING=y|n, RPS=y|n, HZ_250=y|n, IPV6_MROUTE=y|n, IPV6_OPTIMISTIC_DAD=y|n, IPV6_SEG6_HMAC=y|n or CPUS=N'],
    ['6.1,CPUS=0', 'a kernel has no setting "CPUS=0": it is BRIDGE_VLAN_FILTERING=y|n, RPS=y|n, HZ_250=y|n, IPV6_MROUTE=y|n, IPV6_OPTIMISTIC_DAD=y|n, IPV6_SEG6_HMAC=y|n or CPUS=N'],
    ['6.1,RPS', 'a kernel has no setting "RPS": it is BRIDGE_VLAN_FILTERING=y|n, RPS=y|n, HZ_250=y|n, IPV6_MROUTE=y|n, IPV6_OPTIMISTIC_DAD=y|n, IPV6_SEG6_HMAC=y|n or CPUS=N'],
  ])('%j is none', (text, message) => {
    expect(() => readRelease(text)).toThrow(new Error(message));
  });

  it('is found for a machine', () => {
    expect(['5.10.0-8-amd64', '6.1.0-18-amd64', '6.9.3', '6.18.44-fc', '7.0'].map(nearestRelease)).toEqual(['6.1', '6.1', '6.1', '6.18', '6.18']);
  });
});
