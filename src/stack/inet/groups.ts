import { formatMac, type LinkAddress } from '../address';
import { IFF } from '../rtnetlink';
import type { InDevice } from './inet';

const ALL_HOSTS = 0xe0000001;

/** The link-layer group of an IPv4 one (RFC 1112 section 6.4). */
export function multicastMac(group: number): LinkAddress {
  return formatMac(Uint8Array.of(0x01, 0x00, 0x5e, (group >>> 16) & 0x7f, (group >>> 8) & 0xff, group & 0xff));
}

/** Joins a group on a device that is up (ip_mc_inc_group). */
export function join(device: InDevice, group: number): void {
  if (device.groups.has(group)) return;
  device.groups.add(group);
  const mac = multicastMac(group);
  if (!(device.dev.flags & IFF.LOOPBACK)) device.dev.multicast.set(mac, (device.dev.multicast.get(mac) ?? 0) + 1);
}

export function leave(device: InDevice, group: number): void {
  if (!device.groups.delete(group)) return;
  const mac = multicastMac(group);
  const users = device.dev.multicast.get(mac) ?? 0;
  if (users > 1) device.dev.multicast.set(mac, users - 1);
  else device.dev.multicast.delete(mac);
}

/** A device that comes up is in 224.0.0.1, which needs no report (ip_mc_up). */
export function joinAllHosts(device: InDevice): void {
  join(device, ALL_HOSTS);
}

export function leaveAllHosts(device: InDevice): void {
  leave(device, ALL_HOSTS);
}

export function joined(device: InDevice, group: number): boolean {
  return device.groups.has(group);
}
