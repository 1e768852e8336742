import type { FileStatus } from '../files';
import { baseName, resolvePath } from '../path';
import type { Process } from '../program';
import type { Options } from './options';

/** A file to search, by the name that it's told of by. */
export interface Target {
  readonly name: string;
  readonly path: string;
  /** it was met in a directory */
  readonly met: boolean;
}

/** The files that the operands name, in order; with -r those in directories. */
export function* targets(process: Process, options: Options): Generator<Target> {
  const { operands, directories } = options;
  if (operands.length === 0 && directories === 'recurse') yield* within(process, options, { name: '', path: resolvePath(process.cwd, '.'), met: true });
  for (const name of operands.length > 0 || directories === 'recurse' ? operands : ['-']) yield* within(process, options, { name, path: resolvePath(process.cwd, name), met: false });
}

function* within(process: Process, options: Options, target: Target): Generator<Target> {
  const { name, path, met } = target;
  const status = name === '-' && !met ? undefined : statusOf(process, path);
  const base = baseName(name.replace(/(?<=.)\/+$/, ''));
  if (status?.type !== 'directory') {
    const wanted = name === '-' || ((options.include.length === 0 || options.include.some(glob => fits(base, glob))) && !options.exclude.some(glob => fits(base, glob)));
    if (wanted && !(met && status?.type === 'device')) yield target;
    return;
  }
  if (options.directories === 'skip') return;
  if (options.directories === 'read') return yield target;
  if (name !== '' && options.excludeDirectories.some(glob => fits(base, glob))) return;
  for (const entry of process.files.list(path)) {
    yield* within(process, options, { name: name === '' || name.endsWith('/') ? `${name}${entry}` : `${name}/${entry}`, path: resolvePath(path, entry), met: true });
  }
}

function statusOf(process: Process, path: string): FileStatus | undefined {
  try {
    return process.files.stat(path);
  } catch {
    return undefined;
  }
}

/** fnmatch(3) of a file's name: `*`, `?` and `[…]`. */
function fits(name: string, glob: string): boolean {
  const source = glob.replace(/\[[!^]?\]?[^\]]*\]|\\?[^]/g, part => {
    if (part === '*') return '[^]*';
    if (part === '?') return '[^]';
    if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.slice(-1).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
  return new RegExp(`^${source}$`).test(name);
}
