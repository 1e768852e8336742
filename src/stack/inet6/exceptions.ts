import { NS_PER_S, type Clock } from '../clock';

/** Path MTUs learnt from Packet Too Big (rt6_exception), each for net.ipv6.route.mtu_expires. */
export class Exceptions {
  readonly #mtus = new Map<bigint, { readonly mtu: number; readonly expiresAt: number }>();

  constructor(private readonly clock: Clock) {}

  learn(destination: bigint, mtu: number, seconds: number): void {
    this.#mtus.set(destination, { mtu, expiresAt: this.clock.now() + seconds * NS_PER_S });
  }

  /** The path MTU of a destination and the whole seconds that it still holds; undefined when none is known. */
  find(destination: bigint): { readonly mtu: number; readonly expires: number } | undefined {
    const known = this.#mtus.get(destination);
    if (!known) return undefined;
    const left = known.expiresAt - this.clock.now();
    if (left <= 0) {
      this.#mtus.delete(destination);
      return undefined;
    }
    return { mtu: known.mtu, expires: Math.floor(left / NS_PER_S) };
  }

  /** All that are known, the oldest first. */
  all(): { readonly destination: bigint; readonly mtu: number; readonly expires: number }[] {
    return [...this.#mtus.keys()].flatMap(destination => {
      const known = this.find(destination);
      return known ? [{ destination, ...known }] : [];
    });
  }

  clear(): void {
    this.#mtus.clear();
  }
}
