import { formatMac, macOctets, type LinkAddress } from '../address';
import { concat, put16, TRUNCATED, u16, type Parsed } from './octets';

/** ETH_P_* of linux/if_ether.h. */
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_8021Q = 0x8100;
export const ETH_P_8021AD = 0x88a8;
export const ETH_P_IPV6 = 0x86dd;
export const ETH_P_ALL = 0x0003;
export const ETH_P_802_2 = 0x0004;
export const ETH_P_LOOPBACK = 0x9000;

export const ETHERNET_HEADER = 14;
export const VLAN_HEADER = 4;

/** Ethernet II, without the frame check sequence. In an IEEE 802.3 frame `type` is a length, below 0x600. */
export interface EthernetRepr {
  readonly destination: LinkAddress;
  readonly source: LinkAddress;
  /** ETH_P_*; for a tagged frame ETH_P_8021Q or ETH_P_8021AD, and the payload starts with the tag */
  readonly type: number;
}

export function parseEthernet(octets: Uint8Array): Parsed<EthernetRepr> {
  if (octets.length < ETHERNET_HEADER) return TRUNCATED;
  return {
    destination: formatMac(octets.subarray(0, 6)),
    source: formatMac(octets.subarray(6, 12)),
    type: u16(octets, 12),
    payload: octets.subarray(ETHERNET_HEADER),
  };
}

export function emitEthernet(repr: EthernetRepr, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(ETHERNET_HEADER);
  header.set(macOctets(repr.destination), 0);
  header.set(macOctets(repr.source), 6);
  put16(header, 12, repr.type);
  return concat(header, payload);
}

/** An IEEE 802.1Q tag and the type that follows it. */
export interface VlanRepr {
  /** priority code point, 0 to 7 */
  readonly priority: number;
  /** drop eligible indicator */
  readonly dropEligible: boolean;
  /** VLAN id, 0 to 4095 */
  readonly id: number;
  /** ETH_P_* of what the tag precedes */
  readonly type: number;
}

/** Reads a tag from an Ethernet payload whose type is ETH_P_8021Q or ETH_P_8021AD. */
export function parseVlan(octets: Uint8Array): Parsed<VlanRepr> {
  if (octets.length < VLAN_HEADER) return TRUNCATED;
  const control = u16(octets, 0);
  return {
    priority: control >>> 13,
    dropEligible: (control & 0x1000) !== 0,
    id: control & 0xfff,
    type: u16(octets, 2),
    payload: octets.subarray(VLAN_HEADER),
  };
}

export function emitVlan(repr: VlanRepr, payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(VLAN_HEADER);
  put16(header, 0, (repr.priority << 13) | (repr.dropEligible ? 0x1000 : 0) | repr.id);
  put16(header, 2, repr.type);
  return concat(header, payload);
}
