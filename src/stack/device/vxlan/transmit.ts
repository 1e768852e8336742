import { isMulticast } from '../../address';
import { inetOf } from '../../inet/inet';
import { sendBy } from '../../inet/output';
import { routeOutput } from '../../inet/output-route';
import { Ipv4Route } from '../../inet/route';
import { inet6Of } from '../../inet6/inet6';
import { routeOutput as routeOutput6, sourceFor, transmit as transmit6 } from '../../inet6/output';
import { RTCF } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { emitUdp, emitVxlan, ETH_P_IP, ETH_P_IPV6, IPPROTO_UDP, u16 } from '../../wire';
import { flowHash } from '../flow-hash';
import { dsfieldOf, ecnEncapsulate, ttlOf } from '../tunnel-ecn';
import { learnTunnelMtu } from '../tunnel-path';
import { DF, HEADROOM } from './config';
import type { Remote } from './fdb';
import type { Vxlan } from './vxlan';

const MAX_HOP_LIMIT = 255;

/** udp_flow_src_port: a port for each flow, so that the hosts between can tell flows apart. */
function sourcePort(dev: Vxlan, frame: Uint8Array): number {
  const { low, high } = dev.config.portRange;
  const [min, max] = low < high ? [low, high] : inetOf(dev.home).settings.ip_local_port_range as [number, number];
  let hash = flowHash(frame);
  hash = (hash ^ (hash << 16)) >>> 0;
  return Math.floor((hash * (max - min)) / 2 ** 32) + min;
}

/** Sends a frame to one host or group (vxlan_xmit_one). */
export function sendTo(dev: Vxlan, skb: Skb, remote: Remote): void {
  const { config } = dev;
  const inner = skb.network;
  const innerTos = dsfieldOf(skb.protocol, inner);
  const ttl = config.ttlInherit ? ttlOf(skb.protocol, inner) : config.ttl || (isMulticast(remote.address) ? 1 : 0);
  const tos = ecnEncapsulate(config.tos === 1 ? innerTos : config.tos, innerTos);
  const way = { ttl: Math.min(ttl, MAX_HOP_LIMIT), tos, sourcePort: sourcePort(dev, skb.octets), vxlan: emitVxlan({ vni: remote.vni }, skb.octets), innerLength: inner.length };
  if (typeof remote.address === 'number') sendIpv4(dev, skb, remote, remote.address, way);
  else sendIpv6(dev, skb, remote, remote.address, way);
}

interface Way {
  readonly ttl: number;
  readonly tos: number;
  readonly sourcePort: number;
  readonly vxlan: Uint8Array;
  readonly innerLength: number;
}

function sendIpv4(dev: Vxlan, skb: Skb, remote: Remote, destination: number, way: Way): void {
  const { config } = dev;
  const inet = inetOf(dev.home);
  const answer = routeOutput(inet, { daddr: destination, saddr: config.local as number, oif: remote.ifindex, tos: way.tos & 0x1e, ipproto: IPPROTO_UDP, mark: skb.mark });
  if (answer.error !== undefined) return dev.noRoute(skb, answer.error, answer.because);
  if (answer.route.dev === dev) return dev.loop(skb);
  const isLocal = answer.route.has('LOCAL') && !answer.route.has('BROADCAST') && !answer.route.has('MULTICAST');
  if (isLocal && dev.bypass(skb, remote)) return;
  learnTunnelMtu(skb, answer.route.mtu - HEADROOM.ipv4);
  const udp = { sourcePort: way.sourcePort, destinationPort: remote.port };
  const endpoints = config.udpCsum ? { source: answer.saddr, destination } : undefined;
  const failed = sendBy(inet, withoutLoop(answer.route), answer.saddr, destination, {
    payload: emitUdp(udp, way.vxlan, endpoints), protocol: IPPROTO_UDP, tos: way.tos, mark: skb.mark, dontFragment: dontFragment(config.df, skb) ? 'do' : 'dont',
    ...(way.ttl > 0 && { ttl: way.ttl }),
  });
  if (failed) dev.tooBig(skb, answer.route.mtu);
  else dev.countSent(way.innerLength);
}

/** IP_MULTICAST_LOOP is off: what is sent to a group doesn't come back. */
function withoutLoop(route: Ipv4Route): Ipv4Route {
  if (!route.has('MULTICAST') || !route.has('LOCAL')) return route;
  return new Ipv4Route(route.inet, { dev: route.dev, type: route.type, flags: route.flags & ~RTCF.LOCAL, forInput: false, iif: route.iif, ...(route.fib && { fib: route.fib }) });
}

function dontFragment(df: number, { protocol, network }: Skb): boolean {
  if (df !== DF.inherit) return df === DF.set;
  return protocol === ETH_P_IPV6 || (protocol === ETH_P_IP && (u16(network, 6) & 0x4000) !== 0);
}

function sendIpv6(dev: Vxlan, skb: Skb, remote: Remote, destination: bigint, way: Way): void {
  const { config } = dev;
  const dst = routeOutput6(inet6Of(dev.home), { destination, ...(config.local ? { source: config.local as bigint } : {}), ...(remote.ifindex ? { oif: remote.ifindex } : {}), mark: skb.mark });
  if ('error' in dst) return dev.noRoute(skb, dst.error, 'no IPv6 route');
  if (dst.dev === dev) return dev.loop(skb);
  if (dst.local && dev.bypass(skb, remote)) return;
  const source = (config.local as bigint) || sourceFor(dst, destination);
  if (source === undefined) return dev.noRoute(skb, 'EADDRNOTAVAIL', 'no IPv6 source address');
  learnTunnelMtu(skb, dst.mtuOf(destination) - HEADROOM.ipv6);
  const udp = { sourcePort: way.sourcePort, destinationPort: remote.port };
  transmit6(dst, {
    source, destination, nextHeader: IPPROTO_UDP, trafficClass: way.tos, flowLabel: config.label, multicastLoop: false, mark: skb.mark,
    ...(way.ttl > 0 && { hopLimit: way.ttl }),
  }, emitUdp(udp, way.vxlan, config.udpZeroCsum6Tx ? undefined : { source, destination }));
  dev.countSent(way.innerLength);
}
