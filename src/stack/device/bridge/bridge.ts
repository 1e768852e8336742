import { MAC_ZERO, type IpAddress, type LinkAddress } from '../../address';
import { NS_PER_MS, type Timer } from '../../clock';
import type { Netns } from '../../netns';
import { IFF, IFLA_BRPORT_STATES, NUD, RtnetlinkError } from '../../rtnetlink';
import { announceLink } from '../../rtnetlink/announce';
import type { Skb } from '../../skb';
import { ARPHRD, NetDevice } from '../device';
import { ETH_HLEN, isMulticastAddress, isValidEthernetAddress, randomAddress, readMac } from '../ethernet';
import { setAllmulti, setCarrier, setPromiscuity } from '../lifecycle';
import type { NetdevEvent } from '../notifier';
import { bridgeData, changePort, portData } from './data';
import { Fdb, PVID, type FdbEntry, type FdbRequest } from './fdb';
import { BridgePort, STATE } from './port';

const NS_PER_HUNDREDTH = 10 * NS_PER_MS;
const FIRST_GC = 10;
/** Bridge group addresses 01:80:c2:00:00:0X (IEEE 802.1D): a bridge doesn't forward them, but for 0, with STP off. */
const GROUP = /^01:80:c2:00:00:0[1-9a-f]$/;

/** Groups of those who listen to IGMP and MLD (RFC 4286), which a bridge with multicast snooping joins while it is up. */
const ALL_SNOOPERS: readonly IpAddress[] = [0xe000006a, 0xff02_0000_0000_0000_0000_0000_0000_006an];

