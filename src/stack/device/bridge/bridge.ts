import { MAC_ZERO, type LinkAddress } from '../../address';
import type { Netns } from '../../netns';
import { IFF, NUD, RtnetlinkError, type MdbEntry } from '../../rtnetlink';
import { announceLink } from '../../rtnetlink/announce';
import { fdbMessage, mdbMessage, portMessage, vlanMessage } from '../../rtnetlink/bridge-messages';
import type { Skb } from '../../skb';
import { KernelTimer, NS_PER_CLOCK_TICK } from '../../timer';
import { ETH_P_8021Q } from '../../wire';
import { ARPHRD, NetDevice } from '../device';
import { isValidEthernetAddress, randomAddress } from '../ethernet';
import { setAllmulti, setPromiscuity } from '../lifecycle';
import type { NetdevEvent } from '../notifier';
import { BridgeVlans } from './bridge-vlans';
import { Fdb, type FdbEntry, type FdbRequest } from './fdb';
import { Forwarding } from './forwarding';
import { BridgePort, defaultCost, STATE } from './port';
import { changePort, portData } from './port-settings';
import { bridgeData, initialSettings, type Settings } from './settings';
import { Snooping } from './snooping';
import { SpanningTree } from './stp';

const FIRST_GC = 10;
const LEAST_GC = 1;
/** octets; TSO_MAX_SIZE */
const MOST_TSO = 524280;

