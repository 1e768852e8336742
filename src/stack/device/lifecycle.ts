import { IFF } from '../rtnetlink';
import type { Netns } from '../netns';
import type { NetDevice } from './device';

/** register_netdevice: gives a device its ifindex and lists it in its namespace. */
export function registerDevice(dev: NetDevice, ifindex?: number): void {
  dev.ifindex = ifindex ?? dev.netns.devices.newIndex();
  dev.netns.devices.add(dev);
  dev.netns.notifier.call('register', dev);
}

/** dev_open: brings a device up, if it is down. @throws {RtnetlinkError} what its kind's open gives */
export function openDevice(dev: NetDevice): void {
  if (dev.up) return;
  dev.flags |= IFF.UP;
  try {
    dev.open();
  } catch (error) {
    dev.flags &= ~IFF.UP;
    throw error;
  }
  activate(dev);
  dev.netns.notifier.call('up', dev);
}

/** dev_close. */
export function closeDevice(dev: NetDevice): void {
  if (!dev.up) return;
  dev.netns.notifier.call('going-down', dev);
  dev.active = false;
  dev.stop();
  dev.flags &= ~IFF.UP;
  updateOperstate(dev);
  dev.netns.notifier.call('down', dev);
}

/** netif_carrier_on and netif_carrier_off. */
export function setCarrier(dev: NetDevice, carrier: boolean): void {
  if (dev.carrier === carrier) return;
  dev.carrier = carrier;
  dev.carrierChanges++;
  if (!dev.up) return;
  if (carrier) activate(dev);
  else dev.active = false;
  updateOperstate(dev);
  dev.netns.notifier.call('change', dev);
}

function activate(dev: NetDevice): void {
  if (dev.qdisc === 'noop') dev.qdisc = dev.noQueue || dev.txqlen === 0 ? 'noqueue' : dev.netns.sysctl.get('net/core/default_qdisc');
  dev.active = dev.carrier;
  updateOperstate(dev);
}

function updateOperstate(dev: NetDevice): void {
  if (dev.operstate === 'UNKNOWN' && dev.carrier) return;
  dev.operstate = dev.up && dev.carrier ? 'UP' : 'DOWN';
}

/** unregister_netdevice: takes a device down and out of its namespace. */
export function unregisterDevice(dev: NetDevice): void {
  closeDevice(dev);
  dev.netns.notifier.call('unregister', dev);
  dev.netns.devices.remove(dev);
}

/** A namespace's end (default_device_exit_net): its devices go. */
export function destroyNetns(netns: Netns): void {
  for (const dev of [...netns.devices].reverse()) unregisterDevice(dev);
}
