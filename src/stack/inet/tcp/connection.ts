import { NS_PER_MS, NS_PER_S } from '../../clock';
import { SysError, type Errno } from '../../errno';
import type { Netns } from '../../netns';
import type { TcpState } from '../../socket';
import { KernelTimer } from '../../timer';
import { concat, EMPTY, TCP_ACK, TCP_FIN, TCP_HEADER, TCP_PSH, TCP_RST, TCP_SYN } from '../../wire';
import { emitOptions, TIMESTAMPS_LENGTH, type TcpOptions } from './options';
import { pathTo, type TcpFlow, type TcpPath } from './path';
import { ReceiveQueue } from './receive-queue';
import { RetransmissionTimeout } from './rto';
import type { Segment } from './segment';
import { distance, plus } from './sequence';

/** TCP_TIMEWAIT_LEN, and net.ipv4.tcp_fin_timeout */
const TIME_WAIT_NS = 60 * NS_PER_S;
/** net.ipv4.tcp_syn_retries, tcp_synack_retries, tcp_retries2 */
const SYN_RETRIES = 6;
const SYNACK_RETRIES = 5;
const RETRIES = 15;
/** Half of net.ipv4.tcp_rmem's default: the other half is overhead. */
const RECEIVE_SPACE = 65_536;
const SEND_SPACE = 2_626_560;
const WINDOW_SCALE = 7;
const DEFAULT_MSS = 536;
const INITIAL_WINDOW = 10;
const DUPLICATE_ACKS = 3;

/** What a connection's owner and its table hear. */
export interface ConnectionEvents {
  /** There may be something to read, to accept, to write for, or an error. */
  changed(): void;
  /** It can't be reached any more. */
  gone(): void;
}

/** A connection (RFC 9293 section 3.10): its transmission control block and what segments and calls do to it. */
export class Connection {
  state: TcpState = 'CLOSE';
  error: Errno | undefined;
  readonly flow: TcpFlow;
  readonly #iss: number;
  #una: number;
  #next: number;
  #window = 0;
  #peerScale = 0;
  #peerMss = DEFAULT_MSS;
  #stamps = true;
  #echo = 0;
  #buffer: Uint8Array = EMPTY;
  #finQueued = false;
  #finSent = false;
  #received = 0;
  readonly #queue = new ReceiveQueue();
  #ended = false;
  #advertised = 0;
  #readClosed = false;
  #softError: Errno | undefined;
  #congestion = 0;
  #threshold = Number.MAX_SAFE_INTEGER;
  #duplicates = 0;
  /** what was in flight when a loss was noticed; undefined: none is being mended */
  #recover: number | undefined;
  #timed: { readonly sequence: number; readonly at: number } | undefined;
  readonly #rto = new RetransmissionTimeout();
  readonly #timer: KernelTimer;
  readonly #offset: number;

  constructor(private readonly netns: Netns, flow: TcpFlow, private readonly events: ConnectionEvents) {
    const { random, clock } = netns.network;
    this.#iss = random.u32();
    this.#offset = random.u32();
    this.#una = this.#iss;
    this.#next = this.#iss;
    this.#timer = new KernelTimer(clock, () => this.#ranOut());
    const path = pathTo(netns, flow);
    this.flow = { ...flow, source: path.source, destination: path.destination };
  }

  // ---- calls ----

