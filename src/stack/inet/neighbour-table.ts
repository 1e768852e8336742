import type { Family, IpAddress } from '../address';
import type { Clock, Timer } from '../clock';
import { NS_PER_MS, NS_PER_S } from '../clock';
import { NTF, NUD, RtnetlinkError, type DelNeigh, type NeighMessage, type NewNeigh } from '../rtnetlink';
import { wheelDelay } from '../jiffies';
import { Neighbour, type NeighbourHome } from './neighbour';
import type { NeighbourParms } from './neighbour-parms';

/** What a family does with its neighbours; see {@link NeighbourHome} for each. */
export type NeighbourOps<P> = Omit<NeighbourHome<P>, 'now' | 'after' | 'notify'> & {
  /** Settings of a device. */
  parms(index: number): NeighbourParms;
  /** Gives a new entry the state that its address and device call for (arp_constructor, ndisc_constructor). */
  construct(neighbour: Neighbour<P>): void;
  notify(type: 'RTM_NEWNEIGH' | 'RTM_DELNEIGH', neighbour: Neighbour<P>): void;
  /** A proxy entry came or went (pconstructor, pdestructor). */
  proxies?(index: number, key: IpAddress, there: boolean): void;
};

/** An address that a device answers for (NTF_PROXY). */
export interface ProxyEntry {
  readonly index: number;
  readonly key: IpAddress;
  flags: number;
  protocol?: number;
}

/** ARP's or NDP's table of one namespace. */
export class NeighbourTable<P> {
  readonly #entries = new Map<string, Neighbour<P>>();
  readonly #proxies = new Map<string, ProxyEntry>();
  readonly #home: NeighbourHome<P>;
  gcThresh1 = 128;
  gcThresh2 = 512;
  gcThresh3 = 1024;
  /** seconds */
  gcInterval = 30;
  #gc: Timer | undefined;

