import {
  AF_INET, AF_INET6, IFA_F, NTF, NUD, RTNH_F, RT_TABLE, addressOctets,
  type IpAddress, type LinkMessage, type LinkStats, type Netns, type RouteMessage,
} from '../../stack';
import { tracksConnections } from '../../stack/netfilter';
import { nfConntrack } from '../conntrack/format';
import { bonding, bondNames } from './bonding';
import { devMcast, igmp, igmp6 } from './multicast';
import { treeOf, type VirtualTree } from './tree';

const BONDING = 'bonding/';

/** /proc/net of a namespace (proc_net(5)), as far as the simulated stack has what it shows. */
export function procNet(netns: Netns): VirtualTree {
  const names = Object.keys(FILES).filter(name => name !== 'nf_conntrack' || tracksConnections(netns));
  const own = (path: string): string => path.slice(BONDING.length);
  return treeOf(
    () => [...names, ...bondNames(netns).map(name => `${BONDING}${name}`)],
    path => ({ read: () => (path.startsWith(BONDING) ? bonding(netns, own(path)) : FILES[path]!(netns)) }),
  );
}

const FILES: Readonly<Record<string, (netns: Netns) => string>> = {
  arp, dev, dev_mcast: devMcast, if_inet6: ifInet6, igmp, igmp6, ipv6_route: ipv6Route, nf_conntrack: nfConntrack, route,
};

/** net/core/net-procfs.c: dev_seq_show */
function dev(netns: Netns): string {
  const head = 'Inter-|   Receive                                                |  Transmit\n'
    + ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  return head + netns.rtnetlink.dump('RTM_GETLINK').map(devLine).join('');
}

const DEV_COLUMNS: readonly (readonly [width: number, value: (stats: LinkStats) => number])[] = [
  [7, s => s.rxBytes], [7, s => s.rxPackets], [4, s => s.rxErrors], [4, s => s.rxDropped + s.rxMissedErrors], [4, s => s.rxFifoErrors],
  [5, s => s.rxLengthErrors + s.rxOverErrors + s.rxCrcErrors + s.rxFrameErrors], [10, () => 0], [9, s => s.multicast],
  [8, s => s.txBytes], [7, s => s.txPackets], [4, s => s.txErrors], [4, s => s.txDropped], [4, s => s.txFifoErrors], [5, s => s.collisions],
  [7, s => s.txCarrierErrors + s.txAbortedErrors + s.txWindowErrors + s.txHeartbeatErrors], [10, () => 0],
];

function devLine(link: LinkMessage): string {
  const columns = DEV_COLUMNS.map(([width, value]) => String(value(link.stats)).padStart(width)).join(' ');
  return `${link.ifname.padStart(6)}: ${columns}\n`;
}

/** net/ipv4/arp.c: arp_seq_show */
function arp(netns: Netns): string {
  const names = linkNames(netns);
  const rows = netns.rtnetlink.dump('RTM_GETNEIGH', { family: AF_INET })
    .filter(neigh => (neigh.state & NUD.NOARP) === 0)
    .map(neigh => {
      const valid = neigh.lladdr !== undefined && (neigh.state & (NUD.INCOMPLETE | NUD.FAILED)) === 0;
      const flags = neigh.state & NUD.PERMANENT ? 6 : valid ? 2 : 0;
      return arpLine(neigh.dst, flags, neigh.lladdr ?? '00:00:00:00:00:00', names.get(neigh.index) ?? '');
    });
  const proxies = netns.rtnetlink.dump('RTM_GETNEIGH', { family: AF_INET, proxy: true })
    .filter(neigh => neigh.flags & NTF.PROXY)
    .map(neigh => arpLine(neigh.dst, 0xc, '00:00:00:00:00:00', names.get(neigh.index) ?? '*'));
  return `IP address       HW type     Flags       HW address            Mask     Device\n${[...rows, ...proxies].join('')}`;
}

function arpLine(address: IpAddress, flags: number, lladdr: string, device: string): string {
  const dotted = Array.from(addressOctets(address)).join('.');
  return `${dotted.padEnd(16)} 0x1         0x${flags.toString(16).padEnd(10)}${lladdr}     *        ${device}\n`;
}

