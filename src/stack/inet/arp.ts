import { AF_INET, MAC_ZERO, isMulticast, type LinkAddress } from '../address';
import { NS_PER_MS } from '../clock';
import type { NetDevice } from '../device/device';
import { IFF, NUD, RT_SCOPE } from '../rtnetlink';
import { Skb } from '../skb';
import { ARPOP_REPLY, ARPOP_REQUEST, emitArp, emitEthernet, ETHERNET_HEADER, ETH_P_ARP, Malformed, parseArp, parseIpv4Header, type ArpRepr } from '../wire';
import { multicastMac } from './groups';
import type { Inet, InDevice } from './inet';
import { sendIcmpError } from './icmp';
import { isSecondary, onSubnet } from './ifaddr';
import { routeInput } from './input-route';
import type { Neighbour } from './neighbour';
import { NeighbourTable } from './neighbour-table';
import { transmit } from './output';
import { routeOutput } from './output-route';
import { addressTypeOn, isLoopback, onLink, selectAddress } from './source';

/** sizeof(struct sk_buff) and struct skb_shared_info, which skb->truesize counts too */
const SKB_OVERHEAD = 576;
const STATE_NAMES = Object.fromEntries(Object.entries(NUD).map(([name, value]) => [value, name]));

/** The ARP table of a namespace (arp_tbl, net/ipv4/arp.c). */
export function arpTable(inet: Inet): NeighbourTable<Skb> {
  const { netns } = inet;
  const table: NeighbourTable<Skb> = new NeighbourTable<Skb>(AF_INET, netns.network.clock, {
    parms: index => inet.device(index)?.arp ?? inet.arpDefaults,
    construct: neighbour => construct(inet, neighbour),
    solicit: (neighbour, packet) => solicit(inet, neighbour, packet),
    errorReport: (_, skb) => {
      sendIcmpError(inet, skb, { kind: 'unreachable', code: 1, mtu: 0 });
      netns.drop('NEIGH_FAILED', skb, 'ARP got no answer');
    },
    transmit: (neighbour, skb) => {
      const dev = netns.devices.byIndex(neighbour.index);
      if (dev) transmit(skb, dev, neighbour.lladdr);
    },
    drop: (_, skb, reason, because) => netns.drop(reason, skb, because),
    changed: (neighbour, from, because) => netns.emit(netns.devices.byIndex(neighbour.index), {
      kind: 'neighbour', address: neighbour.key, from: STATE_NAMES[from] ?? String(from), to: STATE_NAMES[neighbour.state] ?? String(neighbour.state), because,
    }),
    notify: (type, neighbour) => netns.rtnetlink.notify({ type, neigh: table.message(neighbour) }),
    sizeOf: skb => skb.octets.length + SKB_OVERHEAD,
  });
  return table;
}

/** arp_constructor: groups, broadcast addresses and devices without ARP need no asking. */
function construct(inet: Inet, neighbour: Neighbour<Skb>): void {
  const dev = inet.netns.devices.byIndex(neighbour.index);
  if (!dev) return;
  const type = addressTypeOn(inet, dev, neighbour.key as number);
  const known = dev.headerLength === 0 ? MAC_ZERO
    : type === 'multicast' && !(dev.flags & IFF.LOOPBACK) ? multicastMac(neighbour.key as number)
      : dev.flags & (IFF.NOARP | IFF.LOOPBACK) ? dev.address
        : type === 'broadcast' || dev.flags & IFF.POINTOPOINT ? dev.broadcast : undefined;
  if (known === undefined) return;
  neighbour.state = NUD.NOARP;
  neighbour.lladdr = known;
}

/** arp_solicit: asks who has the neighbour's address; by unicast while PROBE. */
function solicit(inet: Inet, neighbour: Neighbour<Skb>, packet: Skb | undefined): void {
  const device = inet.device(neighbour.index);
  if (!device) return;
  const target = neighbour.key as number;
  const header = packet && parseIpv4Header(packet.network);
  const wanted = header && 'payload' in header ? header.source : 0;
  const source = announced(inet, device, wanted, target) || selectAddress(inet, neighbour.index, target, RT_SCOPE.LINK);
  const { ucastSolicit, appSolicit } = neighbour.parms;
  const probes = neighbour.probes - ucastSolicit;
  if (probes >= 0 && probes - appSolicit < 0) return;
  const to = probes < 0 ? neighbour.lladdr : undefined;
  sendArp(device.dev, to ?? device.dev.broadcast, { operation: ARPOP_REQUEST, senderMac: device.dev.address, senderIp: source, targetMac: MAC_ZERO, targetIp: target });
}

