import { SysError } from '../stack/errno';
import { conflict, copy, liesIn } from './copy';
import { parseOptions, quoteName, reasonOf, unsupported } from './coreutils';
import { destinations, type Pair } from './destination';
import { exists, isDirectory, pathOf, withoutSlashes } from './entries';
import type { Process, Program } from './program';

const LONGS = {
  backup: 'b::', context: 'Z', force: 'f', interactive: 'i', 'no-clobber': 'n', 'no-target-directory': 'T', 'strip-trailing-slashes': 'strip', suffix: 'S:', 'target-directory': 't:', update: 'u', verbose: 'v',
};

/** mv(1) of coreutils 9.1, which asks nobody. */
export const mv: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'mv', 'bfint:uvS:TZ', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Map(parsed.options.map(({ letter, argument }) => [letter, argument]));
  const unknown = [...given.keys()].find(letter => !'fntTv'.includes(letter));
  if (unknown !== undefined) return unsupported(process, 'mv', unknown.length === 1 ? `-${unknown}` : '--strip-trailing-slashes');
  const pairs = await destinations(process, 'mv', parsed.operands, given);
  if (typeof pairs === 'number') return pairs;
  let code = 0;
  for (const pair of pairs) {
    if (given.has('n') && exists(process, pair[0]) && exists(process, pair[1])) continue;
    if (!await move(process, pair, given.has('v'))) code = 1;
  }
  return code;
};

async function move(process: Process, [from, to]: Pair, verbose: boolean): Promise<boolean> {
  const failed = async (message: string): Promise<false> => {
    await process.stderr.write(`mv: ${message}\n`);
    return false;
  };
  const refusal = conflict(process, [from, to]);
  if (refusal !== undefined) return failed(refusal);
  const directory = isDirectory(process, from);
  if (directory && liesIn(process, to, from)) return failed(`cannot move ${quoteName(withoutSlashes(from))} to a subdirectory of itself, ${quoteName(withoutSlashes(to))}`);
  try {
    if (!directory && to.endsWith('/')) throw new SysError('ENOTDIR');
    process.files.rename(pathOf(process, from), pathOf(process, withoutSlashes(to)));
  } catch (error) {
    if (error instanceof SysError && error.errno === 'EXDEV') return across(process, [from, to], verbose);
    return failed(`cannot move ${quoteName(from)} to ${quoteName(to)}: ${reasonOf(error)}`);
  }
  if (verbose) await process.stdout.write(`renamed ${quoteName(from)} -> ${quoteName(to)}\n`);
  return true;
}

/** From one file system to another: by a copy. */
async function across(process: Process, [from, to]: Pair, verbose: boolean): Promise<boolean> {
  if (!await copy(process, [from, to], { tool: 'mv', recursive: true, keeps: false, preserves: true, force: true, verbose })) return false;
  try {
    process.files.remove(pathOf(process, from));
    return true;
  } catch (error) {
    await process.stderr.write(`mv: cannot remove ${quoteName(from)}: ${reasonOf(error)}\n`);
    return false;
  }
}
