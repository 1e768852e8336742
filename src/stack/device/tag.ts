import type { Skb } from '../skb';
import { ETH_P_8021AD, ETH_P_8021Q } from '../wire';
import type { NetDevice, TaggedReceiver } from './device';
import { ETH_HLEN } from './ethernet';

/** How a lower device finds the VLAN device of a tag. */
export function vlanKey(protocol: number, id: number): number {
  return protocol * 0x1000 + id;
}

/** The VLAN device that a tagged frame from a lower device is for; undefined for an untagged frame or an unknown tag. */
export function vlanOf(lower: NetDevice, { octets, protocol }: Skb): TaggedReceiver | undefined {
  if (lower.vlans.size === 0 || octets.length < ETH_HLEN + 4 || (protocol !== ETH_P_8021Q && protocol !== ETH_P_8021AD)) return undefined;
  return lower.vlans.get(vlanKey(protocol, ((octets[14]! & 0x0f) << 8) | octets[15]!));
}
