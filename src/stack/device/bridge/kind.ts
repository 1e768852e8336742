import { validateAddress } from '../create';
import type { LinkKind } from '../kinds';
import { registerDevice } from '../lifecycle';
import { Bridge } from './bridge';
import { changeBridge } from './data';

/** br_link_ops (net/bridge/br_netlink.c). */
export const bridge: LinkKind = {
  kind: 'bridge',
  validate: validateAddress,
  setup: (netns, ifname) => new Bridge(netns, ifname),
  register: (dev, attributes) => {
    const made = dev as Bridge;
    if (attributes.data) changeBridge(made, attributes.data);
    registerDevice(made);
    if (attributes.address === undefined) return made.listAddress();
    made.addressSet = true;
    made.changeId(attributes.address);
  },
  change: (dev, data) => changeBridge(dev as Bridge, data),
  unlink: dev => {
    const doomed = dev as Bridge;
    for (const port of [...doomed.ports].reverse()) doomed.deletePort(port.dev);
    return [dev];
  },
};
