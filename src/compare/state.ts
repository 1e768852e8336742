import type { HostSnapshot, IpAddrInfo, IpLink, IpNeigh, IpRoute, IpRule, NetnsSnapshot, Snapshot } from '../backend';

/** A value in the state of a network that differs. */
export interface StateDifference {
  readonly kind: 'state';
  readonly host: string;
  /** null for the namespace in which the host booted */
  readonly netns: string | null;
  /** The way to the value: what it is, its key, then iproute2's own names. */
  readonly path: readonly string[];
  /** undefined where there is none */
  readonly left: unknown;
  readonly right: unknown;
}

type Place = Pick<StateDifference, 'host' | 'netns'>;

const linkKey = ({ ifname }: IpLink): string => ifname;
const addressKey = ({ local, prefixlen, address }: IpAddrInfo): string => `${local}${address === undefined ? '' : ` peer ${address}`}/${prefixlen}`;
const routeKey = ({ dst, table = 'main', type, gateway, dev, metric }: IpRoute): string =>
  [...(type === undefined ? [] : [type]), dst, ...(gateway === undefined ? [] : ['via', gateway]), ...(dev === undefined ? [] : ['dev', dev]), 'table', table, ...(metric === undefined ? [] : ['metric', metric])].join(' ');
const ruleKey = ({ priority, src }: IpRule): string => `${priority}: from ${src}`;
const neighKey = ({ dst, dev }: IpNeigh): string => `${dst} dev ${dev}`;

/** What differs between two states of a network, row by row. Rows count by their key and, neighbours apart, by their order. */
export function snapshotDifferences(left: Snapshot, right: Snapshot): StateDifference[] {
  return pairs(left.hosts, right.hosts, ({ name }) => name).flatMap(([host, a, b]) =>
    pairs(a?.netns ?? [], b?.netns ?? [], ({ name }: HostSnapshot['netns'][number]) => name ?? '').flatMap(([, x, y]) =>
      netnsDifferences({ host, netns: (x ?? y)!.name }, x, y)));
}

function netnsDifferences(place: Place, left: NetnsSnapshot | undefined, right: NetnsSnapshot | undefined): StateDifference[] {
  if (!left || !right) return [{ kind: 'state', ...place, path: ['netns'], left: left && 'there', right: right && 'there' }];
  return [
    ...rows(place, 'link', left.addr.map(withoutAddresses), right.addr.map(withoutAddresses), linkKey, true),
    ...pairs(left.addr, right.addr, linkKey).flatMap(([ifname, a, b]) => (a && b ? rows(place, `address of ${ifname}`, a.addr_info ?? [], b.addr_info ?? [], addressKey, true) : [])),
    ...rows(place, 'route', left.route, right.route, routeKey, true),
    ...rows(place, 'rule', left.rule, right.rule, ruleKey, true),
    // A hash with a random seed decides the order of neighbours.
    ...rows(place, 'neigh', left.neigh, right.neigh, neighKey, false),
  ];
}

function withoutAddresses({ addr_info: _, ...link }: IpLink): IpLink {
  return link;
}

/** Rows of the same key beside each other; where one key stands for several, the second and later are numbered. */
function pairs<T>(left: readonly T[], right: readonly T[], keyOf: (row: T) => string): (readonly [string, T | undefined, T | undefined])[] {
  const [a, b] = [keyed(left, keyOf), keyed(right, keyOf)];
  return [...new Set([...a.keys(), ...b.keys()])].map(key => [key, a.get(key), b.get(key)] as const);
}

function keyed<T>(rowsOf: readonly T[], keyOf: (row: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const row of rowsOf) {
    const key = keyOf(row);
    let name = key;
    for (let n = 2; map.has(name); n++) name = `${key} #${n}`;
    map.set(name, row);
  }
  return map;
}

function rows<T>(place: Place, what: string, left: readonly T[], right: readonly T[], keyOf: (row: T) => string, ordered: boolean): StateDifference[] {
  const found = pairs(left, right, keyOf).flatMap(([key, a, b]) => valueDifferences(place, [what, key], a, b));
  const [a, b] = [[...keyed(left, keyOf).keys()], [...keyed(right, keyOf).keys()]];
  const order = ordered && a.length === b.length && a.join('\n') !== b.join('\n') && [...a].sort().join('\n') === [...b].sort().join('\n');
  return order ? [...found, { kind: 'state', ...place, path: [what, 'order'], left: a, right: b }] : found;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function valueDifferences(place: Place, path: readonly string[], left: unknown, right: unknown): StateDifference[] {
  if (isObject(left) && isObject(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap(key => valueDifferences(place, [...path, key], left[key], right[key]));
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ kind: 'state', ...place, path, left, right }];
}
