import { AF_INET, lastOf, networkOf, type Family, type IpAddress, type Prefix } from '../address';

/**
 * Lists of entries by prefix, with longest-prefix match: a hash map for each prefix length in use, tried from the longest.
 * A lookup costs one probe a length in use, an insertion one probe, and both stay flat up to millions of prefixes.
 */
export class PrefixTable<T> {
  readonly #maps: (Map<IpAddress, T[]> | undefined)[] = [];
  #lengths: number[] = [];
  #sorted: T[][] | undefined;
  #size = 0;

  /** @param family decides the order of {@link lists} */
  constructor(readonly family: Family) {}

  /** Number of prefixes. */
  get size(): number {
    return this.#size;
  }

  /** The entries of exactly that prefix, in their order; the table's own list. */
  at(prefix: Prefix): readonly T[] | undefined {
    return this.#maps[prefix.length]?.get(prefix.address);
  }

  /** Puts `entry` at `position` of the prefix's list. `prefix` has no bits set after its length. */
  insert(prefix: Prefix, entry: T, position: number): void {
    let map = this.#maps[prefix.length];
    if (!map) {
      this.#maps[prefix.length] = map = new Map();
      this.#lengths = [...this.#lengths, prefix.length].sort((a, b) => b - a);
    }
    const list = map.get(prefix.address);
    if (list) {
      list.splice(position, 0, entry);
      return;
    }
    map.set(prefix.address, [entry]);
    this.#size++;
    this.#sorted = undefined;
  }

  /** Takes the entry at `position` out of the prefix's list. */
  remove(prefix: Prefix, position: number): void {
    const map = this.#maps[prefix.length];
    const list = map?.get(prefix.address);
    if (!map || !list) return;
    list.splice(position, 1);
    if (list.length > 0) return;
    map.delete(prefix.address);
    this.#size--;
    this.#sorted = undefined;
    if (map.size > 0) return;
    this.#maps[prefix.length] = undefined;
    this.#lengths = this.#lengths.filter(length => length !== prefix.length);
  }

  /** Prefix lengths in use, longest first. */
  get lengths(): readonly number[] {
    return this.#lengths;
  }

  /** The entries of the prefix of that length which holds `address`. */
  covering(address: IpAddress, length: number): readonly T[] | undefined {
    return this.#maps[length]?.get(networkOf(address, length));
  }

  /**
   * All lists in the order in which Linux dumps: IPv4 by address and then longest prefix first (a walk of fib_trie's
   * leaves), IPv6 longer prefixes before those that hold them (fib6_walk).
   */
  lists(): readonly (readonly T[])[] {
    this.#sorted ??= this.family === AF_INET ? this.#byAddress() : this.#innerFirst();
    return this.#sorted;
  }

  #byAddress(): T[][] {
    const keys = new Float64Array(this.#size);
    let i = 0;
    for (const length of this.#lengths) {
      for (const address of this.#maps[length]!.keys()) keys[i++] = Number(address) * 64 + (32 - length);
    }
    keys.sort();
    return Array.from(keys, key => this.#maps[32 - (key % 64)]!.get(Math.floor(key / 64))!);
  }

  #innerFirst(): T[][] {
    const rows = this.#lengths.flatMap(length =>
      Array.from(this.#maps[length]!, ([address, list]) => ({ last: lastOf(address, length), length, list })));
    rows.sort((a, b) => (a.last < b.last ? -1 : a.last > b.last ? 1 : b.length - a.length));
    return rows.map(row => row.list);
  }
}
