import type { Backend, Snapshot } from '../../backend';
import { type Change, type Seen, changesBetween, renderChanges } from '../../render';
import { onlyLooksText } from '../harmless';
import type { CellOutput } from '../session';

interface State {
  readonly snapshot: Snapshot;
  readonly revision: string | undefined;
}

/** What a table that marks its news tells already, by what is in its rows. */
const TOLD_BY: Readonly<Partial<Record<Change['what'], string>>> = { link: 'link', address: 'address', rule: 'rule', neighbour: 'neigh', namespace: 'netns' };

/**
 * What a cell changed in the network. A snapshot is only taken where commands run that might change it: on a simulated network the kernel
 * tells whether they did, on a real one they are taken to have.
 */
export class Changes {
  /** the last state that is known */
  #known: State | undefined;
  /** the kernel's revision when a table last marked its news */
  #marked: string | undefined;
  /** commands of this cell might have changed it */
  #touched = false;

  /** @param wanted whether anybody wants to be told */
  constructor(private readonly backend: Backend, private readonly seen: Seen, private readonly wanted: () => boolean) {}

  /** Commands are about to run. */
  async begin(text: string): Promise<void> {
    if (!this.wanted()) {
      this.#known = undefined;
      return;
    }
    if (this.#touched || onlyLooksText(text)) return;
    this.#touched = true;
    if (!this.#known || this.#known.revision !== this.backend.revision?.()) this.#known = await this.#state();
  }

  /** A table is being made that marks what is new. */
  marking(): void {
    this.#marked = this.backend.revision?.();
  }

  /** The cell ends: shows what it changed, but for what its last tables tell. Nothing where nothing did. */
  async tell(output: CellOutput): Promise<void> {
    const before = this.#known;
    const touched = this.#touched;
    this.#touched = false;
    if (!before || !touched || (before.revision !== undefined && before.revision === this.backend.revision?.())) return;
    this.#known = await this.#state();
    const { snapshot, revision } = this.#known;
    const told = ({ what, host, netns }: Change): boolean => revision === this.#marked && this.seen.tells(TOLD_BY[what] ?? '', { host, netns });
    const changes = changesBetween(before.snapshot, snapshot).filter((change) => !told(change));
    if (changes.length > 0) output.display(renderChanges(changes));
  }

  async #state(): Promise<State> {
    return { revision: this.backend.revision?.(), snapshot: await this.backend.snapshot() };
  }
}
