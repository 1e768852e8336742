import { NS_PER_S, type Timer } from '../clock';
import { perNetns, type Netns } from '../netns';
import type { Skb } from '../skb';
import { concat, emitIpv4, type Ipv4Header } from '../wire';
import { sendIcmpError } from './icmp';
import { inetOf } from './inet';

type Fragment = Ipv4Header & { readonly payload: Uint8Array };

interface Queue {
  readonly parts: Map<number, Fragment>;
  first: Skb | undefined;
  timer: Timer;
}

/** Fragments that wait for the rest of their packet (net/ipv4/ip_fragment.c, RFC 791 section 3.2). */
class Reassembly {
  readonly #queues = new Map<string, Queue>();

  constructor(private readonly netns: Netns) {}

  /** Takes a fragment in; the whole packet when it is complete. */
  add(skb: Skb, fragment: Fragment): Skb | undefined {
    const key = `${fragment.source} ${fragment.destination} ${fragment.protocol} ${fragment.id}`;
    let queue = this.#queues.get(key);
    if (!queue) {
      const timer = this.netns.network.clock.after(inetOf(this.netns).settings.ipfrag_time * NS_PER_S, () => this.#expire(key));
      this.#queues.set(key, (queue = { parts: new Map(), first: undefined, timer }));
    }
    queue.parts.set(fragment.fragmentOffset, fragment);
    if (fragment.fragmentOffset === 0) queue.first = skb;
    const payload = assembled(queue);
    if (!payload) return undefined;
    queue.timer.cancel();
    this.#queues.delete(key);
    const whole = queue.first!.clone();
    whole.octets = concat(queue.first!.link, emitIpv4({ ...queue.parts.get(0)!, moreFragments: false, fragmentOffset: 0 }, payload));
    return whole;
  }

  /** ip_expire: too late for the rest; the sender hears of it if the first fragment is here. */
  #expire(key: string): void {
    const queue = this.#queues.get(key)!;
    this.#queues.delete(key);
    if (!queue.first) return;
    sendIcmpError(inetOf(this.netns), queue.first, { kind: 'time-exceeded', code: 1 });
    this.netns.drop('NOT_SPECIFIED', queue.first, `net.ipv4.ipfrag_time = ${inetOf(this.netns).settings.ipfrag_time}`);
  }
}

/** The payload, if the parts leave no gap and the last is there. */
function assembled(queue: Queue): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const part = queue.parts.get(at);
    if (!part) return undefined;
    pieces.push(part.payload);
    at += part.payload.length;
    if (!part.moreFragments) return concat(...pieces);
    if (part.payload.length === 0) return undefined;
  }
}

export const reassemblyOf = perNetns(netns => new Reassembly(netns));