/** net/ipv4/fib_trie.c: fib_route_seq_show. Addresses are printed as the host's words: little-endian hex. */
function route(netns: Netns): string {
  const names = linkNames(netns);
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const rows = netns.rtnetlink.dump('RTM_GETROUTE', { family: AF_INET })
    .filter(entry => entry.table === RT_TABLE.MAIN && entry.type !== 'broadcast' && entry.type !== 'multicast')
    .map(entry => routeLine(entry, names));
  return [head, ...rows].map(line => `${line.padEnd(127)}\n`).join('');
}

const RTF = { UP: 1, GATEWAY: 2, HOST: 4, REJECT: 0x200 };

function routeLine(entry: RouteMessage, names: ReadonlyMap<number, string>): string {
  const hop = entry.nexthops[0];
  const rejected = entry.type === 'unreachable' || entry.type === 'prohibit';
  const flags = RTF.UP | (hop?.gateway === undefined ? 0 : RTF.GATEWAY) | (entry.dst.length === 32 ? RTF.HOST : 0) | (rejected ? RTF.REJECT : 0);
  const mask = entry.dst.length === 0 ? 0 : (0xffffffff << (32 - entry.dst.length)) >>> 0;
  const words = [
    hop?.oif === undefined ? '*' : names.get(hop.oif) ?? '*',
    hostWord(entry.dst.address), hostWord(hop?.gateway ?? 0), flags.toString(16).toUpperCase().padStart(4, '0'),
    0, 0, entry.priority ?? 0, hostWord(mask), 0, 0, 0,
  ];
  return words.join('\t');
}

function hostWord(address: IpAddress): string {
  return hex(addressOctets(address).reverse()).toUpperCase();
}

/** net/ipv6/addrconf.c: if6_seq_show */
function ifInet6(netns: Netns): string {
  const names = linkNames(netns);
  return netns.rtnetlink.dump('RTM_GETADDR', { family: AF_INET6 }).map(addr => {
    const scope = addr.scope === 254 ? 0x10 : addr.scope === 253 ? 0x20 : addr.scope === 200 ? 0x40 : 0;
    const numbers = [addr.index, addr.prefixlen, scope, addr.flags & 0xff & ~IFA_F.NODAD].map(n => n.toString(16).padStart(2, '0'));
    return `${hex(addressOctets(addr.local))} ${numbers.join(' ')} ${(names.get(addr.index) ?? '').padStart(8)}\n`;
  }).join('');
}

/** net/ipv6/route.c and ip6_fib.c: ipv6_route_native_seq_show */
function ipv6Route(netns: Netns): string {
  const names = linkNames(netns);
  return netns.rtnetlink.dump('RTM_GETROUTE', { family: AF_INET6 }).map(entry => {
    const hop = entry.nexthops[0];
    const flags = RTF.UP | (hop?.gateway === undefined ? 0 : RTF.GATEWAY) | (entry.dst.length === 128 ? RTF.HOST : 0)
      | (entry.type === 'unreachable' ? RTF.REJECT : 0) | (entry.table === RT_TABLE.LOCAL ? 0x80000000 : 0);
    const words = [
      hex(addressOctets(entry.dst.address)), entry.dst.length.toString(16).padStart(2, '0'), '0'.repeat(32), '00',
      hex(addressOctets(hop?.gateway ?? 0n)), word(entry.priority ?? 0), word(1), word(0), word(flags >>> 0),
    ];
    const down = hop && hop.flags & RTNH_F.DEAD ? 'lo' : names.get(hop?.oif ?? 1) ?? 'lo';
    return `${words.join(' ')} ${down.padStart(8)}\n`;
  }).join('');
}

function word(n: number): string {
  return n.toString(16).padStart(8, '0');
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, octet => octet.toString(16).padStart(2, '0')).join('');
}

function linkNames(netns: Netns): ReadonlyMap<number, string> {
  return new Map(netns.rtnetlink.dump('RTM_GETLINK').map(link => [link.index, link.ifname]));
}
