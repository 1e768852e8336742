import { validateAddress } from '../create';
import type { LinkKind } from '../kinds';
import { registerDevice, unregisterDevices } from '../lifecycle';
import { Bridge } from './bridge';
import { changeBridge, validateSettings } from './settings';

/** br_link_ops (net/bridge/br_netlink.c). */
export const bridge: LinkKind = {
  kind: 'bridge',
  validate: attributes => {
    validateAddress(attributes);
    if (attributes.data) validateSettings(attributes.data);
  },
  setup: (netns, ifname) => new Bridge(netns, ifname),
  register: (dev, attributes) => {
    const made = dev as Bridge;
    registerDevice(made);
    made.stations.addLocal(made.address, null, 0);
    made.vlanTables.init(null);
    try {
      if (attributes.address !== undefined) {
        made.addressSet = true;
        made.changeId(attributes.address);
      }
      if (attributes.data) changeBridge(made, attributes.data);
    } catch (error) {
      unregisterDevices([made]);
      throw error;
    }
  },
  change: (dev, data) => changeBridge(dev as Bridge, data),
  unlink: dev => {
    const doomed = dev as Bridge;
    for (const port of [...doomed.ports]) doomed.removePort(port);
    doomed.stations.deleteByPort(null, true);
    return [dev];
  },
};
