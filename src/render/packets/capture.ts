import { MAC_BROADCAST } from '../../stack/address';
import type { LinkType, Packet } from '../../commands/tcpdump/print/packet';
import { dissect, type Dissection } from './decode';
import type { FrameStep, Lifeline, SeenPacket, Trace } from './model';

/** Packets that tcpdump captured at one place, or read from a file. */
export interface Capture {
  readonly linkType: LinkType;
  readonly packets: readonly Packet[];
  /** the file that they were written to */
  readonly file?: string;
  /** how many more there were, of which nothing is kept */
  readonly more: number;
}

/** Ends that a ladder has lines for; the rest share one. */
const MOST_ENDS = 9;
const OTHERS = 'others';

/** A capture as a trace: from one place, only who sends to whom can be told. Lifelines are addresses, with the MAC that they were seen with. */
export function captureTrace({ linkType, packets, more }: Capture): Trace {
  const start = packets[0]?.us ?? 0;
  const dissections = packets.map(packet => dissect(packet.octets, linkType));
  const ends = endsOf(dissections);
  const indices = new Map([...ends.keys()].slice(0, MOST_ENDS).map((name, i) => [name, i]));
  const crowd = ends.size > MOST_ENDS;
  const index = (name: string): number => indices.get(name) ?? MOST_ENDS;
  const lifelines: Lifeline[] = [...ends].slice(0, MOST_ENDS).map(([name, mac]) => ({ name, place: '', details: mac === undefined ? [] : [mac] }));
  return {
    lifelines: crowd ? [...lifelines, { name: OTHERS, place: '', details: [`${ends.size - MOST_ENDS} addresses`] }] : lifelines,
    packets: packets.map((packet, i): SeenPacket => ({ at: (packet.us - start) * 1000, where: whereOf(dissections[i]!, linkType), linkType, length: packet.length, octets: packet.octets })),
    steps: packets.map((packet, i): FrameStep => {
      const { source, destination } = dissections[i]!;
      return { kind: 'frame', at: (packet.us - start) * 1000, packet: i, from: index(source), to: index(destination), housekeeping: false };
    }),
    remarks: more === 0 ? [] : [`${more} later packets are in the text alone.`],
  };
}

/** Each address, in the order of being seen, and the MAC that it had. */
function endsOf(dissections: readonly Dissection[]): Map<string, string | undefined> {
  const ends = new Map<string, string | undefined>();
  for (const { source, destination, link } of dissections) {
    ends.set(source, ends.get(source) ?? (link?.source === source ? undefined : link?.source));
    ends.set(destination, ends.get(destination) ?? (link === undefined || link.destination === destination || isGroup(link.destination) ? undefined : link.destination));
  }
  return ends;
}

function isGroup(mac: string): boolean {
  return mac === MAC_BROADCAST || (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

const DIRECTIONS = ['in', 'broadcast', 'multicast', 'other host', 'out'];

/** Where `any` captured it. */
function whereOf({ layers }: Dissection, linkType: LinkType): string {
  if (linkType !== 'LINUX_SLL2') return '';
  const value = (name: string): string => layers[0]?.fields.find(field => field.name === name)?.value ?? '';
  return `if${value('interface index')} ${DIRECTIONS[Number.parseInt(value('direction'), 10)] ?? ''}`.trim();
}
