import type { Session } from '../../jupyter/session';
import { Collector, type Displays } from '../../notebook/collect';
import type { TypedLine } from '../../shell/terminal';
import { CliError } from '../command';
import { tagsOf, type Cell, type Notebook } from './notebook';

/** Hears how far a run has come: which of how many code cells begins. */
export type Progress = (cell: number, cells: number) => void;

/**
 * Runs a notebook's cells from top to bottom, as a front end would; whoever reads the cells later sees at which prompts their lines stood.
 * @param session a fresh one, which is closed at the end
 * @returns the notebook with its outputs
 * @throws {CliError} where a cell fails without the tag `raises-exception`
 */
export async function execute(notebook: Notebook, session: Session, progress: Progress): Promise<Notebook> {
  const displays: Displays = new Map();
  const total = notebook.cells.filter(isCode).length;
  const cells: Cell[] = [];
  let count = 0;
  try {
    for (const cell of notebook.cells) {
      if (!isCode(cell)) cells.push(cell);
      else {
        progress(++count, total);
        cells.push(await run(cell, session, new Prompted(count, displays), `cell ${count} of ${total}`, count));
      }
    }
  } finally {
    await session.close();
  }
  return { ...notebook, cells };
}

const isCode = ({ cell_type, source }: Cell): boolean => cell_type === 'code' && source.trim() !== '';

/** Keeps at which prompts a cell's lines stood, too. */
class Prompted extends Collector {
  readonly lines: TypedLine[] = [];

  typed(line: TypedLine): void {
    this.lines.push(line);
  }
}

async function run(cell: Cell, session: Session, output: Prompted, name: string, count: number): Promise<Cell> {
  const outcome = await session.execute(cell.source, output);
  if (outcome.status === 'error' && !tagsOf(cell).includes('raises-exception')) {
    throw new CliError(`${name} failed, and nothing was written: ${outcome.ename}: ${outcome.evalue}\n${quoted(cell.source)}\nMend it, or tag the cell raises-exception if it is meant to fail.`);
  }
  const vethlab = { ...cell.metadata.vethlab, prompts: promptsOf(cell.source, output.lines) };
  return { ...cell, execution_count: count, outputs: output.shown(outcome), metadata: { ...cell.metadata, vethlab } };
}

/** What stands before each of a cell's lines: a prompt, bash's `>` where a command goes on, or nothing. */
export function promptsOf(source: string, typed: readonly TypedLine[]): string[] {
  const prompts = source.split('\n').map(() => '');
  for (const { prompt, first, last } of typed) {
    prompts[first] = prompt;
    prompts.fill('>', first + 1, last + 1);
  }
  return prompts;
}

/** Lines of a cell that a message quotes at most. */
const QUOTED = 5;

function quoted(source: string): string {
  const lines = source.split('\n');
  return [...lines.slice(0, QUOTED), ...(lines.length > QUOTED ? ['...'] : [])].map((line) => `    ${line}`).join('\n');
}
