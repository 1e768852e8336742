import { inetOf } from '../../inet/inet';
import { routeOutput } from '../../inet/output-route';
import { inet6Of } from '../../inet6/inet6';
import { routeOutput as routeOutput6 } from '../../inet6/output';
import type { Skb } from '../../skb';
import { ETH_P_IP, ETH_P_IPV6, Malformed, parseIpv4Header, parseIpv6Header } from '../../wire';
import type { NetDevice } from '../device';
import { ETH_HLEN, ethernetType, isMulticastAddress, readMac } from '../ethernet';

/** ipvlan_process_outbound: above layer 2 the master's namespace routes what its slaves send. @returns whether it went on */
export function sendAsMaster(master: NetDevice, skb: Skb): boolean {
  const { netns } = master;
  const drop = (because: string): boolean => {
    netns.drop('NOT_SPECIFIED', skb, because);
    return false;
  };
  if (isMulticastAddress(readMac(skb.octets, 0))) return drop('an ipvlan above layer 2 sends nothing to many');
  const protocol = ethernetType(skb.octets);
  skb.octets = skb.octets.subarray(ETH_HLEN);
  skb.networkOffset = 0;
  skb.scrub(true);
  skb.dev = master;
  if (protocol === ETH_P_IP) {
    const header = parseIpv4Header(skb.octets);
    if (header instanceof Malformed) return drop('no IPv4 header');
    const answer = routeOutput(inetOf(netns), { daddr: header.destination, saddr: header.source, tos: header.tos & 0x1e, oif: master.ifindex, anySource: true });
    if (answer.error !== undefined) return drop(answer.because);
    skb.dst = answer.route;
    answer.route.output(skb);
    return true;
  }
  if (protocol !== ETH_P_IPV6) return drop(`an ipvlan above layer 2 doesn't send ethertype 0x${protocol.toString(16)}`);
  const header = parseIpv6Header(skb.octets);
  if (header instanceof Malformed) return drop('no IPv6 header');
  const dst = routeOutput6(inet6Of(netns), { source: header.source, destination: header.destination, oif: master.ifindex });
  if ('error' in dst) return drop(dst.error);
  skb.dst = dst;
  dst.output(skb);
  return true;
}
