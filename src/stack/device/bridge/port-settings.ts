import { IFLA_BRPORT_STATES, RtnetlinkError } from '../../rtnetlink';
import type { NetDevice } from '../device';
import type { Bridge } from './bridge';
import { bridgeIdText } from './describe';
import { STATE, SWITCHES, type BridgePort, type SwitchName } from './port';

type Data = Readonly<Record<string, unknown>>;

const MAX_PRIORITY = 63;
const MAX_COST = 65535;
const PAUSE_GROUP = 0x2;

/** In br_setport's order: a later one's failure leaves the earlier ones done, as in Linux. */
const SETTERS: readonly (readonly [key: string, set: (bridge: Bridge, port: BridgePort, value: number) => void])[] = [
  ...Object.keys(SWITCHES).map(name => [name, (_: Bridge, port: BridgePort, value: number) => { port.switches[name as SwitchName] = value === 0 ? 0 : 1; }] as const),
  ['cost', (bridge, port, cost) => {
    if (cost < 1 || cost > MAX_COST) throw new RtnetlinkError('ERANGE');
    bridge.stp.setPathCost(port, cost);
  }],
  ['priority', (bridge, port, priority) => {
    if (priority > MAX_PRIORITY) throw new RtnetlinkError('ERANGE');
    bridge.stp.setPortPriority(port, priority);
  }],
  ['state', setState],
  ['flush', (bridge, port) => bridge.stations.deleteByPort(port, false)],
  ['multicastRouter', (bridge, port, value) => {
    if (value > 3) throw new RtnetlinkError('EINVAL');
    bridge.snooping.setPortRouter(port, value);
  }],
  ['groupFwdMask', (_, port, mask) => {
    if (mask & PAUSE_GROUP) throw new RtnetlinkError('EINVAL');
    port.groupFwdMask = mask;
  }],
  ['backupPort', (bridge, port, ifindex) => { port.backup = ifindex === 0 ? undefined : backupOf(bridge, port, ifindex); }],
];

/** br_set_port_state. */
function setState(bridge: Bridge, port: BridgePort, state: number): void {
  if (!(state in IFLA_BRPORT_STATES)) throw new RtnetlinkError('EINVAL');
  if (bridge.stp.enabled) throw new RtnetlinkError('EBUSY');
  if (!port.dev.up || (!port.dev.running && state !== STATE.DISABLED)) throw new RtnetlinkError('ENETDOWN');
  port.state = state;
  bridge.stp.selectStates();
}

/** nbp_backup_change. */
function backupOf(bridge: Bridge, port: BridgePort, ifindex: number): BridgePort {
  const dev: NetDevice | undefined = bridge.netns.devices.byIndex(ifindex);
  if (dev?.master?.kind !== 'bridge') throw new RtnetlinkError('ENOENT');
  const backup = bridge.portOf(dev);
  if (!backup || backup === port) throw new RtnetlinkError('EINVAL');
  return backup;
}

/** Sets attributes of a port (br_setport). @throws {RtnetlinkError} ERANGE, EINVAL, EBUSY, ENETDOWN, ENOENT */
export function changePort(bridge: Bridge, port: BridgePort, data: Data): void {
  for (const [key, set] of SETTERS) if (data[key] !== undefined) set(bridge, port, Number(data[key]));
}

/** IFLA_BRPORT_* of a port (br_port_fill_attrs). */
export function portData(port: BridgePort): Data {
  return {
    state: port.state, priority: port.priority, cost: port.cost, ...port.switches, id: port.id, no: port.no, designatedPort: port.designatedPort,
    designatedCost: port.designatedCost, bridgeId: bridgeIdText(port.designatedBridge), rootId: bridgeIdText(port.designatedRoot), holdTimer: port.holdTimer.left,
    messageAgeTimer: port.messageAgeTimer.left, forwardDelayTimer: port.forwardDelayTimer.left, topologyChangeAck: port.topologyChangeAck ? 1 : 0,
    configPending: port.configPending ? 1 : 0, multicastRouter: port.multicastRouter, groupFwdMask: port.groupFwdMask,
    ...(port.backup && { backupPort: port.backup.dev.ifindex }),
  };
}
