import { groupBy } from './group';
import type { Joint, Port } from './model';

/** Who is at the other end, in words, for joints that aren't drawn: `↔ eth0 in red`. */
export function peersOf(joints: readonly Joint[]): Map<Port, string[]> {
  const ends = joints.flatMap(({ a, b, from, to }) => [[a, `↔ ${b.link.ifname} in ${to.netns ?? to.host}`], [b, `↔ ${a.link.ifname} in ${from.netns ?? from.host}`]] as const);
  return new Map([...groupBy(ends, ([port]) => port)].map(([port, all]) => [port, all.map(([, text]) => text)]));
}
