import type { IpLink, Snapshot } from '../../backend/snapshot';
import { groupBy } from './group';
import { type Facts, factsOf } from './facts';
import { jointsOf } from './joints';
import { isUsual } from './usual';

/** An interface in the picture. */
export interface Port extends Facts {
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

/**
 * Two interfaces that belong together: the ends of a cable, of a veth pair, of a tunnel; or a device and the one in another namespace
 * that it rests on.
 */
export interface Joint {
  readonly kind: 'cable' | 'veth' | 'tunnel' | 'parent';
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
const PORT_LIMIT = 250;

/** What of a snapshot the picture shows, and what of it wasn't so in `previous`. */
export function topologyOf(snapshot: Snapshot, previous?: Snapshot): Topology {
  const before = previous && topologyOf(previous);
  const known = before && new Map(before.places.map(place => [place.id, new Map(place.ports.map(port => [port.id, port]))]));
  const places = snapshot.hosts.flatMap(host => host.netns.map((netns): Place => {
    const id = `${host.name}/${netns.name ?? ''}`;
    const shown = arrange(netns.addr.filter(link => link.ifname !== undefined && !isUsual(link)));
    const ports = shown.slice(0, PORT_LIMIT).map(({ link, depth }): Port => {
      const port = { id: `${id}/${link.ifindex}`, link, depth, ...factsOf(link, netns.vlan) };
      return known ? { ...port, ...newsOf(port, known.get(id)?.get(port.id)) } : port;
    });
    return { id, host: host.name, netns: netns.name, ports, hidden: shown.length - ports.length, ...(known && !known.has(id) && { news: 'new' as const }) };
  }));
  return { places, joints: jointsOf(snapshot, places) };
}

function newsOf(port: Port, before: Port | undefined): { readonly news?: 'new' | 'changed' } {
  if (!before) return { news: 'new' };
  const facts = ({ kind, details, link: { ifname, flags, operstate, master } }: Port): string => JSON.stringify([kind, details, ifname, flags.includes('UP'), operstate, master]);
  return facts(port) === facts(before) ? {} : { news: 'changed' };
}

/** Each device under its master or, as a VLAN is, under the device that it rests on; else by index. */
function arrange(links: readonly IpLink[]): { link: IpLink; depth: number }[] {
  const above = (link: IpLink): string => link.master ?? (link.linkinfo?.info_kind === 'veth' ? undefined : link.link) ?? '';
  const names = new Set(links.map(link => link.ifname));
  const below = groupBy(links, above);
  const result: { link: IpLink; depth: number }[] = [];
  const placed = new Set<IpLink>();
  const place = (link: IpLink, depth: number): void => {
    if (placed.has(link)) return;
    placed.add(link);
    result.push({ link, depth });
    for (const other of below.get(link.ifname) ?? []) place(other, depth + 1);
  };
  for (const link of links) if (!names.has(above(link))) place(link, 0);
  // Devices can rest on each other in a ring across names.
  for (const link of links) place(link, 0);
  return result;
}
