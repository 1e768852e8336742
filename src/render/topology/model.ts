import type { IpAddrInfo, IpLink, Snapshot } from '../../backend/snapshot';

/** An interface in the picture. */
export interface Port {
  /** unique in the picture */
  readonly id: string;
  readonly link: IpLink;
  /** how deep under its bridge, bond or parent device it stands; 0 at the top */
  readonly depth: number;
  /** since the last picture */
  readonly news?: 'new' | 'changed';
}

/** A host's initial namespace or a named one. */
export interface Place {
  readonly id: string;
  readonly host: string;
  /** null for the namespace in which the host booted */
  readonly netns: string | null;
  readonly ports: readonly Port[];
  /** interfaces left out because there are too many */
  readonly hidden: number;
  /** since the last picture */
  readonly news?: 'new';
}

export interface Joint {
  readonly kind: 'cable' | 'veth';
  readonly a: Port;
  readonly b: Port;
  readonly from: Place;
  readonly to: Place;
}

export interface Topology {
  readonly places: readonly Place[];
  readonly joints: readonly Joint[];
}

/** Interfaces that one place shows at most. */
const PORT_LIMIT = 60;

/** What of a snapshot the picture shows, and what of it wasn't so in `previous`. */
export function topologyOf(snapshot: Snapshot, previous?: Snapshot): Topology {
  const before = previous && new Map<string, ReadonlyMap<number, IpLink>>(previous.hosts.flatMap(host => host.netns.map(netns => [`${host.name}/${netns.name ?? ''}`, new Map(netns.addr.map(link => [link.ifindex, link]))] as const)));
  const places = snapshot.hosts.flatMap(host => host.netns.map(netns => {
    const id = `${host.name}/${netns.name ?? ''}`;
    const shown = arrange(netns.addr.filter(link => link.ifname !== undefined && !isUsualLoopback(link)));
    const known = before?.get(id);
    const ports = shown.slice(0, PORT_LIMIT).map(({ link, depth }) => ({ id: `${id}/${link.ifindex}`, link, depth, ...(before && newsOf(link, known?.get(link.ifindex))) }));
    return { id, host: host.name, netns: netns.name, ports, hidden: shown.length - ports.length, ...(before && !known && { news: 'new' as const }) };
  }));
  const wired = cables(snapshot, places);
  return { places, joints: [...wired, ...vethPairs(places, new Set(wired.flatMap(({ a, b }) => [a, b])))] };
}

function newsOf(link: IpLink, before: IpLink | undefined): { readonly news?: 'new' | 'changed' } {
  if (!before) return { news: 'new' };
  const facts = ({ ifname, flags, operstate, mtu, master, addr_info }: IpLink): string => JSON.stringify(
    [ifname, flags.includes('UP'), operstate, mtu, master, addr_info?.filter(address => address.scope !== 'link').map(({ local, prefixlen }) => `${local}/${prefixlen}`)]);
  return facts(link) === facts(before) ? {} : { news: 'changed' };
}

/** lo that is up and has the loopback addresses alone tells nothing. */
function isUsualLoopback(link: IpLink): boolean {
  return link.link_type === 'loopback' && link.flags.includes('UP') && link.ifalias === undefined && (link.addr_info ?? []).every(isLoopbackAddress);
}

/** One of the two that every lo has. */
export function isLoopbackAddress({ local, prefixlen }: IpAddrInfo): boolean {
  return (local === '127.0.0.1' && prefixlen === 8) || (local === '::1' && prefixlen === 128);
}

/** Each device under its master or, as a VLAN is, under the device that it rests on; else by index. */
function arrange(links: readonly IpLink[]): { link: IpLink; depth: number }[] {
  const above = (link: IpLink): string | undefined => link.master ?? (link.linkinfo?.info_kind === 'veth' ? undefined : link.link);
  const names = new Set(links.map(link => link.ifname));
  const result: { link: IpLink; depth: number }[] = [];
  const placed = new Set<IpLink>();
  const place = (link: IpLink, depth: number): void => {
    if (placed.has(link)) return;
    placed.add(link);
    result.push({ link, depth });
    for (const other of links) if (above(other) === link.ifname) place(other, depth + 1);
  };
  for (const link of links) if (!names.has(above(link) ?? '')) place(link, 0);
  // Devices can rest on each other in a ring across names.
  for (const link of links) place(link, 0);
  return result;
}

function cables(snapshot: Snapshot, places: readonly Place[]): Joint[] {
  const find = (end: Snapshot['cables'][number]['a']): { port: Port; place: Place } | undefined => {
    for (const place of places) {
      if (place.host !== end.host) continue;
      const isEnd = (port: Port): boolean => port.link.ifindex === end.ifindex && port.link.link_type === 'ether';
      const port = place.ports.find(one => isEnd(one) && one.link.ifname === end.dev) ?? place.ports.find(isEnd);
      if (port) return { port, place };
    }
    return undefined;
  };
  return snapshot.cables.flatMap(cable => {
    const [a, b] = [find(cable.a), find(cable.b)];
    return a && b ? [{ kind: 'cable' as const, a: a.port, b: b.port, from: a.place, to: b.place }] : [];
  });
}

/** Pairs by name within a namespace, by both indexes across namespaces. */
function vethPairs(places: readonly Place[], wired: ReadonlySet<Port>): Joint[] {
  const joints: Joint[] = [];
  const paired = new Set<Port>(wired);
  for (const from of places) {
    for (const a of from.ports) {
      if (a.link.linkinfo?.info_kind !== 'veth' || paired.has(a)) continue;
      const found = findPeer(a, from, places, paired);
      if (!found) continue;
      paired.add(a).add(found.port);
      joints.push({ kind: 'veth', a, b: found.port, from, to: found.place });
    }
  }
  return joints;
}

function findPeer(a: Port, from: Place, places: readonly Place[], paired: ReadonlySet<Port>): { port: Port; place: Place } | undefined {
  const fits = (place: Place): Port | undefined => place.ports.find(b => b !== a && !paired.has(b) && b.link.linkinfo?.info_kind === 'veth'
    && (place === from ? a.link.link === b.link.ifname && b.link.link === a.link.ifname
      : a.link.link === undefined && a.link.link_index === b.link.ifindex && b.link.link_index === a.link.ifindex));
  const near = places.filter(place => place.host === from.host);
  // The name of the other end's namespace, where it has one, settles which of several fits.
  const ordered = [...near].sort((x, y) => Number(y.netns === (a.link.link_netns ?? null)) - Number(x.netns === (a.link.link_netns ?? null)));
  for (const place of ordered) {
    const port = fits(place);
    if (port) return { port, place };
  }
  return undefined;
}
