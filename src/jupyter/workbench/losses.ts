import { SimulatedBackend, type Backend } from '../../backend';
import { EventLog } from '../why/log';
import { tellWhy } from '../why/why';

/** What a network lost since the last commands began, as far as its kernel tells. */
export class Losses {
  #log = new EventLog();
  #began = 0;

  constructor(private readonly backend: Backend) {
    if (backend instanceof SimulatedBackend) backend.network.events.subscribe((event) => this.#log.listen(event));
  }

  /** Commands begin: what was lost before is forgotten. */
  begin(): void {
    this.#log = new EventLog();
    this.#began = this.backend instanceof SimulatedBackend ? this.backend.network.clock.now() : 0;
  }

  /** undefined where the kernel doesn't tell */
  get log(): EventLog | undefined {
    return this.backend instanceof SimulatedBackend ? this.#log : undefined;
  }

  tell(): string {
    return tellWhy(this.#log, this.#began);
  }
}
