import { addressOf, formatAddress, macOctets, type LinkAddress } from '../../../stack';

/** ARPHRD_* names as iproute2 prints them (lib/ll_types.c), those that the simulation can meet. */
const ARPHRD: Readonly<Record<number, string>> = {
  1: 'ether', 512: 'ppp', 768: 'ipip', 769: 'tunnel6', 772: 'loopback', 776: 'sit', 778: 'gre', 823: 'gre6', 824: 'netlink', 65534: 'none', 65535: 'void',
};

/** The word after `link/`; with -N always a number in brackets. */
export function linkTypeName(type: number, numeric: boolean): string {
  return (numeric ? undefined : ARPHRD[type]) ?? `[${type}]`;
}

/** Those whose link-layer addresses are IP addresses: tunnels over IPv4, tunnels over IPv6 (lib/ll_addr.c). */
const IP_ADDRESSED: Readonly<Record<number, number>> = { 768: 4, 776: 4, 778: 4, 769: 16, 823: 16 };

/** A link-layer address as iproute2 prints it. */
export function linkAddressText(address: LinkAddress, type: number): string {
  const octets = macOctets(address);
  return IP_ADDRESSED[type] === octets.length ? formatAddress(addressOf(octets)) : address;
}
