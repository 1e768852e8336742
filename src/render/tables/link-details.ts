import type { IpLink } from '../../backend/snapshot';
import { type Cell, type Line, NOTHING, mono, soft } from '../table/model';

/** A key of iproute2's JSON, and what it means. */
type Setting = readonly [key: string, title: string];

const TUNNEL: readonly Setting[] = [
  ['remote', 'the tunnel\'s other end'], ['local', 'this end'], ['link', 'the device that carries it'], ['ttl', 'time to live of the outer packets; 0: that of the inner'],
  ['ikey', 'key of what comes in'], ['okey', 'key of what goes out'],
];

/** What is worth saying of each kind of link (ip-link(8)). */
const KINDS: Readonly<Record<string, readonly Setting[]>> = {
  vlan: [['protocol', 'EtherType of the tag'], ['id', 'VLAN id in the tag']],
  vxlan: [
    ['id', 'VNI: number of the virtual network'], ['remote', 'where unknown destinations are sent'], ['group', 'multicast group for unknown destinations'],
    ['local', 'source address of the outer packets'], ['link', 'the device that carries them'], ['port', 'UDP port'], ['learning', 'whether it learns where MAC addresses are'],
  ],
  bridge: [
    ['stp_state', 'spanning tree: 0 is off'], ['vlan_filtering', 'whether ports keep VLANs apart: 0 is off'], ['vlan_default_pvid', 'VLAN of untagged frames on new ports'],
    ['bridge_id', 'priority and MAC address, by which spanning tree elects its root'], ['root_id', 'the bridge at the root of the spanning tree'],
    ['ageing_time', 'how long it remembers where a MAC address is, in 1/100 s'], ['forward_delay', 'how long a port listens, and learns, before it forwards, in 1/100 s'],
    ['mcast_snooping', 'whether multicast goes only where somebody wants it'],
  ],
  bond: [['mode', 'how it shares traffic among its links'], ['miimon', 'how often it looks for carrier, in ms'], ['active_slave', 'the link in use'], ['primary', 'the link that is preferred']],
  macvlan: [['mode', 'whether the devices on one parent reach each other']],
  macvtap: [['mode', 'whether the devices on one parent reach each other']],
  ipvlan: [['mode', 'on which layer it forwards'], ['flags', 'whether the devices on one parent reach each other']],
  vrf: [['table', 'the routing table of its members']],
  tun: [['type', 'tun carries packets, tap frames'], ['persist', 'stays when no program holds it']],
  gre: TUNNEL, gretap: TUNNEL, ipip: TUNNEL, sit: TUNNEL, ip6tnl: TUNNEL, ip6gre: TUNNEL,
};

const PORT: readonly Setting[] = [
  ['state', 'what spanning tree lets the port do'], ['cost', 'what spanning tree counts for a way through it'], ['hairpin', 'sends frames back out of the port that they came in'],
  ['learning', 'learns MAC addresses'], ['flood', 'sends it frames for unknown addresses'], ['isolated', 'may not talk to other isolated ports'],
];

/** Settings of a kind that isn't listed above, at most. */
const MOST_UNKNOWN = 8;

/** The settings of a link of its kind, a line each, from `ip -j -d link`. */
export function settingsCell(link: IpLink): Cell {
  const { info_kind: kind = '', info_data: data = {}, info_slave_kind: slave, info_slave_data: port = {} } = link.linkinfo ?? {};
  const known = KINDS[kind] ?? Object.keys(data).slice(0, MOST_UNKNOWN).map((key): Setting => [key, `see ip-link(8), ${kind}`]);
  const lines = [
    ...said(data, known),
    ...(slave === 'bridge' ? said(port, PORT).map((line): Line => [soft('port '), ...line]) : []),
    ...(link.promiscuity ? said({ promiscuity: link.promiscuity }, [['promiscuity', 'how many users want it to receive every frame']]) : []),
    ...(link.altnames ?? []).map((name): Line => [soft('also called '), mono(name)]),
  ];
  return lines.length === 0 ? NOTHING : lines;
}

function said(data: Readonly<Record<string, unknown>>, settings: readonly Setting[]): Line[] {
  return settings.flatMap(([key, title]): Line[] => {
    const value = data[key];
    if (value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))) return [];
    return [[soft(`${key} `, title), mono(Array.isArray(value) ? value.join(', ') : String(value), { title })]];
  });
}
