import type { SimulatedBackend } from '../backend';
import type { Lab } from '../lab';
import { Shell } from '../shell/shell';
import type { ShellOptions } from '../shell/shell';
import { startLab } from '../shell/start';

export interface OpenNetwork {
  readonly backend: SimulatedBackend;
  /** One shell session, on the lab's first host. */
  readonly shell: Shell;
}

/**
 * Builds a lab's network and opens a shell on it.
 * @param lab without one: a single host `vm`
 * @param seed of all randomness; default: the lab's own
 * @throws {LabStartError} when one of the lab's first commands fails
 */
export async function openNetwork(lab: Lab | undefined, seed: number | undefined, options: ShellOptions): Promise<OpenNetwork> {
  const backend = await startLab({ ...(lab && { lab }), ...(seed !== undefined && { seed }) });
  return { backend, shell: new Shell(backend, options) };
}
