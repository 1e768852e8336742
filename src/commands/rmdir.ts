import { SysError, strerror } from '../stack/errno';
import { parseOptions, quoteName, reasonOf, usageError } from './coreutils';
import { isDirectory, pathOf, withoutSlashes } from './entries';
import type { Process, Program } from './program';

const LONGS = { 'ignore-fail-on-non-empty': 'ignore', path: 'p', parents: 'p', verbose: 'v' };

/** rmdir(1) of coreutils 9.1. */
export const rmdir: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'rmdir', 'pv', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Set(parsed.options.map(({ letter }) => letter));
  if (parsed.operands.length === 0) return usageError(process, 'rmdir', 'missing operand');
  let code = 0;
  const remove = async (name: string, above: boolean): Promise<boolean> => {
    if (given.has('v')) await process.stdout.write(`rmdir: removing directory, ${quoteName(name)}\n`);
    try {
      removeDirectory(process, name);
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (given.has('ignore') && reason === strerror('ENOTEMPTY')) return false;
      await process.stderr.write(`rmdir: failed to remove ${above ? 'directory ' : ''}${quoteName(name)}: ${reason}\n`);
      code = 1;
      return false;
    }
  };
  for (const name of parsed.operands) {
    let gone = await remove(name, false);
    for (let rest = withoutSlashes(name); gone && given.has('p') && /[^/]\/+[^/]/.test(rest);) {
      rest = withoutSlashes(rest.slice(0, rest.lastIndexOf('/')));
      gone = await remove(rest, true);
    }
  }
  return code;
};

/** rmdir(2). @throws {SysError} */
function removeDirectory(process: Process, name: string): void {
  const path = pathOf(process, name);
  process.files.stat(path);
  if (!isDirectory(process, name)) throw new SysError('ENOTDIR');
  const last = withoutSlashes(name).split('/').at(-1);
  if (last === '.') throw new SysError('EINVAL');
  if (last === '..') throw new SysError('ENOTEMPTY');
  process.files.remove(path);
}
