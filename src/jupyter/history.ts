import type { Content } from './message';

/** A cell that was run with store_history; `output` is the text of its `Out`, if it had one. */
export interface Entry {
  /** counts the kernel's starts, from 1 */
  readonly session: number;
  /** its execution_count */
  readonly line: number;
  readonly input: string;
  readonly output?: string;
}

/** Where the history lasts from one kernel to the next. Neither throws, whatever happens to it. */
export interface HistoryStore {
  /** All that is kept, oldest first. */
  load(): readonly Entry[];
  /** Keeps an entry; one with an output comes in the place of the one without that was kept before. */
  keep(entry: Entry): void;
}

/** What is held in memory: entries, and UTF-16 units of all their texts; the oldest make room. */
const MOST = { entries: 10_000, units: 4_000_000 };

/** UTF-16 units of an entry that is held at all: one huge cell doesn't push out all others. */
const LONGEST = 1_000_000;

type Answer = [session: number, line: number, input: string | [input: string, output: string | null]];

/** The cells of this session and of earlier ones, as history_request asks for them. */
export class History {
  #loaded: Entry[] | undefined;
  #units = 0;
  #session = 1;

  constructor(private readonly store?: HistoryStore) {}

  /** A cell begins. */
  add(line: number, input: string): void {
    this.#put({ session: this.#current, line, input });
  }

  /** The last cell has shown its `Out`. */
  result(line: number, output: string): void {
    const last = this.#entries.at(-1);
    if (last?.session !== this.#session || last.line !== line || unitsOf({ ...last, output }) > LONGEST) return;
    this.#units -= unitsOf(last);
    this.#entries.pop();
    this.#put({ ...last, output });
  }

  /** Answers a history_request's content. With `output`, inputs come as pairs with their outputs. `raw` changes nothing: cells are run as they are. */
  ask(content: Content): Answer[] {
    return this.#find(content).map(({ session, line, input, output }) => [session, line, content.output === true ? [input, output ?? null] : input]);
  }

  #put(entry: Entry): void {
    this.store?.keep(entry);
    if (unitsOf(entry) <= LONGEST) this.#hold([entry]);
  }

  #hold(more: readonly Entry[]): void {
    const all = this.#entries;
    for (const entry of more) {
      all.push(entry);
      this.#units += unitsOf(entry);
    }
    while (all.length > MOST.entries || this.#units > MOST.units) this.#units -= unitsOf(all.shift()!);
  }

  get #entries(): Entry[] {
    if (!this.#loaded) {
      const earlier = this.store?.load() ?? [];
      this.#loaded = [];
      this.#session = earlier.reduce((most, { session }) => Math.max(most, session), 0) + 1;
      this.#hold(earlier);
    }
    return this.#loaded;
  }

  /** This session's number. */
  get #current(): number {
    void this.#entries;
    return this.#session;
  }

  #find(content: Content): Entry[] {
    const all = this.#entries;
    const n = typeof content.n === 'number' ? content.n : all.length;
    switch (content.hist_access_type) {
      case 'tail':
        return n > 0 ? all.slice(-n) : [];
      case 'range':
        return this.#range(content);
      case 'search': {
        const glob = globOf(String(content.pattern ?? '*'));
        const hits = all.filter(({ input }) => glob(input));
        const last = new Map(hits.map((entry) => [entry.input, entry]));
        const kept = content.unique === true ? hits.filter((entry) => last.get(entry.input) === entry) : hits;
        return n > 0 ? kept.slice(-n) : [];
      }
      default:
        return [];
    }
  }

  /** Lines from `start` up to, but not with, `stop`. Session 0 is this one, and keeps that number; negative ones count backwards from it. */
  #range(content: Content): Entry[] {
    const asked = typeof content.session === 'number' ? content.session : 0;
    const session = asked <= 0 ? this.#current + asked : asked;
    const start = typeof content.start === 'number' ? content.start : 0;
    const stop = typeof content.stop === 'number' ? content.stop : Infinity;
    const found = this.#entries.filter((entry) => entry.session === session && entry.line >= start && entry.line < stop);
    return asked === 0 ? found.map((entry) => ({ ...entry, session: 0 })) : found;
  }
}

function unitsOf({ input, output = '' }: Entry): number {
  return input.length + output.length;
}

/** A pattern of `*` and `?`, as a test that takes no more than length × length steps. */
function globOf(pattern: string): (text: string) => boolean {
  return (text) => {
    let [at, p, star, resume] = [0, 0, -1, 0];
    while (at < text.length) {
      if (pattern[p] === '*') [star, resume] = [p++, at];
      else if (pattern[p] === '?' || pattern[p] === text[at]) [at, p] = [at + 1, p + 1];
      else if (star < 0) return false;
      else [p, at] = [star + 1, ++resume];
    }
    return /^\**$/.test(pattern.slice(p));
  };
}
