import type { IpAddress } from '../../address';
import { RtnetlinkError } from '../../rtnetlink';
import { KernelTimer, NS_PER_CLOCK_TICK } from '../../timer';
import type { Bridge } from './bridge';
import { Mdb, RTPROT_KERNEL, RTPROT_STATIC, type GroupKey } from './mdb';
import { listenerMessage, sendQuery, type ListenerMessage } from './listener-message';
import { ROUTER, STATE, type BridgePort } from './port';
import type { SnoopedFamily } from './listener-message';

/** Groups of those who listen to IGMP and MLD (RFC 4286), which a bridge with multicast snooping joins while it is up. */
const ALL_SNOOPERS: readonly IpAddress[] = [0xe000006a, 0xff02_0000_0000_0000_0000_0000_0000_006an];
const ALL_NODES = 0xff02_0000_0000_0000_0000_0000_0000_0001n;

/** Queries of one family: another's that were heard, and the bridge's own (struct bridge_mcast_own_query, bridge_mcast_other_query). */
class Querier {
  readonly other: KernelTimer;
  /** own queries to all, and by port as it begins to forward */
  readonly own: KernelTimer;
  readonly byPort = new Map<BridgePort, { readonly timer: KernelTimer; sent: number }>();
  sent = 0;
  /** ns since boot from when another's queries count */
  delayUntil = 0;
  source: IpAddress = 0;

  constructor(clock: ConstructorParameters<typeof KernelTimer>[0], ownExpired: () => void, otherExpired: () => void) {
    this.own = new KernelTimer(clock, ownExpired);
    this.other = new KernelTimer(clock, otherExpired);
  }
}

/** Where a multicast frame goes: undefined is everywhere. */
export interface MulticastRoute {
  readonly ports: ReadonlySet<BridgePort>;
  readonly host: boolean;
}

const ns = (hundredths: bigint): number => Number(hundredths) * NS_PER_CLOCK_TICK;

/** IGMP and MLD snooping: which ports lead to the listeners of a group (net/bridge/br_multicast.c). */
export class Snooping {
  enabled = true;
  querier = false;
  /** MDB_RTR_TYPE_* of the bridge itself */
  router: number = ROUTER.TEMP_QUERY;
  readonly mdb: Mdb;
  readonly #queriers: Readonly<Record<SnoopedFamily, Querier>>;
  readonly #routerTimers = new Map<BridgePort, KernelTimer>();

  constructor(private readonly bridge: Bridge) {
    const { clock } = bridge.netns.network;
    this.mdb = new Mdb(clock, () => bridge.ifindex, (type, entry) => bridge.announceMdb(type, entry));
    const querier = (family: SnoopedFamily): Querier => new Querier(clock, () => this.#query(family), () => this.#restart(family));
    this.#queriers = { inet: querier('inet'), inet6: querier('inet6') };
  }

  get #membership(): number {
    return ns(this.bridge.settings.mcastMembershipIntvl);
  }

  /** br_multicast_open. */
  open(): void {
    if (!this.enabled) return;
    this.#joinSnoopers();
    for (const family of ['inet', 'inet6'] as const) this.#restart(family);
  }

  /** br_multicast_stop. */
  stop(): void {
    if (this.enabled) this.#leaveSnoopers();
    for (const { own, other } of Object.values(this.#queriers)) {
      own.stop();
      other.stop();
    }
  }

  #joinSnoopers(): void {
    for (const group of ALL_SNOOPERS) this.bridge.netns.multicast.join(this.bridge.ifindex, group);
  }

