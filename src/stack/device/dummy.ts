import type { Netns } from '../netns';
import { IFF } from '../rtnetlink';
import type { Skb } from '../skb';
import { validateAddress } from './create';
import { ARPHRD, NetDevice } from './device';
import { randomAddress } from './ethernet';
import type { LinkKind } from './kinds';
import { registerDevice } from './lifecycle';

/** A device that swallows what it is given (drivers/net/dummy.c). */
export class Dummy extends NetDevice {
  readonly kind = 'dummy';

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.NOARP, mtu: 1500, minMtu: 0, maxMtu: 0, noQueue: true, changesCarrier: true,
      address: randomAddress(netns.network.random),
    });
  }

  transmit(skb: Skb): void {
    this.stats.txPackets++;
    this.stats.txBytes += skb.octets.length;
  }
}

export const dummy: LinkKind = {
  kind: 'dummy',
  validate: validateAddress,
  setup: (netns, ifname) => new Dummy(netns, ifname),
  register: dev => registerDevice(dev),
  unlink: dev => [dev],
};
