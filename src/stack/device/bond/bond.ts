import type { LinkAddress } from '../../address';
import { NS_PER_MS, type Timer } from '../../clock';
import type { Netns } from '../../netns';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import { announceLink } from '../../rtnetlink/announce';
import type { Skb } from '../../skb';
import { validateMtu } from '../create';
import { ARPHRD, NetDevice } from '../device';
import { isValidEthernetAddress, randomAddress } from '../ethernet';
import { closeDevices, openDevice, setCarrier } from '../lifecycle';
import type { NetdevEvent } from '../notifier';
import { transmitHash } from './hash';
import { checkOption, DEFAULTS, MODE, needsActiveBackup, ORDER, type OptionName, type Options } from './options';
import { chooseSlave, inspect } from './monitor';
import { LINK, Slave } from './slave';

const MAX_MTU = 65535;
const QUEUES = 16;
/** TSO_MAX_SIZE, where slaves say nothing */
const TSO_MAX_SIZE = 524280;
const AGGREGATE_TSO = 65536;

type Data = Readonly<Record<string, unknown>>;

/** Several devices that act as one (drivers/net/bonding). */
export class Bond extends NetDevice {
  readonly kind = 'bond';
  readonly options: Options = { ...DEFAULTS };
  readonly slaves: Slave[] = [];
  /** Whether its address was drawn at random, so that the first slave's replaces it (NET_ADDR_RANDOM). */
  borrowsAddress = true;
  current: Slave | undefined;
  /** the primary slave's name, whether it is here yet or not */
  primaryName: string | undefined;
  #tso = AGGREGATE_TSO;
  #sent = 0;
  #monitor: Timer | undefined;

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST | IFF.MASTER, mtu: 1500, minMtu: 68, maxMtu: MAX_MTU, noQueue: true, netnsLocal: true,
      address: randomAddress(netns.network.random),
    });
    this.numTxQueues = this.numRxQueues = QUEUES;
  }

  override get tsoMaxSize(): number {
    return this.#tso;
  }

  get primary(): Slave | undefined {
    return this.slaves.find(({ dev }) => dev.ifname === this.primaryName);
  }

  override infoData(): Data {
    const backup = this.options.mode === MODE.ACTIVEBACKUP;
    return {
      ...this.options,
      ...(backup && this.current ? { activeSlave: this.current.dev.ifindex } : {}),
      ...(this.primary ? { primary: this.primary.dev.ifindex } : {}),
    };
  }

  override portData(port: NetDevice): Data | undefined {
    return this.#slaveOf(port)?.data();
  }

  #slaveOf(dev: NetDevice): Slave | undefined {
    return this.slaves.find(slave => slave.dev === dev);
  }

  /** bond_changelink. @throws {RtnetlinkError} what each option gives; those before it are set */
  configure(data: Data): void {
    for (const name of ORDER) {
      const value = data[name];
      if (value === undefined) continue;
      const state = { mode: this.options.mode, hasSlaves: this.slaves.length > 0, up: this.up };
      if (name === 'activeSlave' || name === 'primary') {
        needsActiveBackup(state);
        const dev = this.netns.devices.byIndex(Number(value));
        if (name === 'primary') this.#setPrimary(dev);
        else this.#setActive(dev);
      } else {
        checkOption(name, Number(value), state);
        this.#set(name, Number(value));
      }
    }
  }

  #set(name: OptionName, value: number): void {
    const { options } = this;
    if (name === 'updelay' || name === 'downdelay') {
      if (options.miimon === 0) throw new RtnetlinkError('EPERM');
      options[name] = value - value % options.miimon;
      return;
    }
    const rounds = [options.updelay, options.downdelay].map(delay => (options.miimon === 0 ? 0 : delay / options.miimon));
    options[name] = value;
    if (name === 'miimon') {
      [options.updelay, options.downdelay] = rounds.map(count => count * value) as [number, number];
      this.#restartMonitor();
    }
    if (name === 'primaryReselect') this.#select();
    if (name === 'allSlavesActive') announceLink('RTM_NEWLINK', this);
  }

  #setPrimary(dev: NetDevice | undefined): void {
    this.primaryName = dev?.ifname;
    this.#select(true);
  }

  #setActive(dev: NetDevice | undefined): void {
    if (!dev) {
      this.#change(undefined);
      return this.#select();
    }
    const slave = this.#slaveOf(dev);
    if (!slave) throw new RtnetlinkError('EINVAL', 'invalid option value');
    if (slave === this.current) return;
    if (!this.current || slave.link !== LINK.UP || !dev.up) throw new RtnetlinkError('EINVAL', 'invalid option value');
    this.#change(slave);
  }

  /** bond_enslave. */
  override addPort(dev: NetDevice): void {
    const refuse = (errno: 'EPERM' | 'EBUSY' | 'EINVAL' | 'EOPNOTSUPP', extack: string): never => {
      throw new RtnetlinkError(errno, extack);
    };
    if (dev.flags & IFF.SLAVE || dev.rxHandler) refuse('EBUSY', 'Device is in use and cannot be enslaved');
    if (dev === this) refuse('EPERM', 'Cannot enslave bond to itself.');
    if (dev.up) refuse('EPERM', 'Device can not be enslaved while up');
    if (this.slaves.length > 0 && dev.type !== this.type) refuse('EINVAL', 'Device type is different from other slaves');
    if (dev.type !== ARPHRD.ETHER) refuse('EOPNOTSUPP', 'vethlab\'s bonds take Ethernet devices only');
    const keepsAddress = this.options.mode === MODE.ACTIVEBACKUP && this.options.failOverMac === 1;
    if (this.slaves.length === 0 && this.borrowsAddress) this.#takeAddress(dev.address);
    const slave = new Slave(dev);
    validateMtu(dev, this.mtu);
    if (dev.mtu !== this.mtu) tell(dev, 'change-mtu', () => dev.setMtu(this.mtu));
    if (!keepsAddress) tell(dev, 'change-address', () => dev.setAddress(this.address));
    dev.flags |= IFF.SLAVE;
    openDevice(dev);
    dev.rxHandler = skb => this.#handle(slave, skb);
    this.#settle(slave);
    dev.master = this;
    this.slaves.push(slave);
    dev.netns.notifier.call('change-upper', dev);
    announceLink('RTM_NEWLINK', dev);
    this.#tso = Math.min(TSO_MAX_SIZE, ...this.slaves.map(each => each.dev.tsoMaxSize));
    this.#updateCarrier();
    this.#select();
  }

  /** What a new slave starts as. */
  #settle(slave: Slave): void {
    const { miimon, updelay, mode } = this.options;
    const up = miimon === 0 || slave.dev.carrier;
    slave.link = !up ? LINK.DOWN : updelay > 0 ? LINK.BACK : LINK.UP;
    slave.delay = slave.link === LINK.BACK ? updelay / miimon : 0;
    slave.active = mode !== MODE.ACTIVEBACKUP;
    if (mode !== MODE.ACTIVEBACKUP && slave.link === LINK.UP) this.current ??= slave;
  }

  /** __bond_release_one: the device goes down, and gets its own address and MTU back. */
  override deletePort(dev: NetDevice): void {
    const slave = this.#release(dev);
    closeDevices([dev]);
    if (dev.address !== slave.permAddress) tell(dev, 'change-address', () => dev.setAddress(slave.permAddress));
    if (dev.mtu !== slave.originalMtu) tell(dev, 'change-mtu', () => dev.setMtu(slave.originalMtu));
    announceLink('RTM_NEWLINK', dev);
  }

  #release(dev: NetDevice): Slave {
    const slave = this.#slaveOf(dev)!;
    this.slaves.splice(this.slaves.indexOf(slave), 1);
    dev.rxHandler = undefined;
    dev.master = undefined;
    dev.flags &= ~IFF.SLAVE;
    if (this.current === slave) {
      this.current = undefined;
      this.#select();
    }
    dev.netns.notifier.call('change-upper', dev);
    this.#updateCarrier();
    this.#tso = Math.min(TSO_MAX_SIZE, ...this.slaves.map(each => each.dev.tsoMaxSize));
    if (this.slaves.length === 0) {
      this.borrowsAddress = true;
      this.#takeAddress(randomAddress(this.netns.network.random));
    }
    return slave;
  }

  override portEvent(event: NetdevEvent, dev: NetDevice): void {
    if (event === 'unregister' && this.#slaveOf(dev)) this.#release(dev);
  }

  /** bond_slave_changelink. */
  override changePort(dev: NetDevice, data: Data): void {
    const slave = this.#slaveOf(dev)!;
    if (data.queueId !== undefined) {
      if (Number(data.queueId) > QUEUES) throw new RtnetlinkError('EINVAL', 'invalid option value');
      slave.queueId = Number(data.queueId);
    }
    if (data.prio === undefined) return;
    needsActiveBackup({ mode: this.options.mode, hasSlaves: true, up: this.up });
    slave.prio = Number(data.prio);
    if (!this.primary) this.#select();
  }

  override open(): void {
    for (const slave of this.slaves) slave.active = this.options.mode !== MODE.ACTIVEBACKUP || slave === this.current;
    this.#restartMonitor();
  }

  override stop(): void {
    this.#monitor?.cancel();
    this.#monitor = undefined;
  }

  #restartMonitor(): void {
    this.#monitor?.cancel();
    const { miimon } = this.options;
    this.#monitor = this.up && miimon > 0 ? this.netns.network.clock.after(miimon * NS_PER_MS, () => this.#look()) : undefined;
  }

  /** bond_mii_monitor: one round. */
  #look(): void {
    const changed = this.slaves.filter(slave => inspect(slave, this.options));
    let failover = false;
    for (const slave of changed) {
      if (slave.link === LINK.UP) {
        if (this.options.mode !== MODE.ACTIVEBACKUP) slave.active = true;
        failover ||= !this.current || slave === this.primary || slave.prio > this.current.prio;
      } else {
        slave.failures++;
        if (this.options.mode === MODE.ACTIVEBACKUP) slave.active = false;
        failover ||= slave === this.current;
      }
    }
    if (failover) this.#select();
    if (changed.length > 0) this.#updateCarrier();
    this.#restartMonitor();
  }

  /** bond_select_active_slave. @param force the primary takes over whatever primary_reselect says */
  #select(force = false): void {
    if (this.options.mode !== MODE.ACTIVEBACKUP) {
      this.current = this.slaves.find(({ link }) => link === LINK.UP);
      return;
    }
    this.#change(chooseSlave(this.slaves, this.current, this.primary, force ? 0 : this.options.primaryReselect));
    this.#updateCarrier();
  }

  /** bond_change_active_slave. The network hears of the change by gratuitous ARP. */
  #change(slave: Slave | undefined): void {
    if (slave === this.current) return;
    if (this.current) this.current.active = false;
    this.current = slave;
    if (!slave) return;
    slave.active = true;
    slave.link = LINK.UP;
    if (this.options.failOverMac === 1) tell(this, 'change-address', () => { this.address = slave.dev.address; });
    if (this.up && this.carrier && this.options.numPeerNotif > 0) this.netns.notifier.call('notify-peers', this);
  }

  /** bond_set_carrier: there is one while any slave's link is up. */
  #updateCarrier(): void {
    const up = this.slaves.filter(({ link }) => link === LINK.UP).length;
    setCarrier(this, up > 0);
  }

  #takeAddress(address: LinkAddress): void {
    tell(this, 'change-address', () => { this.address = address; });
  }

  /** bond_set_mac_address: the slaves' too. */
  override setAddress(address: LinkAddress): void {
    if (this.options.mode === MODE.ACTIVEBACKUP && this.options.failOverMac === 1) return;
    if (!isValidEthernetAddress(address)) throw new RtnetlinkError('EADDRNOTAVAIL');
    for (const { dev } of this.slaves) tell(dev, 'change-address', () => dev.setAddress(address));
    this.address = address;
    this.borrowsAddress = false;
  }

  /** bond_change_mtu: the slaves' too. */
  override setMtu(mtu: number): void {
    for (const { dev } of this.slaves) if (dev.mtu !== mtu) tell(dev, 'change-mtu', () => dev.setMtu(mtu));
    super.setMtu(mtu);
  }

  /** bond_start_xmit. */
  transmit(skb: Skb): void {
    const targets = this.#targets(skb);
    if (targets.length === 0) {
      this.stats.txDropped++;
      return this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname} has no usable slave`);
    }
    this.stats.txPackets++;
    this.stats.txBytes += skb.octets.length;
    targets.forEach((slave, i) => slave.dev.queueXmit(i === targets.length - 1 ? skb : skb.clone()));
  }

  #targets(skb: Skb): readonly Slave[] {
    const usable = this.slaves.filter(slave => slave.usable);
    const one = (slave: Slave | undefined): readonly Slave[] => (slave ? [slave] : []);
    switch (this.options.mode) {
      case MODE.ACTIVEBACKUP: return one(this.current);
      case MODE.BROADCAST: return usable;
      case MODE.XOR: return one(usable[transmitHash(skb.octets, this.options.xmitHashPolicy) % Math.max(1, usable.length)]);
      default: return one(usable[this.#turn() % Math.max(1, usable.length)]);
    }
  }

  /** bond_rr_gen_slave_id */
  #turn(): number {
    const { packetsPerSlave } = this.options;
    if (packetsPerSlave === 0) return this.netns.network.random.u32();
    return Math.floor(this.#sent++ / packetsPerSlave);
  }

  /** bond_handle_frame: what comes in by a backup goes no further. */
  #handle(slave: Slave, skb: Skb): boolean {
    this.stats.rxPackets++;
    this.stats.rxBytes += skb.octets.length;
    if (!slave.active && !this.options.allSlavesActive) {
      slave.dev.stats.rxDropped++;
      this.netns.drop('NOT_SPECIFIED', skb, `${slave.dev.ifname} is a backup of ${this.ifname}`);
      return true;
    }
    this.receive(skb);
    return true;
  }
}

/** Changes a device's address or MTU, and tells of it. */
function tell(dev: NetDevice, event: 'change-address' | 'change-mtu', change: () => void): void {
  change();
  dev.netns.notifier.call(event, dev);
  announceLink('RTM_NEWLINK', dev);
}
