import { macOctets, type LinkAddress } from '../address';

export const ANY = 0n;
export const LOOPBACK = 1n;
const LINK_LOCAL = 0xfe80n << 112n;
/** ff01::1, ff02::1, ff02::2, ff01::2, ff05::2, ff02::16 */
export const NODE_LOCAL_ALL_NODES = (0xff01n << 112n) | 1n;
export const ALL_NODES = (0xff02n << 112n) | 1n;
export const ALL_ROUTERS = (0xff02n << 112n) | 2n;
export const NODE_LOCAL_ALL_ROUTERS = (0xff01n << 112n) | 2n;
export const SITE_LOCAL_ALL_ROUTERS = (0xff05n << 112n) | 2n;
export const MLD2_ROUTERS = (0xff02n << 112n) | 0x16n;
export const MULTICAST_ALL = 0xffn << 120n;

/** IPV6_ADDR_SCOPE_* */
export const SCOPE = { NODE: 1, LINK: 2, SITE: 5, GLOBAL: 14 } as const;

/** __ipv6_addr_src_scope: the scope that an address has as a source or destination. */
export function scopeOf(address: bigint): number {
  if (address >> 120n === 0xffn) return Number((address >> 112n) & 0xfn);
  if (address === LOOPBACK) return SCOPE.LINK;
  const high = address >> 118n;
  if (high === 0x3fan) return SCOPE.LINK;
  if (high === 0x3fbn) return SCOPE.SITE;
  return SCOPE.GLOBAL;
}

/** Whether a route to it must be of the device asked for (rt6_need_strict): link-local and multicast addresses. */
export function needsDevice(address: bigint): boolean {
  return address >> 120n === 0xffn || address >> 118n === 0x3fan || address === LOOPBACK;
}

/** ff02::1:ffXX:XXXX (RFC 4291 section 2.7.1). */
export function solicitedNode(address: bigint): bigint {
  return (0xff02n << 112n) | 0x1_ff00_0000n | (address & 0xff_ffffn);
}

/** 33:33 and the last four octets (RFC 2464 section 7). */
export function multicastMac(address: bigint): LinkAddress {
  const tail = Number(address & 0xffff_ffffn).toString(16).padStart(8, '0');
  return `33:33:${tail.match(/../g)!.join(':')}`;
}

/** fe80::/64 with the modified EUI-64 identifier of a MAC (RFC 4291 appendix A). */
export function linkLocal(mac: LinkAddress): bigint {
  const [a, b, c, d, e, f] = macOctets(mac) as unknown as [number, number, number, number, number, number];
  const octets = [a ^ 2, b, c, 0xff, 0xfe, d, e, f];
  return LINK_LOCAL | octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}
