import { NS_PER_MS, NS_PER_S } from '../../clock';

const RTO_MIN = 200 * NS_PER_MS;
const RTO_MAX = 120 * NS_PER_S;

/** The retransmission timeout (RFC 6298), ns; doubles with each retransmission. */
export class RetransmissionTimeout {
  #smoothed: number | undefined;
  #variation = 0;
  #backoff = 0;

  get value(): number {
    const base = this.#smoothed === undefined ? NS_PER_S : this.#smoothed + Math.max(RTO_MIN, 4 * this.#variation);
    return Math.min(base * 2 ** this.#backoff, RTO_MAX);
  }

  /** How many times in a row it has run out. */
  get backoff(): number {
    return this.#backoff;
  }

  /** A round trip that nothing was sent twice in. @param ns its time */
  measured(ns: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = ns;
      this.#variation = ns / 2;
    } else {
      this.#variation += (Math.abs(this.#smoothed - ns) - this.#variation) / 4;
      this.#smoothed += (ns - this.#smoothed) / 8;
    }
  }

  ranOut(): void {
    this.#backoff++;
  }

  /** The peer acknowledged something new. */
  reset(): void {
    this.#backoff = 0;
  }
}
