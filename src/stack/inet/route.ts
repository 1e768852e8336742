import type { NetDevice } from '../device/device';
import type { Errno } from '../errno';
import { RTCF, RT_SCOPE, type RouteType } from '../rtnetlink';
import type { Dst, Skb } from '../skb';
import type { FibNexthop, FibRoute } from './fib-table';
import type { Exception } from './exceptions';
import type { Inet } from './inet';
import { deliverLocally, dropUnreachable } from './input';
import { forward } from './forward';
import { outputPacket } from './output';

/** RTCF_REDIRECTED of linux/in_route.h */
export const RTCF_REDIRECTED = 0x00040000;

export interface RouteInit {
  readonly dev: NetDevice;
  readonly type: RouteType;
  /** RTCF.* */
  readonly flags: number;
  readonly forInput: boolean;
  /** ifindex that a packet looped back over lo counts as come in by; 0: lo itself */
  readonly iif: number;
  readonly fib?: FibRoute;
  readonly nexthop?: FibNexthop;
  readonly exception?: Exception;
  readonly error?: Errno;
  /** RTM_F_LOOKUP_TABLE's answer */
  readonly table?: number;
}

/** The answer of a route lookup, as packets carry it (struct rtable). */
export class Ipv4Route implements Dst {
  readonly dev: NetDevice;
  readonly type: RouteType;
  readonly flags: number;
  readonly forInput: boolean;
  readonly iif: number;
  readonly fib: FibRoute | undefined;
  readonly error: Errno | undefined;
  readonly table: number;
  /** undefined: the destination is on link */
  readonly gateway: number | undefined;
  /** a gateway that IPv6 resolves (RTA_VIA) */
  readonly via: bigint | undefined;
  readonly exception: Exception | undefined;

  constructor(readonly inet: Inet, init: RouteInit) {
    this.dev = init.dev;
    this.type = init.type;
    this.forInput = init.forInput;
    this.iif = init.iif;
    this.fib = init.fib;
    this.error = init.error;
    this.table = init.table ?? 0;
    this.exception = init.exception;
    const onLink = init.type === 'local' || init.type === 'broadcast' || init.type === 'multicast';
    const gateway = onLink ? undefined : init.exception?.gateway ?? (init.nexthop?.scope === RT_SCOPE.LINK ? init.nexthop.gateway : undefined);
    this.gateway = typeof gateway === 'number' ? gateway : undefined;
    this.via = typeof gateway === 'bigint' ? gateway : undefined;
    this.flags = init.exception?.gateway === undefined ? init.flags : init.flags | RTCF_REDIRECTED;
  }

  /** Octets that a packet may have without fragments (dst_mtu). */
  get mtu(): number {
    const metric = Number(this.fib?.metrics?.mtu ?? 0);
    return Math.min(this.exception?.pmtu ?? (metric || this.dev.mtu), 0xffff);
  }

  /** Whether the path MTU may not be discovered: the route's mtu is locked. */
  get mtuLocked(): boolean {
    return (this.fib?.metrics?.lock?.includes('mtu') ?? false) || (this.exception?.locked ?? false);
  }

  get ttl(): number {
    return Number(this.fib?.metrics?.hoplimit ?? 0) || this.inet.settings.ip_default_ttl;
  }

  has(flag: keyof typeof RTCF): boolean {
    return (this.flags & RTCF[flag]) !== 0;
  }

  /** What the neighbour table is asked for. */
  nexthopFor(destination: number): number {
    return this.gateway ?? destination;
  }

  input(skb: Skb): void {
    if (this.error) dropUnreachable(this.inet, skb, this);
    else if (this.has('LOCAL')) deliverLocally(this.inet, skb, this);
    else forward(this.inet, skb, this);
  }

  output(skb: Skb): void {
    outputPacket(this.inet, skb, this);
  }
}
