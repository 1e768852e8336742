import type { IpAddress, LinkAddress } from '../address';
import { NS_PER_MS, NS_PER_S, type Timer } from '../clock';
import { NTF, NUD } from '../rtnetlink';
import type { NeighbourParms } from './neighbour-parms';

export const NUD_VALID = NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE | NUD.PROBE | NUD.STALE | NUD.DELAY;
export const NUD_CONNECTED = NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE;
const NUD_IN_TIMER = NUD.INCOMPLETE | NUD.REACHABLE | NUD.DELAY | NUD.PROBE;
const NEVER = -1e18;
const MIN_TIMER_NS = 10 * NS_PER_MS;

/** What a neighbour needs from the table that holds it. */
export interface NeighbourHome<P> {
  now(): number;
  /** Runs `fn` once after about `delayNs`, as the kernel's timers do. */
  after(delayNs: number, fn: () => void): Timer;
  /** Sends an ARP request or neighbour solicitation; `packet` is the youngest that waits, if any. */
  solicit(neighbour: Neighbour<P>, packet: P | undefined): void;
  /** A waiting packet that can't be delivered: ICMP host unreachable goes to its sender. */
  errorReport(neighbour: Neighbour<P>, packet: P): void;
  /** Puts the link-layer header on a packet and hands it to the device. */
  transmit(neighbour: Neighbour<P>, packet: P): void;
  drop(neighbour: Neighbour<P>, packet: P, reason: 'NEIGH_FAILED' | 'NEIGH_QUEUEFULL' | 'NEIGH_DEAD', because: string): void;
  /** The state went from `from` to the present one. */
  changed(neighbour: Neighbour<P>, from: number, because: string): void;
  /** RTM_NEWNEIGH is due. */
  notify(neighbour: Neighbour<P>): void;
  /** skb->truesize of a packet, octets */
  sizeOf(packet: P): number;
}

/** How an update came about (NEIGH_UPDATE_F_*). */
export interface UpdateFlags {
  /** an administrator's word: also changes PERMANENT and NOARP entries */
  readonly admin?: boolean;
  /** a different link address replaces the known one */
  readonly override?: boolean;
  /** a different link address makes a connected entry STALE, and is not taken */
  readonly weakOverride?: boolean;
  /** keep the state, but use the entry (NTF_USE) */
  readonly use?: boolean;
  /** sets or clears NTF_ROUTER (with `overrideIsRouter`) */
  readonly isRouter?: boolean;
  readonly overrideIsRouter?: boolean;
}

/** One entry of a neighbour table: the state machine of net/core/neighbour.c (RFC 4861 section 7.3). */
export class Neighbour<P> {
  lladdr: LinkAddress | undefined;
  /** NUD.* */
  state: number = NUD.NONE;
  /** NTF.* */
  flags = 0;
  protocol: number | undefined;
  probes = 0;
  dead = false;
  /** ns since boot */
  confirmed = NEVER;
  used: number;
  updated: number;
  readonly #queue: P[] = [];
  #queueBytes = 0;
  #timer: Timer | undefined;

  constructor(private readonly home: NeighbourHome<P>, readonly index: number, readonly key: IpAddress, readonly parms: NeighbourParms) {
    this.used = this.updated = home.now();
    this.confirmed = this.used - 2 * parms.baseReachableTimeMs * NS_PER_MS;
  }

  /** Packets that wait for the link address. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** What holds on to it besides the table (refcnt - 1): its timer. */
  get references(): number {
    return this.#timer ? 1 : 0;
  }

  /** Sends a packet to this neighbour: at once, or when its link address is known (neigh_resolve_output). */
  output(packet: P): void {
    this.used = this.home.now();
    if (this.state & (NUD_CONNECTED | NUD.DELAY | NUD.PROBE)) this.home.transmit(this, packet);
    else if (this.dead) this.home.drop(this, packet, 'NEIGH_DEAD', 'the neighbour entry was removed');
    else this.#event(packet);
  }

