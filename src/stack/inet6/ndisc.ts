import { AF_INET6, isLinkLocal, isMulticast, type LinkAddress } from '../address';
import { IFF, NUD } from '../rtnetlink';
import { sendIcmpError } from '../inet/icmp';
import { inetOf } from '../inet/inet';
import type { Neighbour } from '../inet/neighbour';
import { NeighbourTable } from '../inet/neighbour-table';
import { transmit } from '../inet/output';
import type { Netns } from '../netns';
import type { Skb } from '../skb';
import {
  concat, emitIcmpv6, ETH_P_IP, ICMPV6_ADDR_UNREACH, ICMPV6_DEST_UNREACH, IPPROTO_ICMPV6, parseIpv6Header,
  type Icmpv6Repr, type Ipv6Header, type NdpOption, Malformed,
} from '../wire';
import { ANY, multicastMac, solicitedNode } from './addresses';
import { acceptsRa, dadFailed, isOwnProbe } from './dad';
import { sendError } from './icmp6';
import type { Inet6, Inet6Dev } from './inet6';
import { joinGroup, leaveGroup } from './mcast';
import { sendAdvertisement, sendSolicitation } from './ndisc-send';
import { sendPacket, type Dst6 } from './output';
import type { Ipv6Packet } from './packet';
import { receiveRouterAdvertisement } from './router-advertisement';
import { linkLocalOf, selectSource } from './source';

type Message<K extends Icmpv6Repr['kind']> = Extract<Icmpv6Repr, { readonly kind: K }>;
type NdiscMessage = Message<'neighbour-solicitation' | 'neighbour-advertisement' | 'router-solicitation' | 'router-advertisement' | 'redirect'>;
type NdiscNeighbour = Neighbour<Skb>;

const STATES: Readonly<Record<number, string>> = {
  [NUD.NONE]: 'NONE', [NUD.INCOMPLETE]: 'INCOMPLETE', [NUD.REACHABLE]: 'REACHABLE', [NUD.STALE]: 'STALE', [NUD.DELAY]: 'DELAY', [NUD.PROBE]: 'PROBE',
  [NUD.FAILED]: 'FAILED', [NUD.NOARP]: 'NOARP', [NUD.PERMANENT]: 'PERMANENT',
};

/** nd_tbl of a namespace: how IPv6 resolves its neighbours (net/ipv6/ndisc.c). */
export function createNeighbourTable(inet6: Inet6): NeighbourTable<Skb> {
  const { netns } = inet6;
  const devOf = (neighbour: NdiscNeighbour) => netns.devices.byIndex(neighbour.index);
  const table: NeighbourTable<Skb> = new NeighbourTable<Skb>(AF_INET6, netns.network.clock, {
    parms: index => inet6.device(index)?.nd ?? inet6.ndDefaults,
    construct: neighbour => construct(netns, neighbour),
    solicit: (neighbour, skb) => solicit(inet6, neighbour, skb),
    errorReport: (_, skb) => {
      netns.drop('NEIGH_FAILED', skb, 'no neighbour advertisement came');
      if (skb.protocol === ETH_P_IP) sendIcmpError(inetOf(netns), skb, { kind: 'unreachable', code: 1, mtu: 0 });
      else sendError(inet6, skb, { type: ICMPV6_DEST_UNREACH, code: ICMPV6_ADDR_UNREACH });
    },
    transmit: (neighbour, skb) => {
      const dev = devOf(neighbour);
      if (!dev) return netns.drop('NEIGH_DEAD', skb);
      transmit(skb, dev, neighbour.lladdr);
    },
    drop: (_, skb, reason, because) => netns.drop(reason, skb, because),
    changed: (neighbour, from, because) => netns.emit(devOf(neighbour), {
      kind: 'neighbour', address: neighbour.key, from: STATES[from] ?? String(from), to: STATES[neighbour.state] ?? String(neighbour.state), because,
    }),
    notify: (type, neighbour) => netns.rtnetlink.notify({ type, neigh: table.message(neighbour) }),
    sizeOf: skb => 768 + skb.octets.length,
    proxies: (index, address, there) => {
      const idev = inet6.device(index);
      if (idev) (there ? joinGroup : leaveGroup)(idev, solicitedNode(address as bigint));
    },
  });
  return table;
}

