import type { Netns } from './netns';
import type { Network } from './network';

/** A machine: a hostname, an initial network namespace, and those that `ip netns` named. */
export interface Host {
  readonly network: Network;
  /** the lab's name for it, which doesn't change */
  readonly name: string;
  hostname: string;
  readonly initNetns: Netns;
  /** /run/netns: name to namespace, in order of creation */
  readonly namedNetns: ReadonlyMap<string, Netns>;
  /** `ip netns add`: a new namespace, its lo down. @throws {SysError} EEXIST */
  addNetns(name: string): Netns;
  /** `ip netns attach`: another name for one. @throws {SysError} EEXIST */
  attachNetns(name: string, netns: Netns): void;
  /** `ip netns del`: drops the name; the namespace dies once no process is in it. @throws {SysError} ENOENT */
  deleteNetns(name: string): void;
  /** A process enters or leaves a namespace, which keeps it alive. */
  retain(netns: Netns): () => void;
}
