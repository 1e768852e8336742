import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError } from './command';
import { PROJECT, WORKING_COPY } from './project';

const NOTEBOOKS = join(PROJECT, 'notebooks');

/**
 * The folder with the labs to open: the working copy's own, or one of the user's, into which those labs are copied that it doesn't hold.
 * @throws {CliError} where it can't be written
 */
export function labFolder(wanted: string | undefined): string {
  if (wanted === undefined && WORKING_COPY) return NOTEBOOKS;
  const folder = resolve(wanted ?? 'vethlab-labs');
  try {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    for (const lab of readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb') && !existsSync(join(folder, file)))) copyFileSync(join(NOTEBOOKS, lab), join(folder, lab));
    // notebooks in TypeScript import this package by its name
    const link = join(folder, 'node_modules', 'vethlab');
    rmSync(link, { force: true });
    symlinkSync(PROJECT, link, 'junction');
  } catch (error) {
    throw new CliError(`cannot put the labs into ${folder}: ${(error as Error).message}; name a folder of yours`);
  }
  return folder;
}
