import { SysError } from '../stack/errno';
import { parseOptions, quote, quoteName, unsupported, usageError } from './coreutils';
import { attempt, exists, isDirectory, pathOf } from './entries';
import { parseMode } from './mode';
import type { Program } from './program';

/** The umask that programs run with. */
const UMASK = 0o022;

/** mkdir(1) of coreutils 9.1 without -Z. */
export const mkdir: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'mkdir', 'pm:vZ', { context: 'Z::', mode: 'm:', parents: 'p', verbose: 'v' });
  if (typeof parsed === 'number') return parsed;
  const given = new Map(parsed.options.map(({ letter, argument }) => [letter, argument]));
  if (given.has('Z')) return unsupported(process, 'mkdir', '-Z');
  if (parsed.operands.length === 0) return usageError(process, 'mkdir', 'missing operand');
  const modeText = given.get('m');
  const mode = modeText === undefined ? undefined : parseMode(modeText);
  if (modeText !== undefined && !mode) {
    await process.stderr.write(`mkdir: invalid mode ${quote(modeText)}\n`);
    return 1;
  }
  let code = 0;
  const make = async (name: string, last: boolean): Promise<boolean> => {
    const made = await attempt(process, `mkdir: cannot create directory ${quote(name)}`, () => {
      const path = pathOf(process, name);
      if (!last && exists(process, name)) throw new SysError('ENOTDIR');
      process.files.makeDirectory(path);
      if (mode && last) process.files.changeMode(path, mode(0o777, true, UMASK));
    });
    if (made && given.has('v')) await process.stdout.write(`mkdir: created directory ${quoteName(name)}\n`);
    if (!made) code = 1;
    return made;
  };
  for (const name of parsed.operands) {
    const ends = given.has('p') ? [...name.matchAll(/[^/]\/+(?=[^/])/g)].map(({ index }) => index + 1) : [];
    let ready = true;
    for (const end of ends) {
      const above = name.slice(0, end);
      ready &&= isDirectory(process, above) || await make(above, false);
    }
    if (ready && !(given.has('p') && isDirectory(process, name))) await make(name, true);
  }
  return code;
};
