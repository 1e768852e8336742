import type { IpAddress } from '../../address';
import type { Skb } from '../../skb';
import { Malformed, parseTcp, TCP_ACK, TCP_SYN } from '../../wire';
import { parseOptions, type TcpOptions } from './options';
import { plus } from './sequence';

/** A segment that reached its host. */
export interface Segment {
  readonly skb: Skb;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** TCP_* */
  readonly flags: number;
  readonly window: number;
  readonly options: TcpOptions;
  readonly payload: Uint8Array;
  /** ifindex that it counts as come in by; that of the port of an L3 master, or 0 */
  readonly iif: number;
  readonly sdif: number;
}

/** Reads a segment from an IP packet's payload. */
export function readSegment(packet: { readonly source: IpAddress; readonly destination: IpAddress; readonly payload: Uint8Array }, skb: Skb, iif: number): Segment | Malformed {
  const { source, destination } = packet;
  const header = parseTcp(packet.payload, { source, destination } as Parameters<typeof parseTcp>[1]);
  if (header instanceof Malformed) return header;
  return { ...header, skb, source, destination, options: parseOptions(header.options), iif, sdif: skb.l3Slave };
}

/** Whether it answers a SYN that crossed its sender's own, which stood just before `received` (simultaneous open). */
export function answersCrossed({ flags, sequence }: Segment, received: number): boolean {
  return (flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK) && plus(sequence, 1) === received;
}
