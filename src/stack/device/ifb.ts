import type { Netns } from '../netns';
import { IFF } from '../rtnetlink';
import type { Skb } from '../skb';
import { validateAddress } from './create';
import { ARPHRD, NetDevice } from './device';
import { randomAddress } from './ethernet';
import type { LinkKind } from './kinds';
import { registerDevice } from './lifecycle';

/** An intermediate functional block (drivers/net/ifb.c): passes on only what traffic control redirects to it, so here nothing. */
export class Ifb extends NetDevice {
  readonly kind = 'ifb';

  constructor(netns: Netns, ifname: string) {
    super(netns, {
      ifname, type: ARPHRD.ETHER, flags: IFF.BROADCAST | IFF.NOARP, mtu: 1500, minMtu: 0, maxMtu: 0, txqlen: 32,
      address: randomAddress(netns.network.random),
    });
  }

  override get filters(): boolean {
    return false;
  }

  transmit(skb: Skb): void {
    this.stats.rxDropped++;
    this.netns.drop('NOT_SPECIFIED', skb, `${this.ifname}: not redirected`);
  }
}

export const ifb: LinkKind = {
  kind: 'ifb',
  validate: validateAddress,
  setup: (netns, ifname) => new Ifb(netns, ifname),
  register: dev => registerDevice(dev),
  unlink: dev => [dev],
};
