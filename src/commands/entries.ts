import { SysError } from '../stack/errno';
import { reasonOf } from './coreutils';
import type { FileStatus } from './files';
import { resolvePath } from './path';
import type { Process } from './program';

/** An operand as a path for {@link Process.files}; a slash behind it stays, as it asks for a directory. @throws {SysError} ENOENT for an empty one */
export function pathOf({ cwd }: Process, name: string): string {
  if (name === '') throw new SysError('ENOENT');
  const path = resolvePath(cwd, name);
  return name.endsWith('/') && path !== '/' ? `${path}/` : path;
}

/** What stands at an operand; the reason why none can be told there, as libc words it. */
export function statusOf(process: Process, name: string): FileStatus | string {
  try {
    return process.files.stat(pathOf(process, name));
  } catch (error) {
    return reasonOf(error);
  }
}

export function exists(process: Process, name: string): boolean {
  return typeof statusOf(process, name) !== 'string';
}

export function isDirectory(process: Process, name: string): boolean {
  const status = statusOf(process, name);
  return typeof status !== 'string' && status.type === 'directory';
}

/** An operand without the slashes behind it. */
export function withoutSlashes(name: string): string {
  return name.replace(/(?!^)\/+$/, '');
}

/** A name in a directory, both as operands. */
export function joined(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** Does it; says what went wrong with it. @returns whether nothing did */
export async function attempt(process: Process, words: string, act: () => void): Promise<boolean> {
  try {
    act();
    return true;
  } catch (error) {
    await process.stderr.write(`${words}: ${reasonOf(error)}\n`);
    return false;
  }
}
