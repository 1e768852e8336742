import type { Lab } from '../lab';
import type { Backend } from './backend';

export interface BackendOptions {
  readonly lab?: Lab;
  /** of all randomness; else the lab's own, else 1 */
  readonly seed?: number;
  /** Runs a line of a host's `exec` as root, and lab time with it: the shell does, which lives above backends. */
  readonly execute: (backend: Backend, host: string, line: string) => Promise<void>;
}

/** Builds the network that a lab describes. @throws what `execute` rejects with */
export type CreateBackend<B extends Backend = Backend> = (options: BackendOptions) => Promise<B>;
