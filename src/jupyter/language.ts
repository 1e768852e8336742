import type { Snapshot } from '../backend';
import type { CellOutcome, CellOutput, Completeness, Completion, MimeBundle } from './session';

/** What a language shows its cells of the lab; plain data. */
export interface Seen {
  readonly snapshot: Snapshot;
  /** the host that `%host` chose */
  readonly host: string;
  /** the variables of that host's shell */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a shell text came to. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** `$?` */
  readonly status: number;
}

/** The lab, as a cell of another language reaches it. */
export interface LanguageHost {
  look(): Promise<Seen>;
  /** Runs shell text on the present host. One text at a time. @throws Error when it's interrupted */
  sh(text: string): Promise<Ran>;
  /** Sets variables of the present host's shell. @throws Error for one that is readonly */
  assign(variables: Readonly<Record<string, string>>): Promise<void>;
  /** The network as `%show topology` draws it. */
  picture(): Promise<MimeBundle>;
}

/** A language other than the shell's: what its cells declare lasts until {@link CellLanguage.close}. */
export interface CellLanguage {
  /** Runs a cell; one at a time. @param body keeps the lines of its cell */
  run(body: string, output: CellOutput, host: LanguageHost): Promise<CellOutcome>;
  /** Stops the cell that runs, and keeps what it declared so far; a no-op when none does. */
  interrupt(): void;
  isComplete(body: string): Promise<Completeness>;
  /** @param cursor in Unicode code points */
  complete(body: string, cursor: number): Promise<Completion>;
  /** @param cursor in Unicode code points */
  inspect(body: string, cursor: number): Promise<MimeBundle | undefined>;
  close(): Promise<void>;
}
