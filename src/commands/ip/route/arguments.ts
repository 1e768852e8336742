import { AF_UNSPEC, ROUTE_TYPES, type Family, type IpAddress, type Prefix, type RouteType } from '../../../stack';
import type { Args } from '../args';
import type { Argument } from '../grammar';
import type { Ip } from '../context';
import { familyNumber, inetAddress, inetPrefix, type InetPrefix } from '../inet';
import { matches } from '../matches';
import { unsigned } from '../numbers';

/** Arguments of `ip route` that others don't take. */

export const table: Argument<number> = { kind: 'TABLE_ID', parse: (value, ip) => ip.names.number('rt_tables', value) };
export const protocol: Argument<number> = { kind: 'RTPROTO', parse: (value, ip) => ip.names.number('rt_protos', value) };
export const dsfield: Argument<number> = { kind: 'TOS', parse: (value, ip) => ip.names.number('rt_dsfield', value) };

/** `[FROM/]TO`, or a number of all 32 bits (get_rt_realms_or_raw). */
export const realms: Argument<number> = {
  kind: 'REALM',
  parse: (value, ip) => {
    const slash = value.indexOf('/');
    const from = slash < 0 ? 0 : ip.names.number('rt_realms', value.slice(0, slash));
    const rest = value.slice(slash + 1);
    const to = rest === '' ? 0 : ip.names.number('rt_realms', rest);
    return from === undefined || to === undefined ? unsigned(value) : from * 0x10000 + to;
  },
};

/** A VRF's table. */
export const vrfTable: Argument<number> = {
  kind: 'VRF',
  parse: (value, ip) => {
    const link = ip.link({ ifname: value });
    const id = link?.kind === 'vrf' ? link.data?.table : undefined;
    return typeof id === 'number' && id !== 0 ? id : undefined;
  },
};

/** Types that may be abbreviated, the first one winning. */
const ABBREVIATED: readonly RouteType[] = ['broadcast', 'anycast', 'multicast', 'prohibit', 'unreachable', 'blackhole', 'xresolve', 'unicast'];

/** rtnl_rtntype_a2n: a name or a number; undefined if it is none. */
export function routeType(text: string): RouteType | undefined {
  if (text === 'none' || (ROUTE_TYPES as readonly string[]).includes(text)) return text as RouteType;
  if (text === 'brd') return 'broadcast';
  const meant = ABBREVIATED.find(type => text !== '' && matches(text, type));
  if (meant) return meant;
  const id = unsigned(text, 254);
  return id === undefined ? undefined : ROUTE_TYPES[id];
}

/** `[FAMILY] ADDRESS`: reads a family's name and moves on, if there is one. */
export function familyBefore(args: Args, otherwise: number): number {
  const family = familyNumber(args.word!);
  if (family === AF_UNSPEC) return otherwise;
  args.next();
  return family;
}

/** Whoever has a family; the first argument that brings one sets it. */
export interface WithFamily {
  family: number;
}

export function takeAddress(state: WithFamily, text: string, family = state.family): InetPrefix {
  const found = inetAddress(text, family);
  if (state.family === AF_UNSPEC) state.family = found.family;
  return found;
}

export function takePrefix(state: WithFamily, text: string): InetPrefix {
  const found = inetPrefix(text, state.family);
  if (state.family === AF_UNSPEC) state.family = found.family;
  return found;
}

/** The prefix as the kernel gets it: `default` has the family that others brought. */
export function asPrefix(prefix: InetPrefix, family: Family): Prefix {
  return { address: prefix.hasAddress ? prefix.address : zeroOf(family), length: prefix.length };
}

export function zeroOf(family: Family): IpAddress {
  return family === 2 ? 0 : 0n;
}

/** IPv4 unless something said otherwise; other families have no routes here. */
export function routeFamily(ip: Ip, family: number): Family {
  if (family === AF_UNSPEC || family === 2) return 2;
  if (family === 10) return 10;
  return ip.unsupported('a route of that family');
}
