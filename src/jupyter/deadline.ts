/**
 * A moment at which something is due, and which is mostly called off before it comes. One timer serves all that are set in its time: looking at the
 * clock costs less than a timer for each.
 */
export class Deadline {
  #due: { readonly at: number; readonly work: () => void } | undefined;
  #timer: { readonly at: number; readonly id: ReturnType<typeof setTimeout> } | undefined;

  /** @param wait ms of wall time; what was due before is called off */
  set(wait: number, work: () => void): void {
    const at = performance.now() + wait;
    this.#due = { at, work };
    if (this.#timer && this.#timer.at <= at) return;
    clearTimeout(this.#timer?.id);
    this.#timer = { at, id: setTimeout(this.#look, wait) };
  }

  clear(): void {
    this.#due = undefined;
  }

  readonly #look = (): void => {
    const due = this.#due;
    this.#timer = this.#due = undefined;
    if (!due) return;
    const left = due.at - performance.now();
    if (left > 0) this.set(left, due.work);
    else due.work();
  };
}