  #leaveSnoopers(): void {
    for (const group of ALL_SNOOPERS) this.bridge.netns.multicast.leave(this.bridge.ifindex, group);
  }

  /** br_multicast_toggle. */
  setEnabled(enabled: boolean): void {
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    if (!this.bridge.up) return;
    if (!enabled) return this.#leaveSnoopers();
    this.open();
    for (const port of this.bridge.ports) if (port.state !== STATE.DISABLED) this.enablePort(port);
  }

  /** br_multicast_set_querier. */
  setQuerier(querier: boolean): void {
    if (querier === this.querier) return;
    this.querier = querier;
    if (!querier) return;
    for (const family of ['inet', 'inet6'] as const) {
      const state = this.#queriers[family];
      if (!state.other.pending) state.delayUntil = this.#now + ns(this.bridge.settings.mcastQueryResponseIntvl);
      this.#restart(family);
      for (const port of this.bridge.ports) if (port.state !== STATE.DISABLED && port.state !== STATE.BLOCKING) this.#startPortQueries(family, port);
    }
  }

  get #now(): number {
    return this.bridge.netns.network.clock.now();
  }

  #restart(family: SnoopedFamily): void {
    if (!this.enabled || !this.bridge.up) return;
    this.#queriers[family].sent = 0;
    this.#queriers[family].own.start(0);
  }

  /** br_multicast_enable_port. */
  enablePort(port: BridgePort): void {
    if (!this.enabled || !this.bridge.up) return;
    for (const family of ['inet', 'inet6'] as const) if (!this.#queriers[family].byPort.has(port)) this.#startPortQueries(family, port);
    if (port.multicastRouter === ROUTER.PERM) this.#addRouter(port);
  }

  #startPortQueries(family: SnoopedFamily, port: BridgePort): void {
    const { byPort } = this.#queriers[family];
    byPort.get(port)?.timer.stop();
    const query = { sent: 0, timer: new KernelTimer(this.bridge.netns.network.clock, () => this.#query(family, port)) };
    byPort.set(port, query);
    query.timer.start(0);
  }

  /** br_multicast_disable_port. */
  disablePort(port: BridgePort): void {
    this.mdb.forgetPort(port, false);
    for (const { byPort } of Object.values(this.#queriers)) {
      byPort.get(port)?.timer.stop();
      byPort.delete(port);
    }
    this.#deleteRouter(port);
  }

  /** br_multicast_send_query: to all who hear the bridge, or out by one port. */
  #query(family: SnoopedFamily, port?: BridgePort): void {
    const state = this.#queriers[family];
    const query = port ? state.byPort.get(port)! : state;
    const { mcastStartupQueryCnt, mcastStartupQueryIntvl, mcastQueryIntvl } = this.bridge.settings;
    if (query.sent < mcastStartupQueryCnt) query.sent++;
    if (!this.enabled || !this.querier || !this.bridge.up || state.other.pending) return;
    sendQuery(this.bridge, family, port);
    const timer = port ? state.byPort.get(port)!.timer : state.own;
    timer.start(ns(query.sent < mcastStartupQueryCnt ? mcastStartupQueryIntvl : mcastQueryIntvl));
  }

  /** Ports behind which there are multicast routers, by number. */
  get routerPorts(): readonly { readonly port: BridgePort; readonly left: number }[] {
    if (this.router === ROUTER.DISABLED) return [];
    return [...this.#routerTimers].map(([port, timer]) => ({ port, left: timer.left })).sort((a, b) => a.port.no - b.port.no);
  }

  /** br_multicast_set_port_router. */
  setPortRouter(port: BridgePort, router: number): void {
    const before = port.multicastRouter;
    port.multicastRouter = router;
    if (router === ROUTER.TEMP) return this.#markRouter(port);
    if (router === before) return;
    if (router === ROUTER.PERM) {
      this.#routerTimers.get(port)?.stop();
      this.#addRouter(port);
    } else this.#deleteRouter(port);
  }

  #addRouter(port: BridgePort): void {
    if (this.#routerTimers.has(port)) return;
    this.#routerTimers.set(port, new KernelTimer(this.bridge.netns.network.clock, () => this.#deleteRouter(port)));
    this.bridge.announceRouterPort('RTM_NEWMDB', port);
  }

  #deleteRouter(port: BridgePort): void {
    const timer = this.#routerTimers.get(port);
    timer?.stop();
    if (this.#routerTimers.delete(port)) this.bridge.announceRouterPort('RTM_DELMDB', port);
  }

  /** br_multicast_mark_router: a query came in by it. */
  #markRouter(port: BridgePort): void {
    if (port.multicastRouter === ROUTER.DISABLED || port.multicastRouter === ROUTER.PERM) return;
    this.#addRouter(port);
    this.#routerTimers.get(port)!.start(ns(this.bridge.settings.mcastQuerierIntvl));
  }

  /**
   * A frame to many, whose reports, leaves and queries count (br_multicast_rcv).
   * @param port null: from the bridge itself @param octets without tag
   */
  snoop(port: BridgePort | null, octets: Uint8Array, vid: number): void {
    if (!this.enabled) return;
    const message = listenerMessage(octets);
    if (!message || !this.bridge.up || port?.state === STATE.DISABLED) return;
    switch (message.kind) {
      case 'join': return message.groups.forEach(group => this.#join(port, { group, vid }));
      case 'leave': return message.groups.forEach(group => this.#leave(port, { group, vid }));
      case 'changes':
        for (const { group, joins } of message.changes) {
          if (joins) this.#join(port, { group, vid });
          else this.#leave(port, { group, vid });
        }
        return;
      case 'query': return this.#queried(port, message);
    }
  }

  /** br_ip4_multicast_add_group, br_ip6_multicast_add_group. */
  #join(port: BridgePort | null, key: GroupKey): void {
    if (isUnreported(key.group as IpAddress)) return;
    const group = this.mdb.ensure(key);
    if (!port) return this.mdb.joinHost(group, this.#membership);
    const known = group.ports.find(listener => listener.port === port);
    if (!known) this.mdb.joinPort(group, port, { permanent: false, protocol: RTPROT_KERNEL }, this.#membership);
    else if (!known.permanent) known.timer.start(this.#membership);
  }

  /** br_multicast_leave_group. */
  #leave(port: BridgePort | null, key: GroupKey): void {
    const group = this.mdb.find(key);
    if (isUnreported(key.group as IpAddress) || !group) return;
    const listener = port && group.ports.find(each => each.port === port);
    if (listener && port.switches.fastLeave) {
      if (listener.permanent) return;
      listener.fastLeave = true;
      return this.mdb.leavePort(group, listener);
    }
    const family = typeof key.group === 'number' ? 'inet' : 'inet6';
    if (this.#queriers[family].other.pending) return;
    if (this.querier) sendQuery(this.bridge, family, port ?? undefined, key.group as IpAddress);
    const { mcastLastMemberCnt, mcastLastMemberIntvl } = this.bridge.settings;
    const delay = mcastLastMemberCnt * ns(mcastLastMemberIntvl);
    const timer = port ? listener && !listener.permanent ? listener.timer : undefined : group.hostJoined ? group.hostTimer : undefined;
    if (timer?.pending && timer.expires > this.#now + delay) timer.start(delay);
  }

  /** br_multicast_query_received, and for one group its listeners' time to answer. */
  #queried(port: BridgePort | null, { family, group, maxDelay, source }: Extract<ListenerMessage, { readonly kind: 'query' }>): void {
    const state = this.#queriers[family];
    if (!group) {
      if ((state.own.pending || state.other.pending) && state.source && source > state.source) return;
      state.source = source;
      if (!state.other.pending) state.delayUntil = this.#now + maxDelay;
      state.other.start(ns(this.bridge.settings.mcastQuerierIntvl));
      if (port) this.#markRouter(port);
      return;
    }
    const delay = maxDelay * this.bridge.settings.mcastLastMemberCnt;
    for (const entry of this.mdb.all()) {
      if (entry.group !== group) continue;
      for (const timer of [entry.hostTimer, ...entry.ports.map(each => each.timer)]) if (timer.pending && timer.expires > this.#now + delay) timer.start(delay);
    }
  }

  /** Where a frame to many goes, if a querier makes sure that the listeners are known (br_mdb_get, br_multicast_querier_exists). */
  route(octets: Uint8Array, group: IpAddress | string, vid: number): MulticastRoute | undefined {
    if (!this.enabled || listenerMessage(octets)) return undefined;
    const entry = this.mdb.find({ group, vid });
    if (typeof group === 'string') return entry && { ports: new Set(entry.ports.map(({ port }) => port)), host: entry.hostJoined };
    const unlisted = isUnreported(group);
    if ((!entry && unlisted) || !this.#querierExists(typeof group === 'number' ? 'inet' : 'inet6')) return undefined;
    const routers = this.routerPorts.map(({ port }) => port);
    return { ports: new Set([...(entry?.ports.map(({ port }) => port) ?? []), ...routers]), host: (entry?.hostJoined ?? false) || this.router === ROUTER.PERM };
  }

  #querierExists(family: SnoopedFamily): boolean {
    const { delayUntil, other } = this.#queriers[family];
    return this.#now > delayUntil && (this.querier || other.pending);
  }

  /** RTM_NEWMDB. @throws {RtnetlinkError} EINVAL, EEXIST */
  add(port: BridgePort | null, key: GroupKey, permanent: boolean): void {
    const isLink = typeof key.group === 'string';
    if (!port && !isLink && permanent) throw new RtnetlinkError('EINVAL', 'bridge: Flags are not allowed for host groups');
    if (!port && key.source !== undefined) throw new RtnetlinkError('EINVAL', 'bridge: Groups with sources cannot be manually host joined');
    if (isLink && !permanent) throw new RtnetlinkError('EINVAL', 'bridge: Only permanent L2 entries allowed');
    const known = this.mdb.find(key);
    if (!port && known?.hostJoined) throw new RtnetlinkError('EEXIST', 'bridge: Group is already joined by host');
    if (port && known?.ports.some(listener => listener.port === port)) throw new RtnetlinkError('EEXIST', 'bridge: Group is already joined by port');
    const group = this.mdb.ensure(key);
    if (port) this.mdb.joinPort(group, port, { permanent, protocol: RTPROT_STATIC }, permanent ? undefined : this.#membership);
    else this.mdb.joinHost(group, this.#membership);
  }

  /** RTM_DELMDB. Returns false if there was none. */
  delete(port: BridgePort | null, key: GroupKey): boolean {
    const group = this.mdb.find(key);
    const listener = port && group?.ports.find(each => each.port === port);
    if (!group || (port ? !listener : !group.hostJoined)) return false;
    if (listener) this.mdb.leavePort(group, listener);
    else this.mdb.leaveHost(group);
    return true;
  }
}

/** Groups of the link itself go everywhere, and nobody reports them. */
function isUnreported(group: IpAddress): boolean {
  return typeof group === 'number' ? group >>> 8 === 0xe00000 : group === ALL_NODES;
}
