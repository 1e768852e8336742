import type { Netns } from '../netns';
import { IFF, RtnetlinkError } from '../rtnetlink';
import { announceLink } from '../rtnetlink/announce';
import { peerId } from '../rtnetlink/nsid';
import type { NetDevice } from './device';
import { updateOperstate } from './linkwatch';
import { chooseName } from './names';
import { activate, deactivate } from './queue';

/** Names in net.ipv4.conf that are no device's (sysctl_dev_name_is_allowed). */
const CONF_NAMES: ReadonlySet<string> = new Set(['all', 'default']);

/**
 * register_netdevice: gives a device its name and ifindex, and lists it in its namespace.
 * @throws {RtnetlinkError} EINVAL or EEXIST for its name, EBUSY for its ifindex
 */
export function registerDevice(dev: NetDevice): void {
  const { devices } = dev.netns;
  dev.ifname = chooseName(devices, dev.ifname);
  if (CONF_NAMES.has(dev.ifname)) throw new RtnetlinkError('EINVAL');
  if (dev.ifindex === 0) dev.ifindex = devices.newIndex();
  else if (devices.byIndex(dev.ifindex)) throw new RtnetlinkError('EBUSY');
  if (!dev.carrier) updateOperstate(dev);
  devices.add(dev);
  dev.netns.notifier.call('register', dev);
  announceLink('RTM_NEWLINK', dev);
}

/** __dev_open. @throws {RtnetlinkError} what its kind's open gives */
function open(dev: NetDevice): void {
  dev.flags |= IFF.UP;
  try {
    dev.open();
  } catch (error) {
    dev.flags &= ~IFF.UP;
    throw error;
  }
  dev.setRxMode();
  dev.syncUnicast();
  activate(dev);
}

function close(dev: NetDevice): void {
  dev.netns.notifier.call('going-down', dev);
  deactivate(dev);
  dev.stop();
  dev.flags &= ~IFF.UP;
}

/** dev_open: brings a device up, if it is down. @throws {RtnetlinkError} what its kind's open gives */
export function openDevice(dev: NetDevice): void {
  if (dev.up) return;
  open(dev);
  announceLink('RTM_NEWLINK', dev);
  dev.netns.notifier.call('up', dev);
}

/** dev_close_many: takes devices down that are up; first all, then it tells of each. */
export function closeDevices(devs: readonly NetDevice[]): void {
  const running = devs.filter(dev => dev.up);
  running.forEach(close);
  for (const dev of running) {
    announceLink('RTM_NEWLINK', dev);
    dev.netns.notifier.call('down', dev);
  }
}

/** Flags that a user may set as they are (__dev_change_flags). */
const PLAIN_FLAGS = IFF.DEBUG | IFF.NOTRAILERS | IFF.NOARP | IFF.DYNAMIC | IFF.MULTICAST | IFF.PORTSEL | IFF.AUTOMEDIA;

/** dev_change_flags: brings a device up or down and sets its other flags. @throws {RtnetlinkError} from its open */
export function changeFlags(dev: NetDevice, flags: number): void {
  const before = dev.flags | dev.userFlags;
  const wasUp = dev.up;
  dev.flags = (flags & PLAIN_FLAGS) | (dev.flags & ~PLAIN_FLAGS);
  if (((flags & IFF.UP) !== 0) !== wasUp) {
    if (wasUp) close(dev);
    else open(dev);
  }
  if ((flags ^ dev.userFlags) & IFF.PROMISC) {
    dev.userFlags ^= IFF.PROMISC;
    countPromiscuity(dev, flags & IFF.PROMISC ? 1 : -1);
  }
  if ((flags ^ dev.userFlags) & IFF.ALLMULTI) {
    dev.userFlags ^= IFF.ALLMULTI;
    setAllmulti(dev, flags & IFF.ALLMULTI ? 1 : -1);
  }
  notifyFlags(dev, before ^ (dev.flags | dev.userFlags));
}

