import { addressOctets, addressOf, formatMac, macOctets, type LinkAddress } from '../address';
import { BAD_HEADER, put16, TRUNCATED, u16, type Malformed } from './octets';

export const ARPHRD_ETHER = 1;
/** ARPOP_* of linux/if_arp.h. */
export const ARPOP_REQUEST = 1;
export const ARPOP_REPLY = 2;

const ARP_LENGTH = 28;
const ETH_P_IP = 0x0800;

/** ARP for IPv4 over Ethernet (RFC 826). */
export interface ArpRepr {
  /** ARPOP_* */
  readonly operation: number;
  readonly senderMac: LinkAddress;
  readonly senderIp: number;
  readonly targetMac: LinkAddress;
  readonly targetIp: number;
}

export function parseArp(octets: Uint8Array): ArpRepr | Malformed {
  if (octets.length < ARP_LENGTH) return TRUNCATED;
  if (u16(octets, 0) !== ARPHRD_ETHER || u16(octets, 2) !== ETH_P_IP || octets[4] !== 6 || octets[5] !== 4) return BAD_HEADER;
  return {
    operation: u16(octets, 6),
    senderMac: formatMac(octets.subarray(8, 14)),
    senderIp: addressOf(octets.subarray(14, 18)) as number,
    targetMac: formatMac(octets.subarray(18, 24)),
    targetIp: addressOf(octets.subarray(24, 28)) as number,
  };
}

export function emitArp(repr: ArpRepr): Uint8Array {
  const octets = new Uint8Array(ARP_LENGTH);
  put16(octets, 0, ARPHRD_ETHER);
  put16(octets, 2, ETH_P_IP);
  octets[4] = 6;
  octets[5] = 4;
  put16(octets, 6, repr.operation);
  octets.set(macOctets(repr.senderMac), 8);
  octets.set(addressOctets(repr.senderIp), 14);
  octets.set(macOctets(repr.targetMac), 18);
  octets.set(addressOctets(repr.targetIp), 24);
  return octets;
}
