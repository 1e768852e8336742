import { SysError } from '../stack/errno';
import { quoteName, reasonOf } from './coreutils';
import type { Pair } from './destination';
import { joined, pathOf, statusOf, withoutSlashes } from './entries';
import { resolvePath } from './path';
import type { Process } from './program';

/** Permission bits that the umask leaves to a new file. */
const UNMASKED = 0o755;

export interface Manner {
  /** the program, for its complaints */
  readonly tool: string;
  readonly recursive: boolean;
  /** existing files stay as they are */
  readonly keeps: boolean;
  /** permission bits and times come along */
  readonly preserves: boolean;
  /** a file that can't be written is removed first */
  readonly force: boolean;
  readonly verbose: boolean;
  /** what was asked for, where this is part of it */
  readonly whole?: Pair;
}

/** Why a source can't go there, whatever it is to be: undefined where it can. */
export function conflict(process: Process, [from, to]: Pair): string | undefined {
  const [source, target] = [statusOf(process, from), statusOf(process, to)];
  if (typeof source === 'string') return `cannot stat ${quoteName(from)}: ${source}`;
  if (target === 'Not a directory' && !to.endsWith('/')) return `cannot stat ${quoteName(to)}: ${target}`;
  if (typeof target === 'string') return undefined;
  if (resolvePath(process.cwd, from) === resolvePath(process.cwd, to)) return `${quoteName(from)} and ${quoteName(to)} are the same file`;
  if (source.type === 'directory' && target.type !== 'directory') return `cannot overwrite non-directory ${quoteName(to)} with directory ${quoteName(from)}`;
  return source.type !== 'directory' && target.type === 'directory' ? `cannot overwrite directory ${quoteName(to)} with non-directory` : undefined;
}

/** Whether a path lies in a directory. */
export function liesIn({ cwd }: Process, path: string, directory: string): boolean {
  return `${resolvePath(cwd, path)}/`.startsWith(`${resolvePath(cwd, directory)}/`);
}

/** Copies a file, or a directory with all in it. Complains. @returns whether all went well */
export async function copy(process: Process, [from, to]: Pair, manner: Manner): Promise<boolean> {
  const { files } = process;
  const failed = async (message: string): Promise<false> => {
    await process.stderr.write(`${manner.tool}: ${message}\n`);
    return false;
  };
  const source = statusOf(process, from);
  if (typeof source !== 'string' && source.type === 'directory' && !manner.recursive) return failed(`-r not specified; omitting directory ${quoteName(from)}`);
  const refusal = conflict(process, [from, to]);
  if (refusal !== undefined) return failed(refusal);
  if (typeof source === 'string') return false;
  const old = statusOf(process, to);
  const told = async (): Promise<void> => {
    if (manner.verbose) await process.stdout.write(`${quoteName(from)} -> ${quoteName(withoutSlashes(to))}\n`);
  };
  if (source.type === 'directory') {
    const names = namesIn(process, from);
    if (typeof names === 'string') return failed(`cannot access ${quoteName(from)}: ${names}`);
    if (typeof old === 'string') {
      if (resolvePath(process.cwd, joined(to, '..')) === resolvePath(process.cwd, from)) names.push(resolvePath(process.cwd, to).split('/').at(-1)!);
      try {
        files.makeDirectory(pathOf(process, withoutSlashes(to)));
      } catch (error) {
        return failed(`cannot create directory ${quoteName(withoutSlashes(to))}: ${reasonOf(error)}`);
      }
      await told();
    }
    const whole = manner.whole ?? [from, to];
    let well = true;
    for (const name of names) {
      const part: Pair = [joined(from, name), joined(to, name)];
      const itself = typeof old === 'string' && resolvePath(process.cwd, part[0]) === resolvePath(process.cwd, whole[1]);
      if (itself) well = await failed(`cannot copy a directory, ${quoteName(withoutSlashes(whole[0]))}, into itself, ${quoteName(withoutSlashes(whole[1]))}`);
      else well = await copy(process, part, { ...manner, whole }) && well;
    }
    if (typeof old === 'string' || manner.preserves) attributes(process, [from, to], manner);
    return well;
  }
  if (manner.keeps && typeof old !== 'string') return true;
  let data: Uint8Array;
  try {
    data = files.read(pathOf(process, from));
  } catch (error) {
    return failed(`cannot open ${quoteName(from)} for reading: ${reasonOf(error)}`);
  }
  try {
    overwrite(process, to, data, manner.force);
  } catch (error) {
    const refused = error instanceof SysError && error.errno === 'EINVAL';
    const reason = to.endsWith('/') ? 'Not a directory' : reasonOf(error);
    return failed(`${refused ? 'error writing' : 'cannot create regular file'} ${quoteName(to)}: ${reason}`);
  }
  await told();
  if (typeof old === 'string' || manner.preserves) attributes(process, [from, to], manner);
  return true;
}

/** @throws {SysError} */
function overwrite(process: Process, to: string, data: Uint8Array, force: boolean): void {
  const path = pathOf(process, to);
  try {
    process.files.write(path, data);
  } catch (error) {
    if (!force || !(error instanceof SysError && error.errno === 'EACCES')) throw error;
    try {
      process.files.remove(path);
    } catch {
      throw error;
    }
    process.files.write(path, data);
  }
}

/** What is in a directory, or why that can't be told. */
function namesIn(process: Process, name: string): string[] | string {
  try {
    return process.files.list(pathOf(process, name));
  } catch (error) {
    return reasonOf(error);
  }
}

/** Gives a copy the permission bits of its source, and with -p its time too. What the kernel keeps has its own. */
function attributes(process: Process, [from, to]: Pair, { preserves }: Manner): void {
  const { mode, modified } = process.files.stat(pathOf(process, from));
  const path = pathOf(process, to);
  try {
    process.files.changeMode(path, preserves ? mode : mode & UNMASKED);
    if (preserves) process.files.setModified(path, modified);
  } catch (error) {
    reasonOf(error);
  }
}
