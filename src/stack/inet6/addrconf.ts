import { isLinkLocal, networkOf, type Prefix } from '../address';
import { ARPHRD, type NetDevice } from '../device/device';
import { l3Table } from '../device/l3mdev';
import type { NetdevEvent } from '../device/notifier';
import { IFF, IFA_F, RT_TABLE, RTPROT } from '../rtnetlink';
import { ALL_NODES, ALL_ROUTERS, LOOPBACK, MULTICAST_ALL, NODE_LOCAL_ALL_NODES, NODE_LOCAL_ALL_ROUTERS, SITE_LOCAL_ALL_ROUTERS, scopeOf, solicitedNode } from './addresses';
import { cancelDad, startDad } from './dad';
import { IfAddr6 } from './ifaddr';
import type { Inet6, Inet6Dev } from './inet6';
import { linkLocalFor } from './interface-id';
import { dropGroups, joinGroup, leaveGroup, reportGroups, stopReports } from './mcast';
import { configureSit } from './sit';
import { addKernelRoute, deleteRoute, flushDeviceRoutes } from './routes';
import { defineConf, removeConf } from './sysctl';

/** Octets that every IPv6 link must carry (RFC 8200 section 5). */
export const IPV6_MIN_MTU = 1280;
const PREFIX_METRIC = 256;

/** What happens to devices, as IPv6 takes it (addrconf_notify). */
export function onDeviceEvent(inet6: Inet6, event: NetdevEvent, dev: NetDevice, oldName?: string): void {
  const idev = inet6.device(dev.ifindex);
  switch (event) {
    case 'register':
      if (!idev && dev.mtu >= IPV6_MIN_MTU) addDevice(inet6, dev);
      return;
    case 'change-mtu': return changeMtu(inet6, dev, idev);
    case 'up': return linkChange(inet6, dev, idev, true);
    case 'change':
      linkChange(inet6, dev, idev, false);
      if (!dev.carrier && evictsWithoutCarrier(inet6, idev)) inet6.nd.flush(dev.ifindex, 'passing entries');
      return;
    case 'down':
    case 'unregister': return idev && ifDown(inet6, idev, event === 'unregister');
    // ndisc_netdev_event
    case 'change-address': return inet6.nd.flush(dev.ifindex, 'entries');
    case 'change-l3-upper': return idev && ifDown(inet6, idev, false);
    case 'change-name':
      if (idev) {
        removeConf(inet6, oldName!, dev.ifindex);
        defineConf(inet6, idev);
      }
  }
}

/** ndisc_evict_nocarrier: whether neighbours are forgotten where the carrier is lost. */
function evictsWithoutCarrier(inet6: Inet6, idev: Inet6Dev | undefined): boolean {
  return !idev || (idev.conf.ndisc_evict_nocarrier !== 0 && inet6.all.ndisc_evict_nocarrier !== 0);
}

/** ipv6_add_dev. */
function addDevice(inet6: Inet6, dev: NetDevice): Inet6Dev {
  const idev = inet6.addDevice(dev);
  if (dev.flags & (IFF.LOOPBACK | IFF.NOARP)) idev.conf.accept_dad = -1;
  defineConf(inet6, idev);
  idev.ready = linkReady(dev);
  joinGroup(idev, NODE_LOCAL_ALL_NODES);
  joinGroup(idev, ALL_NODES);
  if (idev.conf.forwarding && dev.flags & IFF.MULTICAST) joinGroup(idev, ALL_ROUTERS);
  return idev;
}

/** addrconf_link_ready. */
function linkReady(dev: NetDevice): boolean {
  return dev.running && dev.active;
}

function changeMtu(inet6: Inet6, dev: NetDevice, idev: Inet6Dev | undefined): void {
  if (dev.mtu < IPV6_MIN_MTU) {
    if (idev) ifDown(inet6, idev, dev.type !== ARPHRD.LOOPBACK);
    return;
  }
  if (idev) {
    idev.conf.mtu = dev.mtu;
    return;
  }
  const added = addDevice(inet6, dev);
  if (added.ready) configure(inet6, added);
}

