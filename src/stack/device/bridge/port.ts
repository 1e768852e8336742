import type { Clock } from '../../clock';
import { KernelTimer } from '../../timer';
import type { BridgeId } from '../../wire';
import { MAC_ZERO } from '../../address';
import type { NetDevice } from '../device';
import { VlanGroup } from './vlans';

/** BR_STATE_*, by number. */
export const STATE = { DISABLED: 0, LISTENING: 1, LEARNING: 2, FORWARDING: 3, BLOCKING: 4 } as const;

/** MDB_RTR_TYPE_*: whether multicast routers are behind a port. */
export const ROUTER = { DISABLED: 0, TEMP_QUERY: 1, PERM: 2, TEMP: 3 } as const;

const SPEED_COST = 2;
const UNKNOWN_SPEED_COST = 100;

/** Switches of a port that a user may turn (IFLA_BRPORT_*), with what they are at first. */
export const SWITCHES = {
  mode: 0, guard: 0, protect: 0, fastLeave: 0, learning: 1, unicastFlood: 1, mcastFlood: 1, mcastToUcast: 0, bcastFlood: 1, proxyarp: 0, proxyarpWifi: 0,
  vlanTunnel: 0, neighSuppress: 0, isolated: 0, locked: 0,
};
export type SwitchName = keyof typeof SWITCHES;

/** What a port's timers do. */
export interface PortTimeouts {
  messageAge(port: BridgePort): void;
  forwardDelay(port: BridgePort): void;
  hold(port: BridgePort): void;
}

/** A port of a bridge (struct net_bridge_port). */
export class BridgePort {
  state: number = STATE.DISABLED;
  priority = 0x80 >> 2;
  cost: number;
  /** a user has said the cost (BR_ADMIN_COST) */
  costSet = false;
  readonly switches = { ...SWITCHES };
  readonly vlans = new VlanGroup();
  groupFwdMask = 0;
  backup: BridgePort | undefined;
  multicastRouter: number = ROUTER.TEMP_QUERY;
  /** What the best message says that came in by it, or what the bridge says by it (IEEE 802.1D section 8.5.5). */
  designatedRoot: BridgeId = { priority: 0, address: MAC_ZERO };
  designatedBridge: BridgeId = this.designatedRoot;
  designatedCost = 0;
  designatedPort = 0;
  /** ns since boot when the root sent that message */
  designatedAge = 0;
  topologyChangeAck = false;
  configPending = false;
  readonly messageAgeTimer: KernelTimer;
  readonly forwardDelayTimer: KernelTimer;
  readonly holdTimer: KernelTimer;

  constructor(readonly dev: NetDevice, readonly no: number, clock: Clock, timeouts: PortTimeouts) {
    this.cost = defaultCost(dev);
    this.messageAgeTimer = new KernelTimer(clock, () => timeouts.messageAge(this));
    this.forwardDelayTimer = new KernelTimer(clock, () => timeouts.forwardDelay(this));
    this.holdTimer = new KernelTimer(clock, () => timeouts.hold(this));
  }

  /** Priority and number in one. */
  get id(): number {
    return ((this.priority << 10) | this.no) & 0xffff;
  }

  get learns(): boolean {
    return this.state === STATE.LEARNING || this.state === STATE.FORWARDING;
  }
}

/** port_cost: by the speed, of which a veth says 10 Gbit/s. */
export function defaultCost(dev: NetDevice): number {
  return dev.kind === 'veth' || dev.kind === undefined ? SPEED_COST : UNKNOWN_SPEED_COST;
}
