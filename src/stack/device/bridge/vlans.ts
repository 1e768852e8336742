import { STATE } from './port';

export const MAX_VLAN = 4094;

/** What went through a VLAN (struct br_vlan_stats), octets without the link-layer header. */
export interface VlanStats {
  rxBytes: number;
  rxPackets: number;
  txBytes: number;
  txPackets: number;
}

/** A VLAN of a port or of the bridge (struct net_bridge_vlan). */
export interface Vlan {
  readonly vid: number;
  /** frames leave without tag */
  untagged: boolean;
  /** BR_STATE_* */
  state: number;
  /** MDB_RTR_TYPE_* */
  multicastRouter: number;
  /** the bridge itself is in it (BRIDGE_VLAN_INFO_BRENTRY); a port always is in its own */
  inUse: boolean;
  stats: VlanStats;
}

/** How a VLAN is added: BRIDGE_VLAN_INFO_*. */
export interface VlanFlags {
  readonly pvid: boolean;
  readonly untagged: boolean;
}

/** VLANs of a port or of the bridge (struct net_bridge_vlan_group). */
export class VlanGroup {
  /** the VLAN of untagged frames that come in; 0: none */
  pvid = 0;
  readonly #byId = new Map<number, Vlan>();

  find(vid: number): Vlan | undefined {
    return this.#byId.get(vid);
  }

  /** One that the port, or the bridge itself, is in. */
  usable(vid: number): Vlan | undefined {
    const vlan = this.#byId.get(vid);
    return vlan?.inUse ? vlan : undefined;
  }

  /** All of them, by id. */
  all(): Vlan[] {
    return [...this.#byId.values()].sort((a, b) => a.vid - b.vid);
  }

  /** Ids of those that are usable. */
  ids(): number[] {
    return this.all().filter(vlan => vlan.inUse).map(({ vid }) => vid);
  }

  create(vid: number, stats: VlanStats, inUse: boolean): Vlan {
    const vlan: Vlan = { vid, untagged: false, state: STATE.FORWARDING, multicastRouter: 1, inUse, stats };
    this.#byId.set(vid, vlan);
    return vlan;
  }

  /** __vlan_flags_commit. Returns whether anything changed. */
  setFlags(vlan: Vlan, { pvid, untagged }: VlanFlags): boolean {
    const before = `${this.pvid} ${vlan.untagged}`;
    if (pvid) this.pvid = vlan.vid;
    else if (this.pvid === vlan.vid) this.pvid = 0;
    vlan.untagged = untagged;
    return before !== `${this.pvid} ${vlan.untagged}`;
  }

  delete(vlan: Vlan): void {
    if (this.pvid === vlan.vid) this.pvid = 0;
    this.#byId.delete(vlan.vid);
  }

  /** Whether a VLAN is as the default PVID makes it (vlan_default_pvid). */
  isDefault(vid: number): boolean {
    return vid === this.pvid && this.usable(vid)?.untagged === true;
  }
}

export function noVlanStats(): VlanStats {
  return { rxBytes: 0, rxPackets: 0, txBytes: 0, txPackets: 0 };
}
