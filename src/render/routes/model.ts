import type { IpRoute } from '../../backend/snapshot';
import { addressBits, AF_INET, AF_INET6, familyOf, formatAddress, lastOf, networkOf } from '../../stack/address';
import { destinationOf, familyOfRoute, inOrder } from './order';

/** Where packets go that take a route; one a next hop. */
export interface Way {
  /** undefined for routes that drop packets or only point elsewhere */
  readonly dev?: string;
  readonly gateway?: string;
  readonly weight?: number;
  /** what becomes of the packet, in words */
  readonly end: string;
  /** the route's type, where that says what becomes of the packet */
  readonly type?: string;
  readonly mark: 'forward' | 'stop' | 'here';
  /** the interface is down or has no carrier */
  readonly dead: boolean;
}

/** A line of the diagram. */
export interface RouteLine {
  /** set where the table differs from the line above's */
  readonly table?: string;
  /** as iproute2 writes it */
  readonly prefix: string;
  /** the addresses that it covers, in words */
  readonly covers: string;
  readonly prefsrc?: string;
  readonly ways: readonly Way[];
  readonly remarks: readonly string[];
}

/** What happens to a packet that takes a route of that type (ip-route(8)). */
const ENDS: Readonly<Record<string, { readonly end: string; readonly mark: Way['mark'] }>> = {
  local: { end: 'this host itself', mark: 'here' },
  broadcast: { end: 'everybody on the link', mark: 'forward' },
  multicast: { end: 'members of the group', mark: 'forward' },
  anycast: { end: 'this host, among others', mark: 'here' },
  nat: { end: 'another address', mark: 'forward' },
  blackhole: { end: 'dropped in silence', mark: 'stop' },
  unreachable: { end: 'refused: host unreachable', mark: 'stop' },
  prohibit: { end: 'refused: prohibited', mark: 'stop' },
  throw: { end: 'back to the rules', mark: 'stop' },
};

/** Lines in the order in which the kernel comes to them. */
export function routeLines(rows: readonly IpRoute[]): RouteLine[] {
  const seen = new Map<string, string>();
  const families = new Set(rows.map(familyOfRoute));
  let heading: string | undefined;
  return inOrder(rows).map(row => {
    const family = familyOfRoute(row);
    const key = JSON.stringify([family, row.table, row.dst, row.tos, row.metric ?? 0]);
    const dev = row.dev ?? row.nexthops?.[0]?.dev ?? '';
    const winner = seen.get(key);
    if (winner === undefined) seen.set(key, dev);
    const table = row.table === undefined ? undefined : families.size > 1 ? `${row.table}, ${family === AF_INET ? 'IPv4' : 'IPv6'}` : row.table;
    const begins = table !== heading;
    heading = table;
    return {
      ...(begins && table !== undefined && { table }),
      prefix: row.dst,
      covers: covers(row),
      ...(row.prefsrc !== undefined && { prefsrc: row.prefsrc }),
      ways: waysOf(row),
      remarks: remarksOf(row, winner, dev),
    };
  });
}

function waysOf(row: IpRoute): Way[] {
  const hops = row.nexthops ?? [row];
  const fixed = ENDS[row.type ?? 'unicast'];
  return hops.map(hop => {
    const gateway = hop.gateway ?? hop.via?.host;
    return {
      ...(hop.dev !== undefined && { dev: hop.dev }),
      ...(gateway !== undefined && { gateway }),
      ...('weight' in hop && hop.weight !== undefined && hops.length > 1 && { weight: hop.weight }),
      ...(fixed?.mark === 'stop' && { type: row.type! }),
      ...(fixed ?? { end: gateway === undefined ? 'straight to the destination' : 'a router', mark: 'forward' as const }),
      dead: [...hop.flags, ...row.flags].some(flag => flag === 'linkdown' || flag === 'dead'),
    };
  });
}

function remarksOf(row: IpRoute, winner: string | undefined, dev: string): string[] {
  const remarks = [];
  if (winner !== undefined && familyOfRoute(row) === AF_INET) {
    remarks.push(winner === dev || winner === '' || dev === '' ? 'the same prefix again: the route above wins' : `same prefix as above: ${winner} wins, unless a program insists on ${dev}`);
  }
  if (row.metric !== undefined && row.metric > 0) remarks.push(`metric ${row.metric}`);
  if (row.tos !== undefined) remarks.push(`only for tos ${row.tos}`);
  if (row.nhid !== undefined) remarks.push(`nexthop object ${row.nhid}`);
  if (row.protocol !== undefined && row.protocol !== 'kernel' && row.protocol !== 'boot') remarks.push(`proto ${row.protocol}`);
  if (row.flags.includes('onlink')) remarks.push('onlink');
  return remarks;
}

/** The addresses under a prefix: `10.0.0.0 to 10.0.0.255`. */
function covers(row: IpRoute): string {
  const { address, length } = destinationOf(row);
  if (address === undefined) return row.dst === 'default' ? 'everything else' : '';
  const family = familyOf(address);
  if (length === 0) return 'everything else';
  if (length === addressBits(family)) return 'this address alone';
  if (family === AF_INET6) return `2^${128 - length} addresses`;
  return `${formatAddress(networkOf(address, length))} to ${formatAddress(lastOf(address, length))}`;
}
