import type { Family, IcmpSocket, IpAddress } from '../../stack';
import type { Complaints } from '../libc/error';
import { hostName, numericName } from '../libc/resolver';
import type { Process } from '../program';
import type { PingOptions } from './options';

/** Whom ping asks, from where, and by which socket: what each family's set-up finds out. */
export interface Target {
  readonly family: Family;
  readonly socket: IcmpSocket;
  readonly whereto: IpAddress;
  /** sin6_scope_id of the destination */
  readonly scopeId: number;
  /** as the header and the statistics call it */
  readonly hostname: string;
  /** a group or broadcast address: others may answer */
  readonly multicast: boolean;
  /** whether replies may come from any address */
  readonly anySource: boolean;
}

/** Sequence numbers are told apart by their last 16 bits. */
const SEQUENCES = 0x10000;

/** A run of ping: the counters of ping.h, and what they say about packets on their way. Times are µs. */
export class Session {
  ntransmitted = 0;
  nreceived = 0;
  nrepeats = 0;
  nerrors = 0;
  tmin = Number.MAX_SAFE_INTEGER;
  tmax = 0;
  tsum = 0;
  tsum2 = 0;
  /** smoothed round-trip time, eighths of a µs */
  rtt = 0;
  rttAddend = 0;
  acked = 0;
  pipesize = -1;
  /** ms */
  interval: number;
  exiting = false;
  statusSnapshot = false;
  /** CLOCK_MONOTONIC_RAW, ns: when it began, and when the last probe left */
  startTime = 0;
  curTime: number | undefined;
  /** payload: what each probe carries after the ICMP header */
  readonly pattern: Uint8Array;
  readonly ident: number | undefined;
  /** -U, or the clock went backwards */
  latency: boolean;
  readonly #received = new Set<number>();

  constructor(readonly process: Process, readonly options: PingOptions, readonly complaints: Complaints, readonly target: Target, pattern: Uint8Array) {
    this.interval = options.flood && !options.intervalGiven ? 0 : options.interval;
    this.pattern = pattern;
    this.latency = options.latency;
    this.ident = options.ident ?? (target.socket.kind === 'raw' ? process.pid & 0xffff : undefined);
  }

  /** Payloads of 16 octets and more hold the time that they left (struct timeval). */
  get timing(): boolean {
    return this.options.datalen >= 16;
  }

  now(): number {
    return this.process.host.network.clock.now();
  }

  /** is_ours: the kernel gives a datagram socket its own replies only. */
  isOurs(id: number): boolean {
    return this.target.socket.kind === 'dgram' || id === this.ident;
  }

  inFlight(): number {
    const diff = (this.ntransmitted - this.acked) & 0xffff;
    return diff <= 0x7fff ? diff : this.ntransmitted - this.nreceived - this.nerrors;
  }

  acknowledge(seq: number): void {
    const diff = (this.ntransmitted - seq) & 0xffff;
    if (diff > 0x7fff) return;
    this.pipesize = Math.max(this.pipesize, diff + 1);
    const ahead = (seq - this.acked) & 0xffff;
    if ((ahead > 0 && ahead <= 0x7fff) || ((this.ntransmitted - this.acked) & 0xffff) > 0x7fff) this.acked = seq;
  }

  advance(): void {
    this.ntransmitted++;
    if (((this.ntransmitted - this.acked) & 0xffff) > 0x7fff) this.acked = (this.ntransmitted + 1) & 0xffff;
  }

  wasReceived(seq: number): boolean {
    return this.#received.has(seq % SEQUENCES);
  }

  markReceived(seq: number, received: boolean): void {
    if (received) this.#received.add(seq % SEQUENCES);
    else this.#received.delete(seq % SEQUENCES);
  }

  async print(text: string): Promise<void> {
    await this.process.stdout.write(text);
  }

  /** -D: the wall clock before a line. */
  stamp(): string {
    if (!this.options.ptimeofday) return '';
    const us = this.process.host.network.clock.wallUs();
    return `[${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}] `;
  }

  /** pr_addr: `name (address)`, or the address alone. */
  addressText(address: IpAddress, scopeId = 0): string {
    const numeric = numericName(this.process.netns, address, scopeId);
    return this.exiting || this.options.numeric ? numeric : `${hostName(this.process, address, scopeId)} (${numeric})`;
  }
}
