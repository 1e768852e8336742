import type { Clock } from './clock';
import type { EventBus } from './events';
import type { Host } from './host';
import type { Random } from './random';

/** A NIC that a cable ends in. */
export interface CableEnd {
  readonly host: Host;
  readonly ifname: string;
}

/** All hosts and cables of a lab, under one clock and one seed. */
export interface Network {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly cables: readonly { readonly a: CableEnd & { readonly ifindex: number }; readonly b: CableEnd & { readonly ifindex: number } }[];
  /** A host with only `lo`, which is down as at boot. */
  addHost(name: string): Host;
  /** Puts a NIC of that name in each host's initial namespace and joins them; both start down. Latency 50 µs to 300 µs, seeded. */
  addCable(a: CableEnd, b: CableEnd): void;
}
