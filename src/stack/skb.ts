import type { NetDevice } from './device/device';
import type { CtRef } from './netfilter/conntrack/entry';
import type { SeenFrame } from './events';
import type { PacketType } from './socket';

/** A route attached to a packet (struct dst_entry). It survives a trip over lo, so that input needs no second lookup. */
export interface Dst {
  /** The device that it leaves by. */
  readonly dev: NetDevice;
  /** Takes a received packet on: deliver here, forward, or drop. */
  input(skb: Skb): void;
  /** Takes a packet to be sent on towards its device. */
  output(skb: Skb): void;
}

let made = 0;

/** What an skb starts from. */
export interface SkbInit {
  /** from the link-layer header on; from the network header on where the device has none */
  readonly octets: Uint8Array;
  /** octets before the network header */
  readonly networkOffset: number;
  /** ETH_P_*, e.g. 0x0800 */
  readonly protocol: number;
  readonly dev?: NetDevice;
  readonly mark?: number;
}

/**
 * A packet on its way through the stack (struct sk_buff). `octets` may be shared between clones:
 * who changes them, makes a new array.
 */
export class Skb {
  octets: Uint8Array;
  networkOffset: number;
  protocol: number;
  /** sll_pkttype: for whom the link layer meant it */
  packetType: PacketType = 'host';
  /** The device that it came in by or leaves by. */
  dev: NetDevice | undefined;
  /** ifindex of the device that it came in by (skb_iif); 0 for one made here */
  iif = 0;
  /** ifindex of the port, where the packet has come in by an L3 master's (IPSKB_L3SLAVE); else 0 */
  l3Slave = 0;
  mark: number;
  /** who goes first (SO_PRIORITY); VLANs map it to and from the tag's */
  priority = 0;
  dst: Dst | undefined;
  /** its connection, once that is known */
  ct: CtRef | undefined;
  /** ns since boot when it arrived */
  at = 0;
  readonly #number = ++made;
  #origin = this.#number;

  constructor(init: SkbInit) {
    this.octets = init.octets;
    this.networkOffset = init.networkOffset;
    this.protocol = init.protocol;
    this.dev = init.dev;
    this.mark = init.mark ?? 0;
  }

  /** The packet from its network header on. */
  get network(): Uint8Array {
    return this.octets.subarray(this.networkOffset);
  }

  /** The link-layer header. */
  get link(): Uint8Array {
    return this.octets.subarray(0, this.networkOffset);
  }

  /** Another packet with the same octets and marks (skb_clone). */
  clone(): Skb {
    const copy = Object.assign(new Skb(this), this);
    copy.#origin = this.#origin;
    return copy;
  }

  /** What an event tells of it. */
  get seen(): SeenFrame {
    return { frame: this.octets, linkHeader: this.networkOffset, packet: this.#number, origin: this.#origin };
  }

  /** Forgets what is of one namespace or path only, as when a packet crosses a veth (skb_scrub_packet). */
  scrub(crossesNetns: boolean): void {
    this.packetType = 'host';
    this.iif = 0;
    this.l3Slave = 0;
    this.dst = undefined;
    this.ct = undefined;
    if (!crossesNetns) return;
    this.mark = 0;
    this.priority = 0;
  }
}
