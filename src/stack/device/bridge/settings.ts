import { NUD, RtnetlinkError } from '../../rtnetlink';
import { ETH_P_8021AD, ETH_P_8021Q } from '../../wire';
import type { Release } from '../../releases';
import type { Bridge } from './bridge';
import { bridgeIdText } from './describe';

type Data = Readonly<Record<string, unknown>>;

/** Settings that are kept and shown as they are (IFLA_BR_*), with what they are at first; intervals in hundredths of a second. */
export const DEFAULTS = {
  vlanStatsEnabled: 0, vlanStatsPerPort: 0, groupFwdMask: 0, mcastQueryUseIfaddr: 0, mcastHashElasticity: 16, mcastHashMax: 4096,
  mcastLastMemberCnt: 2, mcastStartupQueryCnt: 2, mcastLastMemberIntvl: 100n, mcastMembershipIntvl: 26000n, mcastQuerierIntvl: 25500n,
  mcastQueryIntvl: 12500n, mcastQueryResponseIntvl: 1000n, mcastStartupQueryIntvl: 3125n, mcastStatsEnabled: 0, mcastIgmpVersion: 2,
  mcastMldVersion: 1, nfCallIptables: 0, nfCallIp6tables: 0, nfCallArptables: 0,
};
export type Settings = typeof DEFAULTS;

/** What a bridge of that kernel begins with. */
export function initialSettings(release: Release): Settings {
  return { ...DEFAULTS, mcastStartupQueryIntvl: startupQueryInterval(release) };
}

/** A quarter of the query interval, in whole ticks. @returns hundredths of a second */
export function startupQueryInterval(release: Release): bigint {
  return release.built('HZ_250') ? 3124n : 3125n;
}

const BOOLOPT = { NO_LL_LEARN: 1, MCAST_VLAN_SNOOPING: 2 } as const;
const ALL_BOOLOPTS = BOOLOPT.NO_LL_LEARN | BOOLOPT.MCAST_VLAN_SNOOPING;
/** Group addresses that a bridge can't be told to forward: itself, pause frames, aggregation. */
const RESTRICTED_GROUPS = 0x7;

const range = (errno: 'ERANGE' | 'EINVAL', low: number, high: number) => (value: number): void => {
  if (value < low || value > high) throw new RtnetlinkError(errno);
};

/** @param least @param most hundredths of a second */
const time = (which: 'helloTime' | 'maxAge', least: number, most: number) => (bridge: Bridge, value: unknown): void => {
  range('ERANGE', least, most)(Number(value));
  bridge.stp.setTime(which, Number(value));
};

const kept = (key: keyof Settings, check?: (value: number, bridge: Bridge) => void) => (bridge: Bridge, value: unknown): void => {
  check?.(Number(value), bridge);
  (bridge.settings as Record<string, unknown>)[key] = typeof DEFAULTS[key] === 'bigint' ? BigInt(value as number) : Number(value);
};

