import { NS_PER_S } from './clock';

/** CONFIG_HZ of Debian's kernel. */
const HZ = 250;
/** One tick of that kernel, ns. */
export const NS_PER_JIFFY = NS_PER_S / HZ;
const LEVEL_START = 63;
const MAX_LEVEL = 8;

/**
 * How long after `now` a kernel timer of `delay` really fires, in ns: the timer wheel (kernel/time/timer.c) keeps later timers more
 * coarsely, each level by a factor of 8, and never fires early. That is why Linux's ARP probes leave 1.02 s apart.
 */
export function wheelDelay(now: number, delay: number): number {
  const start = Math.floor(now / NS_PER_JIFFY);
  const expires = start + Math.max(1, Math.ceil(delay / NS_PER_JIFFY));
  let level = 0;
  while (level < MAX_LEVEL && expires - start >= LEVEL_START * 8 ** level) level++;
  const granularity = 8 ** level;
  const bucket = (Math.floor(expires / granularity) + 1) * granularity;
  return bucket * NS_PER_JIFFY - now;
}
