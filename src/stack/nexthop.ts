import { AF_INET, AF_INET6, type Family, type IpAddress } from './address';
import { perNetns, type Netns } from './netns';
import { RtnetlinkError, type DelNexthop, type NewNexthop, type NextHop, type NexthopGroupEntry, type NexthopMessage } from './rtnetlink';
import type { Skb } from './skb';

/** Before weights had 16 bits. */
const MAX_WEIGHT = 255;
/** lo's ifindex */
const LO = 1;

/** What a nexthop's family does with it. */
export interface NexthopFamily {
  /** Checks device and gateway. @returns the scope of what lies behind it @throws {RtnetlinkError} */
  check(message: NewNexthop): number;
  /** Routes by any of these objects take their nexthops anew. */
  changed(ids: ReadonlySet<number>): void;
  /** Routes by any of these objects go. */
  removed(ids: ReadonlySet<number>): void;
  /** What lets routes of the other family have gateways of this one (RTA_VIA). */
  readonly foreign?: {
    /** @returns the index of the device that leads to the gateway @throws {RtnetlinkError} */
    check(nexthop: NextHop, table: number): number;
    /** Hands a packet to the gateway's neighbour entry; false when the table is full. */
    output(index: number, gateway: IpAddress, skb: Skb): boolean;
  };
}

function refuse(extack: string): never {
  throw new RtnetlinkError('EINVAL', extack);
}

function requireId({ id, replace }: NewNexthop): void {
  if (replace && !id) refuse('Replace requires nexthop id');
}

/** Where a route gives an id, it describes no nexthop besides. @throws {RtnetlinkError} EINVAL */
export function checkIdAlone({ nhid, nexthops }: { readonly nhid?: number; readonly nexthops: readonly NextHop[] }): void {
  // 0.0.0.0 is no gateway (rtm_to_fib_config), :: is one.
  const described = nexthops.some(({ gateway, via, oif }) => (gateway !== undefined && gateway !== 0) || via !== undefined || oif !== undefined);
  if (nhid && described) refuse('Nexthop specification and nexthop id are mutually exclusive');
}

/** The nexthop objects of a namespace (net/ipv4/nexthop.c): routes refer to them by id, several of them to a group. */
export class Nexthops {
  readonly #objects = new Map<number, NexthopMessage>();
  readonly families = new Map<Family, NexthopFamily>();
  #last = 0;

  constructor(private readonly netns: Netns) {}

