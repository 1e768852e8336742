import { RT_SCOPE, IFA_F, INFINITY_LIFE_TIME, type AddrMessage } from '../rtnetlink';
import { AF_INET6 } from '../address';
import { NS_PER_MS, NS_PER_S, type Timer } from '../clock';
import type { Inet6Dev } from './inet6';
import { SCOPE, scopeOf } from './addresses';

/** An address of a device (struct inet6_ifaddr). */
export class IfAddr6 {
  /** IFA_F.* */
  flags: number;
  peer: bigint | undefined;
  rtPriority: number;
  /** seconds from `tstamp` on */
  validLft: number;
  preferredLft: number;
  protocol: number;
  /** ns since boot */
  readonly cstamp: number;
  tstamp: number;
  dadProbes = 0;
  dadNonce: Uint8Array | undefined;
  dadTimer: Timer | undefined;
  lifeTimer: Timer | undefined;
  dead = false;

  constructor(readonly idev: Inet6Dev, readonly address: bigint, readonly length: number, init: {
    readonly flags: number; readonly peer?: bigint; readonly rtPriority?: number; readonly validLft?: number; readonly preferredLft?: number;
    readonly protocol?: number;
  }) {
    this.flags = init.flags;
    this.peer = init.peer;
    this.rtPriority = init.rtPriority ?? 0;
    this.validLft = init.validLft ?? INFINITY_LIFE_TIME;
    this.preferredLft = init.preferredLft ?? INFINITY_LIFE_TIME;
    this.protocol = init.protocol ?? 0;
    this.cstamp = this.tstamp = idev.dev.netns.network.clock.now();
  }

  get tentative(): boolean {
    return (this.flags & IFA_F.TENTATIVE) !== 0;
  }

  /** RT_SCOPE.* */
  get rtScope(): number {
    if (this.address === 1n) return RT_SCOPE.HOST;
    const scope = scopeOf(this.address);
    return scope === SCOPE.LINK ? RT_SCOPE.LINK : scope === SCOPE.SITE ? RT_SCOPE.SITE : RT_SCOPE.UNIVERSE;
  }

  /** As RTM_NEWADDR tells it (inet6_fill_ifaddr). */
  message(): AddrMessage {
    const now = this.idev.dev.netns.network.clock.now();
    const elapsed = Math.floor((now - this.tstamp) / NS_PER_S);
    const left = (lft: number): number => (lft === INFINITY_LIFE_TIME ? lft : Math.max(0, lft - elapsed));
    const hundredths = (ns: number): number => Math.floor(ns / (10 * NS_PER_MS));
    return {
      family: AF_INET6, prefixlen: this.length, flags: this.flags, scope: this.rtScope, index: this.idev.dev.ifindex,
      local: this.address, address: this.peer ?? this.address,
      ...(this.rtPriority ? { rtPriority: this.rtPriority } : {}),
      ...(this.protocol ? { proto: this.protocol } : {}),
      validLft: left(this.validLft), preferredLft: left(this.preferredLft), cstamp: hundredths(this.cstamp), tstamp: hundredths(this.tstamp),
    };
  }
}