/** A learning bridge (net/bridge/br_device.c, br_if.c, br.c): the parts beside this file are its spanning tree, VLANs, tables and data path. */
export class Bridge extends NetDevice {
  readonly kind = 'bridge';
  readonly settings: Settings;
  vlanFiltering = false;
  vlanProtocol = ETH_P_8021Q;
  /** BR_BOOLOPT_* bits */
  boolOptions = 0;
  chosenGroupAddress: LinkAddress | undefined;
  /** The user has chosen the address (NET_ADDR_SET) or the MTU: ports no longer do. */
  addressSet = false;
  #mtuSet = false;
  readonly #ports: BridgePort[] = [];
  readonly stations: Fdb;
  readonly stp: SpanningTree;
  readonly vlanTables: BridgeVlans;
  readonly snooping: Snooping;
  readonly gcTimer: KernelTimer;
  readonly #forwarding: Forwarding;
  /** hundredths of a second */
  #ownAgeing = 30000;
  #activeAgeing: number | undefined;
  #tso: number | undefined;

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: 68, maxMtu: 65535, noQueue: true, netnsLocal: true,
      address: randomAddress(netns.network.random),
    });
    this.settings = initialSettings(netns.network.release);
    this.stations = new Fdb(this);
    this.stp = new SpanningTree(this, MAC_ZERO);
    this.vlanTables = new BridgeVlans(this);
    this.snooping = new Snooping(this);
    this.#forwarding = new Forwarding(this);
    this.gcTimer = new KernelTimer(netns.network.clock, () => this.#collect());
  }

  get ports(): readonly BridgePort[] {
    return this.#ports;
  }

  portOf(dev: NetDevice): BridgePort | undefined {
    return this.#ports.find(port => port.dev === dev);
  }

  override get tsoMaxSize(): number {
    return this.#tso ?? super.tsoMaxSize;
  }

  /** Where the bridge's own messages go. */
  get groupAddress(): LinkAddress {
    return this.chosenGroupAddress ?? (this.vlanFiltering && this.vlanProtocol !== ETH_P_8021Q ? '01:80:c2:00:00:08' : '01:80:c2:00:00:00');
  }

  get ignoresLinkLocal(): boolean {
    return (this.boolOptions & 1) !== 0;
  }

  /** Hundredths of a second that an entry lives: while the tree changes, fewer. */
  get ageing(): number {
    return this.#activeAgeing ?? this.#ownAgeing;
  }

  /** ns that an entry counts without news of it (hold_time) */
  get holdTime(): number {
    return (this.stp.topologyChange ? this.stp.times.forwardDelay : this.ageing) * NS_PER_CLOCK_TICK;
  }

  /** br_set_ageing_time. */
  setAgeing(hundredths: number): void {
    this.#ownAgeing = hundredths;
    this.#activeAgeing = undefined;
    this.gcTimer.start(0);
  }

  /** @param hundredths undefined: back to what the user has said */
  setActiveAgeing(hundredths: number | undefined): void {
    this.#activeAgeing = hundredths;
  }

  #collect(): void {
    this.gcTimer.start(Math.max(LEAST_GC * NS_PER_CLOCK_TICK, this.stations.cleanUp()));
  }

  /** br_vlan_filter_toggle, as far as a user sees it. */
  /** @throws {RtnetlinkError} EOPNOTSUPP */
  setVlanFiltering(on: boolean): void {
    if (!this.vlanTables.there) throw new RtnetlinkError('EOPNOTSUPP');
    this.vlanFiltering = on;
    if (!on) this.boolOptions &= ~2;
  }

  /** br_fdb_add. @param dev a port, or the bridge itself @throws {RtnetlinkError} */
  addFdb(dev: NetDevice, address: LinkAddress, vid: number | undefined, request: FdbRequest): void {
    if (!(request.state & (NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE)) || address === MAC_ZERO) throw new RtnetlinkError('EINVAL');
    const port = dev === this ? null : this.portOf(dev)!;
    for (const each of this.#vlansFor(port, vid, true)) this.stations.add(address, each, port, request);
  }

  /** br_fdb_delete. @throws {RtnetlinkError} ENOENT, EINVAL */
  deleteFdb(dev: NetDevice, address: LinkAddress, vid: number | undefined): void {
    const port = dev === this ? null : this.portOf(dev)!;
    const found = this.#vlansFor(port, vid, false).map(each => this.stations.delete(address, each, port));
    if (!found.includes(true)) throw new RtnetlinkError('ENOENT');
  }

  /** The VLANs that a user's entry is for: the one asked for, else none and all those of the port. */
  #vlansFor(port: BridgePort | null, vid: number | undefined, usable: boolean): number[] {
    const group = this.vlanTables.groupOf(port);
    if (!vid) return [0, ...group.ids()];
    if (!(usable ? group.usable(vid) : group.find(vid))) throw new RtnetlinkError('EINVAL');
    return [vid];
  }

  override infoData(): Readonly<Record<string, unknown>> {
    return bridgeData(this);
  }

  override portData(dev: NetDevice): Readonly<Record<string, unknown>> | undefined {
    const port = this.portOf(dev);
    return port && portData(port);
  }

  override changePort(dev: NetDevice, data: Readonly<Record<string, unknown>>): void {
    changePort(this, this.portOf(dev)!, data);
  }

  /** br_dev_open. */
  override open(): void {
    this.gcTimer.start(FIRST_GC * NS_PER_CLOCK_TICK);
    this.stp.enableBridge();
    for (const port of this.#ports) if (port.dev.running) this.enable(port);
    this.snooping.open();
  }

  override stop(): void {
    for (const port of this.#ports) this.disable(port);
    this.stp.disableBridge();
    this.gcTimer.stop();
    this.snooping.stop();
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
    const vids = [0, ...this.vlanTables.group.ids()];
    const old = this.address;
    this.address = address;
    for (const vid of vids) {
      this.stations.removeLocal(old, null, vid);
      if (address !== MAC_ZERO) this.stations.addLocal(address, null, vid);
    }
    this.stp.setAddress(address);
  }

  /** br_stp_recalculate_bridge_id: the lowest address of the ports, unless the user has chosen one. Returns whether it has changed. */
  #recalculateId(): boolean {
    if (this.addressSet) return false;
    const address = this.#ports.map(({ dev }) => dev.address).sort()[0] ?? MAC_ZERO;
    if (address === this.stp.id.address) return false;
    this.changeId(address);
    return true;
  }

  #tellAddress(): void {
    this.netns.notifier.call('change-address', this);
    announceLink('RTM_NEWLINK', this);
  }

  /** br_add_if. */
  override addPort(dev: NetDevice): void {
    if (dev.flags & IFF.LOOPBACK || dev.type !== ARPHRD.ETHER || !isValidEthernetAddress(dev.address)) throw new RtnetlinkError('EINVAL');
    if (dev instanceof Bridge) throw new RtnetlinkError('ELOOP', 'Can not enslave a bridge to a bridge');
    if (dev.rxHandler || [...this.vlans.values()].some(upper => upper === dev)) throw new RtnetlinkError('EBUSY');
    let no = 1;
    while (this.#ports.some(port => port.no === no)) no++;
    const port = new BridgePort(dev, no, this.netns.network.clock, {
      messageAge: each => this.stp.messageAgeExpired(each), forwardDelay: each => this.stp.forwardDelayExpired(each), hold: each => this.stp.holdExpired(each),
    });
    this.stp.initPort(port);
    setAllmulti(dev, 1);
    dev.rxHandler = skb => this.#forwarding.handle(port, skb);
    dev.master = this;
    this.#ports.unshift(port);
    this.#tellUpper(dev);
    setPromiscuity(dev, 1);
    if (this.#ports.length === 1) announceLink('RTM_NEWLINK', this, 'FEATURE CHANGE');
    this.stations.addLocal(dev.address, port, 0);
    this.vlanTables.init(port);
    const addressChanged = this.#recalculateId();
    if (dev.running && this.up) this.enable(port);
    this.announcePort(port);
    if (addressChanged) this.#tellAddress();
    this.#adjustMtu();
    this.#limitTso();
  }

  /** br_del_if. */
  override deletePort(dev: NetDevice): void {
    this.removePort(this.portOf(dev)!);
    this.#adjustMtu();
    this.#limitTso();
    if (this.#recalculateId()) this.#tellAddress();
    if (this.#ports.length === 0) announceLink('RTM_NEWLINK', this, 'FEATURE CHANGE');
  }

  /** del_nbp. */
  removePort(port: BridgePort): void {
    const { dev } = port;
    setAllmulti(dev, -1);
    setPromiscuity(dev, -1);
    this.disable(port);
    this.announcePort(port, 'RTM_DELLINK AF_BRIDGE');
    this.#ports.splice(this.#ports.indexOf(port), 1);
    this.vlanTables.flush(port);
    this.stations.deleteByPort(port, true);
    for (const other of this.#ports) if (other.backup === port) other.backup = undefined;
    dev.rxHandler = undefined;
    dev.master = undefined;
    this.#tellUpper(dev);
    this.snooping.mdb.forgetPort(port, true);
    this.snooping.disablePort(port);
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

  /** br_set_gso_limits. */
  #limitTso(): void {
    this.#tso = Math.min(MOST_TSO, ...this.#ports.map(({ dev }) => dev.tsoMaxSize));
  }

  /** br_device_event: what happens to a port. */
  override portEvent(event: NetdevEvent, dev: NetDevice): void {
    const port = this.portOf(dev);
    if (!port) return;
    const { state } = port;
    switch (event) {
      case 'change-mtu': return this.#adjustMtu();
      case 'unregister': return this.deletePort(dev);
      case 'change-address':
        this.#followAddress(port);
        break;
      case 'up':
      case 'change':
        if (!port.costSet && dev.running) port.cost = defaultCost(dev);
        if (this.up && dev.running) this.enable(port);
        else if (this.up) this.disable(port);
        break;
      case 'down':
        this.disable(port);
        break;
      default: return;
    }
    if (port.state === state) this.announcePort(port);
  }

  #followAddress(port: BridgePort): void {
    const vids = [0, ...port.vlans.ids()];
    for (const { address, local, addedByUser } of this.stations.entriesOf(port)) if (local && !addedByUser) for (const vid of vids) this.stations.removeLocal(address, port, vid);
    for (const vid of vids) this.stations.addLocal(port.dev.address, port, vid);
    if (this.#recalculateId()) this.#tellAddress();
  }

  /** br_stp_enable_port, of a port that isn't part of the bridge's work yet. */
  enable(port: BridgePort): void {
    if (port.state === STATE.DISABLED) this.stp.enablePort(port);
  }

  disable(port: BridgePort): void {
    if (port.state === STATE.DISABLED) return;
    this.stp.disablePort(port, () => {
      if (!port.backup) this.stations.deleteByPort(port, false);
      this.snooping.disablePort(port);
    });
  }

  transmit(skb: Skb): void {
    this.#forwarding.transmit(skb);
  }

  /** br_ifinfo_notify. */
  announcePort(port: BridgePort, type: 'RTM_NEWLINK AF_BRIDGE' | 'RTM_DELLINK AF_BRIDGE' = 'RTM_NEWLINK AF_BRIDGE'): void {
    this.netns.rtnetlink.notify({ type, bridgePort: portMessage(port.dev, type) });
  }

  /** br_ifinfo_notify, of the bridge itself. */
  announceSelf(): void {
    this.netns.rtnetlink.notify({ type: 'RTM_NEWLINK AF_BRIDGE', bridgePort: portMessage(this, 'RTM_NEWLINK AF_BRIDGE') });
  }

  announceFdb(type: 'RTM_NEWNEIGH AF_BRIDGE' | 'RTM_DELNEIGH AF_BRIDGE', entry: FdbEntry): void {
    this.netns.rtnetlink.notify({ type, fdb: fdbMessage(this, entry) });
  }

  announceMdb(type: 'RTM_NEWMDB' | 'RTM_DELMDB', entry: MdbEntry): void {
    this.netns.rtnetlink.notify({ type, mdb: { index: this.ifindex, entries: [entry], routers: [] } });
  }

  announceRouterPort(type: 'RTM_NEWMDB' | 'RTM_DELMDB', port: BridgePort): void {
    this.netns.rtnetlink.notify({ type, mdb: mdbMessage(this, port) });
  }

  announceVlans(type: 'RTM_NEWVLAN' | 'RTM_DELVLAN', port: BridgePort | null, first: number, last: number): void {
    this.netns.rtnetlink.notify({ type, vlans: vlanMessage(this, port, type === 'RTM_NEWVLAN', first, last) });
  }
}
