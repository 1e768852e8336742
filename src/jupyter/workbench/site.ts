import type { Lab } from '../../lab';
import { MagicError } from '../magics/magic';
import type { Settings } from '../settings';
import { Journal } from './journal';
import { openNetwork } from './network';
import type { OpenNetwork } from './network';
import type { WorkbenchOptions } from './options';
import type { Workbench } from './workbench';

/** What holds where nothing else is chosen. */
const DEFAULTS = { limit: 10, changes: true, tables: true } as const;

/** The settings that don't start the network over. */
export type Choices = Pick<Settings, keyof typeof DEFAULTS>;

/** Settings, and what holds where nothing is chosen. */
export function withDefaults(settings: Settings): Settings & Required<Choices> {
  return { ...DEFAULTS, ...settings };
}

export const ONLY_NOTEBOOK = 'a subshell can look at the network and change it, but only the notebook itself can start it over';

/** The network of a notebook and its subshells: built when the first command needs it, and anew when a cell starts over. */
export class Site {
  settings: Settings;
  readonly journal = new Journal();
  /** the workbenches of open subshells, by their numbers in the journal */
  readonly seats = new Map<number, Workbench>();
  /** while what was done is done again: nobody else may come in between */
  restoring: Promise<unknown> | undefined;
  #last = 0;
  #open: Promise<OpenNetwork> | undefined;

  constructor(readonly options: WorkbenchOptions) {
    this.settings = options.settings ?? {};
  }

  /** The number of the next subshell. */
  nextSeat(): number {
    return ++this.#last;
  }

  /** The network as it is by now, with the notebook's own shell. @throws what made it impossible to build it; then the next call tries again */
  opened(): Promise<OpenNetwork> {
    this.#open ??= this.#build();
    return this.#open.catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
  }

  /** Starts over with other settings, in a lab that is read already or the one that they name. */
  async startOver(settings: Settings, lab?: Lab): Promise<void> {
    for (const workbench of this.seats.values()) workbench.interrupt();
    await this.close();
    this.settings = settings;
    this.#open = this.#build(lab);
    await this.opened();
  }

  /** Reads a lab. @throws {MagicError} when there is none of that name */
  async load(name: string): Promise<Lab> {
    try {
      return await this.options.loadLab(name);
    } catch (error) {
      throw new MagicError(error instanceof Error ? error.message : String(error));
    }
  }

  async close(): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    if (!open) return;
    open.told.state = undefined;
    await open.backend.close();
  }

  async #build(lab?: Lab): Promise<OpenNetwork> {
    const { lab: name, seed } = this.settings;
    const chosen = lab ?? (name === undefined ? undefined : await this.load(name));
    const open = await openNetwork(chosen, seed, { interactive: true, limit: withDefaults(this.settings).limit }, this.options.backend?.create);
    this.journal.begin(this.settings);
    return open;
  }
}
