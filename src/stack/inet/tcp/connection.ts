import { NS_PER_S } from '../../clock';
import type { Errno } from '../../errno';
import type { Netns } from '../../netns';
import type { TcpState } from '../../socket';
import { KernelTimer } from '../../timer';
import { concat, EMPTY, TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../../wire';
import { Congestion } from './congestion';
import { pathTo, type TcpFlow } from './path';
import { ReceiveQueue } from './receive-queue';
import { RetransmissionTimeout } from './rto';
import { answersCrossed, type Segment } from './segment';
import { distance, plus } from './sequence';
import { Transmitter } from './transmitter';
import type { ConnectionEvents } from './events';

/** TCP_TIMEWAIT_LEN, and net.ipv4.tcp_fin_timeout */
const TIME_WAIT_NS = 60 * NS_PER_S;
/** net.ipv4.tcp_syn_retries, tcp_synack_retries, tcp_retries2 */
const SYN_RETRIES = 6;
const SYNACK_RETRIES = 5;
const RETRIES = 15;
const SEND_SPACE = 2_626_560;

/** A connection (RFC 9293 section 3.10): its transmission control block and what segments and calls do to it. */
export class Connection {
  state: TcpState = 'CLOSE';
  error: Errno | undefined;
  readonly flow: TcpFlow;
  readonly #iss: number;
  #una: number;
  #next: number;
  #window = 0;
  #buffer: Uint8Array = EMPTY;
  #finQueued = false;
  #finSent = false;
  readonly #queue = new ReceiveQueue();
  #ended = false;
  #readClosed = false;
  #softError: Errno | undefined;
  readonly #congestion = new Congestion();
  readonly #out: Transmitter;
  /** what was in flight when a loss was noticed; undefined: none is being mended */
  #recover: number | undefined;
  readonly #rto = new RetransmissionTimeout();
  readonly #timer: KernelTimer;

  constructor(private readonly netns: Netns, flow: TcpFlow, private readonly events: ConnectionEvents) {
    const { random, clock } = netns.network;
    this.#iss = random.u32();
    this.#una = this.#iss;
    this.#next = this.#iss;
    this.#timer = new KernelTimer(clock, () => this.#ranOut());
    const path = pathTo(netns, flow);
    this.flow = { ...flow, source: path.source, destination: path.destination };
    this.#out = new Transmitter(netns, this.flow, () => this.#queue.length);
  }

  // ---- calls ----

  /** Active open. */
  connect(): void {
    this.state = 'SYN-SENT';
    this.#next = plus(this.#iss, 1);
    this.#rto.time(this.#next, this.#now());
    this.#sendSyn();
    this.#timer.start(this.#rto.value);
  }

  /** Passive open: a SYN came to a listener. */
  accept(syn: Segment): void {
    this.state = 'SYN-RECV';
    this.#heardSyn(syn);
    this.#next = plus(this.#iss, 1);
    this.#sendSyn();
    this.#timer.start(this.#rto.value);
  }

  /** Octets that the reader can take now, and whether none will follow. */
  get unread(): number {
    return this.#queue.length;
  }

  /** RCV.NXT */
  get received(): number {
    return this.#out.received;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Octets written that the peer hasn't acknowledged; a FIN counts. */
  get unacknowledged(): number {
    return this.#buffer.length + (this.#finSent && this.state !== 'FIN-WAIT-2' && this.state !== 'TIME-WAIT' ? 1 : 0);
  }

  get writable(): boolean {
    return this.#buffer.length < SEND_SPACE;
  }

  /** The timer that runs, as ss shows it. */
  get timer(): { readonly name: 'on' | 'timewait'; readonly expires: number; readonly retransmits: number } | undefined {
    return this.#timer.pending ? { name: this.state === 'TIME-WAIT' || this.state === 'FIN-WAIT-2' ? 'timewait' : 'on', expires: this.#timer.expires, retransmits: this.#rto.backoff } : undefined;
  }

  read(): Uint8Array {
    const before = this.#out.space;
    const octets = this.#queue.take();
    if (before < 2 * this.#out.mss && this.#out.space >= 2 * this.#out.mss && this.#synchronized()) this.#acknowledge();
    return octets;
  }

  write(octets: Uint8Array): number {
    const taken = octets.subarray(0, Math.max(0, SEND_SPACE - this.#buffer.length));
    this.#buffer = concat(this.#buffer, taken);
    this.#output();
    return taken.length;
  }

  /** shutdown(SHUT_WR): a FIN follows what has been written. */
  finish(): void {
    if (this.#finQueued || !['ESTAB', 'CLOSE-WAIT', 'SYN-RECV'].includes(this.state)) return;
    this.#finQueued = true;
    if (this.state !== 'SYN-RECV') this.state = this.state === 'ESTAB' ? 'FIN-WAIT-1' : 'LAST-ACK';
    this.#output();
  }

  /** close(2): nobody reads any more. */
  close(): void {
    this.#readClosed = true;
    if (this.state === 'SYN-SENT') return this.#end();
    if (this.#queue.length > 0 && this.#synchronized()) return this.abort();
    this.finish();
    if (this.state === 'FIN-WAIT-2') this.#timer.start(TIME_WAIT_NS);
  }

  /** Resets the connection. */
  abort(): void {
    if (this.#synchronized() && this.state !== 'TIME-WAIT') this.#out.send(this.#next, TCP_RST | TCP_ACK, EMPTY);
    this.#end();
  }

  /** An ICMP error about a segment of ours: fatal while connecting, else a hint (tcp_v4_err). */
  unreachable(errno: Errno): void {
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') this.#fail(errno);
    else this.#softError = errno;
  }

  /** The path takes smaller packets than it was sent. */
  pathChanged(): void {
    if (distance(this.#next, this.#una) > 0) this.#retransmit();
  }

  // ---- segments ----

  receive(segment: Segment): void {
    if (this.state === 'SYN-SENT') return this.#receiveInSynSent(segment);
    if (segment.flags & TCP_RST) {
      if (this.#out.accepts(segment)) this.#reset();
      return;
    }
    if (this.state === 'SYN-RECV' && answersCrossed(segment, this.#out.received)) return void this.#established(segment);
    if (!this.#out.accepts(segment)) return this.#refuse(segment.flags);
    if (segment.flags & TCP_SYN) return this.#acknowledge();
    if (!(segment.flags & TCP_ACK)) return;
    if (segment.options.timestamps && distance(segment.sequence, this.#out.received) <= 0) this.#out.heardStamp(segment.options.timestamps.value);
    if (this.state === 'SYN-RECV' && !this.#established(segment)) return;
    if (distance(segment.acknowledgment, this.#next) > 0) return this.#acknowledge();
    this.#acknowledged(segment);
    this.#takeData(segment);
  }

  /** What lies outside the window tells the peer where we are. */
  #refuse(flags: number): void {
    if (this.state === 'SYN-RECV' && flags & TCP_SYN) return this.#sendSyn();
    if (this.state === 'TIME-WAIT' && flags & TCP_FIN) this.#timer.start(TIME_WAIT_NS);
    this.#acknowledge();
  }

  #receiveInSynSent(segment: Segment): void {
    const { flags, acknowledgment } = segment;
    if (flags & TCP_ACK && distance(acknowledgment, this.#next) !== 0) {
      if (!(flags & TCP_RST)) this.#out.send(acknowledgment, TCP_RST, EMPTY);
      return;
    }
    if (flags & TCP_RST) {
      if (flags & TCP_ACK) this.#fail('ECONNREFUSED');
      return;
    }
    if (!(flags & TCP_SYN)) return;
    this.#heardSyn(segment);
    if (flags & TCP_ACK) {
      this.#una = acknowledgment;
      this.#window = segment.window;
      this.#enterEstablished();
      this.#acknowledge();
    } else {
      this.state = 'SYN-RECV';
      this.#sendSyn();
    }
  }

  #heardSyn(segment: Segment): void {
    this.#out.heardSyn(segment);
    this.#window = segment.window;
  }

  #established(segment: Segment): boolean {
    if (distance(segment.acknowledgment, this.#next) !== 0) {
      this.#out.send(segment.acknowledgment, TCP_RST, EMPTY);
      return false;
    }
    this.#una = segment.acknowledgment;
    this.#enterEstablished();
    if (this.#finQueued) this.state = 'FIN-WAIT-1';
    return true;
  }

  #enterEstablished(): void {
    this.state = 'ESTAB';
    this.#rto.acknowledged(this.#una, this.#now());
    this.#timer.stop();
    this.#congestion.established(this.#out.mss);
    this.events.changed();
    this.#output();
  }

  #acknowledged(segment: Segment): void {
    const { acknowledgment, payload, flags } = segment;
    const window = this.#out.windowOf(segment);
    const fresh = distance(acknowledgment, this.#una);
    if (fresh === 0 && payload.length === 0 && window === this.#window && !(flags & TCP_FIN) && this.#inFlight() > 0) this.#duplicate();
    if (fresh >= 0) this.#window = window;
    if (fresh > 0) this.#advance(acknowledgment, fresh);
    this.#output();
  }

  #advance(acknowledgment: number, fresh: number): void {
    const octets = Math.min(fresh, this.#buffer.length);
    this.#buffer = this.#buffer.subarray(octets);
    this.#una = acknowledgment;
    this.#rto.acknowledged(acknowledgment, this.#now());
    this.#congestion.acknowledged(octets, this.#out.mss);
    if (this.#inFlight() > 0) this.#timer.start(this.#rto.value);
    else this.#timer.stop();
    if (this.#recover !== undefined) {
      if (distance(acknowledgment, this.#recover) >= 0) this.#recover = undefined;
      else this.#retransmit();
    }
    if (this.#finSent && this.#una === this.#next) this.#finAcknowledged();
    this.events.changed();
  }

  #finAcknowledged(): void {
    if (this.state === 'FIN-WAIT-1') {
      this.state = 'FIN-WAIT-2';
      if (this.#readClosed) this.#timer.start(TIME_WAIT_NS);
    } else if (this.state === 'CLOSING') this.#timeWait();
    else if (this.state === 'LAST-ACK') this.#end();
  }

  /** Fast retransmit (RFC 5681 section 3.2). */
  #duplicate(): void {
    if (!this.#congestion.duplicate() || this.#recover !== undefined) return;
    this.#lost(true);
    this.#retransmit();
  }

  #lost(mended: boolean): void {
    this.#congestion.lost(this.#inFlight(), this.#out.mss, mended);
    this.#recover = this.#next;
    this.#rto.spoil();
  }

  #takeData({ sequence, payload, flags }: Segment): void {
    const fin = (flags & TCP_FIN) !== 0;
    if ((payload.length === 0 && !fin) || this.state === 'CLOSE') return;
    if (this.#ended) return this.#acknowledge();
    if (this.#readClosed && payload.length > 0) return this.abort();
    const taken = this.#queue.add(this.#out.received, sequence, payload, fin);
    this.#out.received = plus(taken.next, taken.fin ? 1 : 0);
    if (taken.fin) this.#finReceived();
    this.#acknowledge();
    this.events.changed();
  }

  #finReceived(): void {
    this.#ended = true;
    if (this.state === 'ESTAB') this.state = 'CLOSE-WAIT';
    else if (this.state === 'FIN-WAIT-1') this.state = 'CLOSING';
    else if (this.state === 'FIN-WAIT-2') this.#timeWait();
  }

  #timeWait(): void {
    this.state = 'TIME-WAIT';
    this.#timer.start(TIME_WAIT_NS);
    this.events.changed();
  }

  #reset(): void {
    const errno = this.state === 'CLOSE-WAIT' ? 'EPIPE' : this.state === 'SYN-RECV' ? 'ECONNREFUSED' : 'ECONNRESET';
    if (this.state === 'TIME-WAIT') this.#end();
    else this.#fail(errno);
  }

  #fail(errno: Errno): void {
    this.error = errno;
    this.#end();
  }

  #end(): void {
    this.state = 'CLOSE';
    this.#ended = true;
    this.#timer.stop();
    this.events.gone();
    this.events.changed();
  }

  // ---- sending ----

  #synchronized(): boolean {
    return this.state !== 'CLOSE' && this.state !== 'SYN-SENT';
  }

  #inFlight(): number {
    return distance(this.#next, this.#una);
  }

  /** As much as the windows of both ends and of the path let out (tcp_write_xmit), Nagle's algorithm included. */
  #output(): void {
    if (!['ESTAB', 'CLOSE-WAIT', 'FIN-WAIT-1', 'LAST-ACK', 'CLOSING'].includes(this.state) || this.#finSent) return;
    const mss = this.#out.mss;
    for (;;) {
      const inFlight = this.#inFlight();
      const left = this.#buffer.length - inFlight;
      const room = Math.min(this.#window, this.#congestion.window) - inFlight;
      const length = Math.min(mss, left, room);
      const whole = length === left;
      const fin = this.#finQueued && whole;
      if (length <= 0 && !(fin && left === 0)) break;
      if (length < mss && inFlight > 0 && !this.#finQueued) break;
      this.#sendData(inFlight, Math.max(0, length), fin);
      if (fin) break;
    }
    const stuck = this.#buffer.length > 0 && this.#window === 0 && this.#inFlight() === 0;
    if ((this.#inFlight() > 0 || stuck) && !this.#timer.pending) this.#timer.start(this.#rto.value);
  }

  #sendData(offset: number, length: number, fin: boolean): void {
    const sequence = plus(this.#una, offset);
    const payload = this.#buffer.subarray(offset, offset + length);
    this.#next = plus(sequence, length + (fin ? 1 : 0));
    this.#finSent ||= fin;
    this.#rto.time(this.#next, this.#now());
    const push = length > 0 && offset + length === this.#buffer.length;
    this.#out.send(sequence, TCP_ACK | (push ? TCP_PSH : 0) | (fin ? TCP_FIN : 0), payload);
  }

  /** Sends the first segment that isn't acknowledged once more. */
  #retransmit(): void {
    this.#rto.spoil();
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') return this.#sendSyn();
    const sent = this.#inFlight() - (this.#finSent ? 1 : 0);
    const length = Math.min(this.#out.mss, sent, this.#buffer.length);
    const fin = this.#finSent && length === this.#buffer.length;
    this.#out.send(this.#una, TCP_ACK | (length > 0 && length === this.#buffer.length ? TCP_PSH : 0) | (fin ? TCP_FIN : 0), this.#buffer.subarray(0, Math.max(0, length)));
  }

  #ranOut(): void {
    if (this.state === 'TIME-WAIT' || this.state === 'FIN-WAIT-2') return this.#end();
    const limit = this.state === 'SYN-SENT' ? SYN_RETRIES : this.state === 'SYN-RECV' ? SYNACK_RETRIES : RETRIES;
    if (this.#rto.backoff >= limit) return this.#fail(this.#softError ?? this.#out.unreachable ?? 'ETIMEDOUT');
    this.#rto.ranOut();
    if (this.#synchronized() && this.#inFlight() === 0) {
      // a window probe: an octet that the peer has, which it must answer (tcp_write_wakeup)
      this.#out.send(plus(this.#una, -1), TCP_ACK, EMPTY);
    } else {
      if (this.state !== 'SYN-SENT' && this.state !== 'SYN-RECV') this.#lost(false);
      this.#retransmit();
    }
    this.#timer.start(this.#rto.value);
  }

  #sendSyn(): void {
    this.#out.sendSyn(this.#iss, this.state === 'SYN-RECV');
  }

  #acknowledge(): void {
    this.#out.send(this.#next, TCP_ACK, EMPTY);
  }

  #now(): number {
    return this.netns.network.clock.now();
  }
}
