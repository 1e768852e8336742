import { constants, lstatSync, open, promises as fs, readlinkSync } from 'node:fs';
import { resolvePath } from '../../commands/path';
import type { FileStatus } from '../../commands/files';
import type { Input, Output } from '../../commands/program';
import { SysError } from '../../stack/errno';
import { FileInput, FileOutput } from './descriptors';
import { sysError } from './errors';

/** path_resolution(7) */
const MOST_LINKS = 40;

const FLAGS = {
  truncate: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
  append: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
  'create-new': constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
} as const;

/** The files of a host, opened by this process: a child can have the descriptor as it is. What /proc holds depends on who looks, so not that. */
export class HostFiles {
  /** @param root the host's file tree, such as /proc/PID/root */
  constructor(private readonly root: string) {}

  /** @throws {SysError} as open(2) */
  async openInput(path: string): Promise<Input> {
    return this.#attempt(async () => new FileInput(await descriptor(this.locate(path), constants.O_RDONLY)));
  }

  /** @throws {SysError} as open(2) */
  async openOutput(path: string, mode: keyof typeof FLAGS): Promise<Output> {
    return this.#attempt(async () => new FileOutput(await descriptor(this.locate(path), FLAGS[mode])));
  }

  async stat(path: string): Promise<FileStatus | undefined> {
    try {
      const status = await fs.stat(this.locate(path));
      const type = status.isDirectory() ? 'directory' : status.isFile() ? 'file' : 'device';
      return { type, size: status.size, mode: status.mode & 0o7777, modified: status.mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** @throws {SysError} as opendir(3) */
  async list(path: string): Promise<string[]> {
    return this.#attempt(async () => (await fs.readdir(this.locate(path))).sort());
  }

  /**
   * Where a path of the host lies for this process. A symbolic link that begins with a slash begins at the host's root.
   * @throws {SysError} ELOOP
   */
  locate(path: string): string {
    let todo = resolvePath('/', path).split('/').filter(name => name !== '');
    let at = '';
    for (let links = 0; todo.length > 0;) {
      const [name, ...rest] = todo as [string, ...string[]];
      const target = linkTarget(`${this.root}${at}/${name}`);
      if (target === undefined) {
        at += `/${name}`;
        todo = rest;
        continue;
      }
      if (++links > MOST_LINKS) throw new SysError('ELOOP');
      todo = [...resolvePath(at === '' ? '/' : at, target).split('/').filter(part => part !== ''), ...rest];
      at = '';
    }
    return `${this.root}${at}${path.endsWith('/') ? '/' : ''}`;
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw sysError(error);
    }
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/** open(2) off the main thread, since a FIFO may take its time; a plain descriptor, which nothing closes behind our back. */
function descriptor(path: string, flags: number): Promise<number> {
  return new Promise((resolve, reject) => open(path, flags, 0o644, (error, fd) => (error ? reject(error) : resolve(fd))));
}
