import type { LinkAddress } from '../../address';
import type { Clock } from '../../clock';
import { NTF, NUD, RtnetlinkError, type CreateFlags } from '../../rtnetlink';
import { STATE, type BridgePort } from './port';

/** IFLA_BR_VLAN_DEFAULT_PVID: the VLAN that a bridge and its ports are in; entries of users and of its own are listed for it too. */
export const PVID = 1;

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

/** A bridge's forwarding database: which port leads to which station (net/bridge/br_fdb.c). */
export class Fdb {
  readonly #entries = new Map<string, FdbEntry>();

  /**
   * @param ageing how long an entry lives, ns
   * @param heir whose else an address is, once `port` gives it up: undefined if nobody's
   */
  constructor(private readonly clock: Clock, private readonly ageing: () => number, private readonly heir: (address: LinkAddress, port: BridgePort | null) => BridgePort | null | undefined) {}

  /** The entry of a station that was heard of in time (br_fdb_find). */
  find(address: LinkAddress, vid = 0): FdbEntry | undefined {
    const entry = this.#entries.get(key(address, vid));
    if (!entry || !this.#expired(entry)) return entry;
    this.#entries.delete(key(address, vid));
    return undefined;
  }

  #expired(entry: FdbEntry): boolean {
    return !entry.fixed && !entry.externLearned && this.clock.now() - entry.updated >= this.ageing();
  }

  /** Entries that lead to a port, or to the bridge (null): the youngest first. */
  entriesOf(port: BridgePort | null): FdbEntry[] {
    return [...this.#entries.values()].filter(entry => entry.port === port && !this.#expired(entry)).reverse();
  }

  /** A frame came from a station (br_fdb_update). */
  learn(address: LinkAddress, port: BridgePort): void {
    const entry = this.find(address);
    if (!entry) return void this.#create(address, 0, port);
    if (entry.local) return;
    entry.updated = this.clock.now();
    if (!entry.sticky) entry.port = port;
  }

  #create(address: LinkAddress, vid: number, port: BridgePort | null, local = false): FdbEntry {
    const now = this.clock.now();
    const entry: FdbEntry = { address, vid, port, local, fixed: local, addedByUser: false, externLearned: false, sticky: false, used: now, updated: now };
    this.#entries.set(key(address, vid), entry);
    return entry;
  }

  /** An address of the bridge's own (br_fdb_add_local). */
  addLocal(address: LinkAddress, port: BridgePort | null): void {
    for (const vid of [0, PVID]) {
      if (this.find(address, vid)?.local) continue;
      this.#entries.delete(key(address, vid));
      this.#create(address, vid, port, true);
    }
  }

  /** An address is no longer the bridge's or its port's, but perhaps another's (fdb_delete_local). */
  removeLocal(address: LinkAddress, port: BridgePort | null): void {
    for (const vid of [0, PVID]) {
      const entry = this.find(address, vid);
      if (entry?.local && entry.port === port && !entry.addedByUser) this.#giveUp(entry);
    }
  }

  #giveUp(entry: FdbEntry): void {
    const heir = this.heir(entry.address, entry.port);
    if (heir === undefined) this.#entries.delete(key(entry.address, entry.vid));
    else {
      entry.port = heir;
      entry.addedByUser = false;
    }
  }

  /** Forgets what a port led to (br_fdb_delete_by_port). @param all its own addresses and what doesn't age too */
  flush(port: BridgePort, all: boolean): void {
    for (const entry of this.entriesOf(port)) {
      if (!all && (entry.fixed || entry.externLearned)) continue;
      if (entry.local) this.#giveUp(entry);
      else this.#entries.delete(key(entry.address, entry.vid));
    }
  }

  /** br_fdb_add for one VLAN. @throws {RtnetlinkError} EINVAL, EPERM, ENOENT, EEXIST */
  add(address: LinkAddress, vid: number, port: BridgePort | null, request: FdbRequest): void {
    const learns = port?.state === STATE.LEARNING || port?.state === STATE.FORWARDING;
    if (request.flags & NTF.USE) {
      if (!port) throw new RtnetlinkError('EINVAL', 'FDB entry towards bridge must be permanent');
      if (learns) (this.find(address, vid) ?? this.#create(address, vid, port)).addedByUser = true;
    } else if (request.flags & NTF.EXT_LEARNED) {
      const entry = this.find(address, vid) ?? this.#create(address, vid, port, port === null);
      Object.assign(entry, { port, externLearned: true, addedByUser: true, updated: this.clock.now() });
    } else this.#addEntry(address, vid, port, request, learns);
  }

  /** fdb_add_entry. */
  #addEntry(address: LinkAddress, vid: number, port: BridgePort | null, request: FdbRequest, learns: boolean): void {
    const { state } = request;
    const permanent = (state & NUD.PERMANENT) !== 0;
    const sticky = (request.flags & NTF.STICKY) !== 0;
    if (port && !permanent && !(state & NUD.NOARP) && !learns) throw new RtnetlinkError('EPERM');
    if (!port && !permanent) throw new RtnetlinkError('EINVAL', 'FDB entry towards bridge must be permanent');
    if (sticky && permanent) throw new RtnetlinkError('EINVAL');
    const known = this.find(address, vid);
    if (!known && !request.create) throw new RtnetlinkError('ENOENT');
    if (known && request.excl) throw new RtnetlinkError('EEXIST');
    const now = this.clock.now();
    Object.assign(known ?? this.#create(address, vid, port), {
      port, local: permanent, fixed: permanent || (state & NUD.NOARP) !== 0, sticky, addedByUser: true, used: now, updated: now,
    });
  }

  /** fdb_delete_by_addr_and_port. Returns false if there was none. */
  delete(address: LinkAddress, vid: number, port: BridgePort | null): boolean {
    return this.find(address, vid)?.port === port && this.#entries.delete(key(address, vid));
  }
}

function key(address: LinkAddress, vid: number): string {
  return vid === 0 ? address : `${address} ${vid}`;
}
