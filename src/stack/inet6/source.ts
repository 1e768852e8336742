import { isLinkLocal, isMulticast, lastOf } from '../address';
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
    const scores = score(inet6, ifa, dev, destination, scope);
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

function score({ labels }: Inet6, ifa: IfAddr6, dev: NetDevice | undefined, destination: bigint, scope: number): number[] {
  const mine = scopeOf(ifa.address);
  return [
    ifa.address === destination ? 1 : 0,
    mine >= scope ? -mine : mine - 128,
    ifa.flags & IFA_F.DEPRECATED ? 0 : 1,
    ifa.flags & IFA_F.HOMEADDRESS ? 1 : 0,
    !dev || ifa.idev.dev === dev ? 1 : 0,
    labels.labelOf(ifa.address, ifa.idev.dev.ifindex) === labels.labelOf(destination, dev?.ifindex ?? 0) ? 1 : 0,
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
