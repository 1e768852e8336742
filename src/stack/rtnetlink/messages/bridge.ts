/** BR_STATE_* of IFLA_BRPORT_STATE, by number (linux/if_bridge.h). */
export const IFLA_BRPORT_STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const;

/** RTM_SETLINK of AF_BRIDGE: settings of a bridge's port. */
export interface SetBridgeLink {
  readonly type: 'RTM_SETLINK';
  readonly index: number;
  /** IFLA_BRIDGE_FLAGS: who shall obey, the device itself or its bridge; neither: the bridge */
  readonly self: boolean;
  readonly master: boolean;
  /** IFLA_PROTINFO: IFLA_BRPORT_*, by the names of LinkMessage.slaveData */
  readonly protinfo: Readonly<Record<string, number>>;
}
