import { createSimulatedBackend } from '../../backend';
import type { Backend, CreateBackend } from '../../backend';
import type { Lab } from '../../lab';
import { Shell } from '../../shell/shell';
import type { ShellOptions } from '../../shell/shell';
import { startLabOn, variablesOf } from '../../shell/start';
import type { Told } from './changes';

export interface OpenNetwork {
  readonly backend: Backend;
  /** One shell session, on the lab's first host. */
  readonly shell: Shell;
  readonly told: Told;
}

/**
 * Builds a lab's network and opens a shell on it.
 * @param lab without one: a single host `vm`
 * @param seed of all randomness; default: the lab's own
 * @param create makes the backend; default: the simulated one
 * @throws {LabStartError} when one of the lab's first commands fails
 */
export async function openNetwork(lab: Lab | undefined, seed: number | undefined, options: ShellOptions, create: CreateBackend = createSimulatedBackend): Promise<OpenNetwork> {
  const start = { ...(lab && { lab }), ...(seed !== undefined && { seed }) };
  const backend = await startLabOn(create, start);
  return { backend, shell: new Shell(backend, { ...options, variables: variablesOf(start) }), told: {} };
}