/** ndisc_constructor: groups and devices without neighbours need no resolution. */
function construct(netns: Netns, neighbour: NdiscNeighbour): void {
  const dev = netns.devices.byIndex(neighbour.index);
  const key = neighbour.key as bigint;
  if (isMulticast(key)) {
    neighbour.state = NUD.NOARP;
    neighbour.lladdr = multicastMac(key);
  } else if (!dev || dev.flags & (IFF.NOARP | IFF.LOOPBACK)) {
    neighbour.state = NUD.NOARP;
    neighbour.lladdr = dev && dev.flags & IFF.LOOPBACK ? dev.broadcast : dev?.address;
  }
}

/** ndisc_solicit: the first probes of a known neighbour go to it alone. */
function solicit(inet6: Inet6, neighbour: NdiscNeighbour, skb: Skb | undefined): void {
  const idev = inet6.device(neighbour.index);
  if (!idev) return;
  const target = neighbour.key as bigint;
  const header = skb && parseIpv6Header(skb.network);
  const wanted = header && !(header instanceof Malformed) && inet6.hasAddress(header.source, idev.dev) ? header.source : undefined;
  const source = wanted ?? (isLinkLocal(target) ? linkLocalOf(idev) : undefined) ?? linkLocalOf(idev) ?? selectSource(inet6, idev.dev, target);
  if (source === undefined) return;
  const unicast = neighbour.probes - neighbour.parms.ucastSolicit <= 0 && neighbour.state & NUD.PROBE ? neighbour.lladdr : undefined;
  sendSolicitation(idev, source, unicast === undefined ? solicitedNode(target) : target, target, undefined, unicast);
}

/** ndisc_rcv: messages that a router could have forwarded don't count. */
export function receiveNdisc(inet6: Inet6, packet: Ipv6Packet, message: NdiscMessage): void {
  const idev = inet6.device(packet.skb.dev!.ifindex);
  if (!idev || packet.hopLimit !== 255) return inet6.netns.drop('NOT_SPECIFIED', packet.skb, `hop limit ${packet.hopLimit}`);
  switch (message.kind) {
    case 'neighbour-solicitation': return receiveSolicitation(inet6, idev, packet, message);
    case 'neighbour-advertisement': return receiveAdvertisement(inet6, idev, packet, message);
    case 'router-solicitation': return receiveRouterSolicitation(inet6, idev, packet, message);
    case 'router-advertisement':
      if (acceptsRa(idev)) receiveRouterAdvertisement(inet6, idev, packet, message, linkAddress(message.options, 'source-link-address'));
      return;
    case 'redirect': return receiveRedirect(inet6, idev, packet, message);
  }
}

export function linkAddress(options: readonly NdpOption[], kind: 'source-link-address' | 'target-link-address'): LinkAddress | undefined {
  return options.flatMap(option => (option.kind === kind ? [option.address] : []))[0];
}

/** ndisc_recv_ns. */
function receiveSolicitation(inet6: Inet6, idev: Inet6Dev, packet: Ipv6Packet, { target, options }: Message<'neighbour-solicitation'>): void {
  const { netns } = inet6;
  const probing = packet.source === ANY;
  const lladdr = linkAddress(options, 'source-link-address');
  if (isMulticast(target) || (probing && lladdr !== undefined)) return netns.drop('IPV6_NDISC_BAD_OPTIONS', packet.skb);
  const ifa = idev.addresses.find(known => known.address === target);
  if (ifa?.tentative) {
    if (!probing) return;
    const nonce = options.flatMap(option => (option.kind === 'nonce' ? [option.nonce] : []))[0];
    if (!isOwnProbe(ifa, nonce)) dadFailed(inet6, ifa);
    return;
  }
  const proxied = (inet6.all.proxy_ndp || idev.conf.proxy_ndp) && inet6.nd.proxy(idev.dev.ifindex, target) !== undefined;
  if (!ifa && !idev.anycast.has(target) && !proxied) return;
  if (probing) return sendAdvertisement(idev, target, undefined, target, { solicited: false, override: ifa !== undefined });
  const multicast = isMulticast(packet.destination);
  const neighbour = lladdr !== undefined || !multicast ? inet6.nd.ensure(idev.dev.ifindex, packet.source) : undefined;
  if (neighbour && lladdr !== undefined) neighbour.update(lladdr, NUD.STALE, { override: true }, 'a neighbour solicitation came');
  sendAdvertisement(idev, target, packet.source, target, { solicited: true, override: ifa !== undefined, plain: !multicast && lladdr !== undefined && !probing && !inet6.all.force_tllao && !idev.conf.force_tllao });
}

