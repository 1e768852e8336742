import type { Netns } from '../../netns';
import { RtnetlinkError } from '../../rtnetlink';
import { isValidEthernetAddress, randomAddress } from '../ethernet';
import type { LinkAttributes, LinkKind } from '../kinds';
import { registerDevice } from '../lifecycle';
import { readConfig, type VxlanConfig } from './config';
import { Vxlan } from './vxlan';

const VNI_END = 1 << 24;

/** vxlan_validate. */
function validate({ address, mtu, data }: LinkAttributes): void {
  if (address !== undefined && !isValidEthernetAddress(address)) throw new RtnetlinkError('EADDRNOTAVAIL', 'Provided Ethernet address is not unicast');
  if (mtu !== undefined && (mtu < 68 || mtu > 65535)) throw new RtnetlinkError('EINVAL', 'MTU must be between 68 and 65535');
  if (!data) throw new RtnetlinkError('EINVAL', 'Required attributes not provided to perform the operation');
  if (Number(data.id ?? 0) >= VNI_END) throw new RtnetlinkError('ERANGE', 'VXLAN ID must be lower than 16777216');
  const range = data.portRange as VxlanConfig['portRange'] | undefined;
  if (range && range.high < range.low) throw new RtnetlinkError('EINVAL', 'Invalid source port range');
}

/** vxlan_vni_in_use. */
function refuseTwins(dev: Vxlan): void {
  const { config, home } = dev;
  const same = (other: VxlanConfig): boolean => other.vni === config.vni && other.port === config.port && typeof other.remote === typeof config.remote
    && other.collectMetadata === config.collectMetadata && other.udpZeroCsum6Rx === config.udpZeroCsum6Rx;
  for (const netns of new Set([home, home.host.initNetns, ...home.host.namedNetns.values()])) {
    for (const other of netns.devices) if (other instanceof Vxlan && other.home === home && same(other.config)) throw new RtnetlinkError('EEXIST', 'A VXLAN device with the specified VNI already exists');
  }
}

/** vxlan_newlink. */
function register(dev: Vxlan, attributes: LinkAttributes, source: Netns): void {
  dev.home = source;
  dev.config = readConfig(attributes.data ?? {}, source);
  refuseTwins(dev);
  if (attributes.address === undefined) dev.address = randomAddress(source.network.random);
  dev.apply(dev.config, attributes.mtu, true);
  try {
    registerDevice(dev);
  } catch (error) {
    dev.detach();
    throw error;
  }
  if (dev.config.remote) dev.fdb.setDefault(dev.config.remote, 0);
}

/** vxlan_link_ops. */
export const vxlan: LinkKind = {
  kind: 'vxlan', validate,
  setup: (netns, ifname) => new Vxlan(netns, ifname),
  register: (dev, attributes, source) => register(dev as Vxlan, attributes, source),
  change: (dev, data) => (dev as Vxlan).change(data),
  unlink: dev => {
    (dev as Vxlan).detach();
    return [dev];
  },
};
