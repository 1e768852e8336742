import type { Snapshot } from '../../backend';
import type { Lifeline } from '../../render';

/** An interface in a namespace of a host. */
export interface Place {
  readonly host: string;
  /** null: the host's own */
  readonly netns: string | null;
  readonly dev: string;
}

/** Addresses that a head of a ladder shows at most. */
const MOST_ADDRESSES = 3;

/** The interfaces that a trace has to do with; each becomes a lifeline when it is first asked for. */
export class Places {
  readonly #indices = new Map<string, number>();
  readonly #places: Place[] = [];

  /** The number of an interface's lifeline, in the order of being asked. */
  index({ host, netns, dev }: Place): number {
    const key = JSON.stringify([host, netns, dev]);
    const known = this.#indices.get(key) ?? this.#places.push({ host, netns, dev }) - 1;
    this.#indices.set(key, known);
    return known;
  }

  /** How interfaces are called in a line of text: with the host or namespace before them where there are several. */
  names(): (place: Place) => string {
    const several = new Set(this.#places.map(({ host, netns }) => JSON.stringify([host, netns]))).size > 1;
    return ({ host, netns, dev }) => (several ? `${netns ?? host}:${dev}` : dev);
  }

  /**
   * The lifelines, those of one namespace side by side.
   * @param snapshot where the interfaces' addresses are read
   * @returns the lifelines, and for each number of {@link index} where it stands among them
   */
  lifelines(snapshot: Snapshot): { readonly lifelines: readonly Lifeline[]; readonly order: readonly number[] } {
    const home = ({ host, netns }: Place): string => JSON.stringify([host, netns]);
    const homes = [...new Set(this.#places.map(home))];
    const sorted = this.#places.map((place, index) => ({ place, index })).sort((a, b) => homes.indexOf(home(a.place)) - homes.indexOf(home(b.place)) || a.index - b.index);
    const order = this.#places.map((_, index) => sorted.findIndex(one => one.index === index));
    return { lifelines: sorted.map(({ place }) => ({ name: place.dev, place: titleOf(place), details: addressesOf(place, snapshot) })), order };
  }
}

/** Which interface sent a frame and which received it. @param name see {@link Places.names} */
export function whereOf(from: Place | undefined, to: Place | undefined, name: (place: Place) => string): string {
  if (from === undefined) return `→ ${to === undefined ? '?' : name(to)}`;
  if (to === undefined) return `${name(from)} → ?`;
  return from.dev === to.dev && from.host === to.host && from.netns === to.netns ? name(to) : `${name(from)} → ${name(to)}`;
}

function titleOf({ host, netns }: Place): string {
  return netns === null ? host : `${netns} on ${host}`;
}

/** IPv4 first; link-local ones only where there is no other. */
function addressesOf({ host, netns, dev }: Place, { hosts }: Snapshot): string[] {
  const namespace = hosts.find(({ name }) => name === host)?.netns.find(({ name }) => name === netns);
  const all = namespace?.addr.find(({ ifname }) => ifname === dev)?.addr_info ?? [];
  const global = all.filter(({ scope }) => scope !== 'link');
  const shown = (global.length > 0 ? global : all).map(({ local }) => local);
  return shown.length > MOST_ADDRESSES ? [...shown.slice(0, MOST_ADDRESSES - 1), `and ${shown.length - MOST_ADDRESSES + 1} more`] : shown;
}
