import type { Backend } from '../../backend';
import type { CellOutcome, CellOutput } from '../session';
import type { Workbench } from '../workbench';

/** A line that starts with `%`: something that a shell has no command for. */
export interface Magic {
  /** e.g. `%lab NAME|FILE` */
  readonly usage: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** What more there is to say, in lines for `%help NAME`. */
  readonly details?: readonly string[];
  /** Words that its argument can be, for completion. */
  readonly words?: readonly string[] | ((workbench: Workbench) => Promise<readonly string[]>);
  /**
   * Resolves to the backend on which the rest of the cell shall run, where that changes, or to how it ended, where that ends the cell.
   * @throws {MagicError} for what the user can mend
   */
  run(workbench: Workbench, argument: string, output: CellOutput): Promise<Backend['kind'] | CellOutcome | void>;
}

/** A first line `%%NAME` that gives the rest of its cell to something else than the shell. */
export interface CellMagic extends Omit<Magic, 'run'> {
  /**
   * @param body the rest of the cell; keeps its lines
   * @throws {MagicError} for what the user can mend
   */
  run(workbench: Workbench, argument: string, body: string, output: CellOutput): Promise<CellOutcome>;
}

/** A mistake in a magic line: the message says what to write instead. */
export class MagicError extends Error {
  override readonly name = 'MagicError';
}

/** The argument as a whole number. @throws {MagicError} */
export function wholeNumber(argument: string, usage: string, most: number): number {
  const number = /^\d{1,10}$/.test(argument) ? Number(argument) : NaN;
  if (!(number <= most)) throw new MagicError(`${usage}: N is a whole number from 0 to ${most}, not ${JSON.stringify(argument)}`);
  return number;
}

/** The words that a magic's argument can be now. */
export async function wordsOf({ words = [] }: Pick<Magic, 'words'>, workbench: Workbench): Promise<readonly string[]> {
  return typeof words === 'function' ? words(workbench) : words;
}

/** Shows a short answer as the cell's result. */
export function answer(output: CellOutput, text: string): void {
  output.result({ 'text/plain': text });
}
