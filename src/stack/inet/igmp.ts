import { NS_PER_MS } from '../clock';
import { wheelDelay } from '../jiffies';
import { RT_SCOPE } from '../rtnetlink';
import { Skb } from '../skb';
import {
  emitIgmp, emitIpv4, ETH_P_IP, IP_ROUTER_ALERT, IPPROTO_IGMP, MLD2_CHANGE_TO_EXCLUDE, MLD2_CHANGE_TO_INCLUDE, MLD2_MODE_IS_EXCLUDE, parseIgmp, type Igmp, type IgmpRecord,
} from '../wire';
import { inetOf, type InDevice } from './inet';
import { selectAddress } from './source';

const ALL_HOSTS = 0xe0000001;
const ALL_ROUTERS = 0xe0000002;
/** Where version 3 reports go: IGMPV3_ALL_MCR. */
const ALL_V3_ROUTERS = 0xe0000016;
const TENTH = 100 * NS_PER_MS;
const PRECEDENCE_INTERNET_CONTROL = 0xc0;
/** Reports of a change (net.ipv4.igmp_qrv). */
const ROBUSTNESS = 2;
/** How long a version 2 querier counts after its last word, ms: RFC 3376 section 8.12 by its defaults. */
const V2_TIMEOUT = 260_000;

/** What a device still has to report (struct in_device's mr_* and mc_tomb). */
export interface IgmpState {
  /** groups that came, and reports of that which are still to go out */
  readonly joined: Map<number, number>;
  readonly left: Map<number, number>;
  readonly timers: Set<{ cancel(): void }>;
  count: number;
  changeTimer: { cancel(): void } | undefined;
  /** ns since boot until which a querier of version 2 counts */
  v2Until: number;
}

export function newIgmpState(): IgmpState {
  return { joined: new Map(), left: new Map(), timers: new Set(), count: 0, changeTimer: undefined, v2Until: 0 };
}

/** igmp_group_added: tells the routers, of all but 224.0.0.1. */
export function reportJoin(device: InDevice, group: number): void {
  if (group === ALL_HOSTS || device.dead || !device.dev.up) return;
  const { igmp } = device;
  igmp.left.delete(group);
  if (speaksV2(device)) return after(device, 1, () => sendV2(device, group));
  igmp.joined.set(group, ROBUSTNESS);
  scheduleChanges(device);
}

/** igmp_group_dropped. */
export function reportLeave(device: InDevice, group: number): void {
  if (group === ALL_HOSTS || device.dead || !device.dev.up) return;
  const { igmp } = device;
  igmp.joined.delete(group);
  if (speaksV2(device)) return send(device, ALL_ROUTERS, { kind: 'leave', group });
  igmp.left.set(group, ROBUSTNESS);
  scheduleChanges(device);
}

/** The device goes down (ip_mc_down). */
export function stopReports({ igmp }: InDevice): void {
  igmp.changeTimer?.cancel();
  igmp.changeTimer = undefined;
  for (const timer of igmp.timers) timer.cancel();
  igmp.timers.clear();
  igmp.joined.clear();
  igmp.left.clear();
}

function speaksV2({ dev, igmp }: InDevice): boolean {
  return dev.netns.network.clock.now() < igmp.v2Until;
}

/** Runs something after a random part of so many ms. */
function after(device: InDevice, ms: number, run: () => void): void {
  const { clock, random } = device.dev.netns.network;
  const timer = clock.after(wheelDelay(clock.now(), random.between(0, Math.max(1, ms)) * NS_PER_MS), () => {
    device.igmp.timers.delete(timer);
    run();
  });
  device.igmp.timers.add(timer);
}

/** igmp_ifc_event: as many reports as the robustness says, the first at once, each other after a random part of the interval. */
function scheduleChanges(device: InDevice): void {
  device.igmp.count = ROBUSTNESS;
  startChanges(device, 1);
}

function startChanges(device: InDevice, ms: number): void {
  const { igmp } = device;
  const { clock, random } = device.dev.netns.network;
  igmp.changeTimer?.cancel();
  igmp.changeTimer = clock.after(wheelDelay(clock.now(), random.between(0, Math.max(1, ms)) * NS_PER_MS), () => {
    igmp.changeTimer = undefined;
    sendChanges(device);
    if (--igmp.count > 0) startChanges(device, device.conf.values.igmpv3_unsolicited_report_interval);
  });
}

/** igmpv3_send_cr. */
function sendChanges(device: InDevice): void {
  const { igmp } = device;
  const records: IgmpRecord[] = [];
  for (const [waiting, type] of [[igmp.left, MLD2_CHANGE_TO_INCLUDE], [igmp.joined, MLD2_CHANGE_TO_EXCLUDE]] as const) {
    for (const [group, times] of [...waiting]) {
      records.push({ type, group, sources: [] });
      if (times > 1) waiting.set(group, times - 1);
      else waiting.delete(group);
    }
  }
  sendV3(device, records);
}

function sendV3(device: InDevice, records: readonly IgmpRecord[]): void {
  if (records.length > 0) send(device, ALL_V3_ROUTERS, { kind: 'v3-report', records });
}

function sendV2(device: InDevice, group: number): void {
  if (device.groups.has(group)) send(device, group, { kind: 'report', version: 2, group });
}

/** igmp_rcv: a querier asks; version 2 asks for version 2 (igmp_heard_query). */
export function receiveIgmp(device: InDevice, payload: Uint8Array): void {
  const message = parseIgmp(payload);
  if (!('kind' in message) || message.kind !== 'query') return;
  const { maxResponse, group } = message;
  const reported = [...device.groups].filter(each => each !== ALL_HOSTS && (group === 0 || each === group));
  const ms = (maxResponse * TENTH) / NS_PER_MS;
  if (message.version < 3) {
    device.igmp.v2Until = device.dev.netns.network.clock.now() + V2_TIMEOUT * NS_PER_MS;
    for (const each of reported) after(device, ms, () => sendV2(device, each));
  } else if (!speaksV2(device)) {
    after(device, ms, () => sendV3(device, reported.filter(each => device.groups.has(each)).map(each => ({ type: MLD2_MODE_IS_EXCLUDE, group: each, sources: [] }))));
  }
}

function send(device: InDevice, destination: number, message: Igmp): void {
  const { dev } = device;
  const inet = inetOf(dev.netns);
  if (!dev.up) return;
  const source = selectAddress(inet, dev.ifindex, 0, RT_SCOPE.LINK);
  const octets = emitIpv4({
    tos: PRECEDENCE_INTERNET_CONTROL, dontFragment: true, ttl: 1, protocol: IPPROTO_IGMP, source, destination, options: IP_ROUTER_ALERT,
  }, emitIgmp(message));
  inet.arp.ensure(dev.ifindex, destination)?.output(new Skb({ octets, networkOffset: 0, protocol: ETH_P_IP, dev }));
}
