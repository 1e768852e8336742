import type { Snapshot } from '../../backend';
import { SLL2_HEADER } from '../../commands/tcpdump/print/cooked';
import type { Packet } from '../../commands/tcpdump/print/packet';
import type { FrameStep, SeenPacket, Trace } from '../../render';
import { u16, u32 } from '../../stack/wire';
import { readPacket } from '../why/packet';
import type { Heard } from './listening';
import { Places, whereOf, type Place } from './places';

/** sll_pkttype of what a host sends */
const OUTGOING = 4;
/** µs that a frame may take from one interface to another */
const LONGEST_WAY = 1_000_000;

/** A frame at an interface, on its way out or in. */
interface Sighting {
  readonly packet: Packet;
  readonly place: Place;
  readonly out: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Flight extends Sighting {
  readonly step: Mutable<FrameStep>;
  to?: Place;
}

/**
 * Makes a trace of what was heard in the namespaces of a real kernel: a frame that leaves by one interface and comes in by another with the same octets
 * went from one to the other.
 * @param snapshots where numbers of interfaces are looked up, the later ones first
 */
export function overheard(heard: readonly Heard[], interfaces: readonly string[], snapshots: readonly Snapshot[]): Trace {
  const sightings = heard.flatMap(({ host, netns, packets }) => packets.map(packet => sightingOf(packet, host, netns, snapshots)))
    .filter(({ place }) => interfaces.length === 0 || interfaces.includes(place.dev)).sort((a, b) => a.packet.us - b.packet.us || Number(b.out) - Number(a.out));
  const start = sightings[0]?.packet.us ?? 0;
  const places = new Places();
  const flights: Flight[] = [];
  for (const sighting of sightings) {
    const flight = sighting.out ? undefined : flights.find(one => arrives(one, sighting));
    if (flight) {
      flight.to = sighting.place;
      flight.step.to = places.index(sighting.place);
      continue;
    }
    const { packet, place, out } = sighting;
    const step: FrameStep = { kind: 'frame', at: (packet.us - start) * 1000, packet: flights.length, [out ? 'from' : 'to']: places.index(place), housekeeping: readPacket(payloadOf(packet)).housekeeping };
    flights.push({ ...sighting, step });
  }
  for (const { out, to, step } of flights) if (out && !to) step.lost = 'not seen to arrive';
  const snapshot = snapshots[0]!;
  const { lifelines, order } = places.lifelines(snapshot);
  const name = places.names();
  return {
    lifelines,
    packets: flights.map(({ packet, place, out, to, step }): SeenPacket => ({ at: step.at, where: whereOf(out ? place : undefined, out ? to : place, name), linkType: 'LINUX_SLL2', length: packet.length, octets: packet.octets })),
    steps: flights.map(({ step }) => ({ ...step, ...(step.from !== undefined && { from: order[step.from]! }), ...(step.to !== undefined && { to: order[step.to]! }) })),
    remarks: ["A real kernel doesn't say which packets it drops, and why: the simulated one does."],
  };
}

function sightingOf(packet: Packet, host: string, netns: string | null, snapshots: readonly Snapshot[]): Sighting {
  const index = u32(packet.octets, 4);
  const links = snapshots.flatMap(({ hosts }) => hosts.find(one => one.name === host)?.netns.find(one => one.name === netns)?.addr ?? []);
  return { packet, place: { host, netns, dev: links.find(({ ifindex }) => ifindex === index)?.ifname ?? `if${index}` }, out: packet.octets[10] === OUTGOING };
}

function arrives(flight: Flight, { packet, place }: Sighting): boolean {
  const same = place.dev === flight.place.dev && place.host === flight.place.host && place.netns === flight.place.netns;
  return flight.out && !flight.to && packet.us >= flight.packet.us && packet.us - flight.packet.us < LONGEST_WAY && same === (place.dev === 'lo')
    && u16(packet.octets, 0) === u16(flight.packet.octets, 0) && isSame(payloadOf(packet), payloadOf(flight.packet));
}

function payloadOf({ octets }: Packet): Uint8Array {
  return octets.subarray(SLL2_HEADER);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
