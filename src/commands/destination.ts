import { quoteName, usageError } from './coreutils';
import { isDirectory, joined, statusOf, withoutSlashes } from './entries';
import type { Process } from './program';

/** A source and where it is to go, both as they were named. */
export type Pair = readonly [from: string, to: string];

/**
 * Where cp and mv put what they are given: into the last operand or `-t`, where that is a directory; else under that name. Complains.
 * @param given -t by `t`, -T by `T` @returns an exit code where there is nothing to do
 */
export async function destinations(process: Process, tool: string, operands: readonly string[], given: ReadonlyMap<string, string>): Promise<readonly Pair[] | number> {
  const into = given.get('t');
  const failed = async (message: string): Promise<number> => {
    await process.stderr.write(`${tool}: ${message}\n`);
    return 1;
  };
  if (operands.length === 0) return usageError(process, tool, 'missing file operand');
  if (operands.length === 1 && into === undefined) return usageError(process, tool, `missing destination file operand after ${quoteName(operands[0]!)}`);
  if (into !== undefined && given.has('T')) return failed('cannot combine --target-directory (-t) and --no-target-directory (-T)');
  if (given.has('T') && operands.length > 2) return usageError(process, tool, `extra operand ${quoteName(operands[2]!)}`);
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  const target = into ?? operands.at(-1)!;
  if (into === undefined && (given.has('T') || (sources.length === 1 && !isDirectory(process, target)))) return [[sources[0]!, target]];
  if (!isDirectory(process, target)) {
    const status = statusOf(process, target);
    return failed(`${into === undefined ? 'target' : 'target directory'} ${quoteName(target)}: ${typeof status === 'string' ? status : 'Not a directory'}`);
  }
  return sources.map(source => [source, joined(target, lastName(source))]);
}

/** What follows the last slash that something follows. */
function lastName(name: string): string {
  const bare = withoutSlashes(name);
  return bare.slice(bare.lastIndexOf('/') + 1);
}
