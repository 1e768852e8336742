import { MAC_BROADCAST, MAC_ZERO, type IpAddress, type LinkAddress } from '../address';
import type { Netns } from '../netns';
import { IFF, RtnetlinkError, type DelFdb, type FdbMessage, type LinkMessage, type LinkStats, type NewFdb, type OperState } from '../rtnetlink';
import type { Skb } from '../skb';
import type { PacketType } from '../socket';
import type { NetdevEvent } from './notifier';
import { vlanOf } from './tag';
import { HardwareAddresses } from './addresses';
import { ETH_HLEN, ethernetType, isMulticastAddress, isValidEthernetAddress, readMac } from './ethernet';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** ARPHRD_* (linux/if_arp.h). */
export const ARPHRD = { ETHER: 1, TUNNEL: 768, TUNNEL6: 769, LOOPBACK: 772, SIT: 776, IPGRE: 778 } as const;

/** Where a device starts from; the rest are alloc_netdev's defaults. */
export interface DeviceInit {
  readonly ifname: string;
  readonly type: number;
  readonly flags: number;
  readonly mtu: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  readonly address?: LinkAddress;
  readonly txqlen?: number;
  /** IFF_NO_QUEUE: its root qdisc is noqueue */
  readonly noQueue?: boolean;
  /** octets; default 65536 (TSO_LEGACY_MAX_SIZE) */
  readonly tsoMaxSize?: number;
  /** NETIF_F_NETNS_LOCAL: can't leave its namespace */
  readonly netnsLocal?: boolean;
  /** Has an ndo_change_carrier. */
  readonly changesCarrier?: boolean;
  /** IFF_UNICAST_FLT: can take in further unicast addresses without taking in all frames */
  readonly filtersUnicast?: boolean;
}

/** A device that takes frames with its tag from the one below. */
export type TaggedReceiver = NetDevice & { receiveTagged(skb: Skb): void };

/** A table of stations of a device's own (ndo_fdb_add, ndo_fdb_del, ndo_fdb_dump). */
export interface DeviceFdb {
  /** @throws {RtnetlinkError} */
  add(message: NewFdb): void;
  /** @throws {RtnetlinkError} */
  delete(message: DelFdb): void;
  dump(): FdbMessage[];
}

/** Takes a received frame before the protocols do (rx_handler_func_t): true when it has consumed it. */
export type RxHandler = (skb: Skb) => boolean;

export function noStats(): Mutable<LinkStats> {
  return {
    rxPackets: 0, txPackets: 0, rxBytes: 0, txBytes: 0, rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0, multicast: 0, collisions: 0,
    rxLengthErrors: 0, rxOverErrors: 0, rxCrcErrors: 0, rxFrameErrors: 0, rxFifoErrors: 0, rxMissedErrors: 0, txAbortedErrors: 0,
    txCarrierErrors: 0, txFifoErrors: 0, txHeartbeatErrors: 0, txWindowErrors: 0, rxNohandler: 0, rxOtherhostDropped: 0,
  };
}