/** The sender address that arp_announce lets a request bear; 0: choose one. */
function announced(inet: Inet, device: InDevice, source: number, target: number): number {
  const level = inet.conf(device, 'arp_announce').value;
  if (!source || level >= 2 || addressTypeOn(inet, device.dev, source) !== 'local') return 0;
  return level === 0 || onLink(device, target, source) ? source : 0;
}

/** arp_send. */
export function sendArp(dev: NetDevice, to: LinkAddress, repr: ArpRepr): void {
  if (dev.flags & IFF.NOARP) return;
  const octets = emitEthernet({ destination: to, source: dev.address, type: ETH_P_ARP }, emitArp(repr));
  dev.queueXmit(new Skb({ octets, networkOffset: ETHERNET_HEADER, protocol: ETH_P_ARP, dev }));
}

/** inetdev_send_gratuitous_arp: tells all on the link where the device's addresses live. */
export function announceAll(device: InDevice): void {
  const { dev } = device;
  for (const { local } of device.addresses) {
    sendArp(dev, dev.broadcast, { operation: ARPOP_REQUEST, senderMac: dev.address, senderIp: local, targetMac: MAC_ZERO, targetIp: local });
  }
}

/** arp_rcv and arp_process. */
export function receiveArp(inet: Inet, skb: Skb): void {
  const { netns } = inet;
  const dev = skb.dev!;
  if (dev.flags & IFF.NOARP || skb.packetType === 'otherhost') return;
  const device = inet.device(dev.ifindex);
  const arp = parseArp(skb.network);
  if (!device || arp instanceof Malformed) return netns.drop('NOT_SPECIFIED', skb, device ? 'no ARP for IPv4 over Ethernet' : `${dev.ifname} has no IPv4`);
  if (arp.operation !== ARPOP_REQUEST && arp.operation !== ARPOP_REPLY) return netns.drop('NOT_SPECIFIED', skb, `ARP operation ${arp.operation}`);
  const localnet = inet.conf(device, 'route_localnet');
  if (isMulticast(arp.targetIp) || (isLoopback(arp.targetIp) && !localnet.value)) return netns.drop('NOT_SPECIFIED', skb, localnet.because);
  const gratuitous = inet.conf(device, 'drop_gratuitous_arp');
  if (arp.senderIp === arp.targetIp && gratuitous.value) return netns.drop('NOT_SPECIFIED', skb, gratuitous.because);
  if (arp.senderIp === 0) {
    if (arp.operation === ARPOP_REQUEST && addressTypeOn(inet, dev, arp.targetIp) === 'local' && !ignored(inet, device, arp)) answer(dev, arp);
    return;
  }
  if (arp.operation === ARPOP_REQUEST && answerRequest(inet, skb, device, arp)) return;
  learn(inet, skb, device, arp);
}

/** Answers a request, for ourselves or by proxy. @returns whether that settled it */
function answerRequest(inet: Inet, skb: Skb, device: InDevice, arp: ArpRepr): boolean {
  const { netns } = inet;
  const { dev } = device;
  const found = routeInput(inet, { daddr: arp.targetIp, saddr: arp.senderIp, tos: 0, mark: 0, device, protocol: ETH_P_ARP });
  if (found.error !== undefined) {
    // Linux falls silent here. That is worth an event where the question is for one of our addresses, and a check of its sender forbids the answer.
    if (addressTypeOn(inet, dev, arp.targetIp) === 'local') netns.drop(found.reason, skb, found.because);
    return false;
  }
  const { route } = found;
  if (route.type === 'local') {
    const reason = ignored(inet, device, arp) ?? filtered(inet, device, arp);
    if (reason !== undefined) netns.drop('NOT_SPECIFIED', skb, reason);
    else if (heard(inet, device, arp)) answer(dev, arp);
    return true;
  }
  if (route.error || !device.conf.values.forwarding || route.type !== 'unicast' || !proxies(inet, device, arp, route.dev)) return false;
  heard(inet, device, arp);
  if (skb.packetType === 'host' || device.arp.proxyDelay === 0) answer(dev, arp);
  else netns.network.clock.after(netns.network.random.between(0, device.arp.proxyDelay * 10) * NS_PER_MS, () => answer(dev, arp));
  return true;
}

