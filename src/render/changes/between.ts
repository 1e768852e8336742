import type { HostSnapshot, IpAddrInfo, IpLink, IpNeigh, IpRoute, IpRule, NetnsSnapshot, Snapshot } from '../../backend/snapshot';
import { linkState } from '../explain';
import { displayName, kindOf } from '../tables/interfaces';
import { ruleSelector } from '../tables/rules';

/** Something that came, went or became different in one place. */
export interface Change {
  readonly sign: '+' | '-' | '~';
  readonly what: 'namespace' | 'link' | 'address' | 'route' | 'rule' | 'neighbour';
  /** as Linux writes it */
  readonly name: string;
  /** by which tables know it, or what it is an address of: the interface's index, the neighbour's address and interface */
  readonly row?: string;
  /** in words; may be empty */
  readonly details: string;
  readonly host: string;
  /** null: the namespace in which the host booted */
  readonly netns: string | null;
}

type Found = Omit<Change, 'host' | 'netns'>;

/**
 * What a student has to know of the difference between two states, by host and namespace. Left out is what follows from something else
 * (routes of table local, addresses and routes of a link that went, link-local addresses) or comes and goes by itself (neighbours that nobody set).
 */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  const old = new Map(before.hosts.map(host => [host.name, host]));
  return after.hosts.flatMap(host => {
    const was = old.get(host.name);
    return was ? changesOfHost(was, host) : [];
  });
}

function changesOfHost(before: HostSnapshot, after: HostSnapshot): Change[] {
  const old = new Map(before.netns.map(netns => [netns.name, netns]));
  const now = new Set(after.netns.map(({ name }) => name));
  const moved = movedLinks(before, after);
  const place = (netns: string | null) => (found: Found): Change => ({ ...found, host: after.name, netns });
  const gone = before.netns.filter(({ name }) => !now.has(name)).map(({ name }) => place(null)({ sign: '-', what: 'namespace', name: name!, details: '' }));
  const come = after.netns.filter(({ name }) => !old.has(name)).map(({ name }) => place(null)({ sign: '+', what: 'namespace', name: name!, details: '' }));
  return [...gone, ...come, ...after.netns.flatMap(netns => changesOfNetns(old.get(netns.name), netns, moved).map(place(netns.name)))];
}

/** Links that went from one namespace to another: what each is now, and what namespace it came from; and what each was. */
interface Moved {
  readonly from: ReadonlyMap<IpLink, string | null>;
  readonly left: ReadonlySet<IpLink>;
}

function movedLinks(before: HostSnapshot, after: HostSnapshot): Moved {
  const identity = (link: IpLink): string => `${kindOf(link)} ${link.address}`;
  const from = new Map<IpLink, string | null>();
  const left = new Set<IpLink>();
  const absent = (links: readonly IpLink[], others: readonly IpLink[] | undefined): IpLink[] => links.filter(link => link.address !== undefined && !others?.some(other => other.ifindex === link.ifindex && identity(other) === identity(link)));
  const of = (host: HostSnapshot, name: string | null): readonly IpLink[] | undefined => host.netns.find(netns => netns.name === name)?.addr;
  const went = before.netns.flatMap(netns => absent(netns.addr, of(after, netns.name)).map(link => ({ link, netns: netns.name })));
  for (const netns of after.netns) {
    for (const link of absent(netns.addr, of(before, netns.name))) {
      const origin = link.link_type === 'loopback' ? undefined : went.find(one => !left.has(one.link) && one.netns !== netns.name && identity(one.link) === identity(link));
      if (!origin) continue;
      from.set(link, origin.netns);
      left.add(origin.link);
    }
  }
  return { from, left };
}

const EMPTY: Omit<NetnsSnapshot, 'name'> = { addr: [], route: [], rule: [], neigh: [] };

function changesOfNetns(before: NetnsSnapshot | undefined, after: NetnsSnapshot, moved: Moved): Found[] {
  const was = before ?? EMPTY;
  const old = new Map(was.addr.map(link => [link.ifindex, link]));
  const now = new Map(after.addr.map(link => [link.ifindex, link]));
  const gone = was.addr.filter(link => !now.has(link.ifindex));
  const goneNames = new Set(gone.map(({ ifname }) => ifname));
  return [
    ...gone.filter(link => !moved.left.has(link)).map((link): Found => ({ sign: '-', what: 'link', name: displayName(link), details: '' })),
    ...after.addr.flatMap(link => linkChanges(old.get(link.ifindex), link, moved.from)),
    ...after.addr.flatMap(link => addressChanges(old.get(link.ifindex), link)),
    ...different(was.route.filter(route => worthTelling(route) && !(route.protocol === 'kernel' && goneNames.has(route.dev ?? ''))), after.route.filter(worthTelling), routeText)
      .map(({ sign, name, of }): Found => ({ sign, name, what: 'route', details: of.protocol === 'kernel' && sign === '+' ? 'comes with the address' : '' })),
    // A new namespace begins with rules, which aren't news.
    ...(before ? different(was.rule, after.rule, ruleText) : []).map(({ sign, name }): Found => ({ sign, name, what: 'rule', details: '' })),
    ...different(was.neigh.filter(isPermanent), after.neigh.filter(isPermanent), neighbourText).map(({ sign, name, of }): Found => ({ sign, name, what: 'neighbour', row: `${of.dst} ${of.dev}`, details: '' })),
  ];
}

