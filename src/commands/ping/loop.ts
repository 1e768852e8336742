import type { FamilyHandlers } from './pinger';
import { Pinger, schedulable } from './pinger';
import { exitStatus, statistics, statusLine } from './report';
import type { Session } from './session';
import { Waiting } from './waiting';

/** One probe in this many ms or less apart: ping spins instead of sleeping (USER_HZ is 100). */
const SPIN = 10;

/** main_loop: sends, waits, receives, until enough came back, time is up or SIGINT arrived. @returns the exit code */
export async function pingLoop(session: Session, handlers: FamilyHandlers): Promise<number> {
  await new Loop(session, handlers).run();
  await session.print(statistics(session));
  return exitStatus(session);
}

class Loop {
  readonly #waiting: Waiting;
  readonly #pinger: Pinger;
  /** SO_RCVTIMEO, ms */
  readonly #receiveTimeout: number;
  #lingering = false;

  constructor(private readonly session: Session, private readonly handlers: FamilyHandlers) {
    this.#waiting = new Waiting(session);
    this.#pinger = new Pinger(session, handlers, this.#waiting);
    this.#receiveTimeout = schedulable(session.interval);
    session.process.onSignal('SIGINT', () => { session.exiting = true; });
    session.process.onSignal('SIGALRM', () => { session.exiting = true; });
    session.process.onSignal('SIGQUIT', () => { session.statusSnapshot = true; });
    session.startTime = session.now();
    this.#waiting.setAlarm(session.options.deadline * 1e6);
  }

  async run(): Promise<void> {
    const { session } = this;
    while (!this.#done()) {
      if (session.statusSnapshot) {
        session.statusSnapshot = false;
        await session.process.stderr.write(statusLine(session));
      }
      let next: number;
      do next = this.#scheduleExit(await this.#pinger.ping()); while (next <= 0);
      await this.#receive(next);
    }
  }

  #done(): boolean {
    const { session } = this;
    const { npackets, deadline } = session.options;
    return session.exiting
      || (npackets > 0 && session.nreceived + session.nerrors >= npackets)
      || (deadline > 0 && session.nerrors > 0);
  }

  /** After the last probe ping lingers: twice the slowest reply but an interval at least, or -W where there was none. */
  #scheduleExit(next: number): number {
    const { session } = this;
    const { npackets, deadline, lingertime } = session.options;
    if (npackets === 0 || session.ntransmitted < npackets || deadline > 0 || this.#lingering) return next;
    this.#lingering = true;
    const us = session.nreceived > 0 ? Math.max(2 * session.tmax, 1000 * session.interval) : lingertime * 1000;
    this.#waiting.setAlarm(us);
    return Math.max(next, Math.trunc(us / 1000));
  }

  async #receive(due: number): Promise<void> {
    const { session } = this;
    let block = true;
    if (session.options.adaptive || due < schedulable(session.interval)) {
      const spin = due <= SPIN && session.inFlight() === 0;
      const wait = due <= SPIN && !spin ? SPIN : due;
      if (spin || session.options.adaptive || session.interval !== 0) {
        if (await this.#waiting.poll(wait) !== 'ready') return;
        block = false;
      }
    }
    for (;;) {
      if (!await this.#take(block)) return;
      block = false;
      if (session.inFlight() === 0) return;
    }
  }

  /** recvmsg(2): an error of the queue before a packet. @returns false if there was neither in time */
  async #take(block: boolean): Promise<boolean> {
    const { socket } = this.session.target;
    for (;;) {
      const error = socket.receiveError();
      if (error) {
        await this.handlers.handleError(this.session, error);
        return true;
      }
      const packet = socket.receive();
      if (packet) {
        await this.handlers.handlePacket(this.session, packet);
        return true;
      }
      if (!block || await this.#waiting.receive(this.#receiveTimeout) !== 'ready') return false;
    }
  }
}
