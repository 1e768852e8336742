import type { LinkAddress } from '../address';
import { SysError } from '../errno';

/** An entry of a device's list (struct netdev_hw_addr). */
interface Listed {
  users: number;
  /** a user asked for it by SIOCADDMULTI (global_use) */
  global: boolean;
  /** the lower device receives it too, which counts as a user here */
  synced: boolean;
}

/** Link-layer addresses that a device receives besides its own (dev->mc, dev->uc, net/core/dev_addr_lists.c), in the order in which they came. */
export class HardwareAddresses {
  readonly #list = new Map<LinkAddress, Listed>();

  /** @param changed called after each change (__dev_set_rx_mode) */
  constructor(private readonly changed: () => void) {}

  /** Address, number of users, and whether a user asked for it by hand. */
  entries(): { readonly address: LinkAddress; readonly users: number; readonly global: boolean }[] {
    return [...this.#list].map(([address, { users, global }]) => ({ address, users, global }));
  }

  has(address: LinkAddress): boolean {
    return this.#list.has(address);
  }

  /** dev_mc_add. */
  add(address: LinkAddress): void {
    this.#add(address, false);
  }

  /** dev_mc_del. */
  delete(address: LinkAddress): void {
    const listed = this.#list.get(address);
    if (listed) this.#release(address, listed);
  }

  /** dev_mc_add_global: counts once, however often it is asked for. */
  addGlobal(address: LinkAddress): void {
    if (!this.#list.get(address)?.global) this.#add(address, true);
  }

  /** dev_mc_del_global. @throws {SysError} ENOENT */
  deleteGlobal(address: LinkAddress): void {
    const listed = this.#list.get(address);
    if (!listed?.global) throw new SysError('ENOENT');
    listed.global = false;
    this.#release(address, listed);
  }

  /** dev_mc_sync: a lower device receives all of these groups, and no longer those that nobody else here uses. */
  syncTo(lower: HardwareAddresses): void {
    for (const [address, listed] of [...this.#list]) {
      if (!listed.synced) {
        listed.synced = true;
        listed.users++;
        lower.add(address);
      } else if (listed.users === 1) {
        lower.delete(address);
        this.#list.delete(address);
      }
    }
  }

  /** dev_mc_unsync. */
  unsyncFrom(lower: HardwareAddresses): void {
    for (const [address, listed] of [...this.#list]) {
      if (!listed.synced) continue;
      listed.synced = false;
      lower.delete(address);
      if (--listed.users === 0) this.#list.delete(address);
    }
  }

  #add(address: LinkAddress, global: boolean): void {
    const listed = this.#list.get(address) ?? { users: 0, global: false, synced: false };
    listed.users++;
    listed.global ||= global;
    this.#list.set(address, listed);
    this.changed();
  }

  #release(address: LinkAddress, listed: Listed): void {
    if (--listed.users === 0) this.#list.delete(address);
    this.changed();
  }
}