  /** Asks for the link address without a packet to send (neigh_event_send with no skb). */
  use(): void {
    this.used = this.home.now();
    if (!(this.state & (NUD_CONNECTED | NUD.DELAY | NUD.PROBE)) && !this.dead) this.#event(undefined);
  }

  /** A higher layer heard from it (neigh_confirm). */
  confirm(): void {
    this.confirmed = this.home.now();
  }

  #event(packet: P | undefined): void {
    const { home, parms } = this;
    const now = home.now();
    let probe = false;
    if (this.state & NUD.STALE) {
      this.#become(NUD.DELAY, 'a packet was sent to a STALE neighbour');
      this.updated = now;
      this.#arm(parms.delayFirstProbeTime * NS_PER_S);
    } else if (!(this.state & NUD.INCOMPLETE)) {
      this.updated = now;
      if (parms.mcastSolicit + parms.appSolicit === 0) {
        this.#become(NUD.FAILED, 'no probes are allowed');
        if (packet !== undefined) home.drop(this, packet, 'NEIGH_FAILED', `${parms.path}.mcast_solicit = 0`);
        return;
      }
      this.probes = parms.ucastSolicit;
      this.#become(NUD.INCOMPLETE, 'its link address is needed');
      this.#arm(Math.max(parms.retransTimeMs * NS_PER_MS, MIN_TIMER_NS));
      probe = true;
    }
    if (packet !== undefined) {
      if (this.state & NUD.INCOMPLETE) this.#enqueue(packet);
      else home.transmit(this, packet);
    }
    if (probe) this.#probe();
  }

  #enqueue(packet: P): void {
    const size = this.home.sizeOf(packet);
    while (this.#queue.length > 0 && this.#queueBytes + size > this.parms.unresQlenBytes) {
      const oldest = this.#queue.shift()!;
      this.#queueBytes -= this.home.sizeOf(oldest);
      this.home.drop(this, oldest, 'NEIGH_QUEUEFULL', `${this.parms.path}.unres_qlen_bytes = ${this.parms.unresQlenBytes}`);
    }
    this.#queue.push(packet);
    this.#queueBytes += size;
  }

  #takeQueue(): P[] {
    this.#queueBytes = 0;
    return this.#queue.splice(0);
  }

  #probe(): void {
    this.home.solicit(this, this.#queue.at(-1));
    this.probes++;
  }

  #onTimer(): void {
    const { home, parms } = this;
    const now = home.now();
    this.#timer = undefined;
    let next = now + Math.max(parms.retransTimeMs * NS_PER_MS, MIN_TIMER_NS);
    let notify = false;
    const delay = parms.delayFirstProbeTime * NS_PER_S;
    if (this.state & NUD.REACHABLE) {
      if (now <= this.confirmed + parms.reachableTimeNs) {
        next = this.confirmed + parms.reachableTimeNs;
      } else if (now <= this.used + delay) {
        this.#become(NUD.DELAY, 'its reachable time ended while in use');
        this.updated = now;
        next = now + delay;
      } else {
        this.#become(NUD.STALE, 'its reachable time ended');
        this.updated = now;
        notify = true;
      }
    } else if (this.state & NUD.DELAY) {
      this.updated = now;
      notify = true;
      if (now <= this.confirmed + delay) {
        this.#become(NUD.REACHABLE, 'a higher layer confirmed it');
        next = this.confirmed + parms.reachableTimeNs;
      } else {
        this.probes = 0;
        this.#become(NUD.PROBE, `${parms.path}.delay_first_probe_time passed unconfirmed`);
      }
    }
    const probing = (this.state & (NUD.INCOMPLETE | NUD.PROBE)) !== 0;
    if (probing && this.probes >= this.#maxProbes()) {
      this.#become(NUD.FAILED, `${this.probes - (this.state & NUD.PROBE ? 0 : parms.ucastSolicit)} probes got no answer`);
      this.#invalidate();
      home.notify(this);
      return;
    }
    if (this.state & NUD_IN_TIMER) this.#arm(Math.max(next - now, MIN_TIMER_NS));
    if (probing) this.#probe();
    if (notify) home.notify(this);
  }

  #maxProbes(): number {
    const { ucastSolicit, appSolicit, mcastSolicit, mcastResolicit } = this.parms;
    return ucastSolicit + appSolicit + (this.state & NUD.PROBE ? mcastResolicit : mcastSolicit);
  }

  #invalidate(): void {
    this.updated = this.home.now();
    for (const packet of this.#takeQueue()) this.home.errorReport(this, packet);
  }

  /**
   * Takes in what was learnt or ordered (neigh_update).
   * @param lladdr undefined: none was given
   * @param because for the event, e.g. `ARP reply`
   * @returns an errno and sentence as the kernel gives them; undefined when all is well
   */
  update(lladdr: LinkAddress | undefined, state: number, flags: UpdateFlags, because: string): { readonly errno: 'EPERM' | 'EINVAL'; readonly extack?: string } | undefined {
    const old = this.state;
    const now = this.home.now();
    if (this.dead) return { errno: 'EPERM', extack: 'Neighbor entry is now dead' };
    if (!flags.admin && old & (NUD.NOARP | NUD.PERMANENT)) return { errno: 'EPERM' };
    if (flags.use) {
      this.#become(old & ~NUD.PERMANENT, because);
      return undefined;
    }
    if (!(state & NUD_VALID)) {
      this.#disarm();
      this.#become(state, because);
      const failed = (old & (NUD.INCOMPLETE | NUD.PROBE)) !== 0 && (state & NUD.FAILED) !== 0;
      if (failed) this.#invalidate();
      if (failed || old & NUD_VALID) this.home.notify(this);
      return undefined;
    }
    if (lladdr === undefined && !(old & NUD_VALID)) return { errno: 'EINVAL', extack: 'No link layer address given' };
    let address = lladdr ?? this.lladdr;
    let next = state;
    if (next & NUD_CONNECTED) this.confirmed = now;
    let router = flags.overrideIsRouter ?? false;
    if (old & NUD_VALID) {
      if (address !== this.lladdr && !flags.override) {
        router = false;
        if (!flags.weakOverride || !(old & NUD_CONNECTED)) return undefined;
        address = this.lladdr;
        next = NUD.STALE;
      } else if (address === this.lladdr && next === NUD.STALE && !flags.admin) {
        next = old;
      }
    }
    const moved = address !== this.lladdr;
    if (next !== old || moved) this.updated = now;
    if (next !== old) {
      this.#disarm();
      if (next & NUD.PROBE) this.probes = 0;
      if (next & NUD_IN_TIMER) this.#arm(next & NUD.REACHABLE ? this.parms.reachableTimeNs : 0);
    }
    if (moved && !(next & NUD_CONNECTED)) this.confirmed = now - 2 * this.parms.baseReachableTimeMs * NS_PER_MS;
    this.lladdr = address;
    this.#become(next, because);
    let notify = next !== old || moved;
    if (next !== old && !(old & NUD_VALID)) {
      for (const packet of this.#takeQueue()) this.home.transmit(this, packet);
    }
    if (router) notify = this.#setRouter(flags.isRouter ?? false) || notify;
    if (notify) this.home.notify(this);
    return undefined;
  }

  #setRouter(router: boolean): boolean {
    const flags = router ? this.flags | NTF.ROUTER : this.flags & ~NTF.ROUTER;
    const changed = flags !== this.flags;
    this.flags = flags;
    return changed;
  }

  /** Takes it off its timer; what waits is dropped. For the table, when it removes the entry. */
  release(): void {
    this.dead = true;
    this.#disarm();
    for (const packet of this.#takeQueue()) this.home.drop(this, packet, 'NEIGH_DEAD', 'the neighbour entry was removed');
  }

  #become(state: number, because: string): void {
    const from = this.state;
    this.state = state;
    if (from !== state) this.home.changed(this, from, because);
  }

  #arm(delayNs: number): void {
    this.#disarm();
    this.#timer = this.home.after(delayNs, () => this.#onTimer());
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
