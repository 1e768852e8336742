import { SysError, type Received, type SocketError } from '../../stack';
import type { ErrorOutcome } from './icmp4';
import { putTimeval, updateInterval } from './replies';
import type { Session } from './session';
import type { Waiting } from './waiting';

/** What IPv4 and IPv6 do differently with what comes in. */
export interface FamilyHandlers {
  /** the type of an echo request */
  readonly echo: number;
  handleError(session: Session, error: SocketError): Promise<ErrorOutcome>;
  handlePacket(session: Session, received: Received): Promise<void>;
}

const MININTERVAL = 10;
/** -q -f prints a dot only while this many fit on the line; a pipe or file is as wide as it gets. */
const SCREEN_WIDTH = 0x7fffffff;

/** SCHINT: the least that the scheduler is asked for, ms. */
export function schedulable(ms: number): number {
  return Math.max(ms, MININTERVAL);
}

/** Sends probes at the pace that -i, -l, -f and -A ask for: a bucket of tokens, one a millisecond. */
export class Pinger {
  #tokens = 0;
  #outOfMemory = 0;

  constructor(private readonly session: Session, private readonly handlers: FamilyHandlers, private readonly waiting: Waiting) {}

  /** Sends a probe if it is time. @returns ms until the next one is due; 0 or less: at once */
  async ping(): Promise<number> {
    const { session } = this;
    const { options } = session;
    if (session.exiting || (options.npackets > 0 && session.ntransmitted >= options.npackets && options.deadline === 0)) return 1000;
    const wait = this.#spend();
    if (wait > 0) return wait;
    if (options.outstanding && session.ntransmitted > 0 && !session.wasReceived(session.ntransmitted)) {
      await session.print(`${session.stamp()}no answer yet for icmp_seq=${session.ntransmitted % 0x10000}\n`);
    }
    for (;;) {
      const failure = await this.#send();
      if (!failure) return this.#sent();
      const next = await this.#failed(failure);
      if (next !== undefined) return next;
    }
  }

  /** Takes an interval's tokens from the bucket, or tells how many ms are missing. */
  #spend(): number {
    const { session } = this;
    const { preload } = session.options;
    if (session.curTime === undefined) {
      session.curTime = session.now();
      this.#tokens = session.interval * (preload - 1);
      return 0;
    }
    const now = session.now();
    const passed = Math.floor((now - session.curTime) / 1e6);
    if (session.interval === 0 && passed < MININTERVAL && session.inFlight() >= preload) return MININTERVAL - passed;
    const tokens = Math.min(passed + this.#tokens, session.interval * preload);
    if (tokens < session.interval) return session.interval - tokens;
    session.curTime = now;
    this.#tokens = tokens - session.interval;
    return 0;
  }

  async #send(): Promise<SysError | undefined> {
    const { session } = this;
    const { target } = session;
    const packet = new Uint8Array(8 + session.pattern.length);
    const view = new DataView(packet.buffer);
    view.setUint8(0, this.handlers.echo);
    view.setUint16(4, session.ident ?? 0);
    view.setUint16(6, (session.ntransmitted + 1) & 0xffff);
    packet.set(session.pattern, 8);
    if (session.timing) putTimeval(packet.subarray(8), session.process.host.network.clock.wallUs());
    session.markReceived(session.ntransmitted + 1, false);
    await this.waiting.work(18, 62);
    try {
      target.socket.sendTo(packet, target.whereto, target.scopeId === 0 ? undefined : target.scopeId);
      return undefined;
    } catch (error) {
      if (error instanceof SysError) return error;
      throw error;
    }
  }

  async #sent(): Promise<number> {
    const { session } = this;
    const { options } = session;
    this.#outOfMemory = 0;
    session.advance();
    if (!options.quiet && options.flood && (options.preload < SCREEN_WIDTH || session.inFlight() < SCREEN_WIDTH)) await session.print('.');
    return session.interval - this.#tokens;
  }

  /** @returns ms until the next probe is due, or undefined to send this one again at once */
  async #failed({ errno }: SysError): Promise<number | undefined> {
    const { session } = this;
    let outcome: ErrorOutcome | undefined;
    if (errno === 'ENOBUFS' || errno === 'ENOMEM') {
      const next = this.#slowDown();
      if (next !== undefined) return next;
    } else if (errno === 'EAGAIN') {
      this.#tokens += session.interval;
      return MININTERVAL;
    } else {
      const queued = session.target.socket.receiveError();
      outcome = queued ? await this.handlers.handleError(session, queued) : 'local';
      if (outcome === 'foreign') return undefined;
    }
    session.advance();
    if (outcome !== 'local' && !session.options.quiet) {
      if (session.options.flood) await session.print('E');
      else await session.complaints.warn('sendmsg', errno);
    }
    this.#tokens = 0;
    return schedulable(session.interval);
  }

  /** The device's queue is full: waits a little, but not for ever. */
  #slowDown(): number | undefined {
    const { session } = this;
    this.#tokens = 0;
    session.rttAddend += session.rtt < 8 * 50_000 ? Math.trunc(session.rtt / 8) : 50_000;
    if (session.options.adaptive) updateInterval(session);
    const wait = Math.min(schedulable(Math.trunc(session.interval / 2)), 500);
    this.#outOfMemory++;
    return this.#outOfMemory * wait < session.options.lingertime ? wait : undefined;
  }
}
