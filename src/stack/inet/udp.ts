import type { Skb } from '../skb';
import { ICMP_PORT_UNREACH, Malformed, parseUdp } from '../wire';
import { sendIcmpError } from './icmp';
import type { Inet } from './inet';
import type { Packet } from './input';
import type { Ipv4Route } from './route';

/** Ports in use, with who takes what is sent to them. */
export interface UdpReceiver {
  /** Whether it takes a datagram to that port; ifindexes as inet_iif and inet_sdif have them. */
  matches(destination: number, port: number, source: number, sourcePort: number, iif: number, sdif: number): boolean;
  receiveDatagram(skb: Skb, packet: Packet, sourcePort: number, payload: Uint8Array, iif: number): void;
}

const receivers = new WeakMap<Inet, Set<UdpReceiver>>();

/** The UDP sockets of a namespace. */
export function udpReceivers(inet: Inet): Set<UdpReceiver> {
  let known = receivers.get(inet);
  if (!known) receivers.set(inet, (known = new Set()));
  return known;
}

/** udp_rcv: a port that nobody has is unreachable. */
export function receiveUdp(inet: Inet, skb: Skb, route: Ipv4Route, packet: Packet, iif: number): void {
  const { netns } = inet;
  const datagram = parseUdp(packet.payload, { source: packet.source, destination: packet.destination });
  if (datagram instanceof Malformed) return netns.drop(datagram.reason === 'checksum' ? 'UDP_CSUM' : 'PKT_TOO_SMALL', skb);
  const takers = [...udpReceivers(inet)].filter(receiver => receiver.matches(packet.destination, datagram.destinationPort, packet.source, datagram.sourcePort, iif, skb.l3Slave));
  const toMany = route.has('BROADCAST') || route.has('MULTICAST');
  for (const taker of toMany ? takers : takers.slice(0, 1)) taker.receiveDatagram(skb, packet, datagram.sourcePort, datagram.payload, iif);
  if (takers.length > 0 || toMany) return;
  sendIcmpError(inet, skb, { kind: 'unreachable', code: ICMP_PORT_UNREACH, mtu: 0 });
  netns.drop('NO_SOCKET', skb, `udp port ${datagram.destinationPort}`);
}
