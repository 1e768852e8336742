import { validateAddress } from '../create';
import type { LinkKind } from '../kinds';
import { registerDevice, setCarrier } from '../lifecycle';
import { Bond } from './bond';

/** bond_link_ops (drivers/net/bonding/bond_netlink.c). */
export const bond: LinkKind = {
  kind: 'bond',
  validate: validateAddress,
  setup: (netns, ifname) => new Bond(netns, ifname),
  register: (dev, attributes) => {
    const made = dev as Bond;
    made.borrowsAddress = attributes.address === undefined;
    if (attributes.data) made.configure(attributes.data);
    registerDevice(made);
    setCarrier(made, false);
  },
  change: (dev, data) => (dev as Bond).configure(data),
  unlink: dev => {
    const doomed = dev as Bond;
    for (const { dev: port } of [...doomed.slaves]) doomed.deletePort(port);
    return [dev];
  },
};
