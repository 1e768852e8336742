import type { CellOutcome, Session } from '../jupyter/session';
import { Collector, type Displays } from './collect';
import { isRun, type Cell, type Notebook } from './nbformat';
import { withPrompts } from './prompts';

/** A cell that failed. */
export interface Failed {
  /** index of the cell */
  readonly cell: number;
  /** which of how many cells that run */
  readonly count: number;
  readonly all: number;
  readonly outcome: Extract<CellOutcome, { status: 'error' }>;
}

/** Who follows a run. */
export interface Follower {
  /** Told before each cell that runs: which of how many. */
  progress(count: number, all: number): void;
  /** Told of each cell that fails; those after it run all the same, unless this throws. */
  failed(failed: Failed): void;
}

/**
 * Runs a notebook from top to bottom, as a front end would.
 * @param session a fresh one, which is closed at the end
 * @param prompts whether cells shall tell at which prompts their lines stood
 * @returns the notebook with its outputs
 */
export async function executeNotebook(notebook: Notebook, session: Session, follower: Follower, prompts = false): Promise<Notebook> {
  const all = notebook.cells.filter(isRun).length;
  const cells: Cell[] = [];
  const displays: Displays = new Map();
  let count = 0;
  try {
    for (const cell of notebook.cells) {
      if (!isRun(cell)) {
        cells.push(cell);
        continue;
      }
      follower.progress(++count, all);
      const output = new Collector(count, displays);
      const outcome = await session.execute(cell.source, output);
      if (outcome.status === 'error') follower.failed({ cell: cells.length, count, all, outcome });
      const executed = { ...cell, execution_count: count, outputs: output.shown(outcome) };
      cells.push(prompts ? withPrompts(executed, output.lines) : executed);
    }
  } finally {
    await session.close();
  }
  return { ...notebook, cells };
}
