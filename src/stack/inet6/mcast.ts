import { NS_PER_MS } from '../clock';
import { wheelDelay } from '../jiffies';
import type { IpAddress } from '../address';
import { emitIpv6Options, MLD2_CHANGE_TO_EXCLUDE, MLD2_CHANGE_TO_INCLUDE, MLD2_MODE_IS_EXCLUDE, MLD_ROUTER_ALERT, emitIcmpv6, IPPROTO_ICMPV6, type MldRecord } from '../wire';
import type { Timer } from '../clock';
import { ALL_NODES, ANY, MLD2_ROUTERS, SCOPE, multicastMac, scopeOf } from './addresses';
import { ARPHRD } from '../device/device';
import type { JoinedGroup } from '../multicast';
import type { Inet6, Inet6Dev } from './inet6';
import { linkLocalOf } from './source';
import { transmitMulticast } from './multicast-output';

const IPPROTO_HOPOPTS = 0;

/** A multicast group that a device has joined (struct ifmcaddr6). */
export interface Group {
  readonly address: bigint;
  users: number;
  /** the link receives it (MAF_LOADED) */
  loaded: boolean;
  /** change reports that are still to go out (mca_crcount) */
  changes: number;
}

/** Whether reports tell of it: not of all nodes, nor of scopes below the link's (MAF_NOREPORT). */
function reported(address: bigint): boolean {
  return address !== ALL_NODES && scopeOf(address) >= SCOPE.LINK;
}

/** __ipv6_dev_mc_inc. */
export function joinGroup(idev: Inet6Dev, address: bigint): void {
  const known = idev.groups.find(group => group.address === address);
  if (known) {
    known.users++;
    return;
  }
  const group: Group = { address, users: 1, loaded: false, changes: 0 };
  idev.groups.unshift(group);
  idev.left = idev.left.filter(gone => gone.group !== address);
  startGroup(idev, group);
}

/** __ipv6_dev_mc_dec. */
export function leaveGroup(idev: Inet6Dev, address: bigint): void {
  const group = idev.groups.find(known => known.address === address);
  if (!group || --group.users > 0) return;
  idev.groups = idev.groups.filter(known => known !== group);
  unlisten(idev, group);
  if (!idev.dev.up || !reported(address)) return;
  idev.left.push({ group: address, count: robustness(idev) });
  scheduleReports(idev);
}

/** MAF_* of include/net/if_inet6.h. */
const MAF = { LOADED: 0x04, NOREPORT: 0x08 } as const;

/** What /proc/net/igmp6 tells (igmp6_mc_seq_show). */
export function igmp6Groups(inet6: Inet6): JoinedGroup[] {
  return inet6.devices().flatMap(({ dev, groups }) => groups.map(({ address, users, loaded }) => ({
    index: dev.ifindex, ifname: dev.ifname, group: address, users, flags: (loaded ? MAF.LOADED : 0) | (reported(address) ? 0 : MAF.NOREPORT),
  })));
}

export function isMember(idev: Inet6Dev, address: IpAddress): boolean {
  return idev.groups.some(group => group.address === address);
}

/** igmp6_group_added: listens on the link, and reports if that is ready; if it isn't, reportGroups() will. */
function startGroup(idev: Inet6Dev, group: Group): void {
  listen(idev, group);
  if (!idev.ready || !reported(group.address)) return;
  group.changes = robustness(idev);
  scheduleReports(idev);
}

function listen({ dev }: Inet6Dev, group: Group): void {
  if (group.loaded || scopeOf(group.address) < SCOPE.LINK) return;
  group.loaded = true;
  if (dev.type === ARPHRD.ETHER) dev.multicast.add(multicastMac(group.address));
}

/** igmp6_group_dropped, but for the reports. */
function unlisten({ dev }: Inet6Dev, group: Group): void {
  if (!group.loaded) return;
  group.loaded = false;
  if (dev.type === ARPHRD.ETHER) dev.multicast.delete(multicastMac(group.address));
}

/** The device has come up or roamed: listens to all groups and reports them anew (ipv6_mc_up). */
export function reportGroups(idev: Inet6Dev): void {
  for (const group of idev.groups) {
    listen(idev, group);
    if (!reported(group.address)) continue;
    group.changes = robustness(idev);
    scheduleReports(idev);
  }
}

