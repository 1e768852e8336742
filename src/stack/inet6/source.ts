import { contains, isLinkLocal, isMulticast, lastOf, parseIpv6, type Prefix } from '../address';
import { IFA_F } from '../rtnetlink';
import type { NetDevice } from '../device/device';
import { l3Master } from '../device/l3mdev';
import { scopeOf } from './addresses';
import type { IfAddr6 } from './ifaddr';
import type { Inet6, Inet6Dev } from './inet6';

/** A link-local address of the device that is no longer tentative (ipv6_get_lladdr). */
export function linkLocalOf(idev: Inet6Dev): bigint | undefined {
  return idev.addresses.find(ifa => isLinkLocal(ifa.address) && !ifa.tentative)?.address;
}

/** The default policy table's labels (net/ipv6/addrlabel.c, RFC 6724 section 2.1), longest prefix first. */
const LABELS: readonly (readonly [Prefix, number])[] = ([
  ['::1', 128, 0], ['::ffff:0:0', 96, 4], ['::', 96, 3], ['2001::', 32, 6], ['2001:10::', 28, 7], ['3ffe::', 16, 12], ['2002::', 16, 2],
  ['fec0::', 10, 11], ['fc00::', 7, 5], ['::', 0, 1],
] as const).map(([text, length, label]) => [{ address: parseIpv6(text)!, length }, label]);

function labelOf(address: bigint): number {
  return LABELS.find(([prefix]) => contains(prefix, address))![1];
}

/**
 * The source for a destination (ipv6_dev_get_saddr, RFC 6724 section 5): the address that wins the first rule in which two differ.
 * @param dev the device that the packet leaves by
 */
export function selectSource(inet6: Inet6, dev: NetDevice | undefined, destination: bigint): bigint | undefined {
  const own = isMulticast(destination) || isLinkLocal(destination) || (dev && inet6.device(dev.ifindex)?.conf.use_oif_addrs_only);
  const scope = scopeOf(destination);
  let best: { readonly address: bigint; readonly scores: readonly number[] } | undefined;
  const master = l3Master(dev);
  for (const ifa of candidates(inet6, dev, master)) {
    if (ifa.tentative || (own && dev && ifa.idev.dev !== dev)) continue;
    const scores = score(ifa, dev, destination, scope);
    if (!best || compare(scores, best.scores) > 0) best = { address: ifa.address, scores };
  }
  return best?.address;
}

/** Addresses of one L3 domain; in a VRF those of the device come first, then the VRF's own (ipv6_get_saddr_master). */
function candidates(inet6: Inet6, dev: NetDevice | undefined, master: NetDevice | undefined): readonly IfAddr6[] {
  for (const preferred of master ? [dev, master] : []) {
    const own = inet6.device(preferred!.ifindex)?.addresses.filter(ifa => !ifa.tentative) ?? [];
    if (own.length > 0) return own;
  }
  return inet6.addresses().filter(ifa => l3Master(ifa.idev.dev) === master);
}

function score(ifa: IfAddr6, dev: NetDevice | undefined, destination: bigint, scope: number): number[] {
  const mine = scopeOf(ifa.address);
  return [
    ifa.address === destination ? 1 : 0,
    mine >= scope ? -mine : mine - 128,
    ifa.flags & IFA_F.DEPRECATED ? 0 : 1,
    ifa.flags & IFA_F.HOMEADDRESS ? 1 : 0,
    !dev || ifa.idev.dev === dev ? 1 : 0,
    labelOf(ifa.address) === labelOf(destination) ? 1 : 0,
    Math.min(commonLength(ifa.address, destination), ifa.length),
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}

function commonLength(a: bigint, b: bigint): number {
  let length = 0;
  while (length < 128 && lastOf(a, length + 1) === lastOf(b, length + 1)) length++;
  return length;
}
