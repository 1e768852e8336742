import { formatMac, type LinkAddress } from '../address';
import { ARPHRD } from '../device/device';
import type { JoinedGroup } from '../multicast';
import { reportJoin, reportLeave, stopReports } from './igmp';
import type { Inet, InDevice } from './inet';

const ALL_HOSTS = 0xe0000001;

/** The link-layer group of an IPv4 one (RFC 1112 section 6.4). */
export function multicastMac(group: number): LinkAddress {
  return formatMac(Uint8Array.of(0x01, 0x00, 0x5e, (group >>> 16) & 0x7f, (group >>> 8) & 0xff, group & 0xff));
}

/** Joins a group on a device that is up (ip_mc_inc_group). */
export function join(device: InDevice, group: number): void {
  if (device.groups.has(group)) return;
  device.groups.add(group);
  listen(device, group);
}

/** igmp_group_added. */
function listen(device: InDevice, group: number): void {
  const { dev, listening } = device;
  if (listening.has(group)) return;
  listening.add(group);
  if (dev.type === ARPHRD.ETHER) dev.multicast.add(multicastMac(group));
  reportJoin(device, group);
}

/** igmp_group_dropped. */
function unlisten({ dev, listening }: InDevice, group: number): void {
  if (listening.delete(group) && dev.type === ARPHRD.ETHER) dev.multicast.delete(multicastMac(group));
}

export function leave(device: InDevice, group: number): void {
  if (!device.groups.delete(group)) return;
  unlisten(device, group);
  reportLeave(device, group);
}

/** A device that comes up is in 224.0.0.1, which needs no report, and listens to its groups again (ip_mc_up). */
export function joinAllHosts(device: InDevice): void {
  const earlier = [...device.groups];
  join(device, ALL_HOSTS);
  for (const group of earlier) listen(device, group);
}

export function leaveAllHosts(device: InDevice): void {
  stopReports(device);
  leave(device, ALL_HOSTS);
  for (const group of device.groups) unlisten(device, group);
}

export function joined(device: InDevice, group: number): boolean {
  return device.groups.has(group);
}

/** What /proc/net/igmp tells (igmp_mc_seq_show). */
export function igmpGroups(inet: Inet): JoinedGroup[] {
  return inet.devices().flatMap(({ dev, groups }) => [...groups].reverse().map(group => ({ index: dev.ifindex, ifname: dev.ifname, group, users: 1, flags: 0 })));
}
