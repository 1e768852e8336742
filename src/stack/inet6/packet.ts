import type { Skb } from '../skb';

/** A packet that reached its host, its extension headers read. */
export interface Ipv6Packet {
  readonly skb: Skb;
  /** ifindex that it came in by; for a packet over lo to an address of another device, that of lo */
  readonly iif: number;
  readonly source: bigint;
  readonly destination: bigint;
  readonly hopLimit: number;
  /** IPPROTO_* of `payload` */
  readonly protocol: number;
  readonly payload: Uint8Array;
}
