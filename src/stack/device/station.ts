import type { LinkAddress } from '../address';
import type { Netns } from '../netns';
import { IFF } from '../rtnetlink';
import type { Skb } from '../skb';
import { ARPHRD, NetDevice } from './device';
import type { LinkAttributes, LinkKind } from './kinds';

/** The part that a lower device plays for the stations on it. */
interface Port {
  readonly dev: NetDevice;
}

/** A further station on another device: what macvlan and ipvlan have in common. */
export abstract class Station<P extends Port> extends NetDevice {
  port!: P;

  /** @param tap whether a program reads its frames */
  constructor(netns: Netns, ifname: string, readonly kind: string, tap: boolean) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.MULTICAST, mtu: 1500, minMtu: 68, maxMtu: 65535, noQueue: !tap, filtersUnicast: true, ...(tap && { txqlen: 500 }),
    });
  }

  get lower(): NetDevice {
    return this.port.dev;
  }

  override get link(): NetDevice {
    return this.lower;
  }

  override get tsoMaxSize(): number {
    return this.lower.tsoMaxSize;
  }

  override setRxMode(): void {
    this.multicast.syncTo(this.lower.multicast);
  }

  /** Whether frames for a group are for this one (mc_filter). */
  wants(destination: LinkAddress): boolean {
    return destination === this.broadcast || this.promiscuity > 0 || this.allmulti > 0 || this.multicast.has(destination);
  }

  /** macvlan_count_rx, ipvlan_count_rx. */
  count(skb: Skb, multicast: boolean): void {
    this.stats.rxPackets++;
    this.stats.rxBytes += skb.octets.length;
    if (multicast) this.stats.multicast++;
  }
}

/** What differs between the kinds of stations. */
interface Ways<D extends NetDevice> {
  readonly validate: LinkKind['validate'];
  setup(netns: Netns, ifname: string): D;
  register(dev: D, attributes: LinkAttributes, source: Netns): void;
  change(dev: D, data: Readonly<Record<string, unknown>>): void;
}

/** A kind of stations, each of which goes alone. */
export function stationKind<D extends Station<Port & { remove(dev: D): void }>>(kind: string, { validate, setup, register, change }: Ways<D>): LinkKind {
  return {
    kind, validate, setup,
    register: (dev, attributes, source) => register(dev as D, attributes, source),
    change: (dev, data) => change(dev as D, data),
    unlink: dev => {
      (dev as D).port.remove(dev as D);
      return [dev];
    },
  };
}
