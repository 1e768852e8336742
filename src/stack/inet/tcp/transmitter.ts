import { NS_PER_MS } from '../../clock';
import { SysError, type Errno } from '../../errno';
import type { Netns } from '../../netns';
import { EMPTY, TCP_ACK, TCP_FIN, TCP_HEADER, TCP_SYN } from '../../wire';
import { emitOptions, TIMESTAMPS_LENGTH, type TcpOptions } from './options';
import { pathTo, type TcpFlow, type TcpPath } from './path';
import type { Segment } from './segment';
import { distance, plus } from './sequence';

/** Half of net.ipv4.tcp_rmem's default: the other half is overhead. */
const RECEIVE_SPACE = 65_536;
const WINDOW_SCALE = 7;
const DEFAULT_MSS = 536;

/** Puts a connection's segments together: options, windows, acknowledgments; and finds their way. */
export class Transmitter {
  /** RCV.NXT */
  received = 0;
  /** Octets that the receive window started with. */
  advertised = 0;
  /** Why the last segment had no way to go. */
  unreachable: Errno | undefined;
  #peerMss = DEFAULT_MSS;
  #peerScale = 0;
  #stamps = true;
  #echo = 0;
  readonly #offset: number;

  /** @param unread octets that the reader hasn't taken, by which the window is smaller */
  constructor(private readonly netns: Netns, private readonly flow: TcpFlow, private readonly unread: () => number) {
    this.#offset = netns.network.random.u32();
  }

  /** What the peer's SYN says of it. */
  heardSyn({ sequence, options }: Segment): void {
    this.received = plus(sequence, 1);
    this.#peerMss = options.mss ?? DEFAULT_MSS;
    this.#peerScale = options.windowScale ?? -1;
    this.#stamps = options.timestamps !== undefined;
    this.#echo = options.timestamps?.value ?? 0;
  }

  heardStamp(value: number): void {
    this.#echo = value;
  }

  /** The window that a segment's header stands for. */
  windowOf({ window }: Segment): number {
    return window << Math.max(0, this.#peerScale);
  }

  /** The receive window. */
  get space(): number {
    return Math.max(0, this.advertised - this.unread());
  }

  /** Whether any of a segment lies in the window (RFC 9293 section 3.10.7.4). */
  accepts({ sequence, payload, flags }: Segment): boolean {
    const length = payload.length + (flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
    const from = distance(sequence, this.received);
    return from <= this.advertised && (length === 0 ? from >= 0 : from + length > 0);
  }

  /** Octets of data that a segment takes. */
  get mss(): number {
    const room = (this.#path()?.room ?? DEFAULT_MSS) - TCP_HEADER;
    return Math.min(room, this.#peerMss) - (this.#stamps ? TIMESTAMPS_LENGTH : 0);
  }

  /** @param answer whether it acknowledges the peer's SYN */
  sendSyn(sequence: number, answer: boolean): void {
    const path = this.#path();
    if (!path) return;
    const mss = path.room - TCP_HEADER;
    const stamped = !answer || this.#stamps;
    this.advertised = initialWindow(mss - (answer && stamped ? TIMESTAMPS_LENGTH : 0));
    const options: TcpOptions = {
      mss, sackPermitted: true, ...(stamped ? { timestamps: this.#timestamps() } : {}), ...(!answer || this.#peerScale >= 0 ? { windowScale: WINDOW_SCALE } : {}),
    };
    this.#emit(path, sequence, TCP_SYN | (answer ? TCP_ACK : 0), EMPTY, options, this.advertised);
  }

  send(sequence: number, flags: number, payload: Uint8Array): void {
    const path = this.#path();
    if (!path) return;
    const window = this.#peerScale >= 0 ? Math.ceil(this.space / 2 ** WINDOW_SCALE) : this.space;
    this.#emit(path, sequence, flags, payload, this.#stamps ? { timestamps: this.#timestamps() } : {}, window);
  }

  #emit(path: TcpPath, sequence: number, flags: number, payload: Uint8Array, options: TcpOptions, window: number): void {
    const { sourcePort, destinationPort } = this.flow;
    const acknowledgment = flags & TCP_ACK ? this.received : 0;
    path.send({ sourcePort, destinationPort, sequence, acknowledgment, flags, window: Math.min(window, 0xffff), options: emitOptions(options) }, payload);
  }

  /** Undefined where the peer can't be reached now: a later retransmission may. */
  #path(): TcpPath | undefined {
    try {
      return pathTo(this.netns, this.flow);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.unreachable = error.errno;
      return undefined;
    }
  }

  #timestamps(): { value: number; echo: number } {
    return { value: plus(this.#offset, Math.floor(this.netns.network.clock.now() / NS_PER_MS)), echo: this.#echo };
  }
}

/** tcp_select_initial_window: a whole number of segments. */
function initialWindow(mss: number): number {
  return RECEIVE_SPACE - (RECEIVE_SPACE % mss);
}
