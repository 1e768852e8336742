import type { Backend, CreateBackend } from '../../backend';
import type { Lab } from '../../lab';
import type { CellLanguage } from '../language';
import type { Settings } from '../settings';

export interface WorkbenchOptions {
  /** Reads a lab by its name or file. @throws Error whose message tells the user what to do */
  loadLab(name: string): Promise<Lab>;
  /** Names of labs that it knows, for completion. */
  labs?(): readonly string[];
  /** What to start with. */
  readonly settings?: Settings;
  /** Where the network is, and what makes it; default: the simulated one. */
  readonly backend?: { readonly kind: Backend['kind']; readonly create: CreateBackend };
  /** Languages that cells can be in besides the shell's, by what follows `%%`; made at the first such cell. */
  readonly languages?: Readonly<Record<string, () => CellLanguage>>;
}
