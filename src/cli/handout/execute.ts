import { NotebookSession } from '../../jupyter/notebook-session';
import type { TypedLine } from '../../shell/terminal';
import { CliError } from '../command';
import { tagsOf, type Cell, type Notebook, type Output } from './notebook';
import { Outputs, promptsOf } from './outputs';

/** Hears how far a run has come: which of how many code cells begins. */
export type Progress = (cell: number, cells: number) => void;

/**
 * Runs a notebook's cells from top to bottom, as a front end would; whoever reads the cells later sees at which prompts their lines stood.
 * @param session a fresh one, which is closed at the end
 * @returns the notebook with its outputs
 * @throws {CliError} where a cell fails without the tag `raises-exception`
 */
export async function execute(notebook: Notebook, session: NotebookSession, progress: Progress): Promise<Notebook> {
  const outputs = new Outputs();
  const total = notebook.cells.filter(isCode).length;
  const cells: Cell[] = [];
  let count = 0;
  try {
    for (const cell of notebook.cells) {
      if (!isCode(cell)) cells.push(cell);
      else {
        progress(++count, total);
        cells.push(await run(cell, session, outputs, `cell ${count} of ${total}`, count));
      }
    }
  } finally {
    await session.close();
  }
  return { ...notebook, cells };
}

const isCode = ({ cell_type, source }: Cell): boolean => cell_type === 'code' && source.trim() !== '';

async function run(cell: Cell, session: NotebookSession, outputs: Outputs, name: string, count: number): Promise<Cell> {
  const shown: Output[] = [];
  const typed: TypedLine[] = [];
  const outcome = await session.execute(cell.source, outputs.cell(shown, typed, count));
  if (outcome.status === 'error') {
    const { ename, evalue, traceback } = outcome;
    if (!tagsOf(cell).includes('raises-exception')) {
      throw new CliError(`${name} failed, and nothing was written: ${ename}: ${evalue}\n${quoted(cell.source)}\nMend it, or tag the cell raises-exception if it is meant to fail.`);
    }
    shown.push({ output_type: 'error', ename, evalue, traceback });
  }
  return { ...cell, execution_count: count, outputs: shown, metadata: { ...cell.metadata, vethlab: { ...cell.metadata.vethlab, prompts: promptsOf(cell.source, typed) } } };
}

/** Lines of a cell that a message quotes at most. */
const QUOTED = 5;

function quoted(source: string): string {
  const lines = source.split('\n');
  return [...lines.slice(0, QUOTED), ...(lines.length > QUOTED ? ['...'] : [])].map((line) => `    ${line}`).join('\n');
}