/** Whether the device answers for somebody else (proxy_arp, proxy_arp_pvlan, `ip neigh add proxy`). */
function proxies(inet: Inet, device: InDevice, arp: ArpRepr, out: NetDevice): boolean {
  const elsewhere = out !== device.dev;
  const byProxy = elsewhere && inet.conf(device, 'proxy_arp').value !== 0;
  const byPvlan = !elsewhere && device.conf.values.proxy_arp_pvlan !== 0 && arp.senderIp !== arp.targetIp;
  return byProxy || byPvlan || (elsewhere && inet.arp.proxy(device.dev.ifindex, arp.targetIp) !== undefined);
}

function answer(dev: NetDevice, arp: ArpRepr): void {
  sendArp(dev, arp.senderMac, { operation: ARPOP_REPLY, senderMac: dev.address, senderIp: arp.targetIp, targetMac: arp.senderMac, targetIp: arp.senderIp });
}

/** neigh_event_ns: who asks, is there. */
function heard(inet: Inet, device: InDevice, arp: ArpRepr): boolean {
  const neighbour = inet.arp.ensure(device.dev.ifindex, arp.senderIp);
  neighbour?.update(arp.senderMac, NUD.STALE, { override: true }, 'an ARP request came from it');
  return neighbour !== undefined;
}

/** arp_ignore: the sysctl that keeps us from answering; undefined where none does. */
function ignored(inet: Inet, device: InDevice, arp: ArpRepr): string | undefined {
  const { value, because } = inet.conf(device, 'arp_ignore');
  if (value === 8) return because;
  if (value < 1 || value > 3) return undefined;
  const devices = value === 3 ? inet.devices() : [device];
  const scope = value === 3 ? RT_SCOPE.LINK : RT_SCOPE.HOST;
  const has = devices.some(({ addresses }) => addresses.some(ifa => ifa.local === arp.targetIp && ifa.scope <= scope
    && (value !== 2 || addresses.some(other => onSubnet(arp.senderIp, other) && onSubnet(arp.targetIp, other)))));
  return has ? undefined : because;
}

/** arp_filter: answer only by the device that packets to the sender would leave by. */
function filtered(inet: Inet, device: InDevice, arp: ArpRepr): string | undefined {
  const { value, because } = inet.conf(device, 'arp_filter');
  if (!value) return undefined;
  const back = routeOutput(inet, { daddr: arp.senderIp, saddr: arp.targetIp });
  return back.error !== undefined || back.route.dev !== device.dev ? because : undefined;
}

/** Takes in what a reply, or a request that wasn't for us, tells of its sender. */
function learn(inet: Inet, skb: Skb, device: InDevice, arp: ArpRepr): void {
  const { dev } = device;
  const accept = inet.conf(device, 'arp_accept').value;
  const accepts = accept === 1 || (accept === 2 && device.addresses.some(ifa => !isSecondary(ifa) && onSubnet(arp.senderIp, ifa)));
  const unicast = addressTypeOn(inet, device.dev, arp.senderIp) === 'unicast';
  const gratuitous = arp.senderIp === arp.targetIp && (arp.operation === ARPOP_REQUEST || arp.targetMac === arp.senderMac) && unicast;
  const reply = arp.operation === ARPOP_REPLY;
  const neighbour = inet.arp.lookup(dev.ifindex, arp.senderIp)
    ?? (accepts && (gratuitous || (reply && unicast)) ? inet.arp.ensure(dev.ifindex, arp.senderIp) : undefined);
  if (!neighbour) return;
  const override = gratuitous || inet.netns.network.clock.now() > neighbour.updated + neighbour.parms.locktime * 10 * NS_PER_MS;
  const state = reply && skb.packetType === 'host' ? NUD.REACHABLE : NUD.STALE;
  neighbour.update(arp.senderMac, state, { override }, reply ? 'an ARP reply came from it' : 'an ARP request came from it');
}
