import { sessions } from './guard';
import type { RealProcess } from './process';

/**
 * Whether the network may have changed. The kernel tells who listens inside a namespace, but a listener there would keep the namespace alive when its
 * name is deleted. So whatever runs is taken to change it, as long as any process is left of it, but for what surely only looks.
 */
export class Revision {
  #number = 0;
  /** something has run since it was last asked, or runs still */
  #unsettled = false;
  readonly #harmless = new Set<number>();

  /** @param spared leaders of sessions that change nothing */
  constructor(private readonly spared: readonly number[]) {}

  /** A process has started. */
  started(process: RealProcess, harmless: boolean): void {
    if (!harmless) {
      this.#unsettled = true;
      return;
    }
    this.#harmless.add(process.pid);
    void process.wait().then(() => this.#harmless.delete(process.pid));
  }

  /** Something changes a setting. */
  touched(): void {
    this.#unsettled = true;
  }

  /** Differs from what it was whenever the network may have changed. */
  now(): string {
    if (this.#unsettled) {
      this.#number++;
      this.#unsettled = sessions([...this.spared, ...this.#harmless]).length > 0;
    }
    return String(this.#number);
  }
}
