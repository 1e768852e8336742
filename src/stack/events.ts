import type { IpAddress } from './address';

/**
 * SKB_DROP_REASON_* of include/net/dropreason.h, without the prefix, as far as the stack can reach them. IP_LOCAL_SOURCE, IP_INVALID_SOURCE and
 * IP_INVALID_DEST are younger than Linux 6.1 (include/net/dropreason-core.h), where what they name has no reason of its own.
 */
export type DropReason =
  | 'NOT_SPECIFIED' | 'NO_SOCKET' | 'PKT_TOO_SMALL' | 'SOCKET_FILTER' | 'NETFILTER_DROP' | 'OTHERHOST' | 'IP_CSUM'
  | 'IP_INHDR' | 'IP_RPFILTER' | 'UNICAST_IN_L2_MULTICAST' | 'IP_NOPROTO' | 'ICMP_CSUM' | 'UDP_CSUM' | 'TCP_CSUM' | 'IP_OUTNOROUTES'
  | 'NEIGH_CREATEFAIL' | 'NEIGH_FAILED' | 'NEIGH_QUEUEFULL' | 'NEIGH_DEAD' | 'UNHANDLED_PROTO' | 'SKB_CSUM' | 'DEV_READY'
  | 'DEV_HDR' | 'PKT_TOO_BIG' | 'IP_INNOROUTES' | 'IP_LOCAL_SOURCE' | 'IP_INVALID_SOURCE' | 'IP_INVALID_DEST'
  | 'IPV6DISABLED' | 'IPV6_BAD_EXTHDR' | 'IPV6_NDISC_BAD_OPTIONS' | 'IP_INADDRERRORS';

/** Where a table entry, a rule or a sysctl decided, in Linux's own words: `table main`, `rule 32766`, `net.ipv4.conf.veth0.accept_local = 0`. */
export type Because = string;

/** Octets that passed a place, and of which packet: forwarding, translation and tags change the octets, not the packet. */
export interface SeenFrame {
  readonly frame: Uint8Array;
  /** octets of the frame before its network header: 0 where it has no link-layer header */
  readonly linkHeader: number;
  /** the same for one packet wherever it is seen; a copy has a number of its own */
  readonly packet: number;
  /** the packet that this one is a copy of, or a copy of a copy; its own number where it is none */
  readonly origin: number;
}

/** Something that happened in the stack. All verdicts (`%why`, statistics, ladders) read these. */
export type StackEvent =
  | SeenFrame & { readonly kind: 'xmit' | 'receive' }
  | SeenFrame & { readonly kind: 'drop'; readonly reason: DropReason; readonly because?: Because }
  | { readonly kind: 'route'; readonly destination: IpAddress; readonly chosen?: string; readonly skipped: readonly { readonly route: string; readonly because: Because }[]; readonly because: Because }
  | { readonly kind: 'neighbour'; readonly address: IpAddress; readonly from: string; readonly to: string; readonly because?: Because }
  | SeenFrame & { readonly kind: 'deliver'; readonly protocol: string };

/** An event with its place and time. */
export type Stamped = StackEvent & {
  /** ns since boot */
  readonly at: number;
  readonly host: string;
  /** null: the host's initial namespace */
  readonly netns: string | null;
  readonly dev?: string;
};

/** One listener list for a whole network. */
export class EventBus {
  readonly #listeners = new Set<(event: Stamped) => void>();

  subscribe(listener: (event: Stamped) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whether anyone listens: lets hot paths skip making events that nobody reads. */
  get wanted(): boolean {
    return this.#listeners.size > 0;
  }

  emit(event: Stamped): void {
    for (const listener of this.#listeners) listener(event);
  }
}
