import type { Stamped } from '../../stack/events';
import { describePacket } from './packet';
import { REASONS } from './reasons';

export type Drop = Extract<Stamped, { kind: 'drop' }>;

/** Drops that are told apart; more of the last kind are counted only. */
const MOST = 1000;

interface Told {
  readonly text: string;
  readonly first: number;
  last: number;
  count: number;
}

/** Keeps what was dropped while a cell ran, like drops together. */
export class DropLog {
  readonly #told = new Map<string, Told>();

  listen(event: Stamped): void {
    if (event.kind === 'drop') this.add(event);
  }

  add(drop: Drop): void {
    const text = sentence(drop);
    const told = this.#told.get(text);
    if (told) {
      told.count++;
      told.last = drop.at;
    } else if (this.#told.size < MOST) {
      this.#told.set(text, { text, first: drop.at, last: drop.at, count: 1 });
    }
  }

  /**
   * What was dropped, a paragraph each, in the order of the first of its kind.
   * @param start ns since boot when the cell began
   */
  tell(start: number): string {
    if (this.#told.size === 0) return 'No packet was dropped in the last cell.\n';
    return [...this.#told.values()].map(({ text, first, last, count }) => `${when(first - start, last - start, count)} ${text}\n`).join('');
  }
}

function when(first: number, last: number, count: number): string {
  const seconds = (ns: number): string => `${(ns / 1e9).toFixed(3)} s`;
  return count === 1 ? `At ${seconds(first)}:` : `${count} times, at ${seconds(first)} to ${seconds(last)}:`;
}

function sentence({ reason, because, frame, host, netns, dev }: Drop): string {
  const place = [host, netns === null ? undefined : `namespace ${netns}`, dev].filter((part) => part !== undefined).join(', ');
  return `${describePacket(frame)}. Dropped at ${place}, because ${REASONS[reason]}. SKB_DROP_REASON_${reason}${because === undefined ? '' : `; decided by ${because}`}.`;
}
