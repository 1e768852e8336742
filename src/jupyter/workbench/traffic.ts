import { SimulatedBackend, type Backend } from '../../backend';
import type { Trace } from '../../render';
import { traceOf, type Choice } from '../trace/journeys';
import { Recording } from '../trace/recording';
import { EventLog } from '../why/log';
import { tellWhy } from '../why/why';

/** The packets of a network since the last commands began: where each went, what was lost and why, as far as its kernel tells. */
export class Traffic {
  #log = new EventLog();
  #recording = new Recording(0);

  constructor(private readonly backend: Backend) {
    if (!(backend instanceof SimulatedBackend)) return;
    backend.network.events.subscribe((event) => {
      this.#log.listen(event);
      this.#recording.listen(event);
    });
  }

  /** Commands begin: what was lost before is forgotten. */
  begin(): void {
    this.#log = new EventLog();
    this.#recording = new Recording(this.#now);
  }

  /** undefined where the kernel doesn't tell */
  get log(): EventLog | undefined {
    return this.backend instanceof SimulatedBackend ? this.#log : undefined;
  }

  tell(): string {
    return tellWhy(this.#log, this.#recording.began);
  }

  /** The packets that moved, those that are chosen. */
  async trace(choice: Choice): Promise<Trace> {
    return traceOf(this.#recording, choice, await this.backend.snapshot(), this.#now);
  }

  /** ns since boot */
  get #now(): number {
    return this.backend instanceof SimulatedBackend ? this.backend.network.clock.now() : 0;
  }
}
