import { NS_PER_S, type Timer } from '../clock';
import type { Netns } from '../netns';
import { concat, emitIpv6, IPV6_HEADER, put16, put32, u16, u32, type Ipv6Repr } from '../wire';

const IPPROTO_FRAGMENT = 44;
const FRAGMENT_HEADER = 8;
/** net.ipv6.ip6frag_time */
const REASSEMBLY_S = 60;

/** A packet in pieces that fit a path (RFC 8200 section 4.5). */
export function fragment(repr: Ipv6Repr, payload: Uint8Array, mtu: number, id: number): Uint8Array[] {
  const room = (mtu - IPV6_HEADER - FRAGMENT_HEADER) & ~7;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < payload.length; at += room) {
    const header = Uint8Array.of(repr.nextHeader, 0, 0, 0, 0, 0, 0, 0);
    put16(header, 2, at | (at + room < payload.length ? 1 : 0));
    put32(header, 4, id);
    pieces.push(emitIpv6({ ...repr, nextHeader: IPPROTO_FRAGMENT }, concat(header, payload.subarray(at, at + room))));
  }
  return pieces;
}

interface Pieces {
  readonly parts: Map<number, Uint8Array>;
  nextHeader: number;
  length: number | undefined;
  timer: Timer;
}

/** Puts fragments together again (net/ipv6/reassembly.c). */
export class Reassembly {
  readonly #packets = new Map<string, Pieces>();

  constructor(private readonly netns: Netns) {}

  /** Takes a fragment, from its fragment header on; the whole payload once all have come. */
  add(source: bigint, destination: bigint, octets: Uint8Array): { readonly nextHeader: number; readonly payload: Uint8Array } | undefined {
    if (octets.length < FRAGMENT_HEADER) return undefined;
    const key = `${source} ${destination} ${u32(octets, 4)}`;
    const field = u16(octets, 2);
    const offset = field & ~7;
    const data = octets.subarray(FRAGMENT_HEADER);
    const pieces = this.#packets.get(key) ?? this.#start(key);
    if (offset === 0) pieces.nextHeader = octets[0]!;
    if (!(field & 1)) pieces.length = offset + data.length;
    pieces.parts.set(offset, data);
    const whole = assemble(pieces);
    if (!whole) return undefined;
    this.#packets.delete(key);
    pieces.timer.cancel();
    return { nextHeader: pieces.nextHeader, payload: whole };
  }

  #start(key: string): Pieces {
    const timer = this.netns.network.clock.after(REASSEMBLY_S * NS_PER_S, () => void this.#packets.delete(key));
    const pieces: Pieces = { parts: new Map(), nextHeader: 59, length: undefined, timer };
    this.#packets.set(key, pieces);
    return pieces;
  }
}

function assemble({ parts, length }: Pieces): Uint8Array | undefined {
  if (length === undefined) return undefined;
  const ordered = [...parts].sort(([a], [b]) => a - b);
  let at = 0;
  for (const [offset, data] of ordered) {
    if (offset !== at) return undefined;
    at += data.length;
  }
  return at === length ? concat(...ordered.map(([, data]) => data)) : undefined;
}
