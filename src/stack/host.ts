import { Loopback } from './device/loopback';
import { registerDevice } from './device/lifecycle';
import { LinkWatch } from './device/linkwatch';
import { SysError } from './errno';
import { Netns } from './netns';
import type { Network } from './network';
import { destroyDevices } from './rtnetlink/link';
import { forgetPeer } from './rtnetlink/nsid';

/** A part of the kernel that is loaded on demand: what it makes in each namespace. */
export type Module = (netns: Netns) => void;

/** A machine: a hostname, an initial network namespace, and those that `ip netns` named. */
export class Host {
  readonly initNetns: Netns;
  readonly linkWatch: LinkWatch;
  hostname: string;
  /** The queueing discipline that a device starts with (net.core.default_qdisc). */
  defaultQdisc = 'fq_codel';
  readonly #named = new Map<string, Netns>();
  readonly #nameListeners = new Set<(event: 'add' | 'delete', name: string) => void>();
  readonly #living = new Set<Netns>();
  readonly #modules = new Set<Module>();
  /** Processes in each namespace. */
  readonly #users = new Map<Netns, number>();

  /** @param name the lab's name for it, which doesn't change */
  constructor(readonly network: Network, readonly name: string) {
    this.hostname = name;
    this.linkWatch = new LinkWatch(network.clock);
    this.initNetns = this.#createNetns();
  }

  /** /run/netns: name to namespace, in order of creation */
  get namedNetns(): ReadonlyMap<string, Netns> {
    return this.#named;
  }

  /** `ip netns add`: a new namespace, its lo down. @throws {SysError} EEXIST */
  addNetns(name: string): Netns {
    if (this.#named.has(name)) throw new SysError('EEXIST');
    const netns = this.#createNetns();
    this.#name(name, netns);
    return netns;
  }

  /** `ip netns attach`: another name for one. @throws {SysError} EEXIST */
  attachNetns(name: string, netns: Netns): void {
    if (this.#named.has(name)) throw new SysError('EEXIST');
    this.#name(name, netns);
  }

  /** `ip netns del`: drops the name; the namespace dies once no process is in it. @throws {SysError} ENOENT */
  deleteNetns(name: string): void {
    const netns = this.#named.get(name);
    if (!netns) throw new SysError('ENOENT');
    this.#named.delete(name);
    for (const listener of this.#nameListeners) listener('delete', name);
    this.#reap(netns);
  }

  /** inotify(7) of /run/netns: called for each name that comes or goes, until the returned function is called. */
  onNetnsName(listener: (event: 'add' | 'delete', name: string) => void): () => void {
    this.#nameListeners.add(listener);
    return () => void this.#nameListeners.delete(listener);
  }

  #name(name: string, netns: Netns): void {
    this.#named.set(name, netns);
    for (const listener of this.#nameListeners) listener('add', name);
  }

  /** A process enters or leaves a namespace, which keeps it alive. */
  retain(netns: Netns): () => void {
    this.#users.set(netns, (this.#users.get(netns) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#users.set(netns, this.#users.get(netns)! - 1);
      this.#reap(netns);
    };
  }

  /** modprobe(8): a module that is there stays, and takes part in every namespace. */
  load(module: Module): void {
    if (this.#modules.has(module)) return;
    this.#modules.add(module);
    for (const netns of this.#living) module(netns);
  }

  #reap(netns: Netns): void {
    if (netns === this.initNetns || netns.name !== null || (this.#users.get(netns) ?? 0) > 0) return;
    this.#users.delete(netns);
    this.#living.delete(netns);
    this.network.clock.after(0, () => this.#cleanUp(netns));
  }

  /** cleanup_net, which a work item does. */
  #cleanUp(netns: Netns): void {
    for (const other of this.#living) forgetPeer(other, netns);
    destroyDevices(netns);
  }

  #createNetns(): Netns {
    const netns = new Netns(this, this.network.newInode());
    for (const subsystem of this.network.subsystems) subsystem(netns);
    this.#living.add(netns);
    const lo = new Loopback(netns);
    lo.announced = true;
    registerDevice(lo);
    for (const module of this.#modules) module(netns);
    return netns;
  }
}
