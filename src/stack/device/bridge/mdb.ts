import type { IpAddress, LinkAddress } from '../../address';
import type { Clock } from '../../clock';
import type { MdbEntry } from '../../rtnetlink';
import { KernelTimer } from '../../timer';
import type { BridgePort } from './port';

export const RTPROT_KERNEL = 2;
export const RTPROT_STATIC = 4;

/** A group: an address of IPv4 or IPv6, from one source or from all, or a link-layer address; in a VLAN, or 0 (struct br_ip). */
export interface GroupKey {
  readonly group: IpAddress | LinkAddress;
  readonly source?: IpAddress;
  readonly vid: number;
}

/** A port behind which a group has listeners (struct net_bridge_port_group). */
export interface PortGroup {
  readonly port: BridgePort;
  readonly permanent: boolean;
  readonly protocol: number;
  fastLeave: boolean;
  readonly timer: KernelTimer;
}

/** Who listens to a group (struct net_bridge_mdb_entry). */
export interface Group extends GroupKey {
  hostJoined: boolean;
  readonly hostTimer: KernelTimer;
  readonly ports: PortGroup[];
}

/** What a change of the database is told by. */
export type MdbNotice = (type: 'RTM_NEWMDB' | 'RTM_DELMDB', entry: MdbEntry) => void;

/** A bridge's multicast database (net/bridge/br_mdb.c, br_multicast.c). The youngest group comes first. */
export class Mdb {
  readonly #groups = new Map<string, Group>();

  constructor(private readonly clock: Clock, private readonly hostIndex: () => number, private readonly notify: MdbNotice) {}

  find(key: GroupKey): Group | undefined {
    return this.#groups.get(text(key));
  }

  all(): Group[] {
    return [...this.#groups.values()].reverse();
  }

  ensure(key: GroupKey): Group {
    const known = this.find(key);
    if (known) return known;
    const group: Group = {
      ...key, hostJoined: false, ports: [],
      hostTimer: new KernelTimer(this.clock, () => this.leaveHost(group)),
    };
    this.#groups.set(text(key), group);
    return group;
  }

  /** br_multicast_host_join. @param membership ns after which it ends, unless it is renewed */
  joinHost(group: Group, membership: number): void {
    const joined = group.hostJoined;
    group.hostJoined = true;
    if (!joined) this.notify('RTM_NEWMDB', this.#hostEntry(group));
    if (typeof group.group !== 'string') group.hostTimer.start(membership);
  }

  leaveHost(group: Group): void {
    if (group.hostJoined) {
      group.hostJoined = false;
      group.hostTimer.stop();
      this.notify('RTM_DELMDB', this.#hostEntry(group));
    }
    this.#dropEmpty(group);
  }

  /** br_multicast_new_port_group. @param membership ns; undefined: for ever */
  joinPort(group: Group, port: BridgePort, how: Pick<PortGroup, 'permanent' | 'protocol'>, membership?: number): void {
    const listener: PortGroup = { port, ...how, fastLeave: false, timer: new KernelTimer(this.clock, () => this.leavePort(group, listener)) };
    group.ports.unshift(listener);
    group.ports.sort((a, b) => b.port.no - a.port.no);
    if (membership !== undefined) listener.timer.start(membership);
    this.notify('RTM_NEWMDB', this.#portEntry(group, listener));
  }

  /** br_multicast_del_pg. */
  leavePort(group: Group, listener: PortGroup): void {
    listener.timer.stop();
    group.ports.splice(group.ports.indexOf(listener), 1);
    this.notify('RTM_DELMDB', this.#portEntry(group, listener));
    this.#dropEmpty(group);
  }

  #dropEmpty(group: Group): void {
    if (!group.hostJoined && group.ports.length === 0) this.#groups.delete(text(group));
  }

  /** Ends what a port listens to. @param permanent that which doesn't age too */
  forgetPort(port: BridgePort, permanent: boolean): void {
    for (const group of this.all()) {
      for (const listener of [...group.ports]) if (listener.port === port && (permanent || !listener.permanent)) this.leavePort(group, listener);
    }
  }

  /** The whole database, as a dump tells it (br_mdb_fill_info). */
  entries(): MdbEntry[] {
    return this.all().flatMap(group => [
      ...(group.hostJoined ? [this.#hostEntry(group)] : []),
      ...group.ports.map(listener => this.#portEntry(group, listener)),
    ]);
  }

  #hostEntry(group: Group): MdbEntry {
    return { port: this.hostIndex(), group: group.group, vid: group.vid, permanent: typeof group.group === 'string', fastLeave: false, timer: group.hostTimer.left };
  }

  #portEntry(group: Group, { port, permanent, protocol, fastLeave, timer }: PortGroup): MdbEntry {
    const source = group.source === undefined ? {} : { source: group.source };
    return { port: port.dev.ifindex, group: group.group, ...source, vid: group.vid, permanent, fastLeave, protocol, timer: timer.left };
  }
}

function text({ group, source, vid }: GroupKey): string {
  return `${typeof group} ${group} ${source ?? ''} ${vid}`;
}
