import type { CellOutcome, Session } from '../jupyter/session';
import { Collector } from './collect';
import type { Cell, Notebook } from './nbformat';

/** A cell that failed. */
export interface Failed {
  /** index of the cell */
  readonly cell: number;
  readonly outcome: Extract<CellOutcome, { status: 'error' }>;
}

/**
 * Runs a notebook from top to bottom.
 * @param progress is told before each code cell: how many there have been, of how many
 * @returns the notebook with its outputs, and the cells that failed: those after one run all the same
 */
export async function executeNotebook(notebook: Notebook, session: Session, progress: (done: number, all: number) => void): Promise<{ readonly notebook: Notebook; readonly failed: readonly Failed[] }> {
  const all = notebook.cells.filter(({ cell_type }) => cell_type === 'code').length;
  const cells: Cell[] = [];
  const failed: Failed[] = [];
  const displays = new Map();
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'markdown') {
      cells.push(cell);
      continue;
    }
    progress(count, all);
    const output = new Collector(++count, displays);
    const outcome = await session.execute(cell.source, output);
    if (outcome.status === 'error') failed.push({ cell: cells.length, outcome });
    cells.push(output.cell(cell, outcome));
  }
  return { notebook: { ...notebook, cells }, failed };
}