/** ndisc_recv_na. */
function receiveAdvertisement(inet6: Inet6, idev: Inet6Dev, packet: Ipv6Packet, message: Message<'neighbour-advertisement'>): void {
  const { target, solicited, override, router } = message;
  const lladdr = linkAddress(message.options, 'target-link-address');
  if (isMulticast(target) || (isMulticast(packet.destination) && solicited)) return inet6.netns.drop('IPV6_NDISC_BAD_OPTIONS', packet.skb);
  const own = idev.addresses.find(known => known.address === target);
  if (own) {
    if (own.tentative) dadFailed(inet6, own);
    return;
  }
  const neighbour = inet6.nd.lookup(idev.dev.ifindex, target);
  if (!neighbour || neighbour.state & NUD.FAILED) return;
  neighbour.update(lladdr, solicited ? NUD.REACHABLE : NUD.STALE, {
    weakOverride: true, override, overrideIsRouter: true, isRouter: router,
  }, 'a neighbour advertisement came');
}

/** ndisc_recv_rs: only routers learn from it. */
function receiveRouterSolicitation(inet6: Inet6, idev: Inet6Dev, packet: Ipv6Packet, { options }: Message<'router-solicitation'>): void {
  const lladdr = linkAddress(options, 'source-link-address');
  if (!idev.conf.forwarding || packet.source === ANY || lladdr === undefined) return;
  inet6.nd.ensure(idev.dev.ifindex, packet.source)?.update(lladdr, NUD.STALE, { override: true, weakOverride: true, overrideIsRouter: true, isRouter: false }, 'a router solicitation came');
}

/** ndisc_redirect_rcv: a better first hop teaches the neighbour table; routes stay. */
function receiveRedirect(inet6: Inet6, idev: Inet6Dev, packet: Ipv6Packet, { target, options }: Message<'redirect'>): void {
  if (idev.conf.forwarding || !idev.conf.accept_redirects || !isLinkLocal(packet.source)) return;
  const lladdr = linkAddress(options, 'target-link-address');
  if (lladdr === undefined) return;
  inet6.nd.ensure(idev.dev.ifindex, target)?.update(lladdr, NUD.STALE, { weakOverride: true, override: true }, 'a redirect came');
}

/** ndisc_send_redirect: tells the sender of a better first hop on its own link. */
export function sendRedirect(inet6: Inet6, skb: Skb, dst: Dst6, header: Ipv6Header): void {
  const idev = inet6.device(dst.dev.ifindex);
  const source = idev && linkLocalOf(idev);
  const target = dst.nexthop.gateway ?? header.destination;
  const onLink = dst.nexthop.gateway === undefined || isLinkLocal(target);
  if (source === undefined || !onLink || isMulticast(header.source)) return;
  const lladdr = inet6.nd.lookup(dst.dev.ifindex, target)?.lladdr;
  const options: NdpOption[] = [
    ...(lladdr === undefined ? [] : [{ kind: 'target-link-address', address: lladdr } as const]),
    { kind: 'redirected-header', packet: concat(skb.network.subarray(0, 1280 - 40 - 40 - 16 & ~7)) },
  ];
  const endpoints = { source, destination: header.source };
  const message = emitIcmpv6({ kind: 'redirect', target, destination: header.destination, options }, new Uint8Array(0), endpoints);
  sendPacket(inet6.netns, { ...endpoints, nextHeader: IPPROTO_ICMPV6, hopLimit: 255, flowLabel: 0, oif: dst.dev.ifindex }, message);
}

