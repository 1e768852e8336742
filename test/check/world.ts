import type { IpLink, NetnsSnapshot } from '../../src/backend';
import type { World } from '../../src/check';

const link = (ifindex: number, ifname: string, more: Partial<IpLink>): IpLink => ({ ifindex, ifname, flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'], mtu: 1500, qdisc: 'noqueue', operstate: 'UP', link_type: 'ether', ...more });

const LIFE = { valid_life_time: 4294967295, preferred_life_time: 4294967295 };

const FIRST: NetnsSnapshot = {
  name: null,
  addr: [
    link(2, 'veth0', {
      link_index: 3, mtu: 1450, address: '02:00:00:00:00:01', master: 'br0', linkinfo: { info_kind: 'veth' }, altnames: ['near'],
      addr_info: [{ family: 'inet', local: '10.0.0.1', prefixlen: 24, scope: 'global', ...LIFE }, { family: 'inet6', local: 'fd00::1', prefixlen: 64, scope: 'global', ...LIFE }],
    }),
    link(4, 'br0', { linkinfo: { info_kind: 'bridge' }, operstate: 'DOWN', flags: ['BROADCAST', 'MULTICAST'] }),
  ],
  route: [
    { dst: 'default', gateway: '10.0.0.254', dev: 'veth0', flags: [] },
    { dst: '10.0.0.0/24', dev: 'veth0', flags: [] },
    { dst: '192.0.2.0/24', flags: [], nexthops: [{ gateway: '10.0.0.2', dev: 'veth0', flags: [] }, { gateway: '10.0.0.3', dev: 'br0', flags: [] }] },
    { type: 'blackhole', dst: '198.51.100.7', table: '100', flags: [] },
  ],
  rule: [{ priority: 100, src: '10.0.0.0', srclen: 24, table: '100' }, { priority: 32766, src: 'all', table: 'main' }],
  neigh: [{ dst: '10.0.0.2', dev: 'veth0', lladdr: '02:00:00:00:00:02', state: ['STALE'] }],
};

const RED: NetnsSnapshot = { name: 'red', addr: [link(3, 'veth1', { link_index: 2, linkinfo: { info_kind: 'veth' } })], route: [], rule: [], neigh: [] };

/** A host with a veth pair that reaches into the namespace `red`, and another that has nothing. */
export const WORLD: World = {
  snapshot: { at: 0, cables: [], hosts: [{ name: 'vm', netns: [FIRST, RED] }, { name: 'gateway', netns: [{ name: null, addr: [], route: [], rule: [], neigh: [] }] }] },
  query: async (host, argv) => {
    const asked = `${host}: ${argv.join(' ')}`;
    const answer = ANSWERS[asked];
    if (answer === undefined) throw new Error(`${asked}: exit code 2: RTNETLINK answers: Network is unreachable`);
    return answer;
  },
  probe: async (host, argv) => ({ text: '', status: argv.at(-1) === '10.0.0.2' && host === 'vm' ? 0 : 1, drops: argv.includes('exec') ? undefined : [{ reason: 'IP_RPFILTER', words: 'reverse path filter' }] }),
};

const ANSWERS: Readonly<Record<string, string>> = {
  'vm: ip -j route get 10.0.0.9': '[{"dst":"10.0.0.9","dev":"veth0","flags":[]}]',
  'vm: ip -j route get 9.9.9.9 from 10.0.0.1': '[{"dst":"9.9.9.9","gateway":"10.0.0.254","dev":"veth0","flags":[]}]',
  'vm: sysctl -n net.ipv4.ip_forward': '1\n',
  'vm: ip netns exec red sysctl -n net.ipv4.ping_group_range': '1\t0\n',
};
