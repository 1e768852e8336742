import type { Netns } from '../netns';
import { RtnetlinkError } from '../rtnetlink';
import type { NetDevice } from './device';
import { addressLength, ETH_ALEN, isValidEthernetAddress } from './ethernet';
import type { LinkAttributes, LinkKind } from './kinds';
import { changeFlags, notifyFlags } from './lifecycle';
import { setOperstate } from './linkwatch';

const MAX_QUEUES = 4096;
const ALL_FLAGS = 0xffffffff;

/** What most kinds ask of IFLA_ADDRESS. @throws {RtnetlinkError} EINVAL for a length that isn't Ethernet's, EADDRNOTAVAIL */
export function validateAddress(attributes: LinkAttributes): void {
  if (attributes.address === undefined) return;
  if (addressLength(attributes.address) !== ETH_ALEN) throw new RtnetlinkError('EINVAL');
  if (!isValidEthernetAddress(attributes.address)) throw new RtnetlinkError('EADDRNOTAVAIL');
}

/** dev_validate_mtu. @throws {RtnetlinkError} EINVAL */
export function validateMtu(dev: NetDevice, mtu: number): void {
  if (mtu > 0x7fffffff || mtu < dev.minMtu) throw new RtnetlinkError('EINVAL', 'mtu less than device minimum');
  if (dev.maxMtu > 0 && mtu > dev.maxMtu) throw new RtnetlinkError('EINVAL', 'mtu greater than device maximum');
}

/** rtnl_create_link: a device of a kind with the attributes asked for, not yet registered. @throws {RtnetlinkError} EINVAL */
export function createLink(netns: Netns, ifname: string, kind: LinkKind, attributes: LinkAttributes): NetDevice {
  if (attributes.addrGenMode !== undefined) throw new RtnetlinkError('EAFNOSUPPORT');
  for (const [queues, way] of [[attributes.numTxQueues, 'transmit'], [attributes.numRxQueues, 'receive']] as const) {
    if (queues !== undefined && (queues < 1 || queues > MAX_QUEUES)) throw new RtnetlinkError('EINVAL', `Invalid number of ${way} queues`);
  }
  const dev = kind.setup(netns, ifname);
  if (attributes.mtu !== undefined) {
    validateMtu(dev, attributes.mtu);
    dev.mtu = attributes.mtu;
  }
  dev.numTxQueues = attributes.numTxQueues ?? dev.numTxQueues;
  dev.numRxQueues = attributes.numRxQueues ?? dev.numRxQueues;
  dev.address = attributes.address ?? dev.address;
  dev.broadcast = attributes.broadcast ?? dev.broadcast;
  dev.txqlen = attributes.txqlen ?? dev.txqlen;
  dev.linkmode = attributes.linkmode ?? dev.linkmode;
  dev.group = attributes.group ?? dev.group;
  dev.gsoMaxSize = attributes.gsoMaxSize ?? dev.gsoMaxSize;
  dev.gsoMaxSegs = attributes.gsoMaxSegs ?? dev.gsoMaxSegs;
  dev.groMaxSize = attributes.groMaxSize ?? dev.groMaxSize;
  if (attributes.operstate !== undefined) setOperstate(dev, attributes.operstate);
  return dev;
}

/** rtnl_configure_link: sets the flags asked for and tells of the new device. */
export function configureLink(dev: NetDevice, attributes: LinkAttributes): void {
  if (attributes.change) changeFlags(dev, mergeFlags(dev, attributes));
  dev.announced = true;
  notifyFlags(dev, ALL_FLAGS & ~1);
}

/** The device's flags with those changed that a request says (rtnl_dev_combine_flags). */
export function mergeFlags(dev: NetDevice, { flags = 0, change = 0 }: LinkAttributes): number {
  const before = (dev.flags & ~(0x100 | 0x200)) | dev.userFlags;
  return (flags & change) | (before & ~change);
}
