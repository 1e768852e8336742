import type { Options } from './options';
import { LINK, type Slave } from './slave';

/** BOND_PRI_RESELECT_FAILURE: the primary takes over only when the active slave has failed. */
const RESELECT_FAILURE = 2;

/** bond_miimon_inspect: looks at a slave's carrier. @returns whether its link is now told up or down */
export function inspect(slave: Slave, { updelay, downdelay, miimon }: Options): boolean {
  const up = slave.dev.up && slave.dev.carrier;
  if (slave.link === LINK.UP && !up) {
    slave.link = LINK.FAIL;
    slave.delay = downdelay / miimon;
  } else if (slave.link === LINK.DOWN && up) {
    slave.link = LINK.BACK;
    slave.delay = updelay / miimon;
  }
  if (slave.link === LINK.FAIL) return wait(slave, up, LINK.UP, LINK.DOWN);
  if (slave.link === LINK.BACK) return wait(slave, !up, LINK.DOWN, LINK.UP);
  return false;
}

/** A failure or recovery counts after its delay, and not at all if it is over before. */
function wait(slave: Slave, over: boolean, before: number, after: number): boolean {
  if (over) {
    slave.link = before;
    return false;
  }
  if (slave.delay > 0) {
    slave.delay--;
    return false;
  }
  slave.link = after;
  return true;
}

/** bond_find_best_slave: who should be active. @param reselect primary_reselect */
export function chooseSlave(slaves: readonly Slave[], current: Slave | undefined, primary: Slave | undefined, reselect: number): Slave | undefined {
  const up = slaves.filter(({ link }) => link === LINK.UP);
  const first = up.reduce<Slave | undefined>((best, slave) => (!best || slave.prio > best.prio ? slave : best), undefined);
  const wanted = primary?.link === LINK.UP ? primary : first;
  const live = current?.link === LINK.UP ? current : undefined;
  if (!wanted) return live ?? slaves.find(({ link }) => link === LINK.BACK);
  return live && reselect === RESELECT_FAILURE ? live : wanted;
}
