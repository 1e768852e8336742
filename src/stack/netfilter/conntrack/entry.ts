import type { TcpState } from './tcp';
import type { Tuple } from './tuple';

export type Direction = 'original' | 'reply';
/** What a packet is to its connection (enum ip_conntrack_info); `untracked` for one that a rule took out of tracking. */
export type CtState = 'new' | 'established' | 'related' | 'invalid' | 'untracked';

/** A connection (struct nf_conn). */
export interface Connection {
  readonly id: number;
  readonly original: Tuple;
  /** what answers look like when they come in: NAT changes it */
  reply: Tuple;
  /** ns since boot; it is forgotten then */
  expires: number;
  confirmed: boolean;
  seenReply: boolean;
  assured: boolean;
  mark: number;
  tcp: TcpState;
  /** ns since boot when it began: a UDP stream is one that lasts two seconds */
  readonly began: number;
  /** which of its addresses NAT has settled, and which of them it changed */
  readonly natDone: { source: boolean; destination: boolean };
  readonly natChanged: { source: boolean; destination: boolean };
  readonly counters: Readonly<Record<Direction, { packets: number; bytes: number }>>;
}

/** What an skb knows of its connection (skb->_nfct). */
export interface CtRef {
  /** undefined: untracked, or invalid */
  readonly connection?: Connection;
  readonly direction: Direction;
  readonly state: CtState;
}
