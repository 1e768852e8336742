import { addressOctets, type IpAddress } from '../address';

/** Addresses that a transport checksum covers besides the message itself. */
export interface Endpoints {
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

/** One's complement sum of 16-bit words (RFC 1071), not yet folded, on top of `sum`; an odd last octet is padded with 0. */
export function sumWords(octets: Uint8Array, sum = 0): number {
  const even = octets.length & ~1;
  for (let i = 0; i < even; i += 2) sum += (octets[i]! << 8) | octets[i + 1]!;
  if (even < octets.length) sum += octets[even]! << 8;
  return sum;
}

/** The internet checksum of a sum: folded to 16 bits and complemented. */
export function fold(sum: number): number {
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** The internet checksum (RFC 1071). Over octets that hold a right checksum the result is 0. */
export function checksum(octets: Uint8Array): number {
  return fold(sumWords(octets));
}

/** Sum of the pseudo header: RFC 793 and 768 for IPv4, RFC 8200 section 8.1 for IPv6. */
export function pseudoSum({ source, destination }: Endpoints, protocol: number, length: number): number {
  return sumWords(addressOctets(destination), sumWords(addressOctets(source))) + protocol + length;
}

/** The checksum of a transport message with its pseudo header; 0 over a message that holds a right one. */
export function transportChecksum(endpoints: Endpoints, protocol: number, message: Uint8Array): number {
  return fold(sumWords(message, pseudoSum(endpoints, protocol, message.length)));
}
