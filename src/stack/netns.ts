import { NotifierChain } from './device/notifier';
import type { NetDevice } from './device/device';
import { DeviceTable } from './device/table';
import type { Because, DropReason, StackEvent } from './events';
import type { Host } from './host';
import { MulticastDoor } from './multicast';
import { NetfilterHooks } from './netfilter/hooks';
import type { Network } from './network';
import { RtnetlinkError, type LinkMessage } from './rtnetlink';
import { RtnetlinkDoor } from './rtnetlink/door';
import type { Dst, Skb } from './skb';
import type { PacketType } from './socket';
import { SocketDoor } from './sockets';
import { SysctlTree } from './sysctl';
import { TunnelDoor } from './tunnels';

/** Sees each frame that passes a device of the namespace (ptype_all): a packet socket. */
export type PacketTap = (skb: Skb, type: PacketType) => void;

/** A network namespace (network_namespaces(7)): devices, addresses, tables, sockets and sysctls of its own. */
export class Netns {
  readonly rtnetlink = new RtnetlinkDoor();
  readonly sockets = new SocketDoor();
  readonly sysctl = new SysctlTree();
  readonly devices = new DeviceTable();
  readonly multicast = new MulticastDoor(this.devices);
  readonly tunnels = new TunnelDoor();
  readonly notifier = new NotifierChain();
  readonly netfilter = new NetfilterHooks(this);
  /** Receivers by ETH_P_* (dev_add_pack). */
  readonly protocols = new Map<number, (skb: Skb) => void>();
  /** By ETH_P_*: the route that a packet takes inside an L3 master; undefined, with a word why, where there is none. */
  readonly l3Routes = new Map<number, (skb: Skb, master: NetDevice) => Dst | undefined>();
  /** How each family makes the rule that sends the traffic of L3 masters to their tables. */
  readonly l3Rules: (() => void)[] = [];
  /** Packets dropped, by reason. */
  readonly drops = new Map<DropReason, number>();
  /** Whether a device can take IFLA_INET6_ADDR_GEN_MODE of IFLA_AF_SPEC: IPv6's part of a link request. @throws {RtnetlinkError} EINVAL, EAFNOSUPPORT where there is no IPv6 */
  checkAddrGenMode: (dev: NetDevice, mode: NonNullable<LinkMessage['addrGenMode']>) => void = () => {
    throw new RtnetlinkError('EAFNOSUPPORT');
  };
  /** Sets it, where it has been checked. */
  setAddrGenMode: (dev: NetDevice, mode: NonNullable<LinkMessage['addrGenMode']>) => void = () => undefined;
  /** Whether a device has IPv6, and so IFLA_AF_SPEC says how its addresses are made. */
  speaksIpv6: (dev: NetDevice) => boolean = () => false;
  readonly #taps = new Set<PacketTap>();

  /** @param inode inode number of its nsfs file, unique in the network: identity for `ip netns identify` */
  constructor(readonly host: Host, readonly inode: number) {}

  get network(): Network {
    return this.host.network;
  }

  /** Whether its host booted in it. */
  get isInitial(): boolean {
    const { initNetns } = this.host as { readonly initNetns?: Netns };
    return initNetns === undefined || initNetns === this;
  }

  /** The name that `ip netns` gave it; null for the host's initial namespace and for one whose name is gone. */
  get name(): string | null {
    for (const [name, netns] of this.host.namedNetns) if (netns === this) return name;
    return null;
  }

  /** The first L3 master of a namespace brings its rules, which stay (vrf_add_fib_rules). */
  addL3Rules(): void {
    for (const add of this.l3Rules.splice(0)) add();
  }

  /** Adds a packet tap; the result takes it away. */
  addTap(tap: PacketTap): () => void {
    this.#taps.add(tap);
    return () => void this.#taps.delete(tap);
  }

  /** Shows a frame to the taps (dev_queue_xmit_nit, or ptype_all on receipt). */
  tap(skb: Skb, type: PacketType): void {
    for (const tap of [...this.#taps]) tap(skb, type);
  }

  /**
   * A packet ends here (kfree_skb_reason): counts it and tells why.
   * @param because the sysctl, table or rule that decided
   */
  drop(reason: DropReason, skb: Skb, because?: Because): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + 1);
    this.emit(skb.dev, { kind: 'drop', reason, ...skb.seen, ...(because !== undefined && { because }) });
  }

  /** Emits an event that happened in this namespace, if anyone listens. */
  emit(dev: NetDevice | undefined, event: StackEvent): void {
    const { events, clock } = this.network;
    if (!events.wanted) return;
    const place = { at: clock.now(), host: this.host.name, netns: this.name };
    events.emit(dev ? { ...event, ...place, dev: dev.ifname } : { ...event, ...place });
  }
}

/** State that a part of the stack keeps for each namespace (net_generic), made when first asked for. */
export function perNetns<T>(make: (netns: Netns) => T): (netns: Netns) => T {
  const states = new WeakMap<Netns, { readonly state: T }>();
  return netns => {
    const known = states.get(netns);
    if (known) return known.state;
    const state = make(netns);
    states.set(netns, { state });
    return state;
  };
}
