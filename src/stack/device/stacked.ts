import { announceLink } from '../rtnetlink/announce';
import type { NetDevice } from './device';
import { setCarrier } from './lifecycle';

/** netif_stacked_transfer_operstate: a device on top of another has a carrier while that has one. */
export function transferOperstate(lower: NetDevice, dev: NetDevice): void {
  setCarrier(dev, lower.carrier);
}

/** dev_set_mtu of a device on top of one whose MTU has shrunk. */
export function shrinkMtu(dev: NetDevice, mtu: number): void {
  if (dev.mtu <= mtu) return;
  dev.setMtu(mtu);
  dev.netns.notifier.call('change-mtu', dev);
  announceLink('RTM_NEWLINK', dev);
}
