import type { IpRoute } from '../../backend/snapshot';
import { addressBits, AF_INET, AF_INET6, type Family, familyOf, type IpAddress, parseAddress } from '../../stack/address';

/** A route's destination. */
export interface Destination {
  /** undefined for `default` */
  readonly address: IpAddress | undefined;
  readonly length: number;
}

export function destinationOf({ dst }: IpRoute): Destination {
  if (dst === 'default') return { address: undefined, length: 0 };
  const [text, bits] = dst.split('/');
  const address = parseAddress(text!);
  return { address, length: bits !== undefined ? Number(bits) : address === undefined ? 0 : addressBits(familyOf(address)) };
}

/** `default` alone doesn't say it: IPv6's rows have a router preference, or else the gateway tells. */
export function familyOfRoute(row: IpRoute): Family {
  const address = destinationOf(row).address ?? parseAddress(row.gateway ?? row.prefsrc ?? row.nexthops?.[0]?.gateway ?? '');
  if (address !== undefined) return familyOf(address);
  return row.pref === undefined ? AF_INET : AF_INET6;
}

/** Type of service, 0 where the route is for any; iproute2 names some values, which then count as 1. */
export function tosOf({ tos = '0' }: IpRoute): number {
  return Number.isNaN(Number(tos)) ? 1 : Number(tos);
}

/** Tables in the order in which the rules that every host has name them; all others by number. */
const TABLES: Readonly<Record<string, number>> = { local: -3, 255: -3, main: -2, 254: -2, default: -1, 253: -1 };

function rankOf({ table = 'main' }: IpRoute): number {
  return TABLES[table] ?? (Number.isNaN(Number(table)) ? Infinity : Number(table));
}

const compare = (a: IpAddress, b: IpAddress): number => a < b ? -1 : a > b ? 1 : 0;

/** Routes in the order in which the kernel comes to them: table by table, the longest prefix first, of one prefix the lowest metric. Equal ones stay as they are. */
export function inOrder(rows: readonly IpRoute[]): IpRoute[] {
  const keys = new Map(rows.map((row): [IpRoute, IpAddress[]] => {
    const { address = 0, length } = destinationOf(row);
    return [row, [familyOfRoute(row), rankOf(row), -length, address, -tosOf(row), row.metric ?? 0]];
  }));
  return [...rows].sort((a, b) => {
    const [x, y] = [keys.get(a)!, keys.get(b)!];
    return x.map((key, i) => compare(key, y[i]!)).find(result => result !== 0) ?? 0;
  });
}
