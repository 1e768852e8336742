import type { Moment } from '../../backend';
import type { CellOutput } from '../session';
import type { Settings } from '../settings';

/** Something that has changed a network or its shells since the network was built. Plain data. */
export type Action =
  /** a subshell's shell was started */
  | { readonly kind: 'open' }
  | {
    readonly kind: 'run';
    readonly text: string;
    /** when it was interrupted; the turns count from its beginning */
    readonly stops: Moment[];
    /** what the user answered it; null: the end of input */
    readonly inputs: (string | null)[];
  }
  | { readonly kind: 'evaluate'; readonly text: string }
  | { readonly kind: 'probe'; readonly host: string; readonly argv: readonly string[] }
  | { readonly kind: 'enter'; readonly host: string }
  | { readonly kind: 'netns'; readonly name: string | undefined }
  | { readonly kind: 'set'; readonly settings: Settings }
  | { readonly kind: 'assign'; readonly name: string; readonly value: string };

interface Entry {
  /** whose shell: 0 the notebook's own, others those of subshells */
  readonly seat: number;
  /** which cell did it; they are numbered as they begin, those of subshells too */
  readonly cell: number;
  readonly action: Action;
}

/** A network as it was at a time: what it began with, and all that was done to it. */
export interface Past {
  readonly settings: Settings;
  readonly entries: readonly Entry[];
}

/** More than that can't be done again in a bearable time, nor kept. */
const MOST_ENTRIES = 20_000;
const MOST_TEXT = 1 << 24;

/**
 * All that was done to a network. The simulated network is deterministic, so doing it again on a new one gives the same
 * network, down to its clock and its random numbers.
 */
export class Journal {
  #settings: Settings = {};
  #entries: Entry[] = [];
  #length = 0;
  #last = 0;
  /** cells that run now */
  readonly #running = new Set<number>();
  /** cells that have done something */
  #busy = new Set<number>();
  /** cells that did something while others did */
  #crossed = new Set<number>();

  /** A network was built. */
  begin(settings: Settings): void {
    this.#settings = settings;
    this.#entries = [];
    this.#length = 0;
    this.#busy = new Set();
    this.#crossed = new Set();
  }

  /** A cell begins. @returns its number */
  beginCell(): number {
    this.#running.add(++this.#last);
    return this.#last;
  }

  /** The last cell that has begun. */
  get last(): number {
    return this.#last;
  }

  /** A cell that has ended goes on until some work is done. */
  async during<T>(cell: number, work: Promise<T>): Promise<T> {
    this.#running.add(cell);
    return work.finally(() => this.endCell(cell));
  }

  endCell(cell: number): void {
    this.#running.delete(cell);
  }

  add(action: Action, seat: number, cell: number): void {
    this.#length += action.kind === 'run' ? action.text.length : action.kind === 'assign' ? action.value.length : 0;
    if (this.overflowed) return;
    this.#entries.push({ seat, cell, action });
    if (action.kind === 'open') return;
    this.#busy.add(cell);
    const others = [...this.#running].filter((other) => other !== cell && this.#busy.has(other));
    if (others.length > 0) for (const one of [cell, ...others]) this.#crossed.add(one);
  }

  /** Too much was done for it to be kept. */
  get overflowed(): boolean {
    return this.#entries.length >= MOST_ENTRIES || this.#length > MOST_TEXT;
  }

  get past(): Past {
    return { settings: this.#settings, entries: [...this.#entries] };
  }

  /** How many cells have done something, `present` aside. */
  cells(present: number): number {
    return this.#earlier(present).length;
  }

  /** What was before the last `count` cells, `present` aside. @param count from 1 to {@link cells} */
  before(count: number, present: number): Past {
    const first = this.#earlier(present).at(-count)!;
    return { settings: this.#settings, entries: this.#entries.filter(({ cell }) => cell < first) };
  }

  /** Whether some of it was done by cells that ran at the same time: that can't be done again. */
  crossed({ entries }: Past): boolean {
    return entries.some(({ cell }) => this.#crossed.has(cell));
  }

  /** Whether some of it is being done still, by another cell than `present`. */
  unfinished({ entries }: Past, present: number): boolean {
    return entries.some(({ cell }) => cell !== present && this.#running.has(cell));
  }

  #earlier(present: number): number[] {
    return [...this.#busy].filter((cell) => cell !== present).sort((a, b) => a - b);
  }
}

/** How many cells a past consists of. */
export function cellsOf({ entries }: Past): number {
  return new Set(entries.filter(({ action }) => action.kind !== 'open').map(({ cell }) => cell)).size;
}

/** An output that keeps what the user answers. */
export function noting(output: CellOutput, inputs: (string | null)[]): CellOutput {
  const { input } = output;
  if (!input) return output;
  const asked = async (prompt: string, hidden: boolean): Promise<string | null> => {
    const line = await input.call(output, prompt, hidden);
    inputs.push(line);
    return line;
  };
  return {
    stream: (name, text) => output.stream(name, text),
    display: (data, metadata, id) => output.display(data, metadata, id),
    update: (id, data, metadata) => output.update(id, data, metadata),
    result: (data) => output.result(data),
    clear: (wait) => output.clear(wait),
    typed: (line) => output.typed?.(line),
    payload: (payload) => output.payload?.(payload),
    input: asked,
  };
}

/** Where the output of what is done again goes, and its answers come from. */
export function unseen(inputs: readonly (string | null)[]): CellOutput {
  const left = [...inputs];
  const nothing = (): void => undefined;
  return { stream: nothing, display: nothing, update: nothing, result: nothing, clear: nothing, input: async () => left.shift() ?? null };
}
