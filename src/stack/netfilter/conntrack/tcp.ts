import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../wire';

/** States of a TCP connection as both sides' segments show it (enum tcp_conntrack). */
export type TcpState = 'NONE' | 'SYN_SENT' | 'SYN_RECV' | 'ESTABLISHED' | 'FIN_WAIT' | 'CLOSE_WAIT' | 'LAST_ACK' | 'TIME_WAIT' | 'CLOSE' | 'SYN_SENT2';

type Segment = 'syn' | 'synack' | 'fin' | 'ack' | 'rst' | 'none';
type Row = Partial<Record<TcpState, TcpState | 'invalid' | 'ignore'>>;

function segmentOf(flags: number): Segment {
  if (flags & TCP_RST) return 'rst';
  if (flags & TCP_SYN) return flags & TCP_ACK ? 'synack' : 'syn';
  if (flags & TCP_FIN) return 'fin';
  return flags & TCP_ACK ? 'ack' : 'none';
}

/** tcp_conntracks of nf_conntrack_proto_tcp.c: by direction and segment, from state to state; a state that isn't named stays. */
const ORIGINAL: Readonly<Record<Segment, Row>> = {
  syn: { NONE: 'SYN_SENT', SYN_RECV: 'ignore', ESTABLISHED: 'ignore', FIN_WAIT: 'ignore', CLOSE_WAIT: 'ignore', LAST_ACK: 'ignore', TIME_WAIT: 'SYN_SENT', CLOSE: 'SYN_SENT' },
  synack: { NONE: 'invalid', SYN_SENT: 'invalid', SYN_RECV: 'ignore', ESTABLISHED: 'ignore', FIN_WAIT: 'ignore', CLOSE_WAIT: 'ignore', LAST_ACK: 'ignore', TIME_WAIT: 'ignore', CLOSE: 'ignore', SYN_SENT2: 'SYN_RECV' },
  fin: { NONE: 'invalid', SYN_SENT: 'invalid', SYN_RECV: 'FIN_WAIT', ESTABLISHED: 'FIN_WAIT', FIN_WAIT: 'LAST_ACK', CLOSE_WAIT: 'LAST_ACK', SYN_SENT2: 'invalid' },
  ack: { NONE: 'ESTABLISHED', SYN_SENT: 'invalid', SYN_RECV: 'ESTABLISHED', FIN_WAIT: 'CLOSE_WAIT', LAST_ACK: 'TIME_WAIT', SYN_SENT2: 'invalid' },
  rst: { NONE: 'invalid', SYN_SENT: 'CLOSE', SYN_RECV: 'CLOSE', ESTABLISHED: 'CLOSE', FIN_WAIT: 'CLOSE', CLOSE_WAIT: 'CLOSE', LAST_ACK: 'CLOSE', TIME_WAIT: 'CLOSE', SYN_SENT2: 'CLOSE' },
  none: { NONE: 'invalid', SYN_SENT: 'invalid', SYN_RECV: 'invalid', ESTABLISHED: 'invalid', FIN_WAIT: 'invalid', CLOSE_WAIT: 'invalid', LAST_ACK: 'invalid', TIME_WAIT: 'invalid', CLOSE: 'invalid', SYN_SENT2: 'invalid' },
};

const REPLY: Readonly<Record<Segment, Row>> = {
  syn: { NONE: 'invalid', SYN_SENT: 'SYN_SENT2', SYN_RECV: 'invalid', ESTABLISHED: 'invalid', FIN_WAIT: 'invalid', CLOSE_WAIT: 'invalid', LAST_ACK: 'invalid', TIME_WAIT: 'SYN_SENT', CLOSE: 'invalid' },
  synack: { NONE: 'invalid', SYN_SENT: 'SYN_RECV', SYN_RECV: 'ignore', ESTABLISHED: 'ignore', FIN_WAIT: 'ignore', CLOSE_WAIT: 'ignore', LAST_ACK: 'ignore', TIME_WAIT: 'ignore', CLOSE: 'ignore', SYN_SENT2: 'SYN_RECV' },
  fin: { NONE: 'invalid', SYN_SENT: 'invalid', SYN_RECV: 'FIN_WAIT', ESTABLISHED: 'FIN_WAIT', FIN_WAIT: 'LAST_ACK', CLOSE_WAIT: 'LAST_ACK', SYN_SENT2: 'invalid' },
  ack: { NONE: 'invalid', SYN_SENT: 'ignore', FIN_WAIT: 'CLOSE_WAIT', LAST_ACK: 'TIME_WAIT', SYN_SENT2: 'ignore' },
  rst: ORIGINAL.rst,
  none: ORIGINAL.none,
};

/** The state after a segment; `ignore`: the segment passes and changes nothing; `invalid`: no such segment belongs here. */
export function nextState(state: TcpState, flags: number, direction: 'original' | 'reply'): TcpState | 'invalid' | 'ignore' {
  return (direction === 'original' ? ORIGINAL : REPLY)[segmentOf(flags)][state] ?? state;
}
