import { RtnetlinkError, type VlanGlobalEntry } from '../../rtnetlink';
import type { Bridge } from './bridge';
import { ROUTER, type BridgePort } from './port';
import { startupQueryInterval } from './settings';
import { MAX_VLAN, noVlanStats, VlanGroup, type Vlan, type VlanFlags } from './vlans';

/** What the default PVID is in. */
const DEFAULT: VlanFlags = { pvid: true, untagged: true };

/** VLANs of a bridge and of its ports (net/bridge/br_vlan.c). `port` null is the bridge itself. */
export class BridgeVlans {
  readonly group = new VlanGroup();
  /** whether the kernel was built with them */
  readonly there: boolean;
  defaultPvid: number;
  /** multicast options of VLANs that a user has changed */
  readonly #globals = new Map<number, Readonly<Record<string, number | bigint>>>();

  constructor(private readonly bridge: Bridge) {
    this.there = bridge.netns.network.release.built('BRIDGE_VLAN_FILTERING');
    this.defaultPvid = this.there ? 1 : 0;
  }

  groupOf(port: BridgePort | null): VlanGroup {
    return port?.vlans ?? this.group;
  }

  /** A port joins, or the bridge is made: it gets the default PVID (nbp_vlan_init, br_vlan_bridge_event). */
  init(port: BridgePort | null): void {
    if (this.defaultPvid === 0) return;
    this.#add(port, this.defaultPvid, DEFAULT);
    this.#announce('RTM_NEWVLAN', port, this.defaultPvid);
  }

  /** A port leaves (nbp_vlan_flush). */
  flush(port: BridgePort): void {
    for (const vlan of port.vlans.all()) {
      port.vlans.delete(vlan);
      this.#dropMaster(vlan.vid);
    }
  }

  /** RTM_SETLINK of a range. @throws {RtnetlinkError} EINVAL, EOPNOTSUPP */
  add(port: BridgePort | null, first: number, last: number, flags: VlanFlags): boolean {
    if (!this.there) throw new RtnetlinkError('EOPNOTSUPP');
    checkRange(first, last, true);
    return this.#each(port, first, last, 'RTM_NEWVLAN', vid => this.#add(port, vid, flags));
  }

  /** RTM_DELLINK of a range: VLANs that aren't there don't matter. @throws {RtnetlinkError} EINVAL */
  delete(port: BridgePort | null, first: number, last: number): boolean {
    checkRange(first, last, false);
    return this.#each(port, first, last, 'RTM_DELVLAN', vid => this.#delete(port, vid));
  }

