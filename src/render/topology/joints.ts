import type { Snapshot } from '../../backend/snapshot';
import { groupBy } from './group';
import type { Joint, Place, Port } from './model';

/** An interface and where it is. */
interface End {
  readonly port: Port;
  readonly place: Place;
}

/** What joins the interfaces that are shown. */
export function jointsOf(snapshot: Snapshot, places: readonly Place[]): Joint[] {
  const wired = cables(snapshot, places);
  return [...wired, ...vethPairs(places, new Set(wired.flatMap(({ a, b }) => [a, b]))), ...parents(places), ...tunnels(places)];
}

function joint(kind: Joint['kind'], a: End, b: End): Joint {
  return { kind, a: a.port, b: b.port, from: a.place, to: b.place };
}

function cables(snapshot: Snapshot, places: readonly Place[]): Joint[] {
  const nics = new Map<string, End[]>();
  for (const place of places) {
    for (const port of place.ports) {
      if (port.link.link_type !== 'ether') continue;
      const key = `${port.link.ifindex} ${place.host}`;
      nics.set(key, [...nics.get(key) ?? [], { port, place }]);
    }
  }
  const find = (end: Snapshot['cables'][number]['a']): End | undefined => {
    const found = nics.get(`${end.ifindex} ${end.host}`) ?? [];
    return found.find(({ port }) => port.link.ifname === end.dev) ?? found[0];
  };
  return snapshot.cables.flatMap(cable => {
    const [a, b] = [find(cable.a), find(cable.b)];
    return a && b ? [joint('cable', a, b)] : [];
  });
}

/** Pairs by name within a namespace, by both indexes across namespaces. */
function vethPairs(places: readonly Place[], wired: ReadonlySet<Port>): Joint[] {
  const veths = places.flatMap(place => place.ports.filter(port => port.link.linkinfo?.info_kind === 'veth').map(port => ({ port, place })));
  const byKey = groupBy(veths, keyOf);
  const joints: Joint[] = [];
  const paired = new Set<Port>(wired);
  for (const a of veths) {
    if (paired.has(a.port)) continue;
    const fitting = (byKey.get(keyOfPeer(a)) ?? []).filter(b => b.port !== a.port && !paired.has(b.port) && keyOfPeer(b) === keyOf(a) && (b.place === a.place) === (a.port.link.link !== undefined));
    // The name of the other end's namespace, where it has one, settles which of several fits.
    const b = fitting.find(({ place }) => place.netns === (a.port.link.link_netns ?? null)) ?? fitting[0];
    if (!b) continue;
    paired.add(a.port).add(b.port);
    joints.push(joint('veth', a, b));
  }
  return joints;
}

/** What a veth is known by to its peer: its name where the peer is in the same namespace, else both indexes. */
function keyOf({ port: { link }, place }: End): string {
  return link.link === undefined ? `${link.ifindex} ${link.link_index} ${place.host}` : `name ${link.ifname} of ${link.link} ${place.id}`;
}

function keyOfPeer({ port: { link }, place }: End): string {
  return link.link === undefined ? `${link.link_index} ${link.ifindex} ${place.host}` : `name ${link.link} of ${link.ifname} ${place.id}`;
}

/** A macvlan, VLAN and the like in another namespace than the device below it, where it is certain which that is. */
function parents(places: readonly Place[]): Joint[] {
  return places.flatMap(place => place.ports.flatMap(port => {
    const { link_index, link, link_netns, linkinfo } = port.link;
    if (!link_index || link !== undefined || linkinfo?.info_kind === 'veth' || linkinfo?.info_kind === undefined) return [];
    const fitting = places.filter(other => other.host === place.host && other !== place && (link_netns === undefined || other.netns === link_netns))
      .flatMap(other => other.ports.filter(one => one.link.ifindex === link_index).map(one => ({ port: one, place: other })));
    return fitting.length === 1 ? [joint('parent', fitting[0]!, { port, place })] : [];
  }));
}

/** Tunnels of one kind that name each other's addresses. */
function tunnels(places: readonly Place[]): Joint[] {
  const all = places.flatMap(place => place.ports.flatMap(port => {
    const data = port.link.linkinfo?.info_data ?? {};
    const [near, far] = [data.local ?? data.local6, data.remote ?? data.remote6];
    const about = `${port.link.linkinfo?.info_kind} ${String(data.id ?? '')} ${String(data.okey ?? '')}`;
    return typeof near === 'string' && typeof far === 'string' && near !== 'any' && far !== 'any' ? [{ port, place, key: `${about} ${near} ${far}`, peer: `${about} ${far} ${near}` }] : [];
  }));
  const byKey = new Map(all.map(end => [end.key, end]));
  return all.flatMap(end => {
    const other = byKey.get(end.peer);
    return other && other !== end && all.indexOf(end) < all.indexOf(other) ? [joint('tunnel', end, other)] : [];
  });
}
