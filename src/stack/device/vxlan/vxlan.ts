import { isMulticast, MAC_ZERO, type IpAddress } from '../../address';
import type { Errno } from '../../errno';
import type { Netns } from '../../netns';
import { INADDR_LOOPBACK } from '../../inet/source';
import { LOOPBACK } from '../../inet6/addresses';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import { Skb } from '../../skb';
import { ETH_P_ARP } from '../../wire';
import { ARPHRD, NetDevice } from '../device';
import { ETH_HLEN, ethernetType, isMulticastAddress, readMac } from '../ethernet';
import { unregisterDevices } from '../lifecycle';
import type { NetdevEvent } from '../notifier';
import { dsfieldOf, ecnFits } from '../tunnel-ecn';
import { Wire } from '../wire';
import { configData, headroomOf, readConfig, type VxlanConfig } from './config';
import { VxlanFdb, type Remote } from './fdb';
import { suppressArp } from './proxy';
import { VxlanSocket, type Outer } from './socket';
import { sendTo } from './transmit';

const MIN_MTU = 68;
const MAX_MTU = 65535;

/** An Ethernet segment over UDP (drivers/net/vxlan/vxlan_core.c, RFC 7348). */
export class Vxlan extends NetDevice {
  readonly kind = 'vxlan';
  config!: VxlanConfig;
  /** The namespace that it was made in, and sends and receives in wherever it is moved. */
  home!: Netns;
  override readonly fdb: VxlanFdb;
  #socket: VxlanSocket | undefined;
  readonly #wire: Wire;

  constructor(netns: Netns, ifname: string) {
    super(netns, { ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: MIN_MTU, maxMtu: MAX_MTU, noQueue: true });
    this.fdb = new VxlanFdb(netns.network.clock, this);
    this.#wire = new Wire(netns.network, 2_000, 8_000);
  }

  override get linkNetns(): Netns {
    return this.home;
  }

  override get tsoMaxSize(): number {
    return this.config.link?.tsoMaxSize ?? super.tsoMaxSize;
  }

  override infoData(): Readonly<Record<string, unknown>> {
    return configData(this.config);
  }

  hasDevice(index: number): boolean {
    return this.netns.devices.byIndex(index) !== undefined;
  }

