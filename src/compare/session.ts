import type { Snapshot } from '../backend';

/** A command line and its answer. */
export interface Exchange {
  readonly cmd: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly rc: number;
}

/** Command lines run one after the other, and the network as they left it. */
export interface Session {
  readonly exchanges: readonly Exchange[];
  readonly snapshot?: Snapshot;
}