/** A learning bridge without spanning tree (net/bridge/br_device.c, br_if.c, br_input.c, br_forward.c, br_stp.c). */
export class Bridge extends NetDevice {
  readonly kind = 'bridge';
  /** hundredths of a second */
  readonly times = { forwardDelay: 1500, helloTime: 200, maxAge: 2000, ageingTime: 30000 };
  priority = 0x8000;
  /** the address in the bridge id */
  idAddress: LinkAddress = MAC_ZERO;
  /** The user has chosen the address (NET_ADDR_SET) or the MTU: ports no longer do. */
  addressSet = false;
  #mtuSet = false;
  readonly #ports: BridgePort[] = [];
  readonly #fdb: Fdb;
  #gc: Timer | undefined;
  #gcAt = 0;

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: 68, maxMtu: 65535, noQueue: true, netnsLocal: true,
      address: randomAddress(netns.network.random),
    });
    this.#fdb = new Fdb(netns.network.clock, () => this.times.ageingTime * NS_PER_HUNDREDTH, (address, port) => {
      const other = this.#ports.find(candidate => candidate !== port && candidate.dev.address === address);
      return other ?? (port && this.address === address ? null : undefined);
    });
  }

  get ports(): readonly BridgePort[] {
    return this.#ports;
  }

  /** Lists its own address, which no user has chosen (br_vlan_init). */
  listAddress(): void {
    this.#fdb.addLocal(this.address, null);
  }

  flushFdb(): void {
    for (const port of this.#ports) this.#fdb.flush(port, false);
  }

  /** Entries that lead to a port, or with itself to the bridge; the youngest first. */
  fdbOf(dev: NetDevice): FdbEntry[] {
    return this.#fdb.entriesOf(dev === this ? null : this.#portOf(dev) ?? null);
  }

  /** br_fdb_add. @param dev a port, or the bridge itself @throws {RtnetlinkError} */
  addFdb(dev: NetDevice, address: LinkAddress, vid: number | undefined, request: FdbRequest): void {
    if (!(request.state & (NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE)) || address === MAC_ZERO) throw new RtnetlinkError('EINVAL');
    for (const each of vlans(vid)) this.#fdb.add(address, each, dev === this ? null : this.#portOf(dev)!, request);
  }

  /** br_fdb_delete. @throws {RtnetlinkError} ENOENT, EINVAL */
  deleteFdb(dev: NetDevice, address: LinkAddress, vid: number | undefined): void {
    const found = vlans(vid).map(each => this.#fdb.delete(address, each, dev === this ? null : this.#portOf(dev)!));
    if (!found.includes(true)) throw new RtnetlinkError('ENOENT');
  }

  override infoData(): Readonly<Record<string, unknown>> {
    return bridgeData(this, this.#left(this.#gcAt));
  }

  override portData(dev: NetDevice): Readonly<Record<string, unknown>> | undefined {
    const port = this.#portOf(dev);
    return port && portData(this, port, this.#left(port.forwardDelayUntil));
  }

  override changePort(dev: NetDevice, data: Readonly<Record<string, unknown>>): void {
    changePort(this, this.#portOf(dev)!, data, this.portData(dev)!);
  }

  #left(at: number): number {
    return Math.max(0, Math.floor((at - this.netns.network.clock.now()) / NS_PER_HUNDREDTH));
  }

  #portOf(dev: NetDevice): BridgePort | undefined {
    return this.#ports.find(port => port.dev === dev);
  }

  /** br_dev_open. */
  override open(): void {
    this.#scheduleGc(FIRST_GC);
    for (const port of this.#ports) if (port.dev.running) this.#enable(port);
    for (const group of ALL_SNOOPERS) this.netns.multicast.join(this.ifindex, group);
  }

  override stop(): void {
    this.#gc?.cancel();
    this.#gcAt = 0;
    for (const port of this.#ports) this.#disable(port);
    for (const group of ALL_SNOOPERS) this.netns.multicast.leave(this.ifindex, group);
  }

  #scheduleGc(hundredths: number): void {
    const { clock } = this.netns.network;
    this.#gc?.cancel();
    this.#gcAt = clock.now() + hundredths * NS_PER_HUNDREDTH;
    this.#gc = clock.after(hundredths * NS_PER_HUNDREDTH, () => this.#scheduleGc(Math.max(1, this.times.ageingTime)));
  }

  override setMtu(mtu: number): void {
    this.mtu = mtu;
    this.#mtuSet = true;
  }

  /** br_set_mac_address. */
  override setAddress(address: LinkAddress): void {
    if (!isValidEthernetAddress(address)) throw new RtnetlinkError('EADDRNOTAVAIL');
    this.addressSet = true;
    if (address !== this.address) this.changeId(address);
  }

  /** br_stp_change_bridge_id. */
  changeId(address: LinkAddress): void {
    this.#fdb.removeLocal(this.address, null);
    this.idAddress = address;
    this.address = address;
    if (address !== MAC_ZERO) this.#fdb.addLocal(address, null);
    this.#selectStates();
  }

  /** br_stp_recalculate_bridge_id: the lowest address of the ports, unless the user has chosen one. */
  #recalculateId(): void {
    if (this.addressSet) return;
    const address = this.#ports.map(({ dev }) => dev.address).sort()[0] ?? MAC_ZERO;
    if (address === this.idAddress) return;
    this.changeId(address);
    this.netns.notifier.call('change-address', this);
    announceLink('RTM_NEWLINK', this);
  }

  /** br_add_if. */
  override addPort(dev: NetDevice): void {
    if (dev.flags & IFF.LOOPBACK || dev.type !== ARPHRD.ETHER || !isValidEthernetAddress(dev.address)) throw new RtnetlinkError('EINVAL');
    if (dev instanceof Bridge) throw new RtnetlinkError('ELOOP', 'Can not enslave a bridge to a bridge');
    if (dev.rxHandler) throw new RtnetlinkError('EBUSY');
    let no = 1;
    while (this.#ports.some(port => port.no === no)) no++;
    const port = new BridgePort(dev, no);
    setAllmulti(dev, 1);
    dev.rxHandler = skb => this.#handle(port, skb);
    dev.master = this;
    this.#ports.unshift(port);
    this.#tellUpper(dev);
    setPromiscuity(dev, 1);
    this.#fdb.addLocal(dev.address, port);
    this.#recalculateId();
    if (dev.running && this.up) this.#enable(port);
    this.#adjustMtu();
  }

  /** br_del_if. */
  override deletePort(dev: NetDevice): void {
    const port = this.#portOf(dev)!;
    setPromiscuity(dev, -1);
    this.#disable(port);
    this.#fdb.flush(port, true);
    this.#ports.splice(this.#ports.indexOf(port), 1);
    dev.rxHandler = undefined;
    dev.master = undefined;
    this.#tellUpper(dev);
    setAllmulti(dev, -1);
    this.#adjustMtu();
    this.#recalculateId();
  }

  #tellUpper(dev: NetDevice): void {
    dev.netns.notifier.call('change-upper', dev);
    announceLink('RTM_NEWLINK', dev);
  }

  /** br_mtu_auto_adjust: the least of the ports', until the user says. */
  #adjustMtu(): void {
    if (this.#mtuSet) return;
    const mtu = this.#ports.length === 0 ? 1500 : Math.min(...this.#ports.map(port => port.dev.mtu));
    if (mtu === this.mtu) return;
    this.mtu = mtu;
    this.netns.notifier.call('change-mtu', this);
    announceLink('RTM_NEWLINK', this);
  }

  /** br_device_event: what happens to a port. */
  override portEvent(event: NetdevEvent, dev: NetDevice): void {
    const port = this.#portOf(dev);
    if (!port) return;
    switch (event) {
      case 'change-mtu': return this.#adjustMtu();
      case 'change-address':
        for (const { address, local } of this.#fdb.entriesOf(port)) if (local) this.#fdb.removeLocal(address, port);
        this.#fdb.addLocal(dev.address, port);
        return this.#recalculateId();
      case 'up':
      case 'change':
        if (!this.up) return;
        if (dev.running) this.#enable(port);
        else this.#disable(port);
        return;
      case 'down': return this.#disable(port);
      case 'unregister': return this.deletePort(dev);
    }
  }

  /** br_stp_enable_port: without spanning tree a port forwards at once. */
  #enable(port: BridgePort): void {
    if (port.state !== STATE.DISABLED) return;
    port.state = STATE.FORWARDING;
    port.forwardDelayUntil = this.netns.network.clock.now() + this.times.forwardDelay * NS_PER_HUNDREDTH;
    this.#selectStates();
  }

  /** br_stp_disable_port. */
  #disable(port: BridgePort): void {
    if (port.state === STATE.DISABLED) return;
    port.state = STATE.DISABLED;
    port.forwardDelayUntil = 0;
    this.#fdb.flush(port, false);
    this.#selectStates();
  }

  /** br_set_port_state: what a user says, until something happens to the port. */
  setPortState(port: BridgePort, state: number): void {
    port.state = state;
    this.#selectStates();
  }

  /** br_port_state_selection: without spanning tree no port stays blocking; carrier while any port forwards. */
  #selectStates(): void {
    for (const port of this.#ports) if (port.state === STATE.BLOCKING) port.state = STATE.FORWARDING;
    setCarrier(this, this.#ports.some(port => port.state === STATE.FORWARDING));
  }

  /** br_dev_xmit: a frame of this host. */
  transmit(skb: Skb): void {
    this.stats.txPackets++;
    this.stats.txBytes += skb.octets.length;
    const destination = readMac(skb.octets, 0);
    const entry = isMulticastAddress(destination) ? undefined : this.#fdb.find(destination);
    if (!entry) return this.#flood(skb, undefined, destination);
    if (entry.port) this.#forward(entry.port, skb, undefined);
    else this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname} has ${destination}`);
  }

  /** br_handle_frame: a frame from a port. True: it is the bridge's now. */
  #handle(port: BridgePort, skb: Skb): boolean {
    const [destination, source] = [readMac(skb.octets, 0), readMac(skb.octets, 6)];
    if (!isValidEthernetAddress(source)) {
      this.netns.drop('NOT_SPECIFIED', skb, `${source} is no station`);
      return true;
    }
    if (GROUP.test(destination)) return false;
    const { state } = port;
    const learns = state === STATE.LEARNING || state === STATE.FORWARDING;
    if (learns && port.switches.learning) this.#fdb.learn(source, port);
    if (state !== STATE.FORWARDING) {
      this.netns.drop('NOT_SPECIFIED', skb, `${port.dev.ifname}: bridge port state ${IFLA_BRPORT_STATES[state]!}`);
      return true;
    }
    this.#finish(port, skb, destination);
    return true;
  }

  #finish(port: BridgePort, skb: Skb, destination: LinkAddress): void {
    const many = isMulticastAddress(destination);
    const entry = many ? undefined : this.#fdb.find(destination);
    if (entry) entry.used = this.netns.network.clock.now();
    if (entry?.local) return this.#passUp(skb);
    if (many && destination !== this.broadcast) this.stats.multicast++;
    if (entry?.port) this.#forward(entry.port, skb, port);
    else this.#flood(skb, port, destination);
    if (many || this.promiscuity > 0) this.#passUp(skb.clone());
  }

  /** br_pass_frame_up. */
  #passUp(skb: Skb): void {
    this.stats.rxPackets++;
    this.stats.rxBytes += skb.octets.length - ETH_HLEN;
    this.receive(skb);
  }

  /** br_flood. */
  #flood(skb: Skb, from: BridgePort | undefined, destination: LinkAddress): void {
    const kind = destination === this.broadcast ? 'bcastFlood' : isMulticastAddress(destination) ? 'mcastFlood' : 'unicastFlood';
    for (const port of this.#ports) if (port.switches[kind]) this.#forward(port, skb, from);
  }

  /** br_forward: out by a port, if it may go there (should_deliver). */
  #forward(port: BridgePort, skb: Skb, from: BridgePort | undefined): void {
    if (port.state !== STATE.FORWARDING || (port === from && !port.switches.mode) || (from?.switches.isolated && port.switches.isolated)) return;
    if (skb.octets.length > port.dev.mtu + ETH_HLEN + 4) {
      this.netns.drop('PKT_TOO_BIG', skb, `${port.dev.ifname} mtu ${port.dev.mtu}`);
      return;
    }
    port.dev.queueXmit(skb.clone());
  }
}

/** The VLANs that a user's entry is for: the one asked for, else none and all those of the bridge. @throws {RtnetlinkError} EINVAL for a VLAN that isn't there */
function vlans(vid: number | undefined): number[] {
  if (!vid) return [0, PVID];
  if (vid !== PVID) throw new RtnetlinkError('EINVAL');
  return [vid];
}
