import type { Netns } from '../netns';
import { IFF } from '../rtnetlink';
import type { Skb } from '../skb';
import { ARPHRD, NetDevice } from './device';
import { ETH_HLEN } from './ethernet';
import { Wire } from './wire';

/** lo (drivers/net/loopback.c): what is sent, is received. */
export class Loopback extends NetDevice {
  readonly kind = undefined;
  readonly #wire: Wire;

  constructor(netns: Netns) {
    super(netns, {
      ifname: 'lo', type: ARPHRD.LOOPBACK, flags: IFF.LOOPBACK, mtu: 65536, minMtu: 0, maxMtu: 0, noQueue: true,
      tsoMaxSize: 524280, netnsLocal: true,
    });
    this.#wire = new Wire(netns.network, 4_000, 9_000);
  }

  override get filters(): boolean {
    return false;
  }

  /** A packet keeps its route over lo, so that input asks no second time. The counters leave out the link-layer header. */
  transmit(skb: Skb): void {
    const length = skb.octets.length - ETH_HLEN;
    this.stats.txPackets++;
    this.stats.txBytes += length;
    this.#wire.carry(() => {
      this.stats.rxPackets++;
      this.stats.rxBytes += length;
      this.receive(skb);
    });
  }
}
