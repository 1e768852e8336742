import { NS_PER_S, type Clock } from '../clock';

/** net.ipv4.route.gc_timeout and mtu_expires, seconds */
const REDIRECT_LIFETIME = 300;
const PMTU_LIFETIME = 600;
/** net.ipv4.route.min_pmtu */
const MIN_PMTU = 552;

/** What was learnt about one destination by one device (struct fib_nh_exception). */
export interface Exception {
  gateway?: number;
  pmtu?: number;
  /** net.ipv4.route.min_pmtu holds the path MTU up, and DF is no longer set */
  locked?: boolean;
  /** ns since boot */
  expires: number;
}

/** Routes that ICMP redirects and "fragmentation needed" have bent, until they expire. */
export class Exceptions {
  readonly #entries = new Map<string, Exception>();

  constructor(private readonly clock: Clock) {}

  find(oif: number, destination: number): Exception | undefined {
    const key = `${oif} ${destination}`;
    const entry = this.#entries.get(key);
    if (entry && entry.expires <= this.clock.now()) {
      this.#entries.delete(key);
      return undefined;
    }
    return entry;
  }

  redirect(oif: number, destination: number, gateway: number): void {
    this.#entries.set(`${oif} ${destination}`, { ...this.find(oif, destination), gateway, expires: this.clock.now() + REDIRECT_LIFETIME * NS_PER_S });
  }

  learnMtu(oif: number, destination: number, mtu: number, present: number): void {
    const known = this.find(oif, destination);
    if ((known?.pmtu ?? present) <= mtu || known?.locked) return;
    const locked = mtu < MIN_PMTU;
    const pmtu = locked ? Math.min(present, MIN_PMTU) : mtu;
    this.#entries.set(`${oif} ${destination}`, { ...known, pmtu, locked, expires: this.clock.now() + PMTU_LIFETIME * NS_PER_S });
  }

  /** rt_cache_flush: any change of routes, addresses or devices makes them void. */
  flush(): void {
    this.#entries.clear();
  }
}
