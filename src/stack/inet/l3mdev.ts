import type { NetDevice } from '../device/device';
import type { Skb } from '../skb';
import { parseIpv4Header } from '../wire';
import type { Inet } from './inet';
import { routeOutput } from './output-route';
import type { Ipv4Route } from './route';

/** The route of a packet that an L3 master was given to send (vrf_process_v4_outbound); undefined: it is dropped. */
export function routeWithin(inet: Inet, skb: Skb, master: NetDevice): Ipv4Route | undefined {
  const packet = parseIpv4Header(skb.network);
  if (!('payload' in packet)) {
    inet.netns.drop('IP_INHDR', skb);
    return undefined;
  }
  const answer = routeOutput(inet, { daddr: packet.destination, saddr: packet.source, tos: packet.tos, ipproto: packet.protocol, l3mdev: master.ifindex, anySource: true });
  if (answer.error === undefined) return answer.route;
  inet.netns.drop('IP_OUTNOROUTES', skb, answer.because);
  return undefined;
}
