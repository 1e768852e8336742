import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError, readLab } from '../lab';
import type { Lab } from '../lab';
import { CliError } from './command';
import { PROJECT } from './project';

const LABS = join(PROJECT, 'notebooks', 'labs');

const isFileName = (name: string): boolean => /[/\\]|\.ya?ml$/.test(name);

/** The file of a lab: of one that comes along by its name, else a file (with a slash or a `.yaml`/`.yml` ending). */
export const labPath = (name: string): string => (isFileName(name) ? name : join(LABS, `${name}.yaml`));

/**
 * Reads a lab, as {@link labPath} finds it.
 * @throws {CliError} when there is none, or when its text is wrong
 */
export function loadLab(name: string): Lab {
  const isFile = isFileName(name);
  const path = labPath(name);
  if (!existsSync(path)) {
    throw new CliError(isFile ? `there is no lab file ${name}` : `there is no lab ${JSON.stringify(name)}: it is ${labNames().join(', ')}, or a file such as ./my.yaml`);
  }
  try {
    return readLab(readFileSync(path, 'utf8'), isFile ? name : basename(path));
  } catch (error) {
    if (error instanceof LabError) throw new CliError(error.message);
    throw error;
  }
}

/** Names of the labs that come along. */
export function labNames(): string[] {
  return readdirSync(LABS).filter((file) => file.endsWith('.yaml')).map((file) => file.replace(/\.yaml$/, '')).sort();
}
