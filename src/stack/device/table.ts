import type { NetDevice } from './device';

/** A namespace's devices, by ifindex, name and alternative name (dev_name_hash, dev_index_hash). */
export class DeviceTable implements Iterable<NetDevice> {
  readonly #byIndex = new Map<number, NetDevice>();
  readonly #byName = new Map<string, NetDevice>();
  #last = 0;

  /** Devices in order of ifindex. */
  [Symbol.iterator](): Iterator<NetDevice> {
    return [...this.#byIndex.values()].sort((a, b) => a.ifindex - b.ifindex)[Symbol.iterator]();
  }

  get size(): number {
    return this.#byIndex.size;
  }

  byIndex(ifindex: number): NetDevice | undefined {
    return this.#byIndex.get(ifindex);
  }

  /** By name or alternative name. */
  byName(name: string): NetDevice | undefined {
    return this.#byName.get(name);
  }

  /** The next ifindex: they go up and aren't used again (dev_new_index). */
  newIndex(): number {
    do this.#last++; while (this.#byIndex.has(this.#last));
    return this.#last;
  }

  /** Lists a device by its index and names. */
  add(dev: NetDevice): void {
    this.#byIndex.set(dev.ifindex, dev);
    for (const name of [dev.ifname, ...dev.altnames]) this.#byName.set(name, dev);
  }

  remove(dev: NetDevice): void {
    this.#byIndex.delete(dev.ifindex);
    for (const name of [dev.ifname, ...dev.altnames]) this.#byName.delete(name);
  }

  addName(name: string, dev: NetDevice): void {
    this.#byName.set(name, dev);
  }

  removeName(name: string): void {
    this.#byName.delete(name);
  }
}