function linkChange(inet6: Inet6, dev: NetDevice, known: Inet6Dev | undefined, up: boolean): void {
  if (dev.flags & IFF.SLAVE) return;
  if (known?.conf.disable_ipv6) return;
  if (up && known) restorePermanent(inet6, known);
  if (!linkReady(dev)) return;
  const idev = known ?? (dev.mtu >= IPV6_MIN_MTU && up ? addDevice(inet6, dev) : undefined);
  if (!idev) return;
  if (!up && idev.ready) {
    reportGroups(idev);
    return;
  }
  idev.ready = true;
  configure(inet6, idev);
  if (dev.mtu < IPV6_MIN_MTU) ifDown(inet6, idev, dev.type !== ARPHRD.LOOPBACK);
}

/** addrconf_dev_config, init_loopback, then DAD of all addresses that wait for it (addrconf_dad_run). */
function configure(inet6: Inet6, idev: Inet6Dev): void {
  reportGroups(idev);
  const waiting = idev.addresses.filter(ifa => ifa.tentative);
  const { dev } = idev;
  if (dev.type === ARPHRD.LOOPBACK) addLoopback(inet6, idev);
  else if (dev.type === ARPHRD.SIT) configureSit(inet6, idev);
  else {
    if (dev.ownTable === undefined && (dev.type !== ARPHRD.IPGRE || dev.flags & IFF.POINTOPOINT)) addMulticastRoute(inet6, idev);
    addLinkLocal(inet6, idev);
  }
  for (const ifa of waiting) if (!ifa.dead) startDad(inet6, ifa);
}

function addLoopback(inet6: Inet6, idev: Inet6Dev): void {
  if (idev.addresses.some(ifa => ifa.address === LOOPBACK)) return;
  const ifa = new IfAddr6(idev, LOOPBACK, 128, { flags: IFA_F.PERMANENT });
  linkAddress(ifa);
  confirmAddress(inet6, ifa);
}

/** addrconf_add_mroute. */
export function addMulticastRoute(inet6: Inet6, idev: Inet6Dev): void {
  addKernelRoute(inet6, { dst: { address: MULTICAST_ALL, length: 8 }, type: 'multicast', table: l3Table(idev.dev) ?? RT_TABLE.LOCAL, metric: PREFIX_METRIC, oif: idev.dev.ifindex });
}

/** addrconf_addr_gen: the link-local address of EUI-64; L3 masters have none. */
export function addLinkLocal(inet6: Inet6, idev: Inet6Dev): void {
  if (idev.conf.addr_gen_mode !== 0 || idev.dev.ownTable !== undefined) return;
  const address = linkLocalFor(idev.dev);
  if (address === undefined || idev.addresses.some(ifa => ifa.address === address)) return;
  const ifa = new IfAddr6(idev, address, 64, { flags: IFA_F.PERMANENT | IFA_F.TENTATIVE });
  linkAddress(ifa);
  addPrefixRoute(inet6, ifa);
  startDad(inet6, ifa);
}

/** ipv6_link_dev_addr: wider scopes first, the youngest first among equals. */
export function linkAddress(ifa: IfAddr6): void {
  const list = ifa.idev.addresses;
  const at = list.findIndex(other => scopeOf(other.address) <= scopeOf(ifa.address));
  list.splice(at < 0 ? list.length : at, 0, ifa);
}

function prefixOf(address: bigint, length: number): Prefix & { address: bigint } {
  return { address: networkOf(address, length) as bigint, length };
}