  /** By id. */
  list(): NexthopMessage[] {
    return [...this.#objects.values()].sort((a, b) => a.id - b.id);
  }

  get(id: number): NexthopMessage | undefined {
    return this.#objects.get(id);
  }

  /** The single nexthops of an object with their weights. */
  members(id: number): readonly { readonly nexthop: NexthopMessage; readonly weight: number }[] {
    const object = this.#objects.get(id);
    if (!object) return [];
    return object.group?.map(entry => ({ nexthop: this.#objects.get(entry.id)!, weight: entry.weight })) ?? [{ nexthop: object, weight: 1 }];
  }

  /** The object that a route names. @throws {RtnetlinkError} EINVAL */
  forRoute(id: number): NexthopMessage {
    return this.#objects.get(id) ?? refuse('Nexthop id does not exist');
  }

  /** RTM_NEWNEXTHOP. @throws {RtnetlinkError} */
  add(message: NewNexthop): void {
    const { protocol, flags } = message;
    const made: Pick<NexthopMessage, 'family' | 'scope' | 'blackhole' | 'oif' | 'gateway' | 'group'> = message.group ? this.#group(message, message.group) : this.#single(message);
    const id = message.id || this.#unusedId();
    const known = this.#objects.get(id);
    if (known && !message.replace) throw new RtnetlinkError('EEXIST');
    if (known?.group && !made.group) refuse('Can not replace a nexthop group with a nexthop');
    if (known && !known.group && made.group) refuse('Can not replace a nexthop with a nexthop group');
    this.#objects.set(id, { id, protocol, flags, ...made });
    if (known) this.#tell('changed', new Set([id, ...this.#groupsOf(id)]));
  }

  #group(message: NewNexthop, group: readonly NexthopGroupEntry[]): Pick<NexthopMessage, 'family' | 'scope' | 'group'> {
    if (message.nhFamily !== 0) refuse('Invalid family for group');
    const wide = this.netns.network.release.has('nexthop weights of 16 bits');
    for (const [i, { id, weight }] of group.entries()) {
      if (weight > MAX_WEIGHT && !wide) refuse('Invalid value for weight');
      if (group.slice(i + 1).some(other => other.id === id)) refuse('Nexthop id can not be used twice in a group');
    }
    if (this.#asksForIdFirst()) requireId(message);
    for (const { id } of group) {
      const member = this.#objects.get(id) ?? refuse('Invalid nexthop id');
      if (member.group) refuse('Hash-threshold group can not be a nexthop within a group');
      if (member.blackhole && group.length > 1) refuse('Blackhole nexthop can not be used in a group with more than 1 path');
    }
    requireId(message);
    return { family: 0, scope: 0, group };
  }

  #single(message: NewNexthop): Pick<NexthopMessage, 'family' | 'scope' | 'blackhole' | 'oif' | 'gateway'> {
    const { oif, gateway, nhFamily } = message;
    if (nhFamily !== AF_INET && nhFamily !== AF_INET6) refuse('Invalid address family');
    const family = nhFamily as Family;
    if (message.blackhole) {
      if (oif !== undefined || gateway !== undefined) refuse('Blackhole attribute can not be used with gateway, oif, encap or fdb');
      requireId(message);
      if (!this.netns.devices.byIndex(LO)!.up) throw new RtnetlinkError('ENETDOWN', family === AF_INET ? 'Device for nexthop is not up' : 'Nexthop device is not up');
      return { family, scope: 0, blackhole: true };
    }
    if (oif === undefined) refuse('Device attribute required for non-blackhole and non-fdb nexthops');
    if (this.#asksForIdFirst()) requireId(message);
    const dev = this.netns.devices.byIndex(oif);
    if (!dev) return refuse('Invalid device index');
    if (!dev.up) throw new RtnetlinkError('ENETDOWN', 'Nexthop device is not up');
    if (!dev.carrier) throw new RtnetlinkError('ENETDOWN', 'Carrier for nexthop device is down');
    requireId(message);
    const scope = this.families.get(family)!.check(message);
    return { family, scope, oif, ...(gateway === undefined ? {} : { gateway }) };
  }

  #asksForIdFirst(): boolean {
    return this.netns.network.release.has('id of a nexthop to replace asked for first');
  }

  /** nh_find_unused_id */
  #unusedId(): number {
    do this.#last++; while (this.#objects.has(this.#last));
    return this.#last;
  }

  #groupsOf(id: number): number[] {
    return this.list().filter(({ group }) => group?.some(entry => entry.id === id)).map(group => group.id);
  }

  /** RTM_DELNEXTHOP. @throws {RtnetlinkError} EINVAL, ENOENT */
  delete({ id }: Omit<DelNexthop, 'type'>): void {
    if (!id) throw new RtnetlinkError('EINVAL', id === undefined ? 'Nexthop id is missing' : 'Invalid nexthop id');
    if (!this.#objects.has(id)) throw new RtnetlinkError('ENOENT');
    this.#remove(id);
  }

  /** Takes an object out of its groups, and away with its routes; an empty group goes too. */
  #remove(id: number): void {
    const changed = new Set<number>();
    const emptied: number[] = [];
    for (const groupId of this.#groupsOf(id)) {
      const object = this.#objects.get(groupId)!;
      const group = object.group!.filter(entry => entry.id !== id);
      if (group.length === 0) {
        emptied.push(groupId);
      } else {
        this.#objects.set(groupId, { ...object, group });
        changed.add(groupId);
      }
    }
    this.#objects.delete(id);
    this.#tell('removed', new Set([id]));
    this.#tell('changed', changed);
    emptied.forEach(each => this.#remove(each));
  }

  /** nexthop_flush_dev: a device without link takes its nexthops along. */
  flushDevice(oif: number): void {
    for (const { id } of this.list().filter(object => object.oif === oif)) if (this.#objects.has(id)) this.#remove(id);
  }

  #tell(what: 'changed' | 'removed', ids: ReadonlySet<number>): void {
    if (ids.size > 0) for (const family of this.families.values()) family[what](ids);
  }
}

export const nexthopsOf = perNetns(netns => new Nexthops(netns));

/** RTM_*NEXTHOP, and what happens to nexthops' devices (nh_netdev_event). */
export function nexthop(netns: Netns): void {
  const { rtnetlink, notifier } = netns;
  const nexthops = nexthopsOf(netns);
  rtnetlink.register('RTM_NEWNEXTHOP', 0, message => nexthops.add(message));
  rtnetlink.register('RTM_DELNEXTHOP', 0, message => nexthops.delete(message));
  rtnetlink.registerDump('RTM_GETNEXTHOP', 0, () => nexthops.list());
  notifier.subscribe((event, dev) => {
    if (event === 'down' || event === 'unregister' || (event === 'change' && !dev.running)) nexthops.flushDevice(dev.ifindex);
  });
}
