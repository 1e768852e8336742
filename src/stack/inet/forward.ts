import { AF_INET } from '../address';
import type { Skb } from '../skb';
import { checksum, IPV4_HEADER, parseIpv4Header, put16 } from '../wire';
import { sendIcmpError } from './icmp';
import type { Inet } from './inet';
import { wantsRedirect } from './input';
import type { Ipv4Route } from './route';

/** ip_forward: passes a packet on towards its destination. */
export function forward(inet: Inet, skb: Skb, route: Ipv4Route): void {
  const { netns } = inet;
  if (skb.packetType !== 'host') return netns.drop('NOT_SPECIFIED', skb, `it came as ${skb.packetType}`);
  const header = parseIpv4Header(skb.network);
  if (!('payload' in header)) return netns.drop('IP_INHDR', skb);
  if (header.ttl <= 1) {
    sendIcmpError(inet, skb, { kind: 'time-exceeded', code: 0 });
    return netns.drop('IP_INHDR', skb, `ttl = ${header.ttl}`);
  }
  const mtu = inet.settings.ip_forward_use_pmtu ? route.mtu : Math.min(Number(route.fib?.metrics?.mtu ?? 0) || route.dev.mtu, 0xffff);
  if (skb.network.length > mtu && header.dontFragment) {
    sendIcmpError(inet, skb, { kind: 'unreachable', code: 4, mtu });
    return netns.drop('PKT_TOO_BIG', skb, `${route.dev.ifname} mtu ${mtu}`);
  }
  const octets = skb.network.slice(0, header.totalLength);
  octets[8] = header.ttl - 1;
  put16(octets, 10, 0);
  put16(octets, 10, checksum(octets.subarray(0, IPV4_HEADER + header.options.length)));
  skb.octets = octets;
  skb.networkOffset = 0;
  if (wantsRedirect.get(skb)) sendRedirect(inet, skb, route, header.source, header.destination);
  if (!netns.netfilter.run(AF_INET, 'forward', skb, skb.dev, route.dev)) return;
  route.output(skb);
}

/** ip_rt_send_redirect: tells the sender of a better gateway on its own link. */
function sendRedirect(inet: Inet, skb: Skb, route: Ipv4Route, source: number, destination: number): void {
  const device = inet.device(route.dev.ifindex);
  if (!device || !inet.conf(device, 'send_redirects').value || !inet.peers.allowRedirect(source)) return;
  sendIcmpError(inet, skb, { kind: 'redirect', code: 1, gateway: route.nexthopFor(destination) });
}