/** A network device (struct net_device, net/core/dev.c). A kind extends it and says how it opens, stops and transmits. */
export abstract class NetDevice {
  ifindex = 0;
  ifname: string;
  readonly altnames: string[] = [];
  readonly type: number;
  /** IFF.*, without those that follow from the state (RUNNING, LOWER_UP, DORMANT) */
  flags: number;
  mtu: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  address: LinkAddress;
  broadcast: LinkAddress;
  permAddress: LinkAddress | undefined;
  txqlen: number;
  readonly noQueue: boolean;
  readonly netnsLocal: boolean;
  readonly changesCarrier: boolean;
  readonly filtersUnicast: boolean;
  numTxQueues = 1;
  numRxQueues = 1;
  /** octets */
  gsoMaxSize = 65536;
  gsoMaxSegs = 65535;
  /** octets */
  groMaxSize = 65536;
  /** The PROMISC and ALLMULTI of `flags` that a user asked for (gflags). */
  userFlags = 0;
  /** Whether notifications tell of it yet (rtnl_link_state). */
  announced = false;
  qdisc = 'noop';
  /** Whether the qdisc takes packets: not while the device is down or linkwatch has seen its carrier go. */
  active = false;
  operstate: OperState = 'UNKNOWN';
  linkmode = 0;
  carrier = true;
  carrierChanges = 0;
  group = 0;
  promiscuity = 0;
  allmulti = 0;
  alias: string | undefined;
  master: NetDevice | undefined;
  rxHandler: RxHandler | undefined;
  addrGenMode: NonNullable<LinkMessage['addrGenMode']> = 'eui64';
  readonly stats = noStats();
  /** Unicast addresses to receive besides its own. */
  readonly unicast = new HardwareAddresses(() => this.syncUnicast());
  /** Promiscuous for the sake of `unicast` (uc_promisc). */
  #unicastPromisc = false;
  /** Link-layer multicast groups to receive. */
  readonly multicast = new HardwareAddresses(() => {
    if (this.up) this.setRxMode();
  });
  readonly #tsoMaxSize: number;
  /** VLAN devices on top of this one, by protocol and id. */
  readonly vlans = new Map<number, TaggedReceiver>();
  /** Other devices on top of this one, which hear of what happens to it and go with it. */
  readonly uppers = new Set<NetDevice>();
  /** The routing table of an L3 master (l3mdev_fib_table); undefined for all others. */
  readonly ownTable: number | undefined;
  /** Where the kind has one; otherwise bridge(8) works on `unicast` and `multicast`. */
  readonly fdb?: DeviceFdb;
  /** rtnl_link_ops' name; undefined for lo and NICs */
  abstract readonly kind: string | undefined;

  constructor(public netns: Netns, init: DeviceInit) {
    this.ifname = init.ifname;
    this.type = init.type;
    this.flags = init.flags;
    this.mtu = init.mtu;
    this.minMtu = init.minMtu;
    this.maxMtu = init.maxMtu;
    this.address = init.address ?? MAC_ZERO;
    this.broadcast = init.type === ARPHRD.LOOPBACK ? MAC_ZERO : MAC_BROADCAST;
    this.txqlen = init.txqlen ?? 1000;
    this.noQueue = init.noQueue ?? false;
    this.#tsoMaxSize = init.tsoMaxSize ?? 65536;
    this.netnsLocal = init.netnsLocal ?? false;
    this.changesCarrier = init.changesCarrier ?? false;
    this.filtersUnicast = init.filtersUnicast ?? false;
  }

  /** The lower device or veth peer (IFLA_LINK): null where the kind has one that is gone, undefined where it never has. */
  get link(): NetDevice | null | undefined {
    return undefined;
  }

  /** The namespace where what lies below it is (get_link_net). */
  get linkNetns(): Netns | undefined {
    return this.link?.netns;
  }

  /** octets */
  get tsoMaxSize(): number {
    return this.#tsoMaxSize;
  }

  get up(): boolean {
    return (this.flags & IFF.UP) !== 0;
  }

  /** netif_oper_up: whether an interface that is up can pass packets; IFF_RUNNING says so. */
  get running(): boolean {
    return this.up && (this.operstate === 'UP' || this.operstate === 'UNKNOWN');
  }

  /** The flags as user space sees them (dev_get_flags). */
  get userVisibleFlags(): number {
    const set = (on: boolean, flag: number): number => (on ? flag : 0);
    return (this.flags & ~(IFF.PROMISC | IFF.ALLMULTI | IFF.RUNNING | IFF.LOWER_UP | IFF.DORMANT)) | this.userFlags
      | set(this.running, IFF.RUNNING) | set(this.up && this.carrier, IFF.LOWER_UP);
  }

  /** Octets of link-layer header before the network header. */
  get headerLength(): number {
    return ETH_HLEN;
  }

  /** IFLA_INFO_DATA. */
  infoData(): Readonly<Record<string, unknown>> | undefined {
    return undefined;
  }

  /** IFLA_INFO_SLAVE_DATA of a port of this device. */
  portData(_port: NetDevice): Readonly<Record<string, unknown>> | undefined {
    return undefined;
  }

  /** ndo_open. @throws {RtnetlinkError} */
  open(): void {}

  /** ndo_stop. */
  stop(): void {}

  /** Whether it has an ndo_set_rx_mode, and so takes part in receive filters. */
  get filters(): boolean {
    return true;
  }

