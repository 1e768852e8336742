import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './command';
import { PROJECT } from './project';

const SOURCE = join(PROJECT, 'kernel', 'templates');

/** reveal.js, as the build has put it there; slides have it within. */
const REVEAL = join(PROJECT, 'dist', 'reveal');

const place = (data: string): string => join(data, 'nbconvert', 'templates');

/**
 * Copies nbconvert's templates into a Jupyter data directory (`share/jupyter`).
 * @returns the folders written
 * @throws {CliError} where they can't be written
 */
export function writeTemplates(data: string): string[] {
  if (!existsSync(REVEAL)) throw new CliError(`${REVEAL} is missing: run 'npm run build' first`);
  try {
    mkdirSync(place(data), { recursive: true });
    cpSync(SOURCE, place(data), { recursive: true });
    cpSync(REVEAL, join(place(data), 'vethlab-slides', 'reveal'), { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw new CliError(`cannot write the templates: ${(error as Error).message}; choose a folder of yours with --prefix DIR`);
    throw error;
  }
  return readdirSync(SOURCE).map((name) => join(place(data), name));
}

/** Takes the templates away again. @returns the folders that there were */
export function removeTemplates(data: string): string[] {
  const folders = readdirSync(SOURCE).map((name) => join(place(data), name)).filter((folder) => existsSync(folder));
  for (const folder of folders) rmSync(folder, { recursive: true });
  return folders;
}
