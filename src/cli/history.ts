import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry, HistoryStore } from '../jupyter/history';
import { userData } from './jupyter-paths';

/** Cells that are kept; a file with half as many again is cut to them. */
const MOST = 5000;

/** UTF-16 units of a cell, or of its `Out`, that are kept. */
const LONGEST = 10_000;

/** ms that an entry waits for others, so that no cell waits for the disk. */
const PAUSE_MS = 50;

/** VETHLAB_HISTORY, else a file in the user's Jupyter data directory. */
export function historyFile(): string {
  return process.env.VETHLAB_HISTORY || join(userData(), 'vethlab', 'history.jsonl');
}

/**
 * Keeps the history in a file: an entry a line, as JSON. What it can't read it passes over, and where it can't write it
 * keeps nothing, after one complaint.
 */
export class HistoryFile implements HistoryStore {
  #broken = false;
  #waiting = '';

  constructor(private readonly path: string, private readonly log: (line: string) => void) {}

  load(): readonly Entry[] {
    return this.#try(() => {
      mkdirSync(dirname(this.path), { recursive: true });
      const entries = latest(this.#read().split('\n').flatMap(entryOf));
      if (entries.length <= MOST * 1.5) return entries.slice(-MOST);
      const kept = entries.slice(-MOST);
      // another kernel may be reading it
      const copy = `${this.path}.${process.pid}`;
      writeFileSync(copy, kept.map(line).join(''), { mode: 0o600 });
      renameSync(copy, this.path);
      return kept;
    }) ?? [];
  }

  keep(entry: Entry): void {
    if (this.#broken || entry.input.length > LONGEST) return;
    const { output, ...rest } = entry;
    if (output !== undefined && output.length > LONGEST) return;
    if (this.#waiting === '') {
      setTimeout(this.flush, PAUSE_MS).unref();
      process.once('exit', this.flush);
    }
    this.#waiting += line({ ...rest, ...(output !== undefined && { output }) });
  }

  /** Writes what waits. */
  readonly flush = (): void => {
    const text = this.#waiting;
    this.#waiting = '';
    process.off('exit', this.flush);
    if (text !== '') this.#try(() => appendFileSync(this.path, text, { mode: 0o600 }));
  };

  #read(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }

  #try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!this.#broken) this.log(`the history isn't kept: ${(error as Error).message}`);
      this.#broken = true;
      return undefined;
    }
  }
}

/** An entry that came twice counts as it was the second time. */
function latest(entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [`${entry.session} ${entry.line}`, entry])).values()];
}

function line(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

function entryOf(text: string): Entry[] {
  try {
    const { session, line, input, output } = JSON.parse(text) as Entry;
    const known = Number.isSafeInteger(session) && session > 0 && Number.isSafeInteger(line) && typeof input === 'string';
    return known ? [{ session, line, input, ...(typeof output === 'string' && { output }) }] : [];
  } catch {
    return [];
  }
}
