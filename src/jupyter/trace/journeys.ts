import type { Snapshot } from '../../backend';
import { formatAddress } from '../../stack/address';
import * as wire from '../../stack/wire';
import type { DropStep, FrameStep, NoteStep, PassStep, SeenPacket, Step, Trace, Verdict } from '../../render';
import { readPacket } from '../why/packet';
import { REASONS } from '../why/reasons';
import { Places, whereOf, type Place } from './places';
import type { Recording, TracedEvent } from './recording';
import { rewriting, type Rewriting } from './rewriting';

type EventOf<Kind extends TracedEvent['kind']> = Extract<TracedEvent, { kind: Kind }>;
type Sent = EventOf<'xmit' | 'receive'>;
type Drop = EventOf<'drop'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a trace is to show. */
export interface Choice {
  /** names of interfaces; empty: all */
  readonly interfaces: readonly string[];
  /** tcpdump's filter; undefined: all */
  readonly accept?: (packet: Pick<SeenPacket, 'octets' | 'length' | 'linkType'>) => boolean;
}

/** A frame that may have gone further, with what a later event can add to it. */
interface Flight {
  readonly step: Mutable<FrameStep>;
  readonly sent: Sent | undefined;
  readonly from: Place | undefined;
  to?: Place;
  /** it didn't leave the host as it is: a device below sent it on, perhaps inside another packet */
  handedDown?: true;
}

/** How far a packet has come in one namespace. */
interface Sighting {
  readonly event: Sent;
  readonly place: Place;
}

/** ns after which a frame that hasn't arrived when the cell ends is no longer on its way */
const ON_THE_WAY_NS = 1_000_000;

/** Makes a trace of a cell's events: which frame arrived where, what a host did with it, and where it ended. */
export function traceOf(recording: Recording, choice: Choice, snapshot: Snapshot, ended: number): Trace {
  const journeys = new Journeys(recording, choice);
  for (const event of recording.events) journeys.take(event);
  return journeys.trace(snapshot, ended);
}

class Journeys {
  readonly #places = new Places();
  readonly #steps: Step[] = [];
  readonly #packets: { readonly packet: Omit<SeenPacket, 'where'>; readonly flight?: Flight; readonly place?: Place }[] = [];
  /** frames that are on a wire, by packet */
  readonly #flying = new Map<number, Flight>();
  /** frames that have arrived, by packet */
  readonly #arrived = new Map<number, Flight>();
  /** where packets were seen last, by packet and namespace */
  readonly #seen = new Map<string, Sighting>();
  /** what came in last */
  #last: Sighting | undefined;

  constructor(private readonly recording: Recording, private readonly choice: Choice) {}

