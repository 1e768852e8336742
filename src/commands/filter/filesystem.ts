import type { FsStat, IFileSystem } from 'just-bash';
import { SysError, errnoNumber, strerror } from '../../stack/errno';
import { resolvePath } from '../path';
import type { Process } from '../program';

/** An error as Node's fs gives it, which is what just-bash looks at. */
function nodeError(error: unknown, call: string, path: string): Error {
  if (!(error instanceof SysError)) return error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(`${error.errno}: ${strerror(error.errno).toLowerCase()}, ${call} '${path}'`), { code: error.errno, errno: -errnoNumber(error.errno), path });
}

/** A process's files, as just-bash wants to see them. Links don't exist. */
export function fileSystemOf(process: Process): IFileSystem {
  const { files } = process;
  const encoder = new TextEncoder();
  const doing = async <T>(call: string, path: string, act: () => T): Promise<T> => {
    try {
      return act();
    } catch (error) {
      throw nodeError(error, call, path);
    }
  };
  const unsupported = (call: string, path: string): Promise<never> => Promise.reject(nodeError(new SysError('EOPNOTSUPP'), call, path));
  const stat = (path: string): FsStat => {
    const { type, size, mode, modified } = files.stat(path);
    return { isFile: type !== 'directory', isDirectory: type === 'directory', isSymbolicLink: false, mode, size, mtime: new Date(modified) };
  };
  const exists = (path: string): boolean => {
    try {
      files.stat(path);
      return true;
    } catch {
      return false;
    }
  };
  const octets = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? encoder.encode(content) : content);
  const remove = (path: string, recursive: boolean): void => {
    if (recursive && files.stat(path).type === 'directory') for (const name of files.list(path)) remove(`${path}/${name}`, true);
    files.remove(path);
  };
  const copy = (from: string, to: string, recursive: boolean): void => {
    if (files.stat(from).type !== 'directory') return files.write(to, files.read(from));
    if (!recursive) throw new SysError('EISDIR');
    if (!exists(to)) files.makeDirectory(to);
    for (const name of files.list(from)) copy(`${from}/${name}`, `${to}/${name}`, true);
  };
  const makeDirectories = (path: string): void => {
    const parent = resolvePath(path, '..');
    if (!exists(parent)) makeDirectories(parent);
    files.makeDirectory(path);
  };
  return {
    readFile: (path, options) => doing('open', path, () => new TextDecoder(encodingOf(options)).decode(files.read(path))),
    readFileBuffer: path => doing('open', path, () => files.read(path)),
    writeFile: (path, content) => doing('open', path, () => files.write(path, octets(content))),
    appendFile: (path, content) => doing('open', path, () => files.write(path, octets(content), { append: true })),
    exists: async path => exists(path),
    stat: path => doing('stat', path, () => stat(path)),
    lstat: path => doing('lstat', path, () => stat(path)),
    mkdir: (path, options) => doing('mkdir', path, () => {
      if (options?.recursive && exists(path)) return;
      if (options?.recursive) makeDirectories(path);
      else files.makeDirectory(path);
    }),
    readdir: path => doing('scandir', path, () => files.list(path)),
    readdirWithFileTypes: path => doing('scandir', path, () => files.list(path).map(name => {
      const directory = files.stat(`${path === '/' ? '' : path}/${name}`).type === 'directory';
      return { name, isFile: !directory, isDirectory: directory, isSymbolicLink: false };
    })),
    rm: (path, options) => doing('rm', path, () => {
      if (options?.force && !exists(path)) return;
      remove(path, options?.recursive ?? false);
    }),
    cp: (from, to, options) => doing('cp', from, () => copy(from, to, options?.recursive ?? false)),
    mv: (from, to) => doing('rename', from, () => files.rename(from, to)),
    resolvePath: (base, path) => resolvePath(base, path),
    getAllPaths: () => [],
    chmod: (path, mode) => doing('chmod', path, () => files.changeMode(path, mode)),
    symlink: (_target, path) => unsupported('symlink', path),
    link: (_target, path) => unsupported('link', path),
    readlink: path => doing('readlink', path, () => {
      files.stat(path);
      throw new SysError('EINVAL');
    }),
    realpath: path => doing('realpath', path, () => {
      files.stat(path);
      return resolvePath('/', path);
    }),
    utimes: (path, _accessed, modified) => doing('utimes', path, () => files.setModified(path, modified.getTime())),
  };
}

function encodingOf(options: unknown): string {
  const encoding = typeof options === 'string' ? options : (options as { encoding?: string | null } | undefined)?.encoding;
  return encoding === 'binary' || encoding === 'latin1' ? 'latin1' : 'utf-8';
}
