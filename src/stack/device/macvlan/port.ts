import type { LinkAddress } from '../../address';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { ARPHRD, type NetDevice } from '../device';
import { isMulticastAddress, readMac } from '../ethernet';
import { forwardTo } from '../forward';
import { Wire } from '../wire';
import { FLAG, MODE, type Macvlan } from './macvlan';

const EVERY_MODE = MODE.private | MODE.vepa | MODE.passthru | MODE.bridge;
const ports = new WeakMap<NetDevice, MacvlanPort>();

/** A device with macvlans on top of it (struct macvlan_port, drivers/net/macvlan.c). */
export class MacvlanPort {
  readonly vlans: Macvlan[] = [];
  passthru = false;
  /** Those that are up, by address. */
  readonly #open = new Map<LinkAddress, Macvlan>();
  readonly #wire: Wire;

  private constructor(readonly dev: NetDevice) {
    this.#wire = new Wire(dev.netns.network, 2_000, 8_000);
    dev.rxHandler = skb => this.#handle(skb);
  }

  /** The port that a device is, or is made now. @throws {RtnetlinkError} EINVAL for a device that can't be one, EBUSY for one that belongs to another */
  static of(dev: NetDevice): MacvlanPort {
    const known = ports.get(dev);
    if (known) return known;
    if (dev.type !== ARPHRD.ETHER || dev.flags & IFF.LOOPBACK) throw new RtnetlinkError('EINVAL');
    if (dev.rxHandler) throw new RtnetlinkError('EBUSY');
    const port = new MacvlanPort(dev);
    ports.set(dev, port);
    return port;
  }

  add(vlan: Macvlan): void {
    this.passthru = vlan.mode === MODE.passthru;
    this.vlans.push(vlan);
    this.dev.uppers.add(vlan);
  }

  remove(vlan: Macvlan): void {
    this.vlans.splice(this.vlans.indexOf(vlan), 1);
    this.dev.uppers.delete(vlan);
    this.releaseIfEmpty();
  }

  /** Gives the device back, if nothing is on top of it any more. */
  releaseIfEmpty(): void {
    if (this.vlans.length > 0) return;
    this.dev.rxHandler = undefined;
    ports.delete(this.dev);
  }

  /** macvlan_addr_busy: whether the device itself or an open macvlan has that address. */
  busy(address: LinkAddress): boolean {
    return (!this.passthru && this.dev.address === address) || this.#open.has(address);
  }

  opened(vlan: Macvlan): void {
    this.#open.set(vlan.address, vlan);
  }

  closed(vlan: Macvlan): void {
    if (this.#open.get(vlan.address) === vlan) this.#open.delete(vlan.address);
  }

  /** macvlan_queue_xmit: bridge ports reach each other here, all else goes out. */
  send(from: Macvlan, skb: Skb): void {
    const destination = readMac(skb.octets, 0);
    if (from.mode === MODE.bridge) {
      if (isMulticastAddress(destination)) this.#broadcast(skb, from, MODE.bridge);
      else if (this.#open.get(destination)?.mode === MODE.bridge) return void forwardTo(this.dev, skb, this.#wire);
    }
    skb.dst = undefined;
    this.dev.queueXmit(skb);
  }

  /** macvlan_broadcast: a copy for each open port of these modes that wants it. */
  #broadcast(skb: Skb, from: Macvlan | undefined, modes: number): void {
    const destination = readMac(skb.octets, 0);
    for (const vlan of this.vlans) if (vlan !== from && vlan.up && vlan.mode & modes && vlan.wants(destination)) this.#pass(vlan, skb.clone(), true);
  }

  #pass(vlan: Macvlan, skb: Skb, multicast: boolean): void {
    vlan.count(skb, multicast);
    skb.scrub(vlan.netns !== this.dev.netns);
    this.#wire.carry(() => vlan.receive(skb));
  }

  /** macvlan_handle_frame: what came in by the device. */
  #handle(skb: Skb): boolean {
    const [destination, source] = [readMac(skb.octets, 0), readMac(skb.octets, 6)];
    if (this.#forwardBySource(skb, source)) return true;
    if (isMulticastAddress(destination)) return this.#handleMulticast(skb, source);
    const vlan = this.passthru ? this.vlans[0] : this.#open.get(destination);
    if (!vlan || vlan.mode === MODE.source) return false;
    if (!vlan.up) {
      this.dev.netns.drop('NOT_SPECIFIED', skb, `${vlan.ifname} is down`);
      return true;
    }
    vlan.count(skb, false);
    vlan.receive(skb);
    return true;
  }

  #handleMulticast(skb: Skb, source: LinkAddress): boolean {
    const origin = this.#open.get(source);
    if (!origin) this.#broadcast(skb, undefined, EVERY_MODE);
    else if (origin.mode === MODE.vepa) this.#broadcast(skb, origin, MODE.vepa | MODE.bridge);
    else if (origin.mode === MODE.bridge) this.#broadcast(skb, origin, MODE.vepa);
    else {
      this.#pass(origin, skb, false);
      return true;
    }
    return false;
  }

  /** macvlan_forward_source: ports in source mode get what their senders send. @returns whether that was all (nodst) */
  #forwardBySource(skb: Skb, source: LinkAddress): boolean {
    let consumed = false;
    for (const vlan of this.vlans) {
      if (vlan.mode !== MODE.source || !vlan.sources.has(source)) continue;
      consumed ||= (vlan.modeFlags & FLAG.nodst) !== 0;
      if (vlan.up) this.#pass(vlan, skb.clone(), false);
    }
    return consumed;
  }
}
