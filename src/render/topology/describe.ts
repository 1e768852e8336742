import { linkState } from '../explain';
import type { Joint, Place, Port, Topology } from './model';

/** Joints that the description names one by one. */
const SPOKEN = 40;

const SENTENCES: Readonly<Record<Joint['kind'], (a: string, b: string) => string>> = {
  cable: (a, b) => `a cable joins ${a} and ${b}`,
  veth: (a, b) => `a veth pair joins ${a} and ${b}`,
  tunnel: (a, b) => `a tunnel joins ${a} and ${b}`,
  parent: (a, b) => `${b} rests on ${a}`,
};

/** `red (netns on vm)`. */
export function titleOf(place: Place): string {
  return place.netns === null ? `${place.host} (host)` : `${place.netns} (netns on ${place.host})`;
}

/** One sentence a joint, for those who can't see the picture. */
export function describe({ places, joints }: Topology): string {
  const where = (port: Port, place: Place): string => `${port.link.ifname} in ${place.netns ?? place.host} (${linkState(port.link).word})`;
  const list = (parts: readonly string[]): string => parts.length > SPOKEN ? `${parts.slice(0, SPOKEN).join('; ')}; and ${parts.length - SPOKEN} more` : parts.join('; ');
  const sentences = joints.map(({ kind, a, b, from, to }) => SENTENCES[kind](where(a, from), where(b, to)));
  const titles = places.slice(0, SPOKEN).map(titleOf).join(', ') + (places.length > SPOKEN ? ` and ${places.length - SPOKEN} more` : '');
  return `Topology of ${titles}${sentences.length > 0 ? `; ${list(sentences)}` : ''}.`;
}