  /** ndo_set_rx_mode: the groups to receive have changed. */
  setRxMode(): void {}

  /** A device that can't filter unicast addresses takes in all frames instead, once it is up (__dev_set_rx_mode). */
  syncUnicast(): void {
    const wanted = this.unicast.entries().length > 0;
    if (!this.up || this.filtersUnicast || wanted === this.#unicastPromisc) return;
    this.#unicastPromisc = wanted;
    this.promiscuity += wanted ? 1 : -1;
    this.flags = this.promiscuity > 0 ? this.flags | IFF.PROMISC : this.flags & ~IFF.PROMISC;
  }

  /** Whether the device may have an IP address (inetaddr_validator_chain). @throws {RtnetlinkError} */
  validateIp(_address: IpAddress): void {}

  /** ndo_add_slave. @throws {RtnetlinkError} EOPNOTSUPP where the kind has no ports */
  addPort(_port: NetDevice): void {
    throw new RtnetlinkError('EOPNOTSUPP');
  }

  /** ndo_del_slave. */
  deletePort(_port: NetDevice): void {
    throw new RtnetlinkError('EOPNOTSUPP');
  }

  /** Changes IFLA_INFO_SLAVE_DATA of a port (slave_changelink). */
  changePort(_port: NetDevice, _data: Readonly<Record<string, unknown>>): void {
    throw new RtnetlinkError('EOPNOTSUPP');
  }

  /** What has happened to the device below this one. */
  lowerEvent(_event: NetdevEvent): void {}

  /** What has happened to a port of this device. */
  portEvent(_event: NetdevEvent, _port: NetDevice): void {}

  /** ndo_change_mtu, of an MTU within bounds. */
  setMtu(mtu: number): void {
    this.mtu = mtu;
  }

  /** ndo_set_mac_address (eth_mac_addr). @throws {RtnetlinkError} EADDRNOTAVAIL */
  setAddress(address: LinkAddress): void {
    if (!isValidEthernetAddress(address)) throw new RtnetlinkError('EADDRNOTAVAIL');
    this.address = address;
  }

  /** ndo_start_xmit: takes a whole frame, counts it, and hands it to what lies at the other end. */
  abstract transmit(skb: Skb): void;

  /** dev_queue_xmit: sends a frame whose link-layer header is in place. Taps see it only if the qdisc lets it pass. */
  queueXmit(skb: Skb): void {
    skb.dev = this;
    if (!this.up || !this.active) {
      if (this.up) this.stats.txDropped++;
      this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname}: qdisc noop`);
      return;
    }
    this.netns.tap(skb, 'outgoing');
    this.netns.emit(this, { kind: 'xmit', ...skb.seen });
    this.transmit(skb);
  }

  /** netif_receive_skb: a frame has arrived at this device. Taps, then the rx handler, then the protocol of its ethertype. */
  receive(skb: Skb): void {
    if (!this.up) {
      this.stats.rxDropped++;
      this.netns.drop('DEV_READY', skb, `${this.ifname} is down`);
      return;
    }
    skb.dev = this;
    skb.iif = this.ifindex;
    skb.l3Slave = 0;
    skb.at = this.netns.network.clock.now();
    this.classify(skb);
    this.netns.emit(this, { kind: 'receive', ...skb.seen });
    this.netns.tap(skb, skb.packetType);
    const vlan = vlanOf(this, skb);
    if (vlan) return vlan.receiveTagged(skb);
    if (this.rxHandler?.(skb)) return;
    const handler = this.netns.protocols.get(skb.protocol);
    if (handler) return handler(skb);
    this.stats.rxDropped++;
    this.netns.drop('UNHANDLED_PROTO', skb);
  }

  /** Sets protocol, network offset and packet type from the link-layer header (eth_type_trans). */
  protected classify(skb: Skb): void {
    skb.protocol = ethernetType(skb.octets);
    skb.networkOffset = ETH_HLEN;
    skb.packetType = this.packetTypeOf(readMac(skb.octets, 0));
  }

  private packetTypeOf(destination: LinkAddress): PacketType {
    if (destination === this.address) return 'host';
    if (destination === this.broadcast) return 'broadcast';
    return isMulticastAddress(destination) ? 'multicast' : 'otherhost';
  }
}
