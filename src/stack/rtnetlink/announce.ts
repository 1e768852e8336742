import type { NetDevice } from '../device/device';
import { linkMessage } from './linkmessage';

/**
 * Tells the namespace's listeners of a device (rtmsg_ifinfo), unless it is still being made.
 * @param event IFLA_EVENT, e.g. `FEATURE CHANGE`
 */
export function announceLink(type: 'RTM_NEWLINK' | 'RTM_DELLINK', dev: NetDevice, event?: string): void {
  if (dev.announced) dev.netns.rtnetlink.notify({ type, link: { ...linkMessage(dev), ...(event !== undefined && { event }) } });
}
