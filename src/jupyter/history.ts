import type { Content } from './message';

type Entry = [session: number, line: number, input: string];

/** The cells that were run with store_history, as history_request asks for them. A kernel has one session, number 0. */
export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push([0, line, input]);
  }

  /** Answers a history_request's content. With `output`, inputs come as pairs with null: outputs aren't kept. */
  ask(content: Content): (Entry | [number, number, [string, null]])[] {
    const found = this.#find(content);
    return content.output === true ? found.map(([session, line, input]) => [session, line, [input, null]]) : found;
  }

  #find(content: Content): Entry[] {
    const all = this.#entries;
    const n = typeof content.n === 'number' ? content.n : all.length;
    switch (content.hist_access_type) {
      case 'tail':
        return n > 0 ? all.slice(-n) : [];
      case 'range': {
        if (content.session !== undefined && content.session !== null && content.session !== 0) return [];
        const start = typeof content.start === 'number' ? content.start : 0;
        const stop = typeof content.stop === 'number' ? content.stop : Infinity;
        return all.filter(([, line]) => line >= start && line < stop);
      }
      case 'search': {
        const glob = new RegExp(`^${String(content.pattern ?? '*').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 's');
        const hits = all.filter(([, , input]) => glob.test(input));
        const last = new Map(hits.map((entry) => [entry[2], entry]));
        const kept = content.unique === true ? hits.filter((entry) => last.get(entry[2]) === entry) : hits;
        return n > 0 ? kept.slice(-n) : [];
      }
      default:
        return [];
    }
  }
}
