import { parseOptions, quoteName, reasonOf, unsupported, usageError } from './coreutils';
import { joined, pathOf, statusOf, withoutSlashes } from './entries';
import { resolvePath } from './path';
import type { Process, Program } from './program';

const LONGS = {
  force: 'f', interactive: 'i::', 'one-file-system': 'one', 'no-preserve-root': 'no-root', 'preserve-root': 'root::', recursive: 'r', dir: 'd', verbose: 'v',
};

/** rm(1) of coreutils 9.1, which asks nobody. */
export const rm: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'rm', 'dfirvIR', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Set(parsed.options.map(({ letter }) => letter));
  for (const letter of ['i', 'I', 'no-root']) {
    if (given.has(letter)) return unsupported(process, 'rm', letter === 'no-root' ? '--no-preserve-root' : `-${letter}: it removes without asking`);
  }
  if (parsed.operands.length === 0) return given.has('f') ? 0 : usageError(process, 'rm', 'missing operand');
  const recursive = given.has('r') || given.has('R');
  let code = 0;
  for (const name of parsed.operands) {
    const refusal = recursive ? refused(process, name) : undefined;
    if (refusal !== undefined) await process.stderr.write(refusal);
    if (refusal !== undefined || !await remove(process, name, { recursive, directories: given.has('d'), force: given.has('f'), verbose: given.has('v') })) code = 1;
  }
  return code;
};

function refused({ cwd }: Process, name: string): string | undefined {
  if (/(^|\/)\.\.?\/*$/.test(name)) return `rm: refusing to remove '.' or '..' directory: skipping ${quoteName(withoutSlashes(name))}\n`;
  if (name === '' || resolvePath(cwd, name) !== '/') return undefined;
  const also = name === '/' ? '' : ` (same as '/')`;
  return `rm: it is dangerous to operate recursively on ${quoteName(name)}${also}\nrm: use --no-preserve-root to override this failsafe\n`;
}

interface Manner {
  readonly recursive: boolean;
  readonly directories: boolean;
  readonly force: boolean;
  readonly verbose: boolean;
}

/** Removes what stands there. @returns whether it is gone */
async function remove(process: Process, name: string, manner: Manner): Promise<boolean> {
  const failed = async (reason: string): Promise<false> => {
    await process.stderr.write(`rm: cannot remove ${quoteName(name)}: ${reason}\n`);
    return false;
  };
  const status = statusOf(process, name);
  if (typeof status === 'string') return (manner.force && /^(No such file or|Not a) directory$/.test(status)) || failed(status);
  const directory = status.type === 'directory';
  if (directory && !manner.recursive && !manner.directories) return failed('Is a directory');
  try {
    const path = pathOf(process, name);
    if (directory && manner.recursive) {
      let gone = true;
      for (const child of process.files.list(path)) gone = await remove(process, joined(name, child), manner) && gone;
      if (!gone) return false;
    }
    process.files.remove(path);
  } catch (error) {
    return failed(reasonOf(error));
  }
  if (manner.verbose) await process.stdout.write(`removed ${directory ? 'directory ' : ''}${quoteName(name)}\n`);
  return true;
}
