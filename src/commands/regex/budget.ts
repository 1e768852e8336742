/** Steps of work: thrown where there is more to do than a thread that others wait for should. */
export class Exhausted extends Error {}

/** What the lab's thread does of a program's work before another thread takes over, in steps: about a tenth of a second. */
const MOMENT = 10_000_000;

/** Counts the steps of a program's work. */
export class Budget {
  #left: number;

  constructor(steps = MOMENT) {
    this.#left = steps;
  }

  get exhausted(): boolean {
    return this.#left < 0;
  }

  /** Takes steps that are about to be done. @throws {Exhausted} where there are no more */
  charge(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Exhausted();
  }
}
