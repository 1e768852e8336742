import { NS_PER_S } from '../../clock';
import { NS_PER_JIFFY } from '../../jiffies';
import { NS_PER_CLOCK_TICK } from '../../timer';
import type { BridgeId } from '../../wire';

/** Messages tell times in 256ths of a second. */
const STP_HZ = 256;

/** Orders two bridges, the better one first (memcmp of their ids). */
export function compareIds(a: BridgeId, b: BridgeId): number {
  return a.priority - b.priority || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0);
}

/** Hundredths of a second to ns. */
export const ns = (hundredths: number): number => hundredths * NS_PER_CLOCK_TICK;

/** ns to what a message says (br_set_ticks). */
export const ticks = (time: number): number => Math.floor((time * STP_HZ) / NS_PER_S);

/** What a message says to ns, in whole jiffies (br_get_ticks). */
export const fromTicks = (time: number): number => Math.ceil((time * NS_PER_S) / STP_HZ / NS_PER_JIFFY) * NS_PER_JIFFY;