/** The device goes down: it hears no groups, and there are no more reports (ipv6_mc_down). */
export function stopReports(idev: Inet6Dev): void {
  for (const timer of [idev.mldTimer, idev.dadReportTimer]) timer?.cancel();
  idev.mldTimer = idev.dadReportTimer = undefined;
  idev.mldCount = 0;
  idev.left = [];
  for (const group of idev.groups) unlisten(idev, group);
}

/** All groups are left at once, as the device goes away. */
export function dropGroups(idev: Inet6Dev): void {
  stopReports(idev);
  idev.groups = [];
}

function robustness(idev: Inet6Dev): number {
  return Number(idev.dev.netns.sysctl.get('net/ipv6/mld_qrv'));
}

/** mld_ifc_event: as many reports as the robustness variable says, the first at once, each other after a random part of the interval. */
function scheduleReports(idev: Inet6Dev): void {
  idev.mldCount = robustness(idev);
  startTimer(idev, 1);
}

/** mld_ifc_start_work. @param interval ms; the reports go out after a random part of it */
function startTimer(idev: Inet6Dev, interval: number): void {
  idev.mldTimer?.cancel();
  idev.mldTimer = afterRandom(idev, interval, () => {
    idev.mldTimer = undefined;
    sendChanges(idev);
    if (--idev.mldCount > 0) startTimer(idev, idev.conf.mldv2_unsolicited_report_interval);
  });
}

function afterRandom(idev: Inet6Dev, interval: number, run: () => void): Timer {
  const { clock, random } = idev.dev.netns.network;
  const delay = random.between(0, interval) * NS_PER_MS;
  return clock.after(wheelDelay(clock.now(), delay), run);
}

/** mld_send_cr: what has changed. */
function sendChanges(idev: Inet6Dev): void {
  const records: MldRecord[] = [];
  for (const gone of idev.left) {
    records.push({ type: MLD2_CHANGE_TO_INCLUDE, group: gone.group, sources: [] });
    gone.count--;
  }
  idev.left = idev.left.filter(gone => gone.count > 0);
  for (const group of idev.groups) {
    if (group.changes === 0) continue;
    group.changes--;
    records.push({ type: MLD2_CHANGE_TO_EXCLUDE, group: group.address, sources: [] });
  }
  sendReport(idev, records);
}

/** A first link-local address is valid: tells of the groups again, from it (ipv6_mc_dad_complete). */
export function reportAfterDad(idev: Inet6Dev): void {
  const report = (): void => sendReport(idev, idev.groups.filter(group => reported(group.address))
    .map(group => ({ type: MLD2_CHANGE_TO_EXCLUDE, group: group.address, sources: [] })));
  report();
  idev.dadReportTimer?.cancel();
  idev.dadReportTimer = afterRandom(idev, idev.conf.mldv2_unsolicited_report_interval, () => {
    idev.dadReportTimer = undefined;
    report();
  });
}

/** A router asks who listens (igmp6_event_query): one report of all groups within the time that it gives. */
export function answerQuery(idev: Inet6Dev, group: bigint, maxDelayMs: number): void {
  const { clock, random } = idev.dev.netns.network;
  clock.after(random.between(0, Math.max(1, maxDelayMs)) * NS_PER_MS, () => {
    if (!idev.dev.up) return;
    sendReport(idev, idev.groups
      .filter(known => reported(known.address) && (group === ANY || known.address === group))
      .map(known => ({ type: MLD2_MODE_IS_EXCLUDE, group: known.address, sources: [] })));
  });
}

function sendReport(idev: Inet6Dev, records: readonly MldRecord[]): void {
  if (records.length === 0 || !idev.dev.up) return;
  const source = linkLocalOf(idev) ?? ANY;
  const endpoints = { source, destination: MLD2_ROUTERS };
  const message = emitIcmpv6({ kind: 'mld2-report', records }, new Uint8Array(0), endpoints);
  const payload = emitIpv6Options({ nextHeader: IPPROTO_ICMPV6, options: [MLD_ROUTER_ALERT] }, message);
  transmitMulticast(idev, { source, destination: MLD2_ROUTERS, nextHeader: IPPROTO_HOPOPTS, hopLimit: 1 }, payload);
}
