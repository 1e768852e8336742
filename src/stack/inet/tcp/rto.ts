import { NS_PER_MS, NS_PER_S } from '../../clock';
import { distance } from './sequence';

const RTO_MIN = 200 * NS_PER_MS;
const RTO_MAX = 120 * NS_PER_S;

/** The retransmission timeout (RFC 6298), ns; doubles with each retransmission. */
export class RetransmissionTimeout {
  #smoothed: number | undefined;
  #variation = 0;
  #backoff = 0;
  #timed: { readonly sequence: number; readonly at: number } | undefined;

  get value(): number {
    const base = this.#smoothed === undefined ? NS_PER_S : this.#smoothed + Math.max(RTO_MIN, 4 * this.#variation);
    return Math.min(base * 2 ** this.#backoff, RTO_MAX);
  }

  /** How many times in a row it has run out. */
  get backoff(): number {
    return this.#backoff;
  }

  /** Something was sent: what acknowledges `sequence` ends a round trip, unless one is measured already. @param now ns */
  time(sequence: number, now: number): void {
    this.#timed ??= { sequence, at: now };
  }

  /** Something was sent twice, so that no acknowledgment tells how long a round trip takes (Karn's algorithm). */
  spoil(): void {
    this.#timed = undefined;
  }

  /** The peer acknowledged something new. @param now ns */
  acknowledged(sequence: number, now: number): void {
    this.#backoff = 0;
    if (!this.#timed || distance(sequence, this.#timed.sequence) < 0) return;
    this.#measured(now - this.#timed.at);
    this.#timed = undefined;
  }

  #measured(ns: number): void {
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
}
