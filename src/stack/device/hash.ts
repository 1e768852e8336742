import { macOctets, type LinkAddress } from '../address';

/** GOLDEN_RATIO_64 of include/linux/hash.h */
const GOLDEN_RATIO = 0x61c8864680b583ebn;

/** Which of 256 lists an Ethernet address belongs to (hash_64 of its octets, as macvlan_eth_hash and vxlan's eth_hash have it on a little-endian machine). */
export function ethernetHash(address: LinkAddress): number {
  const value = macOctets(address).reduceRight((sum, octet) => (sum << 8n) | BigInt(octet), 0n) << 16n;
  return Number(BigInt.asUintN(64, value * GOLDEN_RATIO) >> 56n);
}
