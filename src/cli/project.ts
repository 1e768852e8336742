import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json, kernel/ and notebooks/: the same for the bundle and for the sources. */
export const PROJECT = findProject(__dirname);

/** Whether this is a working copy, which may hold what it makes, and not a package that npm installed and will replace. */
export const WORKING_COPY = existsSync(join(PROJECT, 'src'));

/** What Jupyter starts. */
export const ENTRY = join(PROJECT, 'dist', 'vethlab.js');

function findProject(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${from}`);
  }
}
