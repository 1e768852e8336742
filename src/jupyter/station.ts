import type { Backend } from '../backend';
import type { CellOutcome, CellOutput, Session } from './session';
import type { Settings } from './settings';

export type BackendKind = Backend['kind'];

/** A cell has asked for another backend. */
export interface Handover {
  readonly status: 'handover';
  readonly backend: BackendKind;
  /** what of the cell is left for it; keeps its lines */
  readonly rest: string;
}

/** A session that lives on one backend. */
export interface Station extends Omit<Session, 'execute' | 'subshell'> {
  execute(code: string, output: CellOutput): Promise<CellOutcome | Handover>;
  subshell(): Promise<Station>;
  /** What another one would have to start with to be like this one. */
  settings(): Promise<Settings>;
}

/** The process in which a station lived has ended; its message says why. Another one can be opened. */
export class StationGone extends Error {
  override readonly name = 'StationGone';
}
