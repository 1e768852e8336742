import { addressOf, type IpAddress } from '../../address';
import type { Skb } from '../../skb';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, IPPROTO_ICMPV6, Malformed, parseArp, parseIpv4Header, parseIpv6Header } from '../../wire';
import { ethernetType, ETH_HLEN } from '../ethernet';

const NEIGHBOUR_SOLICITATION = 135;
const ND_TARGET = 8;

/** The addresses by which an ipvlan knows whose a frame is (ipvlan_get_L3_hdr, ipvlan_addr_lookup): for ARP and neighbour solicitations, the one asked for. */
export function addressesOf({ octets }: Skb): { readonly source: IpAddress; readonly destination: IpAddress } | undefined {
  const packet = octets.subarray(ETH_HLEN);
  switch (ethernetType(octets)) {
    case ETH_P_ARP: {
      const arp = parseArp(packet);
      return arp instanceof Malformed ? undefined : { source: arp.senderIp, destination: arp.targetIp };
    }
    case ETH_P_IP: {
      const header = parseIpv4Header(packet);
      return header instanceof Malformed ? undefined : header;
    }
    case ETH_P_IPV6: {
      const header = parseIpv6Header(packet);
      if (header instanceof Malformed) return undefined;
      const asks = header.nextHeader === IPPROTO_ICMPV6 && header.payload[0] === NEIGHBOUR_SOLICITATION && header.payload.length >= ND_TARGET + 16;
      return asks ? { source: header.source, destination: addressOf(header.payload.subarray(ND_TARGET, ND_TARGET + 16)) } : header;
    }
  }
  return undefined;
}
