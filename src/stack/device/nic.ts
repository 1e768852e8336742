import type { LinkAddress } from '../address';
import type { Netns } from '../netns';
import { IFF } from '../rtnetlink';
import type { Skb } from '../skb';
import { ARPHRD, NetDevice } from './device';
import { isMulticastAddress, randomAddress, readMac } from './ethernet';
import { setCarrier } from './lifecycle';
import { Wire } from './wire';

/** A network card with a cable to another: its carrier is there while both are up. */
export class Nic extends NetDevice {
  readonly kind = undefined;
  #peer: Nic | undefined;
  readonly #wire: Wire;

  constructor(netns: Netns, ifname: string, address: LinkAddress = randomAddress(netns.network.random)) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: 68, maxMtu: 65535,
      address, filtersUnicast: true,
    });
    this.permAddress = this.address;
    this.carrier = false;
    this.announced = true;
    const low = netns.network.random.between(50_000, 200_000);
    this.#wire = new Wire(netns.network, low, low + 100_000);
  }

  /** Plugs a cable in at both ends. */
  static join(a: Nic, b: Nic): void {
    a.#peer = b;
    b.#peer = a;
  }

  /** The two agree on a link once both are open, which interrupts tell a moment later. */
  override open(): void {
    this.netns.network.clock.after(0, () => {
      const peer = this.#peer;
      if (!this.up || !peer?.up) return;
      setCarrier(this, true);
      setCarrier(peer, true);
    });
  }

  override stop(): void {
    setCarrier(this, false);
    if (this.#peer) setCarrier(this.#peer, false);
  }

  transmit(skb: Skb): void {
    const peer = this.#peer;
    const length = skb.octets.length;
    this.stats.txPackets++;
    this.stats.txBytes += length;
    if (!peer) return;
    skb.scrub(true);
    this.#wire.carry(() => {
      if (!peer.up || !peer.#wants(skb)) return;
      peer.stats.rxPackets++;
      peer.stats.rxBytes += length;
      peer.receive(skb);
    });
  }

  /** The card drops frames for other stations unless it is promiscuous. */
  #wants(skb: Skb): boolean {
    const destination = readMac(skb.octets, 0);
    return this.promiscuity > 0 || isMulticastAddress(destination) || destination === this.address || this.unicast.has(destination);
  }
}
