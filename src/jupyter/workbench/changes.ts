import type { Backend, Snapshot } from '../../backend';
import { type Change, type Seen, changesBetween, renderChanges } from '../../render';
import { onlyLooksText } from '../harmless';
import type { CellOutput } from '../session';

/** What is known of a network and of its changes has been told, to whichever shell's cell; undefined where nobody wants to be told. */
export interface Told {
  state?: { readonly snapshot: Snapshot; readonly revision: string } | undefined;
}

/**
 * Tells at the end of a cell what has changed in the network since it was last told, so that nothing is left out that a background job did, or
 * another shell. Snapshots are only taken where the network's revision says that it may have changed.
 */
export class Changes {
  /** the network's revision when a table last marked its news */
  #marked: string | undefined;

  /**
   * @param told shared by all shells on the network
   * @param wanted whether anybody wants to be told
   */
  constructor(private readonly backend: Backend, private readonly seen: Seen, private readonly told: Told, private readonly wanted: () => boolean) {}

  /** Commands are about to run. */
  async begin(text: string, output: CellOutput): Promise<void> {
    if (!this.wanted()) this.told.state = undefined;
    else if (!this.told.state && !onlyLooksText(text)) await this.#look(output);
  }

  /** A table is being made that marks what is new. @returns what there was when changes were last told, if that is known */
  marking(): Snapshot | undefined {
    if (this.told.state) this.#marked = this.backend.revision();
    return this.told.state?.snapshot;
  }

  /** The cell ends: shows what changed, but for what its last tables tell. */
  async tell(output: CellOutput): Promise<void> {
    const before = this.told.state;
    if (!before || before.revision === this.backend.revision()) return;
    const now = await this.#look(output);
    if (!now) return;
    const { snapshot, revision } = now;
    const marked = ({ what, host, netns, row }: Change): boolean => revision === this.#marked && this.seen.tells(what, { host, netns }, row);
    const changes = changesBetween(before.snapshot, snapshot).filter((change) => !marked(change));
    if (changes.length > 0) output.display(renderChanges(changes));
  }

  /** Where nobody can say what there is, such as a real host without `ip`, a line tells that, and no cell fails by it. */
  async #look(output: CellOutput): Promise<Told['state']> {
    const revision = this.backend.revision();
    try {
      this.told.state = { revision, snapshot: await this.backend.snapshot() };
    } catch (error) {
      this.told.state = undefined;
      output.stream('stderr', `vethlab: can't tell what changes: ${error instanceof Error ? error.message : String(error)}; %config changes=off stops this\n`);
    }
    return this.told.state;
  }
}
