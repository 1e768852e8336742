import { Skb } from '../skb';
import { emitEthernet, emitIpv6, ETH_P_IPV6, ETHERNET_HEADER, type Ipv6Repr } from '../wire';
import { multicastMac } from './addresses';
import { inet6Of, type Inet6Dev } from './inet6';

/**
 * Sends a packet to a group straight to the device, as MLD and neighbour discovery need before there are routes.
 */
export function transmitMulticast(idev: Inet6Dev, repr: Ipv6Repr, payload: Uint8Array): void {
  const { dev } = idev;
  inet6Of(dev.netns).nd.ensure(dev.ifindex, repr.destination);
  const octets = emitEthernet({ destination: multicastMac(repr.destination), source: dev.address, type: ETH_P_IPV6 }, emitIpv6(repr, payload));
  dev.queueXmit(new Skb({ octets, networkOffset: ETHERNET_HEADER, protocol: ETH_P_IPV6, dev }));
}
