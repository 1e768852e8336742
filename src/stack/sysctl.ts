import { SysError } from './errno';

/** How the kernel reads and prints one entry of /proc/sys. */
export interface SysctlEntry {
  /** What `cat` shows, without the newline. */
  get(): string;
  /** @throws {SysError} EINVAL for a value that it can't take */
  set?(text: string): void;
}

/** proc(5): a tree of sysctls; names have slashes as under /proc/sys. One a namespace, as for net.*, or a host. */
export class SysctlTree {
  readonly #entries = new Map<string, SysctlEntry>();

  define(path: string, entry: SysctlEntry): void {
    this.#entries.set(path, entry);
  }

  /** Removes an entry, or a whole directory. */
  remove(path: string): void {
    for (const known of this.#entries.keys()) {
      if (known === path || known.startsWith(`${path}/`)) this.#entries.delete(known);
    }
  }

  /** All entries below a directory (all, for ''), sorted as the kernel lists them. */
  paths(below = ''): string[] {
    return [...this.#entries.keys()].filter(path => below === '' || path === below || path.startsWith(`${below}/`)).sort();
  }

  has(path: string): boolean {
    return this.#entries.has(path);
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

  #find(path: string): SysctlEntry {
    const entry = this.#entries.get(path);
    if (!entry) throw new SysError('ENOENT');
    return entry;
  }
}