/** addrconf_prefix_route. */
export function addPrefixRoute(inet6: Inet6, ifa: IfAddr6, expiresAt?: number): void {
  addKernelRoute(inet6, {
    dst: prefixOf(ifa.address, ifa.length), type: 'unicast', table: l3Table(ifa.idev.dev) ?? RT_TABLE.MAIN, metric: ifa.rtPriority || PREFIX_METRIC, oif: ifa.idev.dev.ifindex,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
}

/** Devices that resolve no addresses listen to no solicitations. */
function resolves({ dev }: Inet6Dev): boolean {
  return (dev.flags & (IFF.LOOPBACK | IFF.NOARP)) === 0;
}

/** addrconf_join_solict. */
export function joinSolicited(idev: Inet6Dev, address: bigint): void {
  if (resolves(idev)) joinGroup(idev, solicitedNode(address));
}

/** addrconf_leave_solict. */
function leaveSolicited(idev: Inet6Dev, address: bigint): void {
  if (resolves(idev)) leaveGroup(idev, solicitedNode(address));
}

/**
 * The prefix route of an address that has changed gets its new metric and lifetime; one that is gone comes back
 * (modify_prefix_route).
 */
export function modifyPrefixRoute(inet6: Inet6, ifa: IfAddr6, expiresAt?: number): void {
  const { ifindex } = ifa.idev.dev;
  const known = inet6.fib.at(RT_TABLE.MAIN, prefixOf(ifa.address, ifa.length))
    .find(route => route.protocol === RTPROT.KERNEL && route.nexthops.some(nexthop => nexthop.oif === ifindex));
  if (known && known.metric === (ifa.rtPriority || PREFIX_METRIC)) {
    known.expiresAt = expiresAt;
    return;
  }
  if (known) deleteRoute(inet6, known);
  addPrefixRoute(inet6, ifa, expiresAt);
}

/** The address is valid: tells of it and routes packets for it here (ipv6_ifa_notify with RTM_NEWADDR). */
export function confirmAddress(inet6: Inet6, ifa: IfAddr6): void {
  inet6.netns.rtnetlink.notify({ type: 'RTM_NEWADDR', addr: ifa.message() });
  addKernelRoute(inet6, { dst: { address: ifa.address, length: 128 }, type: 'local', table: l3Table(ifa.idev.dev) ?? RT_TABLE.LOCAL, metric: 0, oif: ifa.idev.dev.ifindex });
  if (ifa.idev.conf.forwarding) joinAnycast(inet6, ifa);
  if (ifa.peer !== undefined) {
    addKernelRoute(inet6, { dst: { address: ifa.peer, length: 128 }, type: 'unicast', table: l3Table(ifa.idev.dev) ?? RT_TABLE.MAIN, metric: ifa.rtPriority || PREFIX_METRIC, oif: ifa.idev.dev.ifindex });
  }
}

/** The subnet-router anycast address of an address's prefix (addrconf_join_anycast). */
export function joinAnycast(inet6: Inet6, ifa: IfAddr6): void {
  if (ifa.length >= 127 || ifa.address === LOOPBACK) return;
  const { idev } = ifa;
  const { address } = prefixOf(ifa.address, ifa.length);
  const users = idev.anycast.get(address) ?? 0;
  idev.anycast.set(address, users + 1);
  if (users > 0) return;
  addKernelRoute(inet6, { dst: { address, length: 128 }, type: 'anycast', table: l3Table(idev.dev) ?? RT_TABLE.LOCAL, metric: 0, oif: idev.dev.ifindex });
  joinSolicited(idev, address);
}

/** addrconf_leave_anycast. */
export function leaveAnycast(inet6: Inet6, ifa: IfAddr6): void {
  const { idev } = ifa;
  const { address } = prefixOf(ifa.address, ifa.length);
  const users = idev.anycast.get(address);
  if (users === undefined || ifa.length >= 127) return;
  if (users > 1) {
    idev.anycast.set(address, users - 1);
    return;
  }
  idev.anycast.delete(address);
  leaveSolicited(idev, address);
  dropKernelRoute(inet6, { address, length: 128 }, RT_TABLE.LOCAL, idev);
}

function dropKernelRoute(inet6: Inet6, dst: Prefix, table: number, idev: Inet6Dev): void {
  const route = inet6.fib.at(l3Table(idev.dev) ?? table, dst).find(known => known.protocol === RTPROT.KERNEL && known.nexthops.some(nexthop => nexthop.oif === idev.dev.ifindex));
  if (route) deleteRoute(inet6, route);
}

/** ipv6_ifa_notify with RTM_DELADDR. */
function retractAddress(inet6: Inet6, ifa: IfAddr6): void {
  inet6.netns.rtnetlink.notify({ type: 'RTM_DELADDR', addr: ifa.message() });
  leaveAnycast(inet6, ifa);
  leaveSolicited(ifa.idev, ifa.address);
  if (ifa.peer !== undefined) dropKernelRoute(inet6, { address: ifa.peer, length: 128 }, RT_TABLE.MAIN, ifa.idev);
  dropKernelRoute(inet6, { address: ifa.address, length: 128 }, RT_TABLE.LOCAL, ifa.idev);
}

/** ipv6_del_addr. */
export function deleteAddress(inet6: Inet6, ifa: IfAddr6): void {
  const { idev } = ifa;
  ifa.dead = true;
  cancelDad(ifa);
  ifa.lifeTimer?.cancel();
  idev.addresses.splice(idev.addresses.indexOf(ifa), 1);
  retractAddress(inet6, ifa);
  const dst = prefixOf(ifa.address, ifa.length);
  const keeps = !(ifa.flags & IFA_F.PERMANENT) || ifa.flags & IFA_F.NOPREFIXROUTE || idev.addresses.some(other => other.length === ifa.length && networkOf(other.address, other.length) === dst.address);
  if (!keeps) dropKernelRoute(inet6, dst, RT_TABLE.MAIN, idev);
  // rt6_remove_prefsrc: routes stay, without the source that is gone
  for (const route of inet6.fib.dump()) if (route.prefsrc === ifa.address) delete route.prefsrc;
}

/** Permanent addresses that outlived a down (keep_addr_on_down) get their routes back (addrconf_permanent_addr). */
function restorePermanent(inet6: Inet6, idev: Inet6Dev): void {
  for (const ifa of idev.addresses) {
    if (!(ifa.flags & IFA_F.PERMANENT)) continue;
    joinSolicited(idev, ifa.address);
    if (!(ifa.flags & IFA_F.NOPREFIXROUTE)) addPrefixRoute(inet6, ifa);
    if (!ifa.tentative) confirmAddress(inet6, ifa);
  }
}

/** addrconf_ifdown: the device goes down, or (`gone`) for good; its addresses go unless keep_addr_on_down holds for them. */
export function ifDown(inet6: Inet6, idev: Inet6Dev, gone: boolean): void {
  const { dev } = idev;
  flushDeviceRoutes(inet6, dev.ifindex);
  inet6.nd.flush(dev.ifindex);
  const keep = !gone && !idev.conf.disable_ipv6 && (inet6.all.keep_addr_on_down || idev.conf.keep_addr_on_down) > 0;
  idev.rsTimer?.cancel();
  const wasReady = idev.ready;
  idev.ready = false;
  for (const ifa of [...idev.addresses]) {
    cancelDad(ifa);
    if (keep && ifa.flags & IFA_F.PERMANENT && !isLinkLocal(ifa.address) && ifa.address !== LOOPBACK) {
      if (!(ifa.flags & IFA_F.NODAD)) ifa.flags |= IFA_F.TENTATIVE;
      leaveAnycast(inet6, ifa);
      leaveSolicited(idev, ifa.address);
      continue;
    }
    ifa.dead = true;
    ifa.lifeTimer?.cancel();
    idev.addresses.splice(idev.addresses.indexOf(ifa), 1);
    retractAddress(inet6, ifa);
  }
  if (gone) {
    idev.dead = true;
    dropGroups(idev);
    removeConf(inet6, dev.ifname, dev.ifindex);
    inet6.removeDevice(dev.ifindex);
  } else if (wasReady) {
    stopReports(idev);
  }
}

/** net.ipv6.conf.DEV.disable_ipv6 has changed (dev_disable_change). */
export function disableChanged(inet6: Inet6, idev: Inet6Dev): void {
  if (idev.conf.disable_ipv6) ifDown(inet6, idev, false);
  else if (idev.dev.up) linkChange(inet6, idev.dev, idev, true);
}

/** net.ipv6.conf.DEV.forwarding has changed (dev_forward_change). */
export function forwardingChanged(inet6: Inet6, idev: Inet6Dev): void {
  const { dev } = idev;
  if (dev.flags & IFF.MULTICAST) {
    for (const group of [ALL_ROUTERS, NODE_LOCAL_ALL_ROUTERS, SITE_LOCAL_ALL_ROUTERS]) {
      if (idev.conf.forwarding) joinGroup(idev, group);
      else leaveGroup(idev, group);
    }
  }
  for (const ifa of idev.addresses) {
    if (ifa.tentative) continue;
    if (idev.conf.forwarding) joinAnycast(inet6, ifa);
    else leaveAnycast(inet6, ifa);
  }
}
