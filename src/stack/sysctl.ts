import { SysError } from './errno';

/** How the kernel reads and prints one entry of /proc/sys. */
export interface SysctlEntry {
  /** What `cat` shows, without the newline. */
  get(): string;
  /** @throws {SysError} EINVAL for a value that it can't take */
  set?(text: string): void;
}

interface Directory {
  readonly entries: Map<string, SysctlEntry>;
  readonly directories: Map<string, Directory>;
}

function emptyDirectory(): Directory {
  return { entries: new Map(), directories: new Map() };
}

/** Directory names of a path, and the name in the last one. */
function split(path: string): { readonly names: readonly string[]; readonly name: string } {
  const names = path.split('/');
  const name = names.pop()!;
  return { names, name };
}

/** proc(5): a tree of sysctls; names have slashes as under /proc/sys. One a namespace, as for net.*, or a host. */
export class SysctlTree {
  readonly #root = emptyDirectory();

  define(path: string, entry: SysctlEntry): void {
    const { names, name } = split(path);
    let directory = this.#root;
    for (const each of names) {
      let next = directory.directories.get(each);
      if (!next) directory.directories.set(each, (next = emptyDirectory()));
      directory = next;
    }
    directory.entries.set(name, entry);
  }

  /** Removes an entry, or a whole directory. */
  remove(path: string): void {
    const { names, name } = split(path);
    const parent = this.#directory(names);
    parent?.entries.delete(name);
    parent?.directories.delete(name);
  }

  /** All entries below a directory (all, for ''), sorted as the kernel lists them. */
  paths(below = ''): string[] {
    const directory = below === '' ? this.#root : this.#directory(below.split('/'));
    const found = directory ? list(directory, below === '' ? '' : `${below}/`) : [];
    if (this.has(below)) found.push(below);
    return found.sort();
  }

  has(path: string): boolean {
    return this.#entry(path) !== undefined;
  }

  /** @throws {SysError} ENOENT */
  get(path: string): string {
    return this.#find(path).get();
  }

  /** @throws {SysError} ENOENT, EACCES for a read-only entry, EINVAL for a bad value */
  set(path: string, text: string): void {
    const entry = this.#find(path);
    if (!entry.set) throw new SysError('EACCES');
    entry.set(text);
  }

  #directory(names: readonly string[]): Directory | undefined {
    let directory: Directory | undefined = this.#root;
    for (const name of names) directory = directory?.directories.get(name);
    return directory;
  }

  #entry(path: string): SysctlEntry | undefined {
    const { names, name } = split(path);
    return this.#directory(names)?.entries.get(name);
  }

  #find(path: string): SysctlEntry {
    const entry = this.#entry(path);
    if (!entry) throw new SysError('ENOENT');
    return entry;
  }
}

function list({ entries, directories }: Directory, prefix: string): string[] {
  const inner = [...directories].flatMap(([name, directory]) => list(directory, `${prefix}${name}/`));
  return [...Array.from(entries.keys(), name => `${prefix}${name}`), ...inner];
}
