import type { LinkAddress } from '../../address';
import { NTF, NUD, RtnetlinkError, type CreateFlags } from '../../rtnetlink';
import type { Bridge } from './bridge';
import type { BridgePort } from './port';

/** Where a station is (struct net_bridge_fdb_entry). */
export interface FdbEntry {
  readonly address: LinkAddress;
  /** 0: frames without VLAN */
  readonly vid: number;
  /** null: the bridge itself */
  port: BridgePort | null;
  /** an address of the bridge or of one of its ports */
  local: boolean;
  /** doesn't age */
  fixed: boolean;
  addedByUser: boolean;
  externLearned: boolean;
  sticky: boolean;
  /** ns since boot */
  used: number;
  updated: number;
}

/** What a user asks for: NUD.* and NTF.*. */
export interface FdbRequest extends CreateFlags {
  readonly state: number;
  readonly flags: number;
}

/** Which entries a flush is for; what is undefined doesn't matter. */
export interface FlushFilter {
  readonly port?: BridgePort | null;
  readonly vid?: number;
  /** NUD.* and NTF.* that count, and what they have to be */
  readonly state?: number;
  readonly stateMask?: number;
  readonly flags?: number;
  readonly flagsMask?: number;
}

/** A bridge's forwarding database: which port leads to which station (net/bridge/br_fdb.c). */
export class Fdb {
  readonly #entries = new Map<string, FdbEntry>();

  constructor(private readonly bridge: Bridge) {}

