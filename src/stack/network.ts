import type { LinkAddress } from './address';
import { Clock } from './clock';
import { registerDevice } from './device/lifecycle';
import { Nic } from './device/nic';
import { EventBus } from './events';
import { Host } from './host';
import type { Netns } from './netns';
import { Random } from './random';
import { REFERENCE_RELEASE, type Release } from './releases';

/** A NIC that a cable ends in. */
export interface CableEnd {
  readonly host: Host;
  readonly ifname: string;
  /** what the factory gave the NIC; default: drawn from the network's randomness */
  readonly address?: LinkAddress;
}

export interface Cable {
  readonly a: CableEnd & { readonly ifindex: number };
  readonly b: CableEnd & { readonly ifindex: number };
}

/** A part of the stack that takes its place in a new namespace (pernet_operations), before its lo exists. */
export type Subsystem = (netns: Netns) => void;

const FIRST_INODE = 0xf0000098;

export interface NetworkOptions {
  readonly epochMs?: number;
  readonly release?: Release;
}

/** All hosts and cables of a lab, under one clock and one seed. */
export class Network {
  readonly clock: Clock;
  readonly random: Random;
  readonly events = new EventBus();
  readonly #hosts = new Map<string, Host>();
  readonly #cables: Cable[] = [];
  #inode = FIRST_INODE;

  /** The kernel that its hosts run. */
  readonly release: Release;

  /** @param options.epochMs wall-clock time at boot, ms since the Unix epoch */
  constructor(readonly subsystems: readonly Subsystem[], seed: number, { epochMs, release = REFERENCE_RELEASE }: NetworkOptions = {}) {
    this.release = release;
    this.clock = new Clock(epochMs);
    this.random = new Random(seed);
  }

  get hosts(): ReadonlyMap<string, Host> {
    return this.#hosts;
  }

  get cables(): readonly Cable[] {
    return this.#cables;
  }

  /** An inode number for a namespace. */
  newInode(): number {
    return this.#inode++;
  }

  /** A host with only `lo`, which is down as at boot. */
  addHost(name: string): Host {
    const host = new Host(this, name);
    this.#hosts.set(name, host);
    return host;
  }

  /** Puts a NIC of that name in each host's initial namespace and joins them; both start down. */
  addCable(a: CableEnd, b: CableEnd): void {
    const [nicA, nicB] = [a, b].map(end => {
      const nic = new Nic(end.host.initNetns, end.ifname, end.address);
      registerDevice(nic);
      return nic;
    }) as [Nic, Nic];
    Nic.join(nicA, nicB);
    this.#cables.push({ a: { ...a, ifindex: nicA.ifindex }, b: { ...b, ifindex: nicB.ifindex } });
  }
}