  /** Active open. */
  connect(): void {
    this.state = 'SYN-SENT';
    this.#next = plus(this.#iss, 1);
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
    return this.#received;
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
    const before = this.#space();
    const octets = this.#queue.take();
    if (before < 2 * this.#mss() && this.#space() >= 2 * this.#mss() && this.#synchronized()) this.#acknowledge();
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
    if (this.#synchronized() && this.state !== 'TIME-WAIT') this.#send(this.#next, TCP_RST | TCP_ACK, EMPTY);
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
      if (this.#acceptable(segment)) this.#reset();
      return;
    }
    if (this.#crossed(segment)) return void this.#established(segment);
    if (!this.#acceptable(segment)) return this.#refuse(segment.flags);
    if (segment.flags & TCP_SYN) return this.#acknowledge();
    if (!(segment.flags & TCP_ACK)) return;
    if (segment.options.timestamps && distance(segment.sequence, this.#received) <= 0) this.#echo = segment.options.timestamps.value;
    if (this.state === 'SYN-RECV' && !this.#established(segment)) return;
    if (distance(segment.acknowledgment, this.#next) > 0) return this.#acknowledge();
    this.#acknowledged(segment);
    this.#takeData(segment);
  }

  /** The answer to a SYN that crossed the peer's own (simultaneous open). */
  #crossed({ flags, sequence }: Segment): boolean {
    return this.state === 'SYN-RECV' && (flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK) && plus(sequence, 1) === this.#received;
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
      if (!(flags & TCP_RST)) this.#send(acknowledgment, TCP_RST, EMPTY);
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

  #heardSyn({ sequence, options, window }: Segment): void {
    this.#received = plus(sequence, 1);
    this.#window = window;
    this.#peerMss = options.mss ?? DEFAULT_MSS;
    this.#peerScale = options.windowScale ?? -1;
    this.#stamps = options.timestamps !== undefined;
    this.#echo = options.timestamps?.value ?? 0;
  }

  #established(segment: Segment): boolean {
    if (distance(segment.acknowledgment, this.#next) !== 0) {
      this.#send(segment.acknowledgment, TCP_RST, EMPTY);
      return false;
    }
    this.#una = segment.acknowledgment;
    this.#enterEstablished();
    if (this.#finQueued) this.state = 'FIN-WAIT-1';
    return true;
  }

  #enterEstablished(): void {
    this.state = 'ESTAB';
    if (this.#rto.backoff === 0) this.#measured();
    this.#rto.reset();
    this.#timer.stop();
    this.#congestion = INITIAL_WINDOW * this.#mss();
    this.events.changed();
    this.#output();
  }

  /** RFC 9293 section 3.10.7.4: whether any of it lies in the window. */
  #acceptable({ sequence, payload, flags }: Segment): boolean {
    const length = payload.length + (flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
    const space = Math.max(this.#space(), this.#advertised);
    const from = distance(sequence, this.#received);
    if (length === 0) return from >= 0 && from <= space;
    return from <= space && from + length > 0;
  }

  #acknowledged(segment: Segment): void {
    const { acknowledgment, payload, flags } = segment;
    const window = segment.window << Math.max(0, this.#peerScale);
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
    if (this.#timed && distance(acknowledgment, this.#timed.sequence) >= 0) this.#measured();
    this.#rto.reset();
    this.#duplicates = 0;
    this.#congestion += this.#congestion < this.#threshold ? octets : Math.ceil((this.#mss() * this.#mss()) / this.#congestion);
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
    if (++this.#duplicates !== DUPLICATE_ACKS || this.#recover !== undefined) return;
    this.#lost();
    this.#congestion = this.#threshold;
    this.#retransmit();
  }

  #lost(): void {
    this.#threshold = Math.max(this.#inFlight() / 2, 2 * this.#mss());
    this.#recover = this.#next;
    this.#timed = undefined;
  }

  #takeData({ sequence, payload, flags }: Segment): void {
    const fin = (flags & TCP_FIN) !== 0;
    if ((payload.length === 0 && !fin) || this.state === 'CLOSE') return;
    if (this.#ended) return this.#acknowledge();
    if (this.#readClosed && payload.length > 0) return this.abort();
    const taken = this.#queue.add(this.#received, sequence, payload, fin);
    this.#received = plus(taken.next, taken.fin ? 1 : 0);
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
    const mss = this.#mss();
    for (;;) {
      const inFlight = this.#inFlight();
      const left = this.#buffer.length - inFlight;
      const room = Math.min(this.#window, this.#congestion) - inFlight;
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
    this.#timed ??= { sequence: this.#next, at: this.#now() };
    const push = length > 0 && offset + length === this.#buffer.length;
    this.#send(sequence, TCP_ACK | (push ? TCP_PSH : 0) | (fin ? TCP_FIN : 0), payload);
  }

  /** Sends the first segment that isn't acknowledged once more. */
  #retransmit(): void {
    this.#timed = undefined;
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV') return this.#sendSyn();
    const sent = this.#inFlight() - (this.#finSent ? 1 : 0);
    const length = Math.min(this.#mss(), sent, this.#buffer.length);
    const fin = this.#finSent && length === this.#buffer.length;
    this.#send(this.#una, TCP_ACK | (length > 0 && length === this.#buffer.length ? TCP_PSH : 0) | (fin ? TCP_FIN : 0), this.#buffer.subarray(0, Math.max(0, length)));
  }

  #ranOut(): void {
    if (this.state === 'TIME-WAIT' || this.state === 'FIN-WAIT-2') return this.#end();
    const limit = this.state === 'SYN-SENT' ? SYN_RETRIES : this.state === 'SYN-RECV' ? SYNACK_RETRIES : RETRIES;
    if (this.#rto.backoff >= limit) return this.#fail(this.#softError ?? 'ETIMEDOUT');
    this.#rto.ranOut();
    if (this.#synchronized() && this.#inFlight() === 0) {
      // a window probe: an octet that the peer has, which it must answer (tcp_write_wakeup)
      this.#send(plus(this.#una, -1), TCP_ACK, EMPTY);
    } else {
      if (this.state !== 'SYN-SENT' && this.state !== 'SYN-RECV') {
        this.#lost();
        this.#congestion = this.#mss();
      }
      this.#retransmit();
    }
    this.#timer.start(this.#rto.value);
  }

  #sendSyn(): void {
    const path = this.#path();
    if (!path) return;
    const answer = this.state === 'SYN-RECV';
    const mss = path.room - TCP_HEADER;
    const stamped = !answer || this.#stamps;
    this.#advertised = initialWindow(mss - (answer && stamped ? TIMESTAMPS_LENGTH : 0));
    if (!answer) this.#timed ??= { sequence: this.#next, at: this.#now() };
    const options: TcpOptions = {
      mss, sackPermitted: true, ...(stamped ? { timestamps: this.#timestamps() } : {}), ...(!answer || this.#peerScale >= 0 ? { windowScale: WINDOW_SCALE } : {}),
    };
    this.#emit(path, this.#iss, TCP_SYN | (answer ? TCP_ACK : 0), EMPTY, options, Math.min(this.#advertised, 0xffff));
  }

  #acknowledge(): void {
    this.#send(this.#next, TCP_ACK, EMPTY);
  }

  #send(sequence: number, flags: number, payload: Uint8Array): void {
    const path = this.#path();
    if (!path) return;
    const window = this.#peerScale >= 0 ? Math.ceil(this.#space() / 2 ** WINDOW_SCALE) : this.#space();
    this.#emit(path, sequence, flags, payload, this.#stamps ? { timestamps: this.#timestamps() } : {}, Math.min(window, 0xffff));
  }

  #emit(path: TcpPath, sequence: number, flags: number, payload: Uint8Array, options: TcpOptions, window: number): void {
    const { sourcePort, destinationPort } = this.flow;
    const acknowledgment = flags & TCP_ACK ? this.#received : 0;
    path.send({ sourcePort, destinationPort, sequence, acknowledgment, flags, window, options: emitOptions(options) }, payload);
  }

  /** Undefined where the peer can't be reached now: a later retransmission may. */
  #path(): TcpPath | undefined {
    try {
      return pathTo(this.netns, this.flow);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.#softError = error.errno;
      return undefined;
    }
  }

  /** Octets of data that a segment takes. */
  #mss(): number {
    const room = (this.#path()?.room ?? DEFAULT_MSS) - TCP_HEADER;
    return Math.min(room, this.#peerMss) - (this.#stamps ? TIMESTAMPS_LENGTH : 0);
  }

  /** The receive window. */
  #space(): number {
    return Math.max(0, this.#advertised - this.#queue.length);
  }

  #timestamps(): { value: number; echo: number } {
    return { value: plus(this.#offset, Math.floor(this.#now() / NS_PER_MS)), echo: this.#echo };
  }

  #measured(): void {
    if (this.#timed) this.#rto.measured(this.#now() - this.#timed.at);
    this.#timed = undefined;
  }

  #now(): number {
    return this.netns.network.clock.now();
  }
}

/** tcp_select_initial_window: a whole number of segments. */
function initialWindow(mss: number): number {
  return Math.min(RECEIVE_SPACE - (RECEIVE_SPACE % mss), RECEIVE_SPACE);
}
