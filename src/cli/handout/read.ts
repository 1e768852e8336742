import { readFileSync } from 'node:fs';
import { NotebookError, parseNotebook, type Notebook } from '../../notebook';
import { CliError } from '../command';

/** Reads a notebook's file. @throws {CliError} for one that there isn't or that is none of nbformat 4 */
export function readNotebook(path: string): Notebook {
  try {
    return parseNotebook(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CliError(`there is no notebook ${path}`);
    if (error instanceof NotebookError) throw new CliError(`cannot use ${path}: ${error.message}`);
    throw new CliError(`cannot read the notebook ${path}: ${(error as Error).message}`);
  }
}
