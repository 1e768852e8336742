import { formatMac, MAC_ZERO, macOctets, type LinkAddress } from '../address';
import type { Random } from '../random';

/** Octets of an Ethernet header. */
export const ETH_HLEN = 14;
const ETH_P_802_3_MIN = 0x0600;
const ETH_P_802_2 = 0x0004;

/** Octets of an Ethernet address. */
export const ETH_ALEN = 6;

/** Octets of a link-layer address. */
export function addressLength(address: LinkAddress): number {
  return address === '' ? 0 : address.split(':').length;
}

/** Address at an offset of a frame: 0 destination, 6 source. */
export function readMac(frame: Uint8Array, offset: 0 | 6): LinkAddress {
  return formatMac(frame.subarray(offset, offset + 6));
}

/** ETH_P_* of a frame; ETH_P_802_2 where the field is a length. */
export function ethernetType(frame: Uint8Array): number {
  const type = (frame[12]! << 8) | frame[13]!;
  return type >= ETH_P_802_3_MIN ? type : ETH_P_802_2;
}

/** A frame: the header (eth_header), then the payload. */
export function ethernetFrame(destination: LinkAddress, source: LinkAddress, type: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(ETH_HLEN + payload.length);
  frame.set(macOctets(destination), 0);
  frame.set(macOctets(source), 6);
  frame[12] = type >> 8;
  frame[13] = type & 0xff;
  frame.set(payload, ETH_HLEN);
  return frame;
}

/** A locally administered unicast address (eth_hw_addr_random). */
export function randomAddress(random: Random): LinkAddress {
  const octets = random.octets(6);
  octets[0] = (octets[0]! & 0xfe) | 0x02;
  return formatMac(octets);
}

/** Whether it stands for a group of stations or for all. */
export function isMulticastAddress(address: LinkAddress): boolean {
  return (parseInt(address.slice(0, 2), 16) & 1) !== 0;
}

/** Whether a station can have that address: six octets, unicast, not all zero (is_valid_ether_addr). */
export function isValidEthernetAddress(address: LinkAddress): boolean {
  const octets = macOctets(address);
  return octets.length === 6 && !isMulticastAddress(address) && address !== MAC_ZERO;
}
