import { inetOf } from '../../inet/inet';
import { NUD_CONNECTED } from '../../inet/neighbour';
import { Skb } from '../../skb';
import { ARPOP_REPLY, ARPOP_REQUEST, emitArp, emitEthernet, ETH_P_ARP, Malformed, parseArp } from '../../wire';
import { ETH_HLEN } from '../ethernet';
import type { Vxlan } from './vxlan';

/** arp_reduce: with `proxy`, ARP doesn't leave: it is answered for neighbours that are known, and lost otherwise. */
export function suppressArp(dev: Vxlan, skb: Skb): void {
  const arp = parseArp(skb.network);
  const neighbour = arp instanceof Malformed || arp.operation !== ARPOP_REQUEST ? undefined : inetOf(dev.netns).arp.lookup(dev.ifindex, arp.targetIp);
  dev.stats.txDropped++;
  if (arp instanceof Malformed || !neighbour?.lladdr || !(neighbour.state & NUD_CONNECTED)) return dev.netns.drop('NOT_SPECIFIED', skb, `${dev.ifname} is an ARP proxy and doesn't know the neighbour`);
  const reply = emitArp({ operation: ARPOP_REPLY, senderMac: neighbour.lladdr, senderIp: arp.targetIp, targetMac: arp.senderMac, targetIp: arp.senderIp });
  const octets = emitEthernet({ destination: arp.senderMac, source: neighbour.lladdr, type: ETH_P_ARP }, reply);
  dev.receive(new Skb({ octets, networkOffset: ETH_HLEN, protocol: ETH_P_ARP, dev }));
}
