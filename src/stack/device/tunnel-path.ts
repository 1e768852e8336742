import { inet6Of } from '../inet6/inet6';
import { Ipv4Route } from '../inet/route';
import { destinationOf, Dst6 } from '../inet6/output';
import type { Skb } from '../skb';
import { parseIpv4Header } from '../wire';

const PMTU_SECONDS = 600;

/** skb_tunnel_check_pmtu: the route of a packet that is too long for the way through a tunnel learns so, for the next ones. @param mtu octets of a packet that has room */
export function learnTunnelMtu(skb: Skb, mtu: number): void {
  const route = skb.dst;
  if (skb.network.length <= mtu) return;
  if (route instanceof Ipv4Route) {
    const header = parseIpv4Header(skb.network);
    if ('payload' in header) route.inet.exceptions.learnMtu(route.dev.ifindex, header.destination, mtu, route.mtu);
  } else if (route instanceof Dst6) inet6Of(route.inet6.netns).exceptions.learn(destinationOf(skb), mtu, PMTU_SECONDS);
}
