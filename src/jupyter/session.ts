import type { TypedLine } from '../shell/terminal';
import type { Content } from './message';

/** MIME type to data: strings, or JSON for types that end in `json`. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** What a front end that can does when a cell has ended: shows something in its pager, or leaves, as a terminal's does after `exit`. */
export type Payload =
  | { readonly source: 'page'; readonly data: MimeBundle; readonly start: number }
  | { readonly source: 'ask_exit'; readonly keepkernel: boolean };

/** Where a cell's output goes. What is written is shown in that order. */
export interface CellOutput {
  stream(name: 'stdout' | 'stderr', text: string): void;
  /** @param id under which {@link CellOutput.update} can show something else in its place */
  display(data: MimeBundle, metadata?: Content, id?: string): void;
  /** Shows something else wherever the display of that id stands, in this cell or an earlier one. */
  update(id: string, data: MimeBundle, metadata?: Content): void;
  /** What the cell has found out, shown as its `Out`; at most one a cell. */
  result(data: MimeBundle): void;
  /** Takes away what the cell has shown so far. @param wait only once there is something else to show */
  clear(wait?: boolean): void;
  /** Goes along with the cell's reply. */
  payload?(payload: Payload): void;
  /** Told of each of the cell's lines before the shell runs it. */
  typed?(line: TypedLine): void;
  /**
   * Asks the user for a line, without its line break; null is the end of input, or Ctrl-C. Missing where nobody can be asked.
   * @param hidden the line is a password
   */
  readonly input?: (prompt: string, hidden: boolean) => Promise<string | null>;
}

/** How a cell ended. A command that fails doesn't fail its cell: `$?` holds that. */
export type CellOutcome =
  | { readonly status: 'ok' }
  | { readonly status: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

/** What an expression came to: an entry of a reply's `user_expressions`. */
export type Evaluation =
  | { readonly status: 'ok'; readonly data: MimeBundle; readonly metadata: Content }
  | { readonly status: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };

export type Completeness = { readonly status: 'complete' | 'invalid' | 'unknown' } | { readonly status: 'incomplete'; readonly indent: string };

/** A word that fits, as `_jupyter_types_experimental` has it. */
export interface CompletionItem {
  readonly text: string;
  /** `interface`, `option`, `keyword`, ... */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** how it's written with what follows it, or what it stands for */
  readonly signature?: string;
}

/** Words that fit at a place in a cell. Offsets count Unicode code points, as the protocol does. */
export interface Completion {
  readonly matches: readonly string[];
  readonly start: number;
  readonly end: number;
  /** the same words, with what they are */
  readonly types: readonly CompletionItem[];
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
  /** What is known about the word at `cursor` (in Unicode code points); undefined when nothing is. `detail` 1 asks for more. */
  inspect(code: string, cursor: number, detail?: number): Promise<MimeBundle | undefined>;
  /** What a command prints, without showing it: nothing but the network can change by it. */
  evaluate(expression: string): Promise<Evaluation>;
  /** Opens a shell of its own beside this one, on the same network: it runs cells while this one runs some. */
  subshell(): Promise<Session>;
  close(): Promise<void>;
}
