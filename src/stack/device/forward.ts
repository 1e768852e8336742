import type { Skb } from '../skb';
import type { NetDevice } from './device';
import type { Wire } from './wire';

const VLAN_HLEN = 4;

/**
 * dev_forward_skb: a frame that was sent comes in by another device, a moment later.
 * @returns whether it may: not while that device is down, nor if the frame is too long for it (is_skb_forwardable)
 */
export function forwardTo(dev: NetDevice, skb: Skb, wire: Wire): boolean {
  if (!dev.up || skb.octets.length > dev.mtu + dev.headerLength + VLAN_HLEN) {
    dev.stats.rxDropped++;
    dev.netns.drop('NOT_SPECIFIED', skb, dev.up ? `${dev.ifname}: mtu ${dev.mtu}` : `${dev.ifname} is down`);
    return false;
  }
  skb.scrub(skb.dev?.netns !== dev.netns);
  wire.carry(() => dev.receive(skb));
  return true;
}
