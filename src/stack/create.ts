import { core } from './core';
import { ipv4 } from './inet/ipv4';
import { Network, type NetworkOptions, type Subsystem } from './network';
import { inet6 } from './inet6/subsystem';
import { link } from './rtnetlink/link';
import { tcp } from './inet/tcp';
import { nexthop } from './nexthop';
import { nsid } from './rtnetlink/nsid';
import { packet } from './socket/packet';

/** Every part of the stack, in the order in which each namespace gets them. */
const SUBSYSTEMS: readonly Subsystem[] = [core, nsid, link, ipv4, inet6, nexthop, tcp, packet];

/** An empty lab. @param options.epochMs wall-clock time at boot, ms since the Unix epoch; `release` is the kernel, by default the reference */
export function createNetwork({ seed, ...options }: NetworkOptions & { readonly seed: number }): Network {
  return new Network(SUBSYSTEMS, seed, options);
}
