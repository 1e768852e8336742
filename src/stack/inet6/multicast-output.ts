import { transmit } from '../inet/output';
import { Skb } from '../skb';
import { emitIpv6, ETH_P_IPV6, type Ipv6Repr } from '../wire';
import { multicastMac } from './addresses';
import { inet6Of, type Inet6Dev } from './inet6';

/**
 * Sends a packet to a group straight to the device, as MLD and neighbour discovery need before there are routes.
 */
export function transmitMulticast(idev: Inet6Dev, repr: Ipv6Repr, payload: Uint8Array): void {
  const { dev } = idev;
  inet6Of(dev.netns).nd.ensure(dev.ifindex, repr.destination);
  transmit(new Skb({ octets: emitIpv6(repr, payload), networkOffset: 0, protocol: ETH_P_IPV6, dev }), dev, multicastMac(repr.destination));
}
