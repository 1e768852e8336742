import type { LinkAddress } from '../../address';
import type { NetDevice } from '../device';

/** BOND_LINK_*, by number: what the MII monitor thinks of a slave's link. */
export const LINK = { UP: 0, FAIL: 1, DOWN: 2, BACK: 3 } as const;

/** A device in a bond (struct slave). */
export class Slave {
  link: number = LINK.DOWN;
  /** whether it takes part (BOND_STATE_ACTIVE) or waits as a backup */
  active = false;
  failures = 0;
  queueId = 0;
  prio = 0;
  /** rounds of the monitor until a failure or recovery counts */
  delay = 0;
  readonly permAddress: LinkAddress;
  readonly originalMtu: number;

  constructor(readonly dev: NetDevice) {
    this.permAddress = dev.address;
    this.originalMtu = dev.mtu;
  }

  /** bond_slave_can_tx */
  get usable(): boolean {
    return this.dev.up && this.link === LINK.UP && this.active;
  }

  /** IFLA_BOND_SLAVE_* (bond_fill_slave_info). */
  data(): Readonly<Record<string, unknown>> {
    return { state: this.active ? 0 : 1, miiStatus: this.link, linkFailureCount: this.failures, permHwaddr: this.permAddress, queueId: this.queueId, prio: this.prio };
  }
}