  get #now(): number {
    return this.bridge.netns.network.clock.now();
  }

  /** The entry of a station (br_fdb_find). */
  find(address: LinkAddress, vid: number): FdbEntry | undefined {
    return this.#entries.get(key(address, vid));
  }

  /** has_expired: nobody has heard of it in time, and the next clean-up takes it away. */
  expired(entry: FdbEntry): boolean {
    return !entry.fixed && !entry.externLearned && this.#now - entry.updated >= this.bridge.holdTime;
  }

  /** Entries that lead to a port, or to the bridge (null): the youngest first. */
  entriesOf(port: BridgePort | null): FdbEntry[] {
    return [...this.#entries.values()].filter(entry => entry.port === port).reverse();
  }

  /** br_fdb_cleanup: takes away what has expired. Returns ns until the next entry does, at most the ageing time. */
  cleanUp(): number {
    let next = this.bridge.holdTime;
    for (const entry of [...this.#entries.values()].reverse()) {
      if (entry.fixed || entry.externLearned) continue;
      if (this.expired(entry)) this.#remove(entry);
      else next = Math.min(next, entry.updated + this.bridge.holdTime - this.#now);
    }
    return next;
  }

  /** A frame came from a station (br_fdb_update). */
  learn(address: LinkAddress, vid: number, port: BridgePort): void {
    if (this.bridge.holdTime === 0) return;
    const entry = this.find(address, vid);
    if (!entry) return this.#tell(this.#create(address, vid, port));
    if (entry.local) return;
    entry.updated = this.#now;
    if (entry.port === port || entry.sticky) return;
    entry.port = port;
    entry.externLearned = false;
    this.#tell(entry);
  }

  #create(address: LinkAddress, vid: number, port: BridgePort | null, local = false): FdbEntry {
    const now = this.#now;
    const entry: FdbEntry = { address, vid, port, local, fixed: local, addedByUser: false, externLearned: false, sticky: false, used: now, updated: now };
    this.#entries.set(key(address, vid), entry);
    return entry;
  }

  #tell(entry: FdbEntry): void {
    this.bridge.announceFdb('RTM_NEWNEIGH AF_BRIDGE', entry);
  }

  #remove(entry: FdbEntry): void {
    this.#entries.delete(key(entry.address, entry.vid));
    this.bridge.announceFdb('RTM_DELNEIGH AF_BRIDGE', entry);
  }

  /** An address of the bridge's own (br_fdb_add_local). */
  addLocal(address: LinkAddress, port: BridgePort | null, vid: number): void {
    const known = this.find(address, vid);
    if (known?.local) return;
    if (known) this.#remove(known);
    this.#tell(this.#create(address, vid, port, true));
  }

  /** An address is no longer the bridge's or its port's, but perhaps another's (br_fdb_find_delete_local). */
  removeLocal(address: LinkAddress, port: BridgePort | null, vid: number): void {
    const entry = this.find(address, vid);
    if (entry?.local && entry.port === port && !entry.addedByUser) this.#giveUp(entry);
  }

  /** fdb_delete_local. */
  #giveUp(entry: FdbEntry): void {
    const { address, vid } = entry;
    const { bridge } = this;
    const heir = bridge.ports.find(port => port !== entry.port && port.dev.address === address && (vid === 0 || port.vlans.find(vid)));
    if (heir || (entry.port && bridge.address === address && (vid === 0 || bridge.vlanTables.group.usable(vid)))) {
      entry.port = heir ?? null;
      entry.addedByUser = false;
    } else this.#remove(entry);
  }

  /** Forgets what a port led to (br_fdb_delete_by_port). @param all its own addresses and what doesn't age too @param vid 0: in all VLANs */
  deleteByPort(port: BridgePort | null, all: boolean, vid = 0): void {
    for (const entry of this.entriesOf(port)) {
      if (!all && (entry.fixed || entry.externLearned || (vid !== 0 && entry.vid !== vid))) continue;
      if (entry.local) this.#giveUp(entry);
      else this.#remove(entry);
    }
  }

  /** br_fdb_flush. */
  flush({ port, vid, state = 0, stateMask = 0, flags = 0, flagsMask = 0 }: FlushFilter): void {
    for (const entry of [...this.#entries.values()].reverse()) {
      if ((port !== undefined && entry.port !== port) || (vid !== undefined && entry.vid !== vid)) continue;
      if ((flushState(entry) & stateMask) === (state & stateMask) && (flushFlags(entry) & flagsMask) === (flags & flagsMask)) this.#remove(entry);
    }
  }

  /** br_fdb_add for one VLAN. @throws {RtnetlinkError} EINVAL, EPERM, ENOENT, EEXIST */
  add(address: LinkAddress, vid: number, port: BridgePort | null, request: FdbRequest): void {
    const { flags } = request;
    if (flags & NTF.USE) {
      if (!port) throw new RtnetlinkError('EINVAL', 'bridge: FDB entry towards bridge must be permanent');
      if (!port.learns) return;
      this.learn(address, vid, port);
      this.find(address, vid)!.addedByUser = true;
    } else if (flags & NTF.EXT_LEARNED) this.#addExternal(address, vid, port, request);
    else this.#addEntry(address, vid, port, request);
  }

  /** br_fdb_external_learn_add. */
  #addExternal(address: LinkAddress, vid: number, port: BridgePort | null, { state }: FdbRequest): void {
    if (!port && !(state & NUD.PERMANENT)) throw new RtnetlinkError('EINVAL', 'bridge: FDB entry towards bridge must be permanent');
    const known = this.find(address, vid);
    const entry = known ?? this.#create(address, vid, port, port === null);
    const modified = !known || !entry.externLearned || entry.port !== port;
    Object.assign(entry, { port, externLearned: true, addedByUser: true, updated: this.#now });
    if (modified) this.#tell(entry);
  }

  /** fdb_add_entry. */
  #addEntry(address: LinkAddress, vid: number, port: BridgePort | null, request: FdbRequest): void {
    const { state } = request;
    const permanent = (state & NUD.PERMANENT) !== 0;
    const sticky = (request.flags & NTF.STICKY) !== 0;
    if (port && !permanent && !(state & NUD.NOARP) && !port.learns) throw new RtnetlinkError('EPERM');
    if (!port && !permanent) throw new RtnetlinkError('EINVAL');
    if (sticky && permanent) throw new RtnetlinkError('EINVAL');
    const known = this.find(address, vid);
    if (!known && !request.create) throw new RtnetlinkError('ENOENT');
    if (known && request.excl) throw new RtnetlinkError('EEXIST');
    const entry = known ?? this.#create(address, vid, port);
    const wanted = { port, local: permanent, fixed: permanent || (state & NUD.NOARP) !== 0, sticky };
    const modified = !known || Object.entries(wanted).some(([name, value]) => entry[name as keyof typeof wanted] !== value);
    Object.assign(entry, wanted, { addedByUser: true, used: this.#now });
    if (!modified) return;
    entry.updated = this.#now;
    this.#tell(entry);
  }

  /** fdb_delete_by_addr_and_port. Returns false if there was none. */
  delete(address: LinkAddress, vid: number, port: BridgePort | null): boolean {
    const entry = this.find(address, vid);
    if (entry?.port !== port) return false;
    this.#remove(entry!);
    return true;
  }
}

function key(address: LinkAddress, vid: number): string {
  return vid === 0 ? address : `${address} ${vid}`;
}

/** What NUD.* of a flush stand for. */
function flushState(entry: FdbEntry): number {
  return (entry.local ? NUD.PERMANENT : 0) | (entry.fixed ? NUD.NOARP : 0);
}

function flushFlags(entry: FdbEntry): number {
  return (entry.addedByUser ? NTF.USE : 0) | (entry.externLearned ? NTF.EXT_LEARNED : 0) | (entry.sticky ? NTF.STICKY : 0);
}