  constructor(readonly family: Family, private readonly clock: Clock, private readonly ops: NeighbourOps<P>) {
    this.#home = {
      now: () => clock.now(),
      after: (delayNs, fn) => clock.after(wheelDelay(clock.now(), delayNs), fn),
      solicit: ops.solicit.bind(ops),
      errorReport: ops.errorReport.bind(ops),
      transmit: ops.transmit.bind(ops),
      drop: ops.drop.bind(ops),
      changed: ops.changed.bind(ops),
      sizeOf: ops.sizeOf.bind(ops),
      notify: neighbour => ops.notify('RTM_NEWNEIGH', neighbour),
    };
  }

  lookup(index: number, key: IpAddress): Neighbour<P> | undefined {
    return this.#entries.get(id(index, key));
  }

  /** The entry, made if need be; undefined when the table is full (gc_thresh3). */
  ensure(index: number, key: IpAddress): Neighbour<P> | undefined {
    return this.lookup(index, key) ?? this.#create(index, key);
  }

  #create(index: number, key: IpAddress): Neighbour<P> | undefined {
    if (this.#entries.size >= this.gcThresh2) this.#forceGc();
    if (this.#entries.size >= this.gcThresh3) return undefined;
    const neighbour = new Neighbour<P>(this.#home, index, key, this.ops.parms(index));
    this.ops.construct(neighbour);
    this.#entries.set(id(index, key), neighbour);
    if (this.#entries.size >= this.gcThresh1) this.#scheduleGc();
    return neighbour;
  }

  /** All entries, the newest first. */
  entries(): Neighbour<P>[] {
    return [...this.#entries.values()].reverse();
  }

  /** Removes an entry and says so. */
  remove(neighbour: Neighbour<P>): void {
    if (!this.#entries.delete(id(neighbour.index, neighbour.key))) return;
    neighbour.release();
    this.ops.notify('RTM_DELNEIGH', neighbour);
  }

  /**
   * Removes what a device has: all when it goes down (neigh_ifdown), all but proxies when its address changes (neigh_changeaddr), and
   * of the others not the permanent ones when it loses carrier (neigh_carrier_down).
   */
  flush(index: number, what: 'all' | 'entries' | 'passing entries' = 'all'): void {
    for (const neighbour of this.entries()) {
      if (neighbour.index === index && !(what === 'passing entries' && neighbour.state & NUD.PERMANENT)) this.remove(neighbour);
    }
    if (what !== 'all') return;
    for (const [name, proxy] of this.#proxies) {
      if (proxy.index !== index) continue;
      this.#proxies.delete(name);
      this.ops.proxies?.(index, proxy.key, false);
    }
  }

  /** The entry by which `index` (or, with 0, any device) answers for an address. */
  proxy(index: number, key: IpAddress): ProxyEntry | undefined {
    return this.#proxies.get(id(index, key)) ?? this.#proxies.get(id(0, key));
  }

  proxies(): ProxyEntry[] {
    return [...this.#proxies.values()];
  }

  /**
   * RTM_NEWNEIGH (neigh_add). As in Linux, a refused link address leaves a new entry behind, in state NONE.
   * @throws {RtnetlinkError} ENOENT, EEXIST, EINVAL, EPERM, ENOBUFS
   */
  add(message: NewNeigh): void {
    if (message.flags & NTF.PROXY) {
      const known = this.#proxies.get(id(message.index, message.dst));
      const entry = known ?? { index: message.index, key: message.dst, flags: 0 };
      entry.flags = message.flags;
      if (message.protocol !== undefined) entry.protocol = message.protocol;
      this.#proxies.set(id(message.index, message.dst), entry);
      if (!known) this.ops.proxies?.(message.index, message.dst, true);
      return;
    }
    if (!message.index) throw new RtnetlinkError('EINVAL', 'Device not specified');
    const known = this.lookup(message.index, message.dst);
    if (!known && !message.create) throw new RtnetlinkError('ENOENT');
    if (known && message.excl) throw new RtnetlinkError('EEXIST');
    const override = !known || (message.replace ?? false);
    const neighbour = known ?? this.#create(message.index, message.dst);
    if (!neighbour) throw new RtnetlinkError('ENOBUFS');
    const router = (message.flags & NTF.ROUTER) !== 0;
    const use = (message.flags & NTF.USE) !== 0;
    const error = neighbour.update(message.lladdr, message.state, { admin: true, override, overrideIsRouter: override, isRouter: router, use }, 'an administrator set it');
    if (error) throw new RtnetlinkError(error.errno, error.extack);
    if (message.protocol !== undefined) neighbour.protocol = message.protocol;
    if (message.flags & NTF.EXT_LEARNED) neighbour.flags |= NTF.EXT_LEARNED;
    if (use) neighbour.use();
  }

  /**
   * RTM_DELNEIGH (neigh_delete).
   * @throws {RtnetlinkError} ENOENT, EINVAL
   */
  delete(message: DelNeigh): void {
    if (message.flags & NTF.PROXY) {
      if (!this.#proxies.delete(id(message.index, message.dst))) throw new RtnetlinkError('ENOENT');
      this.ops.proxies?.(message.index, message.dst, false);
      return;
    }
    if (!message.index) throw new RtnetlinkError('EINVAL');
    const neighbour = this.lookup(message.index, message.dst);
    if (!neighbour) throw new RtnetlinkError('ENOENT');
    neighbour.update(undefined, NUD.FAILED, { admin: true, override: true }, 'an administrator deleted it');
    this.remove(neighbour);
  }

  /** An entry as rtnetlink carries it. */
  message(neighbour: Neighbour<P>): NeighMessage {
    const since = (then: number): number => Math.floor((this.clock.now() - then) / (10 * NS_PER_MS));
    const known = (neighbour.state & (NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE | NUD.PROBE | NUD.STALE | NUD.DELAY)) !== 0;
    return {
      family: this.family, index: neighbour.index, dst: neighbour.key, state: neighbour.state, flags: neighbour.flags, probes: neighbour.probes,
      ...(known && neighbour.lladdr !== undefined ? { lladdr: neighbour.lladdr } : {}),
      ...(neighbour.protocol !== undefined ? { protocol: neighbour.protocol } : {}),
      cacheinfo: { confirmed: since(neighbour.confirmed), used: since(neighbour.used), updated: since(neighbour.updated), refcnt: neighbour.references },
    };
  }

  /** A proxy entry as rtnetlink carries it. */
  proxyMessage(proxy: ProxyEntry): NeighMessage {
    return {
      family: this.family, index: proxy.index, dst: proxy.key, state: NUD.NONE, flags: proxy.flags | NTF.PROXY, probes: 0,
      ...(proxy.protocol !== undefined ? { protocol: proxy.protocol } : {}),
      cacheinfo: { confirmed: 0, used: 0, updated: 0, refcnt: 0 },
    };
  }

  /** neigh_forced_gc: what is neither kept nor younger than 5 s goes, the oldest first, until gc_thresh2 remain. */
  #forceGc(): void {
    const old = this.clock.now() - 5 * NS_PER_S;
    for (const neighbour of this.#entries.values()) {
      if (this.#entries.size <= this.gcThresh2) return;
      if (!kept(neighbour) && (neighbour.state & (NUD.FAILED | NUD.NOARP) || neighbour.updated < old)) this.remove(neighbour);
    }
  }

  /** neigh_periodic_work, which only works while gc_thresh1 entries are there. */
  #scheduleGc(): void {
    this.#gc ??= this.clock.after(this.gcInterval * NS_PER_S, () => {
      this.#gc = undefined;
      if (this.#entries.size < this.gcThresh1) return;
      const now = this.clock.now();
      for (const neighbour of this.entries()) {
        neighbour.used = Math.max(neighbour.used, neighbour.confirmed);
        if (kept(neighbour)) continue;
        if (neighbour.state & NUD.FAILED || now >= neighbour.used + neighbour.parms.gcStaleTime * NS_PER_S) this.remove(neighbour);
      }
      this.#scheduleGc();
    });
  }
}

function kept<P>(neighbour: Neighbour<P>): boolean {
  return (neighbour.state & NUD.PERMANENT) !== 0 || (neighbour.flags & NTF.EXT_LEARNED) !== 0;
}

function id(index: number, key: IpAddress): string {
  return `${index} ${key}`;
}
