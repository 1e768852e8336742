import type { Stamped } from '../../stack/events';

/** Events that are kept of a cell at most: what comes later is only counted. */
const MOST = 8000;

/** What of the stack's events a trace shows. */
export type TracedEvent = Extract<Stamped, { kind: 'xmit' | 'receive' | 'drop' | 'neighbour' | 'route' }>;

/** Keeps the events of a cell in their order. */
export class Recording {
  readonly events: TracedEvent[] = [];
  /** frames that were sent after no more could be kept */
  missed = 0;

  /** @param began ns since boot when the cell began */
  constructor(readonly began: number) {}

  listen(event: Stamped): void {
    if (event.kind === 'deliver' || (event.kind === 'route' && event.chosen !== undefined)) return;
    if (this.events.length < MOST) this.events.push(event);
    else if (event.kind === 'xmit') this.missed++;
  }
}
