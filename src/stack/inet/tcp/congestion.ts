const INITIAL_WINDOW = 10;
const DUPLICATE_ACKS = 3;

/** How much a path is trusted to carry (RFC 5681): slow start, congestion avoidance, fast retransmit. */
export class Congestion {
  /** octets that may be in flight */
  window = 0;
  #threshold = Number.MAX_SAFE_INTEGER;
  #duplicates = 0;

  established(mss: number): void {
    this.window = INITIAL_WINDOW * mss;
  }

  acknowledged(octets: number, mss: number): void {
    this.#duplicates = 0;
    this.window += this.window < this.#threshold ? octets : Math.ceil((mss * mss) / this.window);
  }

  /** One more acknowledgment of the same octet. @returns whether that tells of a loss */
  duplicate(): boolean {
    return ++this.#duplicates === DUPLICATE_ACKS;
  }

  /** @param mended whether duplicates told of the loss, not the timer */
  lost(inFlight: number, mss: number, mended: boolean): void {
    this.#threshold = Math.max(inFlight / 2, 2 * mss);
    this.window = mended ? this.#threshold : mss;
  }
}
