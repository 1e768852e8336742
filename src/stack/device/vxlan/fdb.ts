import { MAC_ZERO, type IpAddress, type LinkAddress } from '../../address';
import { NS_PER_MS, NS_PER_S, type Clock, type Timer } from '../../clock';
import { NTF, NUD, RtnetlinkError, type CreateFlags, type DelFdb, type FdbMessage, type NewFdb } from '../../rtnetlink';
import type { DeviceFdb } from '../device';
import { isMulticastAddress } from '../ethernet';
import { ethernetHash } from '../hash';
import type { VxlanConfig } from './config';

const NS_PER_HUNDREDTH = 10 * NS_PER_MS;
/** FDB_AGE_INTERVAL */
const AGE_INTERVAL = 10 * NS_PER_S;

/** Where frames go (struct vxlan_rdst). */
export interface Remote {
  readonly address: IpAddress;
  readonly port: number;
  readonly vni: number;
  /** 0: whatever the route says */
  readonly ifindex: number;
}

interface Entry {
  readonly address: LinkAddress;
  /** NUD.* */
  state: number;
  /** NTF.* */
  flags: number;
  remotes: Remote[];
  /** ns since boot */
  used: number;
  updated: number;
}

const isForMany = (address: LinkAddress): boolean => isMulticastAddress(address) || address === MAC_ZERO;
const isSame = (a: Remote, b: Remote): boolean => a.address === b.address && a.port === b.port && a.vni === b.vni && a.ifindex === b.ifindex;

/** A VXLAN device's table of stations: behind which hosts they are (drivers/net/vxlan/vxlan_core.c). The entry of 00:00:00:00:00:00 is for all unknown ones. */
export class VxlanFdb implements DeviceFdb {
  readonly #entries = new Map<LinkAddress, Entry>();
  #ageing: Timer | undefined;

  /** @param owner the device: its ifindex and configuration, as they are */
  constructor(private readonly clock: Clock, private readonly owner: { readonly ifindex: number; readonly config: VxlanConfig; hasDevice(index: number): boolean }) {}

  /** Where frames for a station go (vxlan_find_mac). */
  lookup(address: LinkAddress): readonly Remote[] | undefined {
    const entry = this.#entries.get(address);
    if (entry) entry.used = this.clock.now();
    return entry?.remotes;
  }

  /** A frame came from a station by way of a host (vxlan_snoop). @returns whether the frame is to be dropped, as an entry that doesn't change says otherwise */
  learn(address: LinkAddress, from: IpAddress): boolean {
    const { config } = this.owner;
    const remote: Remote = { address: from, port: config.port, vni: config.vni, ifindex: 0 };
    const entry = this.#entries.get(address);
    if (!entry) {
      if (!this.#isFull) this.#create(address, NUD.REACHABLE, NTF.SELF, remote);
      return false;
    }
    entry.used = this.clock.now();
    const [first] = entry.remotes;
    if (first?.address === from && first.ifindex === 0) return false;
    if (entry.state & (NUD.PERMANENT | NUD.NOARP)) return true;
    entry.remotes[0] = { ...first!, address: from };
    entry.updated = this.clock.now();
    return false;
  }

  get #isFull(): boolean {
    const { limit } = this.owner.config;
    return limit > 0 && this.#entries.size >= limit;
  }

