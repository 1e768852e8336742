import type { LinkAddress } from '../../address';
import type { Clock } from '../../clock';
import type { BridgePort } from './port';

/** Where a station is (struct net_bridge_fdb_entry). */
interface FdbEntry {
  /** null: the bridge itself */
  port: BridgePort | null;
  /** an address of the bridge or of one of its ports */
  readonly local: boolean;
  /** ns since boot */
  updated: number;
}

/** A bridge's forwarding database: which port leads to which station. */
export class Fdb {
  readonly #entries = new Map<LinkAddress, FdbEntry>();

  /** @param ageing how long an entry lives, ns */
  constructor(private readonly clock: Clock, private readonly ageing: () => number) {}

  /** The entry of a station that was heard of in time (br_fdb_find). */
  find(address: LinkAddress): Readonly<FdbEntry> | undefined {
    const entry = this.#entries.get(address);
    if (!entry || entry.local || this.clock.now() - entry.updated < this.ageing()) return entry;
    this.#entries.delete(address);
    return undefined;
  }

  /** A frame came from a station (br_fdb_update). Returns false if that is an address of our own. */
  learn(address: LinkAddress, port: BridgePort): boolean {
    const entry = this.find(address);
    if (entry?.local) return false;
    this.#entries.set(address, { port, local: false, updated: this.clock.now() });
    return true;
  }

  /** An address of the bridge's own (br_fdb_add_local). */
  addLocal(address: LinkAddress, port: BridgePort | null): void {
    this.#entries.set(address, { port, local: true, updated: this.clock.now() });
  }

  removeLocal(address: LinkAddress, port: BridgePort | null): void {
    const entry = this.#entries.get(address);
    if (entry?.local && entry.port === port) this.#entries.delete(address);
  }

  /** Forgets what a port led to (br_fdb_delete_by_port). @param all its own addresses too */
  flush(port: BridgePort, all: boolean): void {
    for (const [address, entry] of this.#entries) if (entry.port === port && (all || !entry.local)) this.#entries.delete(address);
  }
}
