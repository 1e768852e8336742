import type { Netns } from '../netns';
import { RtnetlinkError, type SetBridgeLink } from '../rtnetlink';

/**
 * RTM_SETLINK of AF_BRIDGE (rtnl_bridge_setlink).
 * @throws {RtnetlinkError} ENODEV, EOPNOTSUPP for a device that is no port or, with `self`, no bridge; what the port's bridge gives
 */
export function setBridgeLink(netns: Netns, { index, self, master, protinfo }: SetBridgeLink): void {
  const dev = netns.devices.byIndex(index);
  if (!dev) throw new RtnetlinkError('ENODEV');
  const bridge = dev.master?.kind === 'bridge' ? dev.master : undefined;
  if ((master || !self) && !bridge) throw new RtnetlinkError('EOPNOTSUPP');
  if (self && dev.kind !== 'bridge') throw new RtnetlinkError('EOPNOTSUPP');
  if (master || !self) bridge!.changePort(dev, protinfo);
}
