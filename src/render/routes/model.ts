import type { IpRoute } from '../../backend/snapshot';
import { addressBits, AF_INET, AF_INET6, type Family, familyOf, formatAddress, lastOf, networkOf, parseAddress } from '../../stack/address';

/** Where packets go that take a route; one a next hop. */
export interface Way {
  /** undefined for routes that drop packets or only point elsewhere */
  readonly dev?: string;
  readonly gateway?: string;
  readonly weight?: number;
  /** what becomes of the packet, in words */
  readonly end: string;
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

/** Lines in the order of `rows`, which is that of the terminal. */
export function routeLines(rows: readonly IpRoute[]): RouteLine[] {
  const seen = new Map<string, string>();
  return rows.map((row, i) => {
    const previous = i > 0 ? rows[i - 1]!.table : undefined;
    const key = JSON.stringify([row.table, row.type ?? 'unicast', row.dst, row.metric ?? 0]);
    const dev = row.dev ?? row.nexthops?.[0]?.dev ?? '';
    const winner = seen.get(key);
    if (winner === undefined) seen.set(key, dev);
    return {
      ...(row.table !== undefined && row.table !== previous && { table: row.table }),
      prefix: row.dst,
      covers: covers(row),
      ...(row.prefsrc !== undefined && { prefsrc: row.prefsrc }),
      ways: waysOf(row),
      remarks: remarksOf(row, winner, dev),
    };
  });
}

function waysOf(row: IpRoute): Way[] {
  const hops = row.nexthops ?? [{ gateway: row.gateway ?? row.via?.host, dev: row.dev, flags: row.flags }];
  const fixed = ENDS[row.type ?? 'unicast'];
  return hops.map(hop => ({
    ...(hop.dev !== undefined && { dev: hop.dev }),
    ...(hop.gateway !== undefined && { gateway: hop.gateway }),
    ...('weight' in hop && hop.weight !== undefined && row.nexthops!.length > 1 && { weight: hop.weight }),
    ...(fixed ?? { end: hop.gateway === undefined ? 'straight to the destination' : 'a router', mark: 'forward' as const }),
    dead: [...hop.flags, ...row.flags].some(flag => flag === 'linkdown' || flag === 'dead'),
  }));
}

function remarksOf(row: IpRoute, winner: string | undefined, dev: string): string[] {
  const remarks = [];
  const ipv4 = familyOfRoute(row) === AF_INET;
  if (winner !== undefined && ipv4) {
    remarks.push(winner === dev ? 'the same prefix again: the route above wins' : `same prefix as above: ${winner} wins, unless a program insists on ${dev}`);
  }
  if (row.metric !== undefined && row.metric > 0) remarks.push(`metric ${row.metric}`);
  if (row.protocol !== undefined && row.protocol !== 'kernel' && row.protocol !== 'boot') remarks.push(`proto ${row.protocol}`);
  if (row.flags.includes('onlink')) remarks.push('onlink');
  return remarks;
}

function familyOfRoute(row: IpRoute): Family | undefined {
  const address = parseAddress((row.dst === 'default' ? row.gateway ?? row.prefsrc ?? '' : row.dst).split('/')[0]!);
  return address === undefined ? undefined : familyOf(address);
}

/** The addresses under a prefix: `10.0.0.0 to 10.0.0.255`. */
function covers(row: IpRoute): string {
  if (row.dst === 'default') return 'everything else';
  const [text, bits] = row.dst.split('/');
  const address = parseAddress(text!);
  if (address === undefined) return '';
  const family = familyOf(address);
  const length = bits === undefined ? addressBits(family) : Number(bits);
  if (length === 0) return 'everything else';
  if (length === addressBits(family)) return 'this address alone';
  if (family === AF_INET6) return `2^${128 - length} addresses`;
  return `${formatAddress(networkOf(address, length))} to ${formatAddress(lastOf(address, length))}`;
}
