import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cable, IpLink, NetnsSnapshot, Snapshot } from '../../../src/backend/snapshot';

const FOREVER = { valid_life_time: 0xffffffff, preferred_life_time: 0xffffffff };

const LO: IpLink = {
  ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP', 'LOWER_UP'], mtu: 65536, qdisc: 'noqueue', operstate: 'UNKNOWN', link_type: 'loopback',
  addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host', ...FOREVER }],
};

/** An Ethernet device that is up, with addresses such as `10.0.0.1/24`. */
export function link(ifindex: number, ifname: string, addresses: readonly string[] = [], more: Partial<IpLink> = {}): IpLink {
  const addr_info = addresses.map(text => {
    const [local, length] = text.split('/') as [string, string];
    return { family: local.includes(':') ? 'inet6' as const : 'inet' as const, local, prefixlen: Number(length), scope: local.startsWith('fe80') ? 'link' : 'global', ...FOREVER };
  });
  return { ifindex, ifname, flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'], mtu: 1500, qdisc: 'noqueue', operstate: 'UP', link_type: 'ether', addr_info, ...more };
}

const VETH = { linkinfo: { info_kind: 'veth' } };
const OFF = { flags: ['BROADCAST', 'MULTICAST'], operstate: 'DOWN' };
const WAITING = { flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP', 'M-DOWN'], operstate: 'LOWERLAYERDOWN' };

export function netns(name: string | null, addr: readonly IpLink[]): NetnsSnapshot {
  return { name, addr: [LO, ...addr], route: [], rule: [], neigh: [] };
}

export function cable(a: readonly [string, string, number], b: readonly [string, string, number]): Cable {
  const end = ([host, dev, ifindex]: readonly [string, string, number]): Cable['a'] => ({ host, dev, ifindex });
  return { a: end(a), b: end(b) };
}

/** The beachhead lab with a veth pair of which one end is off. */
export const HALF_UP: Snapshot = {
  at: 0,
  hosts: [
    {
      name: 'beachhead',
      netns: [netns(null, [
        link(2, 'ens3', ['172.16.1.4/24', 'fe80::f816:3eff:fe59:a0b8/64'], { mtu: 1450 }), link(3, 'ens4'),
        link(4, 'veth1', [], { ...VETH, link: 'veth0', ...OFF }), link(5, 'veth0', ['10.0.0.1/24'], { ...VETH, link: 'veth1', ...WAITING }),
      ])],
    },
    { name: 'gateway', netns: [netns(null, [link(2, 'eth1', ['172.16.1.1/24'], { mtu: 1450 })])] },
    { name: 'switch', netns: [netns(null, [link(2, 'swp1')])] },
  ],
  cables: [cable(['beachhead', 'ens3', 2], ['gateway', 'eth1', 2]), cable(['beachhead', 'ens4', 3], ['switch', 'swp1', 2])],
};

/** A bridge with two ports whose peers are in namespaces, and a VLAN. */
export const BRIDGED: Snapshot = {
  at: 0,
  hosts: [{
    name: 'vm',
    netns: [
      netns(null, [
        link(2, 'br0', ['10.0.0.254/24'], { linkinfo: { info_kind: 'bridge' } }),
        link(3, 'vr', [], { ...VETH, link_index: 2, link_netnsid: 0, master: 'br0' }),
        link(4, 'vb', [], { ...VETH, link_index: 2, link_netnsid: 1, master: 'br0', ...WAITING }),
        link(5, 'br0.10', ['192.168.10.1/24'], { link: 'br0', linkinfo: { info_kind: 'vlan', info_data: { id: 10 } } }),
      ]),
      netns('red', [link(2, 'eth0', ['10.0.0.1/24'], { ...VETH, link_index: 3, link_netnsid: 0 })]),
      netns('a-namespace-with-a-long-name', [link(2, 'eth0', ['10.0.0.2/24', '2001:db8:1234:5678:9abc:def0:1234:5678/64'], { ...VETH, link_index: 4, link_netnsid: 0, ...OFF })]),
    ],
  }],
  cables: [],
};

export const EMPTY: Snapshot = { at: 0, hosts: [{ name: 'vm', netns: [netns(null, [])] }], cables: [] };

/** Each kind of link, a bridge that tells VLANs apart, and tunnels between two namespaces: `everything.commands`, as iproute2 shows it. */
export const EVERYTHING = JSON.parse(readFileSync(join(__dirname, '../recorded/everything.json'), 'utf8')) as Snapshot;