  take(event: TracedEvent): void {
    switch (event.kind) {
      case 'xmit': return this.#xmit(event);
      case 'receive': return this.#receive(event);
      case 'drop': return this.#drop(event);
      case 'neighbour': return this.#neighbour(event);
      case 'route':
        if (this.#whole) this.#steps.push({ kind: 'note', at: this.#at(event), bad: true, text: `${homeOf(event)} sends nothing to ${formatAddress(event.destination)}: no route leads there (${event.because})` });
    }
  }

  trace(snapshot: Snapshot, ended: number): Trace {
    for (const { step } of this.#flying.values()) step.lost = ended - this.recording.began - step.at < ON_THE_WAY_NS ? 'still on its way when the cell ended' : 'nobody took it in';
    const handedDown = new Set<Step>(this.#packets.flatMap(({ flight }) => (flight?.handedDown ? [flight.step] : [])));
    const { lifelines, order } = this.#places.lifelines(snapshot);
    const name = this.#places.names();
    const move = <S extends Step>(step: S): S => ({
      ...step, ...('from' in step && step.from !== undefined && { from: order[step.from] }), ...('to' in step && step.to !== undefined && { to: order[step.to] }), ...('on' in step && step.on !== undefined && { on: order[step.on] }),
    });
    const packets = this.#packets.map(({ packet, flight, place }) => ({ ...packet, where: flight?.handedDown ? name(flight.from!) : flight ? whereOf(flight.from, flight.to, name) : `${name(place!)}, not sent` }));
    const { missed } = this.recording;
    return { lifelines, packets, steps: this.#steps.filter(step => !handedDown.has(step)).map(move), remarks: missed === 0 ? [] : [`${missed} later packets were too many to keep: choose fewer with a filter, or make the cell shorter.`] };
  }

  /** Whether nothing was left out by choice. */
  get #whole(): boolean {
    return this.choice.interfaces.length === 0 && this.choice.accept === undefined;
  }

  #at({ at }: TracedEvent): number {
    return at - this.recording.began;
  }

  #wants(event: Sent | Drop): boolean {
    const { interfaces, accept } = this.choice;
    return (interfaces.length === 0 || (event.dev !== undefined && interfaces.includes(event.dev))) && (accept === undefined || accept(packetOf(event)));
  }

  #xmit(event: Sent): void {
    const place = placeOf(event);
    const before = this.#before(event) ?? this.#carried(event);
    this.#sight(event, place);
    if (before?.event.kind === 'xmit') this.#handDown(before);
    if (!this.#wants(event)) return;
    if (before) this.#pass(before, event, place);
    const step: Mutable<FrameStep> = { kind: 'frame', at: this.#at(event), packet: this.#packets.length, from: this.#places.index(place), housekeeping: isHousekeeping(event) };
    const flight: Flight = { step, sent: event, from: place };
    this.#packets.push({ packet: { ...packetOf(event), at: step.at }, flight });
    this.#steps.push(step);
    this.#flying.set(event.packet, flight);
  }

  #receive(event: Sent): void {
    const place = placeOf(event);
    const before = this.#before(event) ?? this.#carrier(event);
    this.#sight(event, place);
    const flight = this.#flying.get(event.packet);
    if (flight) {
      this.#flying.delete(event.packet);
      this.#arrived.set(event.packet, flight);
      flight.to = place;
      flight.step.to = this.#places.index(place);
      return;
    }
    if (!this.#wants(event)) return;
    if (before && before.event.dev !== event.dev) return this.#pass(before, event, place);
    const step: Mutable<FrameStep> = { kind: 'frame', at: this.#at(event), packet: this.#packets.length, to: this.#places.index(place), housekeeping: isHousekeeping(event) };
    const came: Flight = { step, sent: undefined, from: undefined, to: place };
    this.#packets.push({ packet: { ...packetOf(event), at: step.at }, flight: came });
    this.#steps.push(step);
    this.#arrived.set(event.packet, came);
  }

  #drop(event: Drop): void {
    const flying = this.#flying.get(event.packet);
    const here = flying ?? this.#arrived.get(event.packet);
    if (here && (flying || this.#seen.get(keyOf(event.packet, event))?.event.at === event.at)) {
      this.#flying.delete(event.packet);
      here.step.dropped ??= verdictOf(event);
      return;
    }
    if (event.dev === undefined || !this.#wants(event)) return;
    const place = placeOf(event);
    const step: DropStep = { kind: 'drop', at: this.#at(event), packet: this.#packets.length, on: this.#places.index(place), dropped: verdictOf(event), housekeeping: isHousekeeping(event) };
    this.#packets.push({ packet: { ...packetOf(event), at: step.at }, place });
    this.#steps.push(step);
  }

  /** Where the packet, or the one that it is a copy of, was seen before in the same namespace. */
  #before(event: Sent): Sighting | undefined {
    return this.#seen.get(keyOf(event.packet, event)) ?? this.#seen.get(keyOf(event.origin, event));
  }

  #sight(event: Sent, place: Place): void {
    const sighting = { event, place };
    this.#seen.set(keyOf(event.packet, event), sighting);
    if (event.kind === 'receive') this.#last = sighting;
  }

  /** The packet that this one carries inside it, sent by the same host. */
  #carried(event: Sent): Sighting | undefined {
    const inner = [...this.#flying.values()].find(({ sent, from }) => sent !== undefined && isSameHome(sent, event) && from!.dev !== event.dev && endsWith(event.frame, sent.frame.subarray(sent.linkHeader)));
    return inner && { event: inner.sent!, place: inner.from! };
  }

  /** The packet that has just come in and carries this one inside it. */
  #carrier(event: Sent): Sighting | undefined {
    const last = this.#last;
    return last && last.event.at === event.at && isSameHome(last.event, event) && last.event.dev !== event.dev && endsWith(last.event.frame, event.frame.subarray(event.linkHeader)) ? last : undefined;
  }

  #handDown({ event }: Sighting): void {
    const flight = this.#flying.get(event.packet);
    if (flight?.sent !== event) return;
    flight.handedDown = true;
    this.#flying.delete(event.packet);
  }

  /** The packet goes from one interface of a host to another, or out by the one that it came in by. */
  #pass(before: Sighting, event: Sent, place: Place): void {
    const wrapped = before.event.packet !== event.packet && before.event.packet !== event.origin;
    const { ttl, tags, translated } = wrapped ? NOTHING : rewriting(before.event, event);
    const way = wayOf(before.event, event, wrapped, ttl !== undefined);
    const step: PassStep = {
      kind: 'pass', at: this.#at(event), from: this.#places.index(before.place), to: this.#places.index(place), translated: translated.length > 0, housekeeping: isHousekeeping(event),
      words: [[way, ...(ttl === undefined ? [] : [ttl]), ...tags].join(', '), ...(translated.length > 0 ? [`translated: ${translated.join(', ')}`] : [])],
    };
    this.#steps.push(step);
  }

