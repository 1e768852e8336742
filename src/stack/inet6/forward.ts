import { AF_INET6, isLinkLocal, isMulticast } from '../address';
import type { Skb } from '../skb';
import { ICMPV6_DEST_UNREACH, ICMPV6_NOT_NEIGHBOUR, ICMPV6_PKT_TOOBIG, ICMPV6_TIME_EXCEED, Malformed, parseIpv6Header } from '../wire';
import { ANY, LOOPBACK } from './addresses';
import { sendError } from './icmp6';
import type { Inet6 } from './inet6';
import { sendRedirect } from './ndisc';
import type { Dst6 } from './output';

/** ip6_forward: sends on a packet that is for another host. */
export function forward(inet6: Inet6, skb: Skb, dst: Dst6): void {
  const { netns } = inet6;
  const header = parseIpv6Header(skb.network);
  if (header instanceof Malformed) return netns.drop('IP_INHDR', skb);
  const { source, destination, hopLimit } = header;
  const forced = (inet6.device(skb.dev?.ifindex ?? 0)?.conf.force_forwarding ?? 0) !== 0;
  if (inet6.all.forwarding === 0 && !forced) return netns.drop('IP_INADDRERRORS', skb, 'net.ipv6.conf.all.forwarding = 0');
  if (skb.packetType !== 'host') return netns.drop('NOT_SPECIFIED', skb, 'it was not sent to this station alone');
  if (hopLimit <= 1) {
    sendError(inet6, skb, { type: ICMPV6_TIME_EXCEED, code: 0 });
    return netns.drop('IP_INHDR', skb, `hop limit ${hopLimit}`);
  }
  if (dst.dev === skb.dev) {
    sendRedirect(inet6, skb, dst, header);
  } else {
    if (source === ANY || source === LOOPBACK || isMulticast(source)) return netns.drop('IP_INADDRERRORS', skb, 'its source address can be no sender');
    if (isLinkLocal(source)) {
      sendError(inet6, skb, { type: ICMPV6_DEST_UNREACH, code: ICMPV6_NOT_NEIGHBOUR });
      return netns.drop('IP_INADDRERRORS', skb, 'a link-local source stays on its link');
    }
  }
  const mtu = Math.max(1280, dst.mtuOf(destination));
  if (skb.network.length > mtu) {
    sendError(inet6, skb, { type: ICMPV6_PKT_TOOBIG, code: 0, info: mtu });
    return netns.drop('PKT_TOO_BIG', skb, `${dst.dev.ifname} mtu ${mtu}`);
  }
  skb.octets = skb.octets.slice();
  skb.octets[skb.networkOffset + 7] = hopLimit - 1;
  if (!netns.netfilter.run(AF_INET6, 'forward', skb, skb.dev, dst.dev)) return;
  dst.output(skb);
}