  /** Octets of an inner packet at most, as far as the lower device decides. */
  get #room(): number {
    const { link } = this.config;
    return link ? Math.max(link.mtu - headroomOf(this.config), MIN_MTU) : MAX_MTU;
  }

  /** vxlan_config_apply. @param asked the MTU that a user asked for */
  apply(config: VxlanConfig, asked: number | undefined, isNew: boolean): void {
    this.config?.link?.uppers.delete(this);
    this.config = config;
    config.link?.uppers.add(this);
    if (isNew && asked === undefined && config.link) this.mtu = this.#room;
    this.mtu = Math.min(this.mtu, this.#room);
  }

  /** vxlan_changelink. @throws {RtnetlinkError} */
  change(data: Readonly<Record<string, unknown>>): void {
    const before = this.config;
    this.apply(readConfig(data, this.home, before), undefined, false);
    if (this.config.remote !== before.remote) this.fdb.setDefault(this.config.remote, before.remote);
  }

  /** vxlan_open: it receives from now on. */
  override open(): void {
    this.#socket = VxlanSocket.open(this.home, this);
    const { remote, link } = this.config;
    if (isMulticast(remote)) this.home.multicast.join(link!.ifindex, remote);
    this.fdb.startAgeing();
  }

  override stop(): void {
    const { remote, link } = this.config;
    this.#socket?.release(this);
    this.#socket = undefined;
    if (isMulticast(remote) && !this.#othersIn(remote)) this.home.multicast.leave(link!.ifindex, remote);
    this.fdb.stop();
  }

  /** vxlan_group_used: whether another open device is in the group too. */
  #othersIn(group: IpAddress): boolean {
    const { link } = this.config;
    return [...link!.uppers].some(other => other instanceof Vxlan && other !== this && other.up && other.config.remote === group);
  }

  override setMtu(mtu: number): void {
    if (mtu > this.#room) throw new RtnetlinkError('EINVAL');
    super.setMtu(mtu);
  }

  /** vxlan_handle_lowerdev_unregister: a lower device that leaves the namespace takes this one along. */
  override lowerEvent(event: NetdevEvent): void {
    if (event !== 'unregister') return;
    this.detach();
    unregisterDevices([this]);
  }

  /** It is about to go. */
  detach(): void {
    this.config.link?.uppers.delete(this);
  }

  /** vxlan_xmit: to all hosts that the frame's destination, or any unknown one, is behind. */
  transmit(skb: Skb): void {
    skb.protocol = ethernetType(skb.octets);
    skb.networkOffset = ETH_HLEN;
    if (this.config.collectMetadata) return this.#drop(skb, 'no tunnel metadata');
    if (this.config.proxy && skb.protocol === ETH_P_ARP) return suppressArp(this, skb);
    const destination = readMac(skb.octets, 0);
    const remotes = this.fdb.lookup(destination) ?? this.fdb.lookup(MAC_ZERO);
    if (!remotes) return this.#drop(skb, `no forwarding entry for ${isMulticastAddress(destination) ? 'all' : destination}`);
    for (const remote of [...remotes.slice(1), remotes[0]!]) {
      if (remote.address) sendTo(this, skb.clone(), remote);
      else this.#drop(skb, 'no remote address');
    }
  }

  #drop(skb: Skb, because: string): void {
    this.stats.txDropped++;
    this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname}: ${because}`);
  }

  /** iptunnel_xmit_stats. @param length octets of the inner packet */
  countSent(length: number): void {
    this.stats.txPackets++;
    this.stats.txBytes += length;
  }

  noRoute(skb: Skb, error: Errno, because: string): void {
    this.stats.txErrors++;
    if (error === 'ENETUNREACH') this.stats.txCarrierErrors++;
    this.netns.drop('IP_OUTNOROUTES', skb, because);
  }

  /** The way to the remote host leads through the tunnel itself. */
  loop(skb: Skb): void {
    this.stats.txErrors++;
    this.stats.collisions++;
    this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname}: the route to the remote host leads back into it`);
  }

  tooBig(skb: Skb, mtu: number): void {
    this.stats.txDropped++;
    this.netns.drop('PKT_TOO_BIG', skb, `${this.ifname}: the path's mtu is ${mtu}`);
  }

  /** encap_bypass_if_local: what is for another device of this host needs no encapsulation. @returns whether that settled it */
  bypass(skb: Skb, { port, vni, address }: Remote): boolean {
    if (port !== this.config.port) return false;
    const to = this.#socket?.find(vni);
    if (!to) {
      this.stats.txErrors++;
      this.netns.drop('NOT_SPECIFIED', skb, `no VXLAN device of VNI ${vni}`);
      return true;
    }
    this.countSent(skb.octets.length);
    skb.scrub(to.netns !== this.netns);
    const from = typeof address === 'bigint' ? LOOPBACK : INADDR_LOOPBACK;
    this.#wire.carry(() => to.#deliver(skb, from));
    return true;
  }

  /** A datagram of this network (the rest of vxlan_rcv). */
  receiveInner(outer: Skb, frame: Uint8Array, { source, tos }: Outer): void {
    const skb = new Skb({ octets: frame.slice(), networkOffset: ETH_HLEN, protocol: frame.length < ETH_HLEN ? 0 : ethernetType(frame), dev: this, mark: this.netns === this.home ? outer.mark : 0 });
    const drop = (because: string): void => this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname}: ${because}`);
    if (frame.length < ETH_HLEN) return this.netns.drop('PKT_TOO_SMALL', skb);
    if (readMac(frame, 6) === this.address) return drop('its own frame came back');
    if (this.config.learning && this.fdb.learn(readMac(frame, 6), source)) return drop('a fixed forwarding entry says that the sender is elsewhere');
    if (!ecnFits(tos, dsfieldOf(skb.protocol, skb.network))) {
      this.stats.rxFrameErrors++;
      this.stats.rxErrors++;
      return drop('congestion is marked, which the inner packet can\'t bear');
    }
    this.#count(skb);
    this.receive(skb);
  }

  #deliver(skb: Skb, from: IpAddress): void {
    if (this.config.learning) this.fdb.learn(readMac(skb.octets, 6), from);
    this.#count(skb);
    this.receive(skb);
  }

  #count(skb: Skb): void {
    this.stats.rxPackets++;
    this.stats.rxBytes += skb.octets.length - ETH_HLEN;
  }
}
