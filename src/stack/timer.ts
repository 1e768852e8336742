import { NS_PER_MS, NS_PER_S, type Clock, type Timer } from './clock';
import { wheelDelay } from './jiffies';

/** USER_HZ: what user space counts times in, ns. */
export const NS_PER_CLOCK_TICK = 10 * NS_PER_MS;

/** A timer of the kernel (struct timer_list): runs out once, and can be started anew at any time. */
export class KernelTimer {
  #pending: Timer | undefined;
  #expires = 0;

  constructor(private readonly clock: Clock, private readonly run: () => void) {}

  /** mod_timer. @param delay ns */
  start(delay: number): void {
    this.#pending?.cancel();
    const now = this.clock.now();
    this.#expires = now + delay;
    this.#pending = this.clock.after(delay <= 0 ? 0 : wheelDelay(now, delay), () => {
      this.#pending = undefined;
      this.run();
    });
  }

  /** del_timer. */
  stop(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
  }

  get pending(): boolean {
    return this.#pending !== undefined;
  }

  /** ns since boot when it runs out; of use while it is pending */
  get expires(): number {
    return this.#expires;
  }

  /** Hundredths of a second until it runs out; 0 if it doesn't run. */
  get left(): number {
    return this.pending ? Math.max(0, Math.floor((this.#expires - this.clock.now()) / NS_PER_CLOCK_TICK)) : 0;
  }
}

/** round_jiffies: a delay of about as many ns that ends at a whole second, so that timers wake the machine together. */
export function roundedDelay(now: number, delay: number): number {
  const at = now + delay;
  const rest = at % NS_PER_S;
  const rounded = rest < NS_PER_S / 4 ? at - rest : at - rest + NS_PER_S;
  return rounded > now ? rounded - now : delay;
}
