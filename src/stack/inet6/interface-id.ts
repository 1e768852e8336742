import { addressOf, macOctets } from '../address';
import { ARPHRD, type NetDevice } from '../device/device';
import { linkLocal } from './addresses';

const LINK_LOCAL = 0xfe80n << 112n;
const ISATAP = 0x5efen << 32n;
/** Ranges of IPv4 that aren't of the whole internet (addrconf's __ipv6_isatap_ifid): network and its length. */
const NOT_GLOBAL: readonly (readonly [network: number, length: number])[] = [
  [0x00000000, 8], [0x0a000000, 8], [0x7f000000, 8], [0xa9fe0000, 16], [0xac100000, 12], [0xc0000200, 24], [0xc0a80000, 16], [0xc0586300, 24], [0xc6336400, 24],
  [0xcb007100, 24], [0xe0000000, 4], [0xffffffff, 32],
];

/** The IPv4 address that is a tunnel's link-layer address; 0: none. */
export function ipv4End(dev: NetDevice): number {
  return addressOf(macOctets(dev.address)) as number;
}

/** The interface identifier of an IPv4 address (RFC 5214 section 6.1). */
function isatap(address: number): bigint {
  const isGlobal = !NOT_GLOBAL.some(([network, length]) => (address >>> (32 - length)) === (network >>> (32 - length)));
  return (isGlobal ? 0x0200n << 48n : 0n) | ISATAP | BigInt(address);
}

/** The link-local address that a device gives itself (ipv6_generate_eui64), where its kind has a way to make one. */
export function linkLocalFor(dev: NetDevice): bigint | undefined {
  switch (dev.type) {
    case ARPHRD.TUNNEL:
    case ARPHRD.IPGRE: {
      const address = ipv4End(dev);
      return address ? LINK_LOCAL | isatap(address) : undefined;
    }
    case ARPHRD.TUNNEL6: return dev.permAddress === undefined ? undefined : linkLocal(dev.permAddress.split(':').slice(0, 6).join(':'));
  }
  return linkLocal(dev.address);
}