  #create(address: LinkAddress, state: number, flags: number, remote: Remote): void {
    const now = this.clock.now();
    this.#entries.set(address, { address, state, flags, remotes: [remote], used: now, updated: now });
  }

  /** The default destination takes the place of the one before. */
  setDefault(address: IpAddress, before: IpAddress): void {
    const { config } = this.owner;
    const remote = (of: IpAddress): Remote => ({ address: of, port: config.port, vni: config.vni, ifindex: config.link?.ifindex ?? 0 });
    if (address) this.#update(MAC_ZERO, NUD.REACHABLE | NUD.PERMANENT, NTF.SELF, remote(address), { create: true, append: true });
    if (before) this.#remove(MAC_ZERO, remote(before));
  }

  /** vxlan_fdb_parse. @throws {RtnetlinkError} */
  #remoteOf({ dst, port, vni, ifindex }: NewFdb | DelFdb): Remote {
    const { config } = this.owner;
    if (ifindex !== undefined && !this.owner.hasDevice(ifindex)) throw new RtnetlinkError('EADDRNOTAVAIL', 'Device not found');
    const any = typeof config.remote === 'bigint' ? 0n : 0;
    return { address: dst ?? any, port: port ?? config.port, vni: vni ?? config.vni, ifindex: ifindex ?? 0 };
  }

  /** vxlan_fdb_add. @throws {RtnetlinkError} EINVAL, EAFNOSUPPORT, EEXIST, ENOENT, ENOSPC, EOPNOTSUPP */
  add(message: NewFdb): void {
    if (!(message.state & (NUD.PERMANENT | NUD.REACHABLE)) || message.dst === undefined) throw new RtnetlinkError('EINVAL');
    const remote = this.#remoteOf(message);
    if (typeof remote.address !== typeof this.owner.config.remote) throw new RtnetlinkError('EAFNOSUPPORT');
    this.#update(message.lladdr, message.state, message.flags, remote, message);
  }

  /** vxlan_fdb_update. */
  #update(address: LinkAddress, state: number, flags: number, remote: Remote, how: CreateFlags): void {
    const entry = this.#entries.get(address);
    if (!entry) {
      if (!how.create) throw new RtnetlinkError('ENOENT');
      if (how.replace && isForMany(address)) throw new RtnetlinkError('EOPNOTSUPP');
      if (this.#isFull) throw new RtnetlinkError('ENOSPC');
      return this.#create(address, state, flags, remote);
    }
    if (how.excl) throw new RtnetlinkError('EEXIST');
    if (how.replace && isForMany(address)) throw new RtnetlinkError('EOPNOTSUPP', 'Cannot replace non-unicast fdb entries');
    if (entry.state !== state || entry.flags !== flags) Object.assign(entry, { state, flags, updated: this.clock.now() });
    if (entry.remotes.some(known => isSame(known, remote))) return;
    if (how.replace) entry.remotes[0] = remote;
    if (how.append && isForMany(address)) entry.remotes.push(remote);
  }

  /** vxlan_fdb_delete. @throws {RtnetlinkError} ENOENT */
  delete(message: DelFdb): void {
    const remote = this.#remoteOf(message);
    if (!this.#entries.has(message.lladdr)) throw new RtnetlinkError('ENOENT');
    this.#remove(message.lladdr, remote);
  }

  /** Takes one destination from an entry, or the entry where it has no other; all of it where none is named (__vxlan_fdb_delete). */
  #remove(address: LinkAddress, remote: Remote): void {
    const entry = this.#entries.get(address);
    if (!entry) return;
    const rest = entry.remotes.filter(known => !isSame(known, remote));
    if (remote.address && rest.length === entry.remotes.length) return;
    if (remote.address && rest.length > 0) entry.remotes = rest;
    else this.#entries.delete(address);
  }

  /** While the device is up, entries that are not used for long go (vxlan_cleanup). */
  startAgeing(): void {
    this.#ageing = this.clock.after(AGE_INTERVAL, () => this.#age());
  }

  #age(): void {
    const now = this.clock.now();
    const life = this.owner.config.ageing * NS_PER_S;
    let next = AGE_INTERVAL;
    for (const entry of [...this.#entries.values()]) {
      if (entry.state & (NUD.PERMANENT | NUD.NOARP) || entry.flags & NTF.EXT_LEARNED) continue;
      const left = entry.used + life - now;
      if (left <= 0) this.#entries.delete(entry.address);
      else next = Math.min(next, left);
    }
    this.#ageing = this.clock.after(next, () => this.#age());
  }

  /** The device goes down: what doesn't stay, goes (vxlan_flush). */
  stop(): void {
    this.#ageing?.cancel();
    for (const { address, state } of [...this.#entries.values()]) if (!(state & (NUD.PERMANENT | NUD.NOARP))) this.#entries.delete(address);
  }

  /** vxlan_fdb_dump: 256 lists, each the youngest first. */
  dump(): FdbMessage[] {
    const { config, ifindex } = this.owner;
    const now = this.clock.now();
    const since = (then: number): number => Math.floor((now - then) / NS_PER_HUNDREDTH);
    return [...this.#entries.values()].reverse().sort((a, b) => ethernetHash(a.address) - ethernetHash(b.address)).flatMap(entry => entry.remotes.map(remote => ({
      index: ifindex, lladdr: entry.address, state: entry.state, flags: entry.flags,
      ...(remote.address && { dst: remote.address }),
      ...(remote.port !== config.port && { port: remote.port }),
      ...(remote.vni !== config.vni && { vni: remote.vni }),
      ...(remote.ifindex && { ifindex: remote.ifindex }),
      cacheinfo: { used: since(entry.used), updated: since(entry.updated) },
    })));
  }
}

