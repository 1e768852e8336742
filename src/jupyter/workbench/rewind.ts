import { MagicError } from '../magics/magic';
import type { CellOutcome, CellOutput } from '../session';
import { unseen } from './journal';
import type { Action, Journal, Past } from './journal';
import { ONLY_NOTEBOOK } from './site';
import type { Workbench } from './workbench';

/** ms of wall time between two words on how far it has come */
const PROGRESS_MS = 2000;

/** The ways back to how a network was: it is built anew, and what was done to it is done again. */
export class Rewind {
  readonly #checkpoints = new Map<string, Past>();

  constructor(private readonly workbench: Workbench) {}

  get checkpoints(): ReadonlyMap<string, Past> {
    return this.#checkpoints;
  }

  /** Keeps the way back to how everything is now. @throws {MagicError} where there is none */
  async checkpoint(name: string): Promise<Past> {
    await this.workbench.desk();
    const past = this.#whole(this.#repeatable().past);
    this.#checkpoints.delete(name);
    this.#checkpoints.set(name, past);
    return past;
  }

  /** What was before the last cells that did something. @throws {MagicError} where there were fewer, or there is no way back */
  async undone(count: number): Promise<Past> {
    await this.workbench.desk();
    const journal = this.#repeatable();
    const most = journal.cells(this.workbench.cell);
    if (count > most) throw new MagicError(`only ${most} ${most === 1 ? 'cell has' : 'cells have'} done something since the network began: %undo ${count} would go back further than that`);
    return this.#whole(journal.before(count, this.workbench.cell));
  }

  /**
   * Builds the network anew and does to it what was done, unseen. An interrupt leaves it as it was after as much as had been done by then.
   * @throws {MagicError} on the real backend
   */
  async restore(past: Past, output: CellOutput): Promise<CellOutcome> {
    this.#repeatable();
    const { site } = this.workbench;
    const restored = this.#restore(past, output);
    site.restoring = restored.catch(() => undefined);
    try {
      return await restored;
    } finally {
      site.restoring = undefined;
    }
  }

  async #restore({ settings, entries }: Past, output: CellOutput): Promise<CellOutcome> {
    const { workbench } = this;
    const seats = new Map(workbench.site.seats).set(0, workbench);
    workbench.begin();
    await workbench.startOver(settings);
    let told = performance.now();
    for (const [index, { seat, cell, action }] of entries.entries()) {
      if (workbench.stopped) {
        return { status: 'error', ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: [`Interrupted (SIGINT): ${index} of ${entries.length} steps have been done again.`] };
      }
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now();
        output.stream('stderr', `${index} of ${entries.length} steps done again\n`);
      }
      // a subshell that is closed by now did something all the same
      if (!seats.has(seat)) seats.set(seat, workbench.beside(seat));
      await redo(seats.get(seat)!, action, cell);
    }
    return { status: 'ok' };
  }

  /** A past, if it can be done again. @throws {MagicError} */
  #whole(past: Past): Past {
    const { site: { journal }, cell } = this.workbench;
    if (journal.unfinished(past, cell)) throw new MagicError('a subshell is running something: interrupt it, or try again when it has ended');
    if (journal.crossed(past)) throw new MagicError("a subshell's cell and another ran at the same time, which can't be done again as it was: %restore goes back to a checkpoint from before that, %reset starts over");
    return past;
  }

  /** @throws {MagicError} where what was done can't be done again with the same effect */
  #repeatable(): Journal {
    const { site, main, kind } = this.workbench;
    if (!main) throw new MagicError(ONLY_NOTEBOOK);
    if (kind === 'real') throw new MagicError("a real kernel can't go back to an earlier state: %reset starts over, and checkpoints work after %backend simulated");
    if (site.journal.overflowed) throw new MagicError('too much has been done since the network began to do it all again: %reset starts over');
    return site.journal;
  }
}

/** Does again what a cell did. */
async function redo(workbench: Workbench, action: Action, cell: number): Promise<void> {
  const desk = await workbench.desk(cell);
  switch (action.kind) {
    case 'open':
      return;
    case 'run':
      await desk.run({ ...action, stops: [...action.stops] }, unseen(action.inputs), { cell });
      return;
    case 'probe':
      await desk.probe(action.host, action.argv, cell);
      return;
    case 'evaluate':
      await desk.shell.evaluate(action.text);
      break;
    case 'enter':
      desk.shell.host = action.host;
      break;
    case 'netns':
      desk.shell.netns = action.name;
      break;
    case 'set':
      workbench.choose(action.settings);
      break;
    case 'assign':
      desk.shell.assign(action.name, action.value);
  }
  workbench.note(action, cell);
}
