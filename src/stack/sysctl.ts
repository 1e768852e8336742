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
  /** Makes the entries when someone looks: a thousand devices have a hundred thousand of them. */
  fill?: () => void;
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
    this.#make(names).entries.set(name, entry);
  }

  /** A directory whose entries `fill` defines, once someone looks into it. */
  defineDirectory(path: string, fill: () => void): void {
    this.#make(path.split('/')).fill = fill;
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

  /** Names in a directory ('' for the root), sorted; undefined: no such directory. */
  names(path: string): string[] | undefined {
    const directory = path === '' ? this.#root : this.#directory(path.split('/'));
    return directory && [...new Set([...directory.entries.keys(), ...directory.directories.keys()])].sort();
  }

  has(path: string): boolean {
    return this.#entry(path) !== undefined;
  }

  /** Whether an entry can be set. @throws {SysError} ENOENT */
  writable(path: string): boolean {
    return this.#find(path).set !== undefined;
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

  #make(names: readonly string[]): Directory {
    let directory = this.#root;
    for (const name of names) {
      let next = directory.directories.get(name);
      if (!next) directory.directories.set(name, (next = emptyDirectory()));
      directory = next;
    }
    return directory;
  }

  #directory(names: readonly string[]): Directory | undefined {
    let directory: Directory | undefined = this.#root;
    for (const name of names) directory = directory?.directories.get(name);
    return directory && filled(directory);
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

function filled(directory: Directory): Directory {
  const { fill } = directory;
  delete directory.fill;
  fill?.();
  return directory;
}

function list(directory: Directory, prefix: string): string[] {
  const { entries, directories } = filled(directory);
  const inner = [...directories].flatMap(([name, each]) => list(each, `${prefix}${name}/`));
  return [...Array.from(entries.keys(), name => `${prefix}${name}`), ...inner];
}
