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
    const past = this.#repeatable().past;
    this.#checkpoints.delete(name);
    this.#checkpoints.set(name, past);
    return past;
  }

  /** What was before the last cells that did something. @throws {MagicError} where there were fewer, or there is no way back */
  async undone(count: number): Promise<Past> {
    await this.workbench.desk();
    const journal = this.#repeatable();
    if (count > journal.cells) throw new MagicError(`only ${journal.cells} ${journal.cells === 1 ? 'cell has' : 'cells have'} done something since the network began: %undo ${count} would go back further than that`);
    return journal.before(count);
  }

  /**
   * Builds the network anew and does to it what was done, unseen. An interrupt leaves it as it was after as much as had been done by then.
   * @throws {MagicError} on the real backend
   */
  async restore({ settings, entries }: Past, output: CellOutput): Promise<CellOutcome> {
    this.#repeatable();
    const { workbench } = this;
    workbench.begin();
    await workbench.startOver(settings);
    let told = performance.now();
    for (const [index, { cell, action }] of entries.entries()) {
      if (workbench.stopped) {
        return { status: 'error', ename: 'KeyboardInterrupt', evalue: 'interrupted', traceback: [`Interrupted (SIGINT): ${index} of ${entries.length} steps have been done again.`] };
      }
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now();
        output.stream('stderr', `${index} of ${entries.length} steps done again\n`);
      }
      await this.#redo(action, cell);
    }
    return { status: 'ok' };
  }

  /** @throws {MagicError} where what was done can't be done again with the same effect */
  #repeatable(): Journal {
    const { site, main, kind } = this.workbench;
    if (!main) throw new MagicError(ONLY_NOTEBOOK);
    if (kind === 'real') throw new MagicError("a real kernel can't go back to an earlier state: %reset starts over, and checkpoints work after %backend simulated");
    if (site.journal.overflowed) throw new MagicError('too much has been done since the network began to do it all again: %reset starts over');
    return site.journal;
  }

  async #redo(action: Action, cell: number): Promise<void> {
    const { workbench } = this;
    const desk = await workbench.desk();
    switch (action.kind) {
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
}
