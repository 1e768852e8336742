import { RTNH_F } from '../rtnetlink';
import type { FibNexthop, FibRoute } from './fib-table';
import type { Inet } from './inet';

/** Gives each live nexthop its share of the 31-bit hash values by its weight (fib_rebalance). */
export function rebalance(inet: Inet, route: FibRoute): void {
  if (route.nexthops.length < 2) return;
  const live = (nexthop: FibNexthop): boolean => usable(inet, nexthop);
  const total = route.nexthops.filter(live).reduce((sum, nexthop) => sum + nexthop.weight, 0);
  let sum = 0;
  for (const nexthop of route.nexthops) {
    if (!live(nexthop)) {
      nexthop.upperBound = -1;
      continue;
    }
    sum += nexthop.weight;
    nexthop.upperBound = Math.round((sum * 2 ** 31) / total) - 1;
  }
}

function usable(inet: Inet, nexthop: FibNexthop): boolean {
  if (nexthop.flags & RTNH_F.DEAD) return false;
  return !(nexthop.flags & RTNH_F.LINKDOWN && inet.lookupOptions().ignoresLinkdown!(nexthop.oif));
}

/** The nexthop that a flow between two addresses takes (fib_select_multipath, fib_multipath_hash_policy 0). */
export function selectNexthop(inet: Inet, route: FibRoute, saddr: number, daddr: number): FibNexthop | undefined {
  const hash = mix(inet.settings.hashKey, saddr, daddr) >>> 1;
  return route.nexthops.find(nexthop => hash <= nexthop.upperBound && nexthop.upperBound >= 0) ?? undefined;
}

function mix(...words: readonly number[]): number {
  let hash = 0;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash >>> 0;
}
