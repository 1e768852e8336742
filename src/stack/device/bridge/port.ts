import type { NetDevice } from '../device';

/** BR_STATE_*, by number. */
export const STATE = { DISABLED: 0, LISTENING: 1, LEARNING: 2, FORWARDING: 3, BLOCKING: 4 } as const;

const SPEED_COST = 2;
const UNKNOWN_SPEED_COST = 100;

/** Switches of a port that a user may turn (IFLA_BRPORT_*), with what they are at first. `guard` and `protect` mean nothing without spanning tree. */
export const SWITCHES = { mode: 0, learning: 1, unicastFlood: 1, mcastFlood: 1, bcastFlood: 1, isolated: 0, guard: 0, protect: 0 };
export type SwitchName = keyof typeof SWITCHES;

/** A port of a bridge (struct net_bridge_port). */
export class BridgePort {
  state: number = STATE.DISABLED;
  priority = 0x80 >> 2;
  cost: number;
  /** ns since boot; when the forward delay timer runs out */
  forwardDelayUntil = 0;
  readonly switches = { ...SWITCHES };

  constructor(readonly dev: NetDevice, readonly no: number) {
    this.cost = dev.kind === 'veth' || dev.kind === undefined ? SPEED_COST : UNKNOWN_SPEED_COST;
  }

  /** Priority and number in one. */
  get id(): number {
    return ((this.priority << 10) | this.no) & 0xffff;
  }
}
