import { formatAddress, parseIpv4, type Host, type Netns, type Network } from '../../../src/stack';
import { NS_PER_MS, NS_PER_S } from '../../../src/stack/clock';
import { createNetwork } from '../../../src/stack/create';
import { IFF, NUD } from '../../../src/stack/rtnetlink';
import type { IcmpSocket } from '../../../src/stack/socket';
import { emitIcmp, ETH_P_ARP, ETH_P_IP, parseArp, parseEthernet, parseIcmpHeader, parseIpv4 as parsePacket } from '../../../src/stack/wire';

export const NUD_NAMES = Object.fromEntries(Object.entries(NUD).map(([name, value]) => [value, name]));

export function machine(seed = 1): { readonly network: Network; readonly host: Host; readonly netns: Netns } {
  const network = createNetwork({ seed });
  const host = network.addHost('vm');
  up(host.initNetns, 'lo');
  return { network, host, netns: host.initNetns };
}

export function up(netns: Netns, ...ifnames: readonly string[]): void {
  for (const ifname of ifnames) netns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname, flags: IFF.UP, change: IFF.UP });
}

export function indexOf(netns: Netns, ifname: string): number {
  return netns.rtnetlink.getLink({ ifname }).index;
}

export function veth(netns: Netns, name: string, peer: string): void {
  netns.rtnetlink.request({ type: 'RTM_NEWLINK', create: true, excl: true, ifname: name, kind: 'veth', data: { peer: { ifname: peer } } });
}

export function move(netns: Netns, ifname: string, to: Netns): void {
  netns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname, netns: to });
}

export function address(netns: Netns, ifname: string, text: string): void {
  const [local, length] = text.split('/');
  netns.rtnetlink.request({ type: 'RTM_NEWADDR', create: true, excl: true, family: 2, index: indexOf(netns, ifname), prefixlen: Number(length), local: parseIpv4(local!)! });
}

export function route(netns: Netns, prefix: string, gateway: string): void {
  const [dst, length] = prefix.split('/');
  netns.rtnetlink.request({
    type: 'RTM_NEWROUTE', create: true, excl: true, family: 2, routeType: 'unicast', dst: { address: parseIpv4(dst!)!, length: Number(length) },
    table: 254, protocol: 3, scope: 0, nexthops: [{ gateway: parseIpv4(gateway)!, flags: 0 }],
  });
}

/** Lets `seconds` of lab time pass. */
export function pass(network: Network, seconds: number): void {
  const { clock } = network;
  let done = false;
  clock.after(seconds * NS_PER_S, () => void (done = true));
  while (!done) clock.step();
}

/** Writes down each IPv4 and ARP frame that passes a device: seconds since `from`, device, and what it is. */
export function capture(netns: Netns, log: string[]): () => void {
  const from = netns.network.clock.now();
  return netns.addTap((skb, type) => {
    if (skb.protocol !== ETH_P_IP && skb.protocol !== ETH_P_ARP) return;
    if (skb.dev?.ifname === 'lo' && type === 'outgoing') return;
    const seconds = Math.floor((netns.network.clock.now() - from) / NS_PER_S);
    const text = describe(skb.octets);
    if (text) log.push(`${seconds} ${skb.dev?.ifname} ${text}`);
  });
}

function describe(frame: Uint8Array): string | undefined {
  const ethernet = parseEthernet(frame);
  if (!('payload' in ethernet)) return undefined;
  if (ethernet.type === ETH_P_ARP) {
    const arp = parseArp(ethernet.payload);
    if (!('operation' in arp)) return undefined;
    return arp.operation === 1 ? `who-has ${formatAddress(arp.targetIp)} tell ${formatAddress(arp.senderIp)}` : `${formatAddress(arp.senderIp)} is-at`;
  }
  const packet = parsePacket(ethernet.payload);
  if (!('payload' in packet)) return undefined;
  const icmp = parseIcmpHeader(packet.payload);
  return `${formatAddress(packet.source)} > ${formatAddress(packet.destination)} ${'payload' in icmp ? icmp.kind : '?'}${'sequence' in icmp ? ` ${icmp.sequence}` : ''}`;
}

/** Three echo requests, about a second apart, as `ping -c 3 -I ifname` sends them; then waits. */
export function ping(network: Network, socket: IcmpSocket, destination: string, count = 3): void {
  for (let sequence = 1; sequence <= count; sequence++) {
    socket.sendTo(emitIcmp({ kind: 'echo-request', id: 1, sequence }, new Uint8Array(56)), parseIpv4(destination)!);
    pass(network, 1.02);
  }
  pass(network, (1200 * NS_PER_MS) / NS_PER_S);
}

/** What a socket has to read: echo replies, errors that came as packets (raw), and the error queue. */
export function heard(socket: IcmpSocket): { readonly packets: string[]; readonly errors: string[] } {
  const packets: string[] = [];
  for (let received = socket.receive(); received; received = socket.receive()) {
    const icmp = parseIcmpHeader(socket.kind === 'raw' ? received.octets.subarray((received.octets[0]! & 15) * 4) : received.octets);
    if ('payload' in icmp && icmp.kind !== 'echo-request') packets.push(icmp.kind);
  }
  const errors: string[] = [];
  for (let error = socket.receiveError(); error; error = socket.receiveError()) {
    errors.push(`${error.errno} from ${error.offender === undefined ? '' : formatAddress(error.offender)}`);
  }
  return { packets, errors };
}

export function neighbours(netns: Netns): string[] {
  return netns.rtnetlink.dump('RTM_GETNEIGH', { family: 2 }).filter(({ state }) => state !== NUD.NOARP)
    .map(neigh => `${formatAddress(neigh.dst)} ${netns.rtnetlink.getLink({ index: neigh.index }).ifname} ${NUD_NAMES[neigh.state]}`).sort();
}
