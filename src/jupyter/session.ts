import type { Content } from './message';

/** MIME type to data: strings, or JSON for types that end in `json`. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** Where a cell's output goes. What is written is shown in that order. */
export interface CellOutput {
  stream(name: 'stdout' | 'stderr', text: string): void;
  display(data: MimeBundle, metadata?: Content): void;
  /** What the cell has found out, shown as its `Out`; at most one a cell. */
  result(data: MimeBundle): void;
  /** Takes away what the cell has shown so far. */
  clear(): void;
}

/** How a cell ended. A command that fails doesn't fail its cell: `$?` holds that. */
export type CellOutcome =
  | { readonly status: 'ok' }
  | { readonly status: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

export type Completeness = { readonly status: 'complete' | 'invalid' | 'unknown' } | { readonly status: 'incomplete'; readonly indent: string };

/** Words that fit at a place in a cell. Offsets count Unicode code points, as the protocol does. */
export interface Completion {
  readonly matches: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What runs the cells of one notebook. Everything that a cell changed is there for the next one. */
export interface Session {
  /** Runs a cell; one at a time. @throws only if the session itself is at fault */
  execute(code: string, output: CellOutput): Promise<CellOutcome>;
  /** What Ctrl-C does; a no-op when nothing runs. */
  interrupt(): void;
  isComplete(code: string): Promise<Completeness>;
  /** @param cursor in Unicode code points */
  complete(code: string, cursor: number): Promise<Completion>;
  /** What is known about the word at `cursor` (in Unicode code points); undefined when nothing is. */
  inspect(code: string, cursor: number): Promise<MimeBundle | undefined>;
  close(): Promise<void>;
}
