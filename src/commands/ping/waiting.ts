import { NS_PER_MS, NS_PER_US, wheelDelay } from '../../stack';
import type { Session } from './session';

/** How a wait ended. */
export type Woken = 'ready' | 'timeout' | 'signal';

/** What ping waits for: its socket, and the alarm that ends it (ITIMER_REAL). */
export class Waiting {
  #alarmAt = Infinity;

  constructor(private readonly session: Session) {}

  /** setitimer(2): ends ping that many µs from now. */
  setAlarm(us: number): void {
    this.#alarmAt = us > 0 ? this.session.now() + us * NS_PER_US : Infinity;
  }

  /** Notices that the alarm rang. */
  checkAlarm(): void {
    if (this.session.now() >= this.#alarmAt) this.session.exiting = true;
  }

  /** poll(2) on the socket, for whole ms. */
  poll(ms: number): Promise<Woken> {
    return this.#until(this.session.now() + ms * NS_PER_MS);
  }

  /** A recvmsg(2) that blocks, with SO_RCVTIMEO. */
  receive(ms: number): Promise<Woken> {
    const now = this.session.now();
    return this.#until(now + wheelDelay(now, ms * NS_PER_MS));
  }

  /** The time that a process takes between two steps that take none in the simulation. */
  async work(fromUs: number, toUs: number): Promise<void> {
    await this.session.process.sleep(this.#random(fromUs, toUs));
    this.checkAlarm();
  }

  #random(fromUs: number, toUs: number): number {
    return this.session.process.host.network.random.between(fromUs * NS_PER_US, toUs * NS_PER_US);
  }

  async #until(at: number): Promise<Woken> {
    const { process, target } = this.session;
    const wakeUp = this.#random(20, 120);
    const late = at + wakeUp;
    const woken = await process.poll([target.socket], Math.max(0, Math.min(late, this.#alarmAt) - this.session.now()));
    this.checkAlarm();
    if (this.session.exiting) return 'signal';
    // what arrives with the packet that wakes ping, arrives before ping runs
    if (woken !== 'timeout' && woken !== 'signal') await this.work(3, 15);
    return woken === 'timeout' || woken === 'signal' ? woken : 'ready';
  }
}
