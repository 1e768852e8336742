import type { Waitable } from '../program';
import type { Ip } from './context';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** print_timestamp: -ts as ISO 8601, -t as asctime(3). */
export function timestamp(ip: Ip): string {
  if (ip.options.timestamp === 'none') return '';
  const us = ip.process.host.network.clock.wallUs();
  const now = new Date(us / 1000);
  const fraction = String(us % 1e6).padStart(6, '0');
  const iso = now.toISOString();
  if (ip.options.timestamp === 'short') return `[${iso.slice(0, 19)}.${fraction}] `;
  const day = `${DAYS[now.getUTCDay()]!} ${MONTHS[now.getUTCMonth()]!} ${String(now.getUTCDate()).padStart(2)}`;
  return `Timestamp: ${day} ${iso.slice(11, 19)} ${now.getUTCFullYear()} ${us % 1e6} usec\n`;
}

/** What `ip monitor` and `bridge monitor` have in common: prints as notifications come, until a signal ends it. */
export abstract class Follower implements Waitable {
  #printed = false;
  #wake: (() => void) | undefined;

  ready(): boolean {
    return this.#printed;
  }

  subscribe(wake: () => void): () => void {
    this.#wake = wake;
    return () => { this.#wake = undefined; };
  }

  /** There is something to write. */
  protected printed(): void {
    this.#printed = true;
    this.#wake?.();
  }

  /** Writes what is printed. @param stop ends the notifications */
  async follow(ip: Ip, stop: () => void): Promise<never> {
    try {
      for (;;) {
        await ip.process.poll([this]);
        this.#printed = false;
        await ip.flush();
      }
    } finally {
      stop();
    }
  }
}
