import type { Network } from '../network';

/** One direction of a link: carries frames in seeded virtual time, and in order. */
export class Wire {
  #last = 0;

  /** @param low @param high bounds of a frame's delay, ns */
  constructor(private readonly network: Network, private readonly low: number, private readonly high: number) {}

  /** Runs `arrive` when a frame sent now arrives. */
  carry(arrive: () => void): void {
    const { clock, random } = this.network;
    this.#last = Math.max(this.#last, clock.now() + random.between(this.low, this.high));
    clock.after(this.#last - clock.now(), arrive);
  }
}
