import type { LinkAddress } from '../../address';
import { IFLA_BRPORT_STATES, RtnetlinkError } from '../../rtnetlink';
import type { Bridge } from './bridge';
import type { BridgePort, SwitchName } from './port';
import { STATE, SWITCHES } from './port';

type Data = Readonly<Record<string, unknown>>;

/** Attributes of IFLA_BR_* that say how multicast, VLANs and netfilter are treated: as at first, and no other way. */
const FIXED: Data = {
  vlanFiltering: 0, vlanProtocol: 0x8100, rootPort: 0, rootPathCost: 0, topologyChange: 0, topologyChangeDetected: 0, helloTimer: 0, tcnTimer: 0,
  topologyChangeTimer: 0, vlanDefaultPvid: 1, vlanStatsEnabled: 0, vlanStatsPerPort: 0, groupFwdMask: 0, groupAddr: '01:80:c2:00:00:00', mcastSnooping: 1,
  multiBoolopt: { optval: 0, optmask: 3 }, mcastRouter: 1, mcastQueryUseIfaddr: 0, mcastQuerier: 0, mcastHashElasticity: 16, mcastHashMax: 4096,
  mcastLastMemberCnt: 2, mcastStartupQueryCnt: 2, mcastLastMemberIntvl: 100n, mcastMembershipIntvl: 26000n, mcastQuerierIntvl: 25500n,
  mcastQueryIntvl: 12500n, mcastQueryResponseIntvl: 1000n, mcastStartupQueryIntvl: 3125n, mcastStatsEnabled: 0, mcastIgmpVersion: 2,
  mcastMldVersion: 1, nfCallIptables: 0, nfCallIp6tables: 0, nfCallArptables: 0, stpState: 0,
};

/** Times that a user may set, hundredths of a second, with the kernel's bounds. */
const TIMES = { forwardDelay: [200, 3000], helloTime: [100, 1000], maxAge: [600, 4000], ageingTime: [0, 0xffffffff] } as const;

/** A bridge id as the kernel's sysfs and iproute2 print it: `8000.2:0:0:0:0:1`. */
export function bridgeIdText(priority: number, address: LinkAddress): string {
  const octets = address.split(':').map(octet => octet.replace(/^0/, ''));
  return `${priority.toString(16).padStart(4, '0')}.${octets.join(':')}`;
}

/** IFLA_INFO_DATA of a bridge (br_fill_info). @param gcTimer hundredths of a second until the next clean-up */
export function bridgeData(bridge: Bridge, gcTimer: number): Data {
  const id = bridgeIdText(bridge.priority, bridge.idAddress);
  return { ...FIXED, ...bridge.times, priority: bridge.priority, bridgeId: id, rootId: id, gcTimer };
}

/** IFLA_BRPORT_* of a port (br_port_fill_attrs). @param forwardDelayTimer hundredths of a second that are left of it */
export function portData(bridge: Bridge, port: BridgePort, forwardDelayTimer: number): Data {
  const id = bridgeIdText(bridge.priority, bridge.idAddress);
  return {
    state: port.state, priority: port.priority, cost: port.cost, ...port.switches, fastLeave: 0, id: port.id, no: port.no,
    designatedPort: port.id, designatedCost: 0, bridgeId: id, rootId: id, holdTimer: 0, messageAgeTimer: 0, forwardDelayTimer, topologyChangeAck: 0,
    configPending: 0, proxyarp: 0, proxyarpWifi: 0, multicastRouter: 1, mcastToUcast: 0, neighSuppress: 0, groupFwdMask: 0, vlanTunnel: 0, locked: 0,
  };
}

function unsupported(what: string): never {
  throw new RtnetlinkError('EOPNOTSUPP', `vethlab's bridges don't support ${what} of another value`);
}

function same(a: unknown, b: unknown): boolean {
  return typeof a === 'object' || typeof b === 'object' ? JSON.stringify(a) === JSON.stringify(b) : Number(a) === Number(b) || a === b;
}

/**
 * Sets attributes of a bridge (br_changelink).
 * @throws {RtnetlinkError} ERANGE for a time out of bounds, EOPNOTSUPP for what isn't simulated
 */
export function changeBridge(bridge: Bridge, data: Data): void {
  for (const [key, value] of Object.entries(data)) {
    const bounds = TIMES[key as keyof typeof TIMES];
    if (bounds) {
      if (Number(value) < bounds[0] || Number(value) > bounds[1]) throw new RtnetlinkError('ERANGE');
    } else if (key !== 'priority' && key !== 'fdbFlush' && !same(FIXED[key], value)) unsupported(key);
  }
  for (const [key, value] of Object.entries(data)) {
    if (key in TIMES) bridge.times[key as keyof typeof TIMES] = Number(value);
    else if (key === 'priority') bridge.priority = Number(value);
    else if (key === 'fdbFlush') bridge.flushFdb();
  }
}

/**
 * Sets attributes of a port (br_setport).
 * @throws {RtnetlinkError} ERANGE; EINVAL and ENETDOWN for a state; EOPNOTSUPP for what isn't simulated
 */
export function changePort(bridge: Bridge, port: BridgePort, data: Data, present: Data): void {
  for (const [key, value] of Object.entries(data)) {
    if (key !== 'cost' && key !== 'priority' && key !== 'state' && !(key in SWITCHES) && !same(present[key], value)) unsupported(key);
    if ((key === 'priority' && Number(value) > 63) || (key === 'cost' && (Number(value) < 1 || Number(value) > 65535))) throw new RtnetlinkError('ERANGE');
    if (key === 'state' && !(Number(value) in IFLA_BRPORT_STATES)) throw new RtnetlinkError('EINVAL');
    if (key === 'state' && Number(value) !== STATE.DISABLED && !port.dev.running) throw new RtnetlinkError('ENETDOWN');
  }
  for (const [key, value] of Object.entries(data)) {
    if (key in SWITCHES) port.switches[key as SwitchName] = Number(value);
    else if (key === 'cost') port.cost = Number(value);
    else if (key === 'priority') port.priority = Number(value);
    else if (key === 'state') bridge.setPortState(port, Number(value));
  }
}
