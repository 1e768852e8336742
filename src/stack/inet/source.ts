import { isMulticast } from '../address';
import type { NetDevice } from '../device/device';
import { l3Master, l3Table } from '../device/l3mdev';
import { RT_SCOPE, RT_TABLE, type RouteType } from '../rtnetlink';
import { lookupTables } from './fib-table';
import type { Inet, InDevice } from './inet';
import { isSecondary, onSubnet } from './ifaddr';

export function isLoopback(address: number): boolean {
  return address >>> 24 === 127;
}

/** 0.0.0.0/8 */
export function isZeronet(address: number): boolean {
  return address >>> 24 === 0;
}

export const INADDR_BROADCAST = 0xffffffff;
export const INADDR_LOOPBACK = 0x7f000001;

/** 224.0.0.0/24 */
export function isLocalMulticast(address: number): boolean {
  return address >>> 8 === 0xe00000;
}

/**
 * The source address for packets to `dst` (0: any) by a device: the first primary one on its subnet, or else the first,
 * no wider in scope than `scope`; failing that, one of another device of the same L3 master (inet_select_addr). 0: none.
 */
export function selectAddress(inet: Inet, ifindex: number, dst: number, scope: number): number {
  const device = inet.device(ifindex);
  const found = device ? primaryFor(inet, device, dst, scope) : 0;
  if (found) return found;
  const master = l3Master(device?.dev);
  const ofMaster = master && inet.device(master.ifindex);
  const preferred = ofMaster ? primaryFor(inet, ofMaster, 0, scope) : 0;
  if (preferred) return preferred;
  for (const other of inet.devices()) {
    if (l3Master(other.dev) !== master) continue;
    const ifa = other.addresses.find(candidate => !isSecondary(candidate) && candidate.scope !== RT_SCOPE.LINK && candidate.scope <= scope);
    if (ifa) return ifa.local;
  }
  return 0;
}

function primaryFor(inet: Inet, device: InDevice, dst: number, scope: number): number {
  const limit = inet.conf(device, 'route_localnet').value ? RT_SCOPE.LINK : RT_SCOPE.HOST;
  const fit = device.addresses.filter(ifa => !isSecondary(ifa) && Math.min(ifa.scope, limit) <= scope);
  return (fit.find(ifa => !dst || onSubnet(dst, ifa)) ?? fit[0])?.local ?? 0;
}

/** Whether both addresses are on one subnet of the device (inet_addr_onlink); b of 0: any. */
export function onLink(device: InDevice, a: number, b: number): boolean {
  return device.addresses.some(ifa => onSubnet(a, ifa) && (!b || onSubnet(b, ifa)));
}

/** What a table, by default `local`, says of an address (inet_addr_type_table). */
export function addressType(inet: Inet, address: number, table: number = RT_TABLE.LOCAL): RouteType {
  if (isZeronet(address) || address === INADDR_BROADCAST) return 'broadcast';
  if (isMulticast(address)) return 'multicast';
  const found = inet.fib.table(table) ?? undefined;
  if (!found) return 'broadcast';
  const tables = table === RT_TABLE.LOCAL && !inet.fib.rules.hasCustomRules ? [found, ...mainOf(inet)] : [found];
  const answer = lookupTables(tables, { daddr: address });
  if (!('nexthop' in answer)) return 'unicast';
  return answer.route.type;
}

/** What the table of a device's addresses says of an address (inet_addr_type_dev_table). */
export function addressTypeOn(inet: Inet, dev: NetDevice | undefined, address: number): RouteType {
  return addressType(inet, address, l3Table(dev) ?? RT_TABLE.LOCAL);
}

function mainOf(inet: Inet) {
  const main = inet.fib.table(RT_TABLE.MAIN);
  return main ? [main] : [];
}
