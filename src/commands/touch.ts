import { SysError } from '../stack/errno';
import { parseOptions, quoteName, reasonOf, unsupported, usageError } from './coreutils';
import { pathOf } from './entries';
import type { Process, Program } from './program';

const LONGS = { time: 'time:', 'no-create': 'c', date: 'd:', reference: 'r:', 'no-dereference': 'h' };

/** touch(1) of coreutils 9.1 with -c, -a, -m and -r; files have one time, that of the last change. */
export const touch: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'touch', 'acd:fhmr:t:', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Map(parsed.options.map(({ letter, argument }) => [letter, argument]));
  for (const [letter, what] of [['d', '-d'], ['t', '-t'], ['time', '--time']] as const) if (given.has(letter)) return unsupported(process, 'touch', what);
  const reference = given.get('r');
  let modified = process.host.network.clock.wallUs() / 1000;
  try {
    if (reference !== undefined) ({ modified } = process.files.stat(pathOf(process, reference)));
  } catch (error) {
    await process.stderr.write(`touch: failed to get attributes of ${quoteName(reference!)}: ${reasonOf(error)}\n`);
    return 1;
  }
  if (parsed.operands.length === 0) return usageError(process, 'touch', 'missing file operand');
  let code = 0;
  for (const name of parsed.operands) {
    const failure = name === '-' ? undefined : touched(process, name, given.has('c'), given.has('a') && !given.has('m') ? undefined : modified);
    if (failure === undefined) continue;
    await process.stderr.write(`touch: ${failure}\n`);
    code = 1;
  }
  return code;
};

/** Makes a file and sets its time. @returns what failed */
function touched(process: Process, name: string, onlyExisting: boolean, modified: number | undefined): string | undefined {
  const { files } = process;
  let doing = 'cannot touch';
  try {
    const path = pathOf(process, name);
    try {
      files.stat(path);
    } catch (error) {
      if (!(error instanceof SysError && error.errno === 'ENOENT')) throw error;
      if (onlyExisting) return undefined;
      if (path.endsWith('/')) {
        doing = 'setting times of';
        throw error;
      }
      files.write(path, new Uint8Array(0), { append: true });
    }
    if (modified !== undefined) files.setModified(path, modified);
    return undefined;
  } catch (error) {
    return `${doing} ${quoteName(name)}: ${reasonOf(error)}`;
  }
}