/** In br_changelink's order: a later one's failure leaves the earlier ones done, as in Linux. */
const SETTERS: readonly (readonly [key: string, set: (bridge: Bridge, value: unknown) => void])[] = [
  ['forwardDelay', (bridge, value) => {
    if (bridge.stp.enabled) range('ERANGE', 200, 3000)(Number(value));
    bridge.stp.setForwardDelay(Number(value));
  }],
  ['helloTime', time('helloTime', 100, 1000)],
  ['maxAge', time('maxAge', 600, 4000)],
  ['ageingTime', (bridge, value) => bridge.setAgeing(Number(value))],
  ['stpState', (bridge, value) => bridge.stp.setEnabled(Number(value) !== 0)],
  ['priority', (bridge, value) => bridge.stp.setPriority(Number(value))],
  ['vlanFiltering', (bridge, value) => { bridge.setVlanFiltering(Number(value) !== 0); }],
  ['vlanProtocol', (bridge, value) => { bridge.vlanProtocol = Number(value); }],
  ['vlanDefaultPvid', (bridge, value) => {
    if (Number(value) !== bridge.vlanTables.defaultPvid) bridge.vlanTables.setDefaultPvid(Number(value));
  }],
  ['vlanStatsEnabled', kept('vlanStatsEnabled', range('EINVAL', 0, 1))],
  ['vlanStatsPerPort', kept('vlanStatsPerPort', (value, bridge) => {
    if (bridge.ports.some(port => port.vlans.ids().length > 0)) throw new RtnetlinkError('EBUSY');
    range('EINVAL', 0, 1)(value);
  })],
  ['groupFwdMask', kept('groupFwdMask', mask => {
    if (mask & RESTRICTED_GROUPS) throw new RtnetlinkError('EINVAL');
  })],
  ['groupAddr', (bridge, value) => {
    if (!/^01:80:c2:00:00:0[04-9a-f]$/.test(String(value))) throw new RtnetlinkError('EINVAL');
    bridge.chosenGroupAddress = String(value);
  }],
  ['fdbFlush', bridge => bridge.stations.flush({ stateMask: NUD.NOARP })],
  ['mcastRouter', (bridge, value) => {
    range('EINVAL', 0, 2)(Number(value));
    bridge.snooping.router = Number(value);
  }],
  ['mcastSnooping', (bridge, value) => bridge.snooping.setEnabled(Number(value) !== 0)],
  ['mcastQueryUseIfaddr', kept('mcastQueryUseIfaddr')],
  ['mcastQuerier', (bridge, value) => bridge.snooping.setQuerier(Number(value) !== 0)],
  ['mcastHashMax', kept('mcastHashMax')],
  ['mcastLastMemberCnt', kept('mcastLastMemberCnt')],
  ['mcastStartupQueryCnt', kept('mcastStartupQueryCnt')],
  ['mcastLastMemberIntvl', kept('mcastLastMemberIntvl')],
  ['mcastMembershipIntvl', kept('mcastMembershipIntvl')],
  ['mcastQuerierIntvl', kept('mcastQuerierIntvl')],
  ['mcastQueryIntvl', kept('mcastQueryIntvl')],
  ['mcastQueryResponseIntvl', kept('mcastQueryResponseIntvl')],
  ['mcastStartupQueryIntvl', kept('mcastStartupQueryIntvl')],
  ['mcastStatsEnabled', kept('mcastStatsEnabled')],
  ['mcastIgmpVersion', kept('mcastIgmpVersion', range('EINVAL', 2, 3))],
  ['mcastMldVersion', kept('mcastMldVersion', range('EINVAL', 1, 2))],
  ['nfCallIptables', kept('nfCallIptables')],
  ['nfCallIp6tables', kept('nfCallIp6tables')],
  ['nfCallArptables', kept('nfCallArptables')],
  ['multiBoolopt', (bridge, value) => {
    const { optval, optmask } = value as { readonly optval: number; readonly optmask: number };
    if (optval & optmask & BOOLOPT.MCAST_VLAN_SNOOPING && !bridge.vlanFiltering) {
      throw new RtnetlinkError('EINVAL', 'bridge: Cannot enable multicast vlan snooping with vlan filtering disabled');
    }
    bridge.boolOptions = (bridge.boolOptions & ~optmask) | (optval & optmask);
  }],
];

/** br_validate, of what a request asks for. @throws {RtnetlinkError} EPROTONOSUPPORT, EINVAL */
export function validateSettings(data: Data): void {
  const { vlanProtocol, vlanDefaultPvid } = data;
  if (vlanProtocol !== undefined && vlanProtocol !== ETH_P_8021Q && vlanProtocol !== ETH_P_8021AD) throw new RtnetlinkError('EPROTONOSUPPORT');
  if (vlanDefaultPvid !== undefined && Number(vlanDefaultPvid) >= 4095) throw new RtnetlinkError('EINVAL');
}

/** Sets attributes of a bridge (br_changelink). @throws {RtnetlinkError} ERANGE, EINVAL, EBUSY */
export function changeBridge(bridge: Bridge, data: Data): void {
  const deaf = bridge.vlanTables.there ? [] : OF_VLANS;
  for (const [key, set] of SETTERS) if (data[key] !== undefined && !deaf.includes(key)) set(bridge, data[key]);
}

/** What a kernel that was built without VLANs in bridges neither takes nor tells. */
const OF_VLANS: readonly string[] = ['vlanProtocol', 'vlanDefaultPvid', 'vlanStatsEnabled', 'vlanStatsPerPort'];

/** IFLA_INFO_DATA of a bridge (br_fill_info). */
export function bridgeData(bridge: Bridge): Data {
  const { stp, snooping, vlanTables } = bridge;
  const data: Data = {
    ...bridge.settings, ...stp.times, ageingTime: bridge.ageing, stpState: stp.enabled ? 1 : 0, priority: stp.id.priority,
    vlanFiltering: bridge.vlanFiltering ? 1 : 0, vlanProtocol: bridge.vlanProtocol, vlanDefaultPvid: vlanTables.defaultPvid, bridgeId: bridgeIdText(stp.id),
    rootId: bridgeIdText(stp.root), rootPort: stp.rootPort, rootPathCost: stp.rootPathCost, topologyChange: stp.topologyChange ? 1 : 0,
    topologyChangeDetected: stp.topologyChangeDetected ? 1 : 0, helloTimer: stp.helloTimer.left, tcnTimer: stp.tcnTimer.left,
    topologyChangeTimer: stp.topologyChangeTimer.left, gcTimer: bridge.gcTimer.left, groupAddr: bridge.groupAddress, mcastSnooping: snooping.enabled ? 1 : 0,
    multiBoolopt: { optval: bridge.boolOptions, optmask: ALL_BOOLOPTS }, mcastRouter: snooping.router, mcastQuerier: snooping.querier ? 1 : 0,
  };
  return vlanTables.there ? data : Object.fromEntries(Object.entries(data).filter(([key]) => !OF_VLANS.includes(key)));
}