function linkChanges(before: IpLink | undefined, link: IpLink, moved: ReadonlyMap<IpLink, string | null>): Found[] {
  const state = linkState(link).word;
  const from = moved.get(link);
  if (from !== undefined) return [{ sign: '~', what: 'link', name: displayName(link), row: String(link.ifindex), details: `moved here from ${from ?? 'the host\'s own namespace'}; ${state}` }];
  if (!before) return link.link_type === 'loopback' ? [] : [{ sign: '+', what: 'link', name: displayName(link), row: String(link.ifindex), details: [kindOf(link), ...link.master === undefined ? [] : [`in ${link.master}`], state].join(', ') }];
  const was = linkState(before).word;
  const details = [
    ...before.ifname === link.ifname ? [] : [`renamed, was ${before.ifname}`],
    ...was === state ? [] : [`${was} → ${state}`],
    ...before.mtu === link.mtu ? [] : [`MTU ${before.mtu} → ${link.mtu}`],
    ...before.address === link.address ? [] : [`MAC ${before.address} → ${link.address}`],
    ...before.master === link.master ? [] : [link.master === undefined ? `left ${before.master}` : before.master === undefined ? `joined ${link.master}` : `${before.master} → ${link.master}`],
  ];
  return details.length === 0 ? [] : [{ sign: '~', what: 'link', name: displayName(link), row: String(link.ifindex), details: details.join(', ') }];
}

function addressChanges(before: IpLink | undefined, link: IpLink): Found[] {
  const of = (one: IpLink | undefined): readonly IpAddrInfo[] => (one?.addr_info ?? []).filter(({ scope, family }) => scope !== 'host' && !(scope === 'link' && family === 'inet6'));
  const text = ({ local, address, prefixlen }: IpAddrInfo): string => `${local}${address === undefined ? '' : ` peer ${address}`}/${prefixlen}`;
  return different(of(before), of(link), text).map((found): Found => ({ sign: found.sign, what: 'address', name: found.name, row: String(link.ifindex), details: `on ${link.ifname}` }));
}

function worthTelling(route: IpRoute): boolean {
  return route.table !== 'local' && route.type !== 'multicast' && !(route.dst === 'fe80::/64' && route.protocol === 'kernel');
}

function routeText(route: IpRoute): string {
  const hops = route.nexthops ?? [{ gateway: route.gateway ?? route.via?.host, dev: route.dev }];
  const way = hops.map(({ gateway, dev }) => `${gateway === undefined ? '' : ` via ${gateway}`}${dev === undefined ? '' : ` dev ${dev}`}`).join(' and');
  const type = route.type === undefined || route.type === 'unicast' ? '' : `${route.type} `;
  const metric = route.metric === undefined || route.metric === 0 || route.protocol === 'kernel' ? '' : ` metric ${route.metric}`;
  return `${type}${route.dst}${way}${route.table === undefined || route.table === 'main' ? '' : ` table ${route.table}`}${metric}`;
}

function ruleText(rule: IpRule): string {
  return `${rule.priority}: ${ruleSelector(rule)} ${rule.table === undefined ? rule.action ?? '' : `lookup ${rule.table}`}`.trimEnd();
}

function isPermanent({ state }: IpNeigh): boolean {
  return state?.includes('PERMANENT') === true;
}

function neighbourText({ dst, lladdr, dev }: IpNeigh): string {
  return `${dst}${lladdr === undefined ? '' : ` lladdr ${lladdr}`} dev ${dev}`;
}

/** Rows that only one of the two has, by what is said of them. */
function different<T>(before: readonly T[], after: readonly T[], text: (row: T) => string): { readonly sign: '+' | '-'; readonly name: string; readonly of: T }[] {
  const old = new Set(before.map(text));
  const now = new Set(after.map(text));
  const only = (rows: readonly T[], others: ReadonlySet<string>, sign: '+' | '-') => rows.map(row => ({ sign, name: text(row), of: row })).filter(({ name }) => !others.has(name));
  return [...only(before, now, '-'), ...only(after, old, '+')];
}