/** __dev_notify_flags. @param changed which flags have changed */
export function notifyFlags(dev: NetDevice, changed: number): void {
  if (changed === 0) return;
  announceLink('RTM_NEWLINK', dev);
  if (changed & IFF.UP) dev.netns.notifier.call(dev.up ? 'up' : 'down', dev);
  if (dev.up && changed & ~(IFF.UP | IFF.PROMISC | IFF.ALLMULTI)) dev.netns.notifier.call('change', dev);
}

/** dev_set_promiscuity: a bridge or packet socket wants all frames, or no longer. @param by 1 or -1 */
export function setPromiscuity(dev: NetDevice, by: number): void {
  const before = dev.flags;
  countPromiscuity(dev, by);
  if (dev.flags !== before) announceLink('RTM_NEWLINK', dev);
}

function countPromiscuity(dev: NetDevice, by: number): void {
  dev.promiscuity += by;
  dev.flags = dev.promiscuity > 0 ? dev.flags | IFF.PROMISC : dev.flags & ~IFF.PROMISC;
}

/** dev_set_allmulti. @param by 1 or -1 */
export function setAllmulti(dev: NetDevice, by: number): void {
  dev.allmulti += by;
  dev.flags = dev.allmulti > 0 ? dev.flags | IFF.ALLMULTI : dev.flags & ~IFF.ALLMULTI;
}

/** netif_carrier_on and netif_carrier_off. */
export function setCarrier(dev: NetDevice, carrier: boolean): void {
  if (dev.carrier === carrier) return;
  dev.carrier = carrier;
  dev.carrierChanges++;
  dev.netns.host.linkWatch.fire(dev);
}

/** unregister_netdevice_many: takes devices down and out of their namespaces. */
export function unregisterDevices(devs: readonly NetDevice[]): void {
  closeDevices(devs);
  for (const dev of devs) dev.netns.devices.remove(dev);
  for (const dev of devs) {
    shutDown(dev);
    announceLink('RTM_DELLINK', dev);
    dev.netns.host.linkWatch.forget(dev);
  }
}

function shutDown(dev: NetDevice): void {
  dev.qdisc = 'noop';
  dev.netns.notifier.call('unregister', dev);
}

const inWords = ({ netns }: NetDevice, words: string): string | undefined => (netns.network.release.has('namespace errors in words') ? words : undefined);

/**
 * dev_change_net_namespace. @param pattern the name to take there if its own is in use, e.g. `dev%d`
 * @param index the ifindex to have there; otherwise its own, or a new one if that is in use
 * @throws {RtnetlinkError} EINVAL for a device that can't leave, EEXIST, EBUSY
 */
export function moveDevice(dev: NetDevice, netns: Netns, pattern?: string, index?: number): void {
  const moves = dev.netns !== netns;
  if (dev.netnsLocal && (moves || !dev.netns.network.release.has('move to its own namespace'))) throw new RtnetlinkError('EINVAL', inWords(dev, 'The interface netns is immutable'));
  if (!moves) return;
  const taken = netns.devices.byName(dev.ifname) !== undefined;
  if (taken && pattern === undefined) throw new RtnetlinkError('EEXIST');
  const ifname = taken ? chooseName(netns.devices, pattern!) : dev.ifname;
  if (index !== undefined && netns.devices.byIndex(index)) throw new RtnetlinkError('EBUSY');
  closeDevices([dev]);
  const origin = dev.netns;
  origin.devices.remove(dev);
  shutDown(dev);
  peerId(origin, netns);
  announceLink('RTM_DELLINK', dev);
  dev.netns = netns;
  dev.ifname = ifname;
  if (index !== undefined) dev.ifindex = index;
  else if (netns.devices.byIndex(dev.ifindex)) dev.ifindex = netns.devices.newIndex();
  netns.devices.add(dev);
  netns.notifier.call('register', dev);
  announceLink('RTM_NEWLINK', dev);
}