  #neighbour(event: EventOf<'neighbour'>): void {
    if (event.dev === undefined || !this.#whole || ![event.from, event.to].some(state => state === 'INCOMPLETE' || state === 'FAILED' || state === 'PROBE')) return;
    const on = this.#places.index(placeOf(event));
    const note: NoteStep = { kind: 'note', at: this.#at(event), on, bad: event.to === 'FAILED', text: `neighbour ${formatAddress(event.address)} on ${event.dev}: ${event.from} → ${event.to}` };
    this.#steps.push(note);
  }
}

const NOTHING: Rewriting = { tags: [], translated: [] };

function wayOf(before: Sent, event: Sent, wrapped: boolean, routed: boolean): string {
  if (before.kind === 'receive' && event.kind === 'xmit') return routed ? 'forwarded' : 'passed on';
  if (event.kind === 'xmit') return wrapped ? 'encapsulated' : 'handed down';
  return wrapped ? 'decapsulated' : 'handed up';
}

function isSameHome(a: Sent, b: Sent): boolean {
  return a.host === b.host && a.netns === b.netns;
}

function endsWith(octets: Uint8Array, end: Uint8Array): boolean {
  const start = octets.length - end.length;
  return start > 0 && end.length > 0 && end.every((octet, i) => octets[start + i] === octet);
}

function keyOf(packet: number, { host, netns }: { readonly host: string; readonly netns: string | null }): string {
  return `${packet} ${host} ${netns}`;
}

function placeOf({ host, netns, dev }: TracedEvent): Place {
  return { host, netns, dev: dev! };
}

function homeOf({ host, netns }: TracedEvent): string {
  return netns === null ? host : `${netns} on ${host}`;
}

/** A frame from its first header on that is filled in: a packet may end before its link-layer header is. */
function packetOf({ frame, linkHeader }: Sent | Drop): Pick<SeenPacket, 'octets' | 'length' | 'linkType'> {
  const bare = linkHeader < wire.ETHERNET_HEADER || wire.u16(frame, 12) === 0;
  const octets = bare ? frame.subarray(linkHeader) : frame;
  return { octets, length: octets.length, linkType: bare ? 'RAW' : 'EN10MB' };
}

function isHousekeeping({ frame }: Sent | Drop): boolean {
  return readPacket(frame).housekeeping;
}

function verdictOf({ reason, because }: Drop): Verdict {
  const named = reason !== 'NOT_SPECIFIED';
  return {
    because: named ? REASONS[reason] : because ?? 'of something that vethlab has no word for', term: `SKB_DROP_REASON_${reason}`,
    ...(named && because !== undefined && { decidedBy: because }),
  };
}