  /** br_process_vlan_info: changes VLAN by VLAN, and tells of each run of changes. Returns whether anything changed. */
  #each(port: BridgePort | null, first: number, last: number, type: 'RTM_NEWVLAN' | 'RTM_DELVLAN', change: (vid: number) => boolean): boolean {
    let start = 0;
    let changed = false;
    for (let vid = first; vid <= last; vid++) {
      if (change(vid)) {
        start ||= vid;
        changed = true;
      } else if (start) {
        this.#announce(type, port, start, vid - 1);
        start = 0;
      }
    }
    if (start) this.#announce(type, port, start, last);
    return changed;
  }

  #announce(type: 'RTM_NEWVLAN' | 'RTM_DELVLAN', port: BridgePort | null, first: number, last = first): void {
    this.bridge.announceVlans(type, port, first, last);
  }

  #add(port: BridgePort | null, vid: number, flags: VlanFlags): boolean {
    const group = this.groupOf(port);
    const known = group.find(vid);
    const master = this.group.find(vid) ?? this.group.create(vid, noVlanStats(), false);
    const vlan = port ? known ?? group.create(vid, this.bridge.settings.vlanStatsPerPort ? noVlanStats() : master.stats, true) : master;
    const joined = port ? !known : !master.inUse;
    vlan.inUse = true;
    if (joined) this.bridge.stations.addLocal(port?.dev.address ?? this.bridge.address, port, vid);
    return group.setFlags(vlan, flags) || joined;
  }

  /** nbp_vlan_delete, br_vlan_delete. Returns false if there is none. */
  #delete(port: BridgePort | null, vid: number): boolean {
    const group = this.groupOf(port);
    const vlan = group.usable(vid);
    if (!vlan) return false;
    this.bridge.stations.removeLocal(port?.dev.address ?? this.bridge.address, port, vid);
    this.bridge.stations.deleteByPort(port, false, vid);
    if (group.pvid === vid) group.pvid = 0;
    vlan.inUse = false;
    if (port) group.delete(vlan);
    this.#dropMaster(vid);
    return true;
  }

  /** The bridge lists a VLAN for as long as it or a port is in it. */
  #dropMaster(vid: number): void {
    const master = this.group.find(vid);
    if (master && !master.inUse && !this.bridge.ports.some(port => port.vlans.find(vid))) {
      this.group.delete(master);
      this.#globals.delete(vid);
    }
  }

  /** __br_vlan_set_default_pvid: where nobody has chosen otherwise; 0 takes it away. */
  setDefaultPvid(pvid: number): void {
    const old = this.defaultPvid;
    for (const port of [null, ...this.bridge.ports]) {
      const group = this.groupOf(port);
      if (old !== 0 && !group.isDefault(old)) continue;
      if (pvid !== 0) {
        if (port ? group.find(pvid) : group.usable(pvid)) continue;
        this.#add(port, pvid, DEFAULT);
      }
      if (this.#delete(port, old)) this.#announce('RTM_DELVLAN', port, old);
      if (pvid !== 0) this.#announce('RTM_NEWVLAN', port, pvid);
    }
    this.defaultPvid = pvid;
  }

  /** The VLANs of a range that are there. @throws {RtnetlinkError} ENOENT */
  range(port: BridgePort | null, first: number, last: number): Vlan[] {
    const group = this.groupOf(port);
    if (!group.usable(first)) throw new RtnetlinkError('ENOENT', 'bridge: Vlan range start doesn\'t exist, can\'t process options');
    if (!group.usable(last)) throw new RtnetlinkError('ENOENT', 'bridge: Vlan range end doesn\'t exist, can\'t process options');
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const vlan = group.usable(first + i);
      if (!vlan) throw new RtnetlinkError('ENOENT', 'bridge: Vlan in range doesn\'t exist, can\'t process options');
      return vlan;
    });
  }

  /** Options of VLANs (br_vlan_process_options). @throws {RtnetlinkError} ENOENT, EINVAL, EBUSY */
  setOptions(port: BridgePort | null, first: number, last: number, { state, multicastRouter }: { readonly state?: number; readonly multicastRouter?: number }): void {
    const vlans = this.range(port, first, last);
    if (state !== undefined && state > 4) throw new RtnetlinkError('EINVAL', 'bridge: Invalid vlan state');
    if (state !== undefined && this.bridge.stp.enabled) throw new RtnetlinkError('EBUSY', 'bridge: Can\'t modify vlan state when using kernel STP');
    if (multicastRouter !== undefined && multicastRouter > (port ? 3 : 2)) throw new RtnetlinkError('EINVAL');
    const changed = vlans.filter(vlan => (state ?? vlan.state) !== vlan.state || (multicastRouter ?? vlan.multicastRouter) !== vlan.multicastRouter);
    for (const vlan of changed) {
      vlan.state = state ?? vlan.state;
      vlan.multicastRouter = multicastRouter ?? vlan.multicastRouter;
    }
    if (changed.length > 0) this.#announce('RTM_NEWVLAN', port, changed[0]!.vid, changed.at(-1)!.vid);
  }

  /** All VLANs that the bridge or a port is in, one by one. */
  globals(): VlanGlobalEntry[] {
    return this.group.all().map(({ vid }) => ({
      first: vid, last: vid, options: this.#globals.get(vid) ?? this.#multicastDefaults(),
      routerPorts: this.bridge.ports.filter(port => port.vlans.find(vid)?.multicastRouter === ROUTER.PERM).map(({ dev }) => dev.ifindex).sort((a, b) => a - b),
    }));
  }

  /** br_vlan_process_global_one_opts. @throws {RtnetlinkError} EINVAL, ENOENT */
  setGlobalOptions(first: number, last: number, options: Readonly<Record<string, number | bigint>>): void {
    checkRange(first, last, true);
    const { mcastIgmpVersion = 2, mcastMldVersion = 1 } = options;
    for (let vid = first; vid <= last; vid++) {
      if (!this.group.find(vid)) throw new RtnetlinkError('ENOENT', 'bridge: Vlan in range doesn\'t exist, can\'t process global options');
      if ((mcastIgmpVersion !== 2 && mcastIgmpVersion !== 3) || (mcastMldVersion !== 1 && mcastMldVersion !== 2)) throw new RtnetlinkError('EINVAL');
      this.#globals.set(vid, { ...this.#multicastDefaults(), ...this.#globals.get(vid), ...options });
    }
  }

  /** How multicast is treated in a VLAN, at first (BRIDGE_VLANDB_GOPTS_MCAST_*). */
  #multicastDefaults(): Readonly<Record<string, number | bigint>> {
    return {
      mcastSnooping: 1, mcastQuerier: 0, mcastIgmpVersion: 2, mcastMldVersion: 1, mcastLastMemberCnt: 2, mcastLastMemberIntvl: 100n, mcastStartupQueryCnt: 2,
      mcastStartupQueryIntvl: startupQueryInterval(this.bridge.netns.network.release), mcastMembershipIntvl: 26000n, mcastQuerierIntvl: 25500n, mcastQueryIntvl: 12500n, mcastQueryResponseIntvl: 1000n,
    };
  }
}

/** br_vlan_valid_id. @param said whether the error has a sentence */
function checkRange(first: number, last: number, said: boolean): void {
  for (const vid of [first, last]) {
    if (vid < 1 || vid > MAX_VLAN) throw said ? new RtnetlinkError('EINVAL', 'bridge: Vlan id is invalid') : new RtnetlinkError('EINVAL');
  }
}
