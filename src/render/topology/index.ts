import type { Snapshot } from '../../backend/snapshot';
import type { Drawing } from '../drawing';
import { boxesOf } from './boxes';
import { drawTopology } from './draw';
import { layOut } from './layout';
import { type Topology, topologyOf } from './model';
import { topologyText } from './text';

/**
 * Hosts and namespaces with their interfaces, and what joins those: cables, veth pairs, tunnels. The same snapshot gives the same bytes.
 * Left out: `lo` where it is as usual, tunnels that Linux made of its own accord, and IPv6 link-local addresses.
 * @param previous the state that the last picture showed: what differs is outlined and named
 * @param only hosts and namespaces to draw, by {@link placeNames}; default: all
 */
export function drawingOfTopology(snapshot: Snapshot, previous?: Snapshot, only: readonly string[] = []): Drawing {
  const topology = limited(topologyOf(snapshot, previous), only);
  const boxes = boxesOf(topology);
  return { scene: drawTopology(topology, boxes, layOut(boxes.panels, boxes.lines)), text: topologyText(topology) };
}

/** What hosts and namespaces go by: a host's name means all of its namespaces. */
export function placeNames(snapshot: Snapshot): string[] {
  return [...new Set(snapshot.hosts.flatMap(host => [host.name, ...host.netns.flatMap(({ name }) => name === null ? [] : [name, `${host.name}/${name}`])]))];
}

function limited({ places, joints }: Topology, only: readonly string[]): Topology {
  if (only.length === 0) return { places, joints };
  const kept = places.filter(({ host, netns }) => [host, netns, `${host}/${netns}`].some(name => name !== null && only.includes(name)));
  return { places: kept, joints: joints.filter(({ from, to }) => kept.includes(from) && kept.includes(to)) };
}
