import type { Stamped } from '../../stack/events';
import { readPacket } from './packet';
import type { Packet } from './packet';

type EventOf<Kind extends Stamped['kind']> = Extract<Stamped, { kind: Kind }>;
export type Drop = EventOf<'drop'>;
export type RouteChoice = EventOf<'route'>;
export type NeighbourChange = EventOf<'neighbour'>;

/** Entries that each list holds at most; what comes later is left out. */
const MOST = 1000;

/** Drops that are alike but for time and sequence number. */
export interface DropKind {
  readonly drop: Drop;
  readonly packet: Packet;
  /** ns since boot */
  readonly first: number;
  last: number;
  count: number;
  /** each once */
  readonly sequences: Set<number>;
}

/** Keeps of the events while a cell ran what tells why packets didn't arrive. */
export class EventLog {
  readonly #drops = new Map<string, DropKind>();
  readonly #routes = new Map<string, RouteChoice>();
  readonly #neighbours = new Map<string, NeighbourChange>();

  listen(event: Stamped): void {
    switch (event.kind) {
      case 'drop':
        return this.#addDrop(event);
      case 'route':
        return keep(this.#routes, [event.host, event.netns, String(event.destination)], event);
      case 'neighbour':
        return keep(this.#neighbours, [event.host, event.netns, event.dev, String(event.address)], event);
      case 'xmit':
      case 'receive':
      case 'deliver':
    }
  }

  /** In the order of the first of each kind. */
  get drops(): readonly DropKind[] {
    return [...this.#drops.values()];
  }

  /** The last choice for each destination. */
  get routes(): readonly RouteChoice[] {
    return [...this.#routes.values()];
  }

  /** The last change of each neighbour. */
  get neighbours(): readonly NeighbourChange[] {
    return [...this.#neighbours.values()];
  }

  #addDrop(drop: Drop): void {
    const packet = readPacket(drop.frame);
    const key = JSON.stringify([drop.host, drop.netns, drop.dev, drop.reason, drop.because, packet.name, packet.path]);
    let kind = this.#drops.get(key);
    if (!kind) {
      if (this.#drops.size >= MOST) return;
      kind = { drop, packet, first: drop.at, last: drop.at, count: 0, sequences: new Set() };
      this.#drops.set(key, kind);
    }
    kind.count++;
    kind.last = drop.at;
    if (packet.sequence !== undefined) kind.sequences.add(packet.sequence);
  }
}

function keep<Event>(map: Map<string, Event>, parts: readonly unknown[], event: Event): void {
  const key = JSON.stringify(parts);
  if (map.has(key) || map.size < MOST) map.set(key, event);
}
