import type { IpAddress } from '../../address';
import { inetOf } from '../../inet/inet';
import { inet6Of } from '../../inet6/inet6';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { ARPHRD, type NetDevice } from '../device';
import { isMulticastAddress, readMac } from '../ethernet';
import { forwardTo } from '../forward';
import { changeFlags } from '../lifecycle';
import { Wire } from '../wire';
import { addressesOf } from './addresses';
import { FLAG, MODE, type Ipvlan } from './ipvlan';
import { sendAsMaster } from './outbound';

const ports = new WeakMap<NetDevice, IpvlanPort>();

/** A device with ipvlans on top of it, which share its link-layer address (struct ipvl_port, drivers/net/ipvlan). */
export class IpvlanPort {
  readonly slaves: Ipvlan[] = [];
  mode: number = MODE.l3;
  flags = 0;
  readonly #wire: Wire;

  private constructor(readonly dev: NetDevice) {
    this.#wire = new Wire(dev.netns.network, 2_000, 8_000);
    dev.rxHandler = skb => this.#handle(skb);
  }

  /** The port that a device is, or is made now. @throws {RtnetlinkError} EINVAL for a device that can't be one, EBUSY for one that belongs to another */
  static of(dev: NetDevice): IpvlanPort {
    const known = ports.get(dev);
    if (known) return known;
    if (dev.type !== ARPHRD.ETHER || dev.flags & IFF.LOOPBACK) throw new RtnetlinkError('EINVAL');
    if (dev.rxHandler) throw new RtnetlinkError('EBUSY');
    const port = new IpvlanPort(dev);
    ports.set(dev, port);
    return port;
  }

  add(slave: Ipvlan): void {
    this.slaves.push(slave);
    this.dev.uppers.add(slave);
  }

  remove(slave: Ipvlan): void {
    this.slaves.splice(this.slaves.indexOf(slave), 1);
    this.dev.uppers.delete(slave);
    this.releaseIfEmpty();
  }

  /** Gives the device back, if nothing is on top of it any more. */
  releaseIfEmpty(): void {
    if (this.slaves.length > 0) return;
    this.dev.rxHandler = undefined;
    ports.delete(this.dev);
  }

  /** ipvlan_set_port_mode: all of a port's devices work alike; above layer 2 there is no ARP. */
  setMode(mode: number): void {
    if (mode === this.mode) return;
    this.mode = mode;
    for (const slave of this.slaves) {
      const flags = (slave.flags & ~(IFF.PROMISC | IFF.ALLMULTI)) | slave.userFlags;
      changeFlags(slave, mode === MODE.l2 ? flags & ~IFF.NOARP : flags | IFF.NOARP);
    }
  }

  /** The slave that has an address (ipvlan_ht_addr_lookup); `any`: even one that is down. */
  ownerOf(address: IpAddress, any = false): Ipvlan | undefined {
    return this.slaves.find(slave => {
      if (!any && !slave.up) return false;
      if (typeof address === 'number') return inetOf(slave.netns).device(slave.ifindex)?.addresses.some(ifa => ifa.local === address);
      return inet6Of(slave.netns).device(slave.ifindex)?.addresses.some(ifa => ifa.address === address);
    });
  }

  /** ipvlan_queue_xmit. @returns whether it went on */
  send(from: Ipvlan, skb: Skb): boolean {
    const vepa = (this.flags & FLAG.vepa) !== 0;
    const [destination, source] = [readMac(skb.octets, 0), readMac(skb.octets, 6)];
    const here = vepa ? undefined : this.#target(skb);
    if (this.mode !== MODE.l2) return here ? this.#toSlave(here, skb) : sendAsMaster(this.dev, skb);
    if (!vepa && destination === source) return here ? this.#toSlave(here, skb) : forwardTo(this.dev, skb, this.#wire);
    skb.scrub(from.netns !== this.dev.netns);
    if (isMulticastAddress(destination)) this.#broadcast(skb, from);
    this.dev.queueXmit(skb);
    return true;
  }

  #target(skb: Skb): Ipvlan | undefined {
    const found = addressesOf(skb);
    return found && this.ownerOf(found.destination);
  }

  /** ipvlan_rcv_frame of a frame from another slave. */
  #toSlave(slave: Ipvlan, skb: Skb): boolean {
    if (this.flags & FLAG.private) {
      this.dev.netns.drop('NOT_SPECIFIED', skb, 'the ipvlan is private');
      return false;
    }
    slave.count(skb, false);
    return forwardTo(slave, skb, this.#wire);
  }

  /** ipvlan_process_multicast: a copy for each open slave that wants it. */
  #broadcast(skb: Skb, from: Ipvlan | undefined): void {
    const destination = readMac(skb.octets, 0);
    for (const slave of this.slaves) {
      if (slave === from || !slave.up || !slave.wants(destination)) continue;
      slave.count(skb, true);
      const copy = skb.clone();
      copy.scrub(slave.netns !== this.dev.netns);
      this.#wire.carry(() => slave.receive(copy));
    }
  }

  /** ipvlan_handle_frame: what came in by the device. */
  #handle(skb: Skb): boolean {
    if (isMulticastAddress(readMac(skb.octets, 0))) {
      if (this.mode === MODE.l2 && this.#isExternal(skb)) this.#broadcast(skb, undefined);
      return false;
    }
    const slave = this.#target(skb);
    if (!slave) return false;
    slave.count(skb, false);
    slave.receive(skb);
    return true;
  }

  /** ipvlan_external_frame: not one of a slave's own that came back. */
  #isExternal(skb: Skb): boolean {
    if (readMac(skb.octets, 6) !== this.dev.address) return true;
    const found = addressesOf(skb);
    return found === undefined || this.ownerOf(found.source) === undefined;
  }
}
