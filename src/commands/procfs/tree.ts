/** A file whose content the kernel makes when it's read. */
export interface VirtualFile {
  read(): string;
  /** Absent: read-only. @throws {SysError} EINVAL for a value that the kernel refuses */
  write?(text: string): void;
}

/** Part of a pseudo file system: what stands at a path, relative to where the tree is mounted. */
export interface VirtualTree {
  /** undefined: no such file */
  file(path: string): VirtualFile | undefined;
  /** Names in a directory, sorted; undefined: no such directory */
  list(path: string): string[] | undefined;
}

/** A tree from flat paths (`ipv4/ip_forward`); directories are what lies between. */
export function treeOf(paths: () => readonly string[], file: (path: string) => VirtualFile | undefined): VirtualTree {
  return {
    file: path => (paths().includes(path) ? file(path) : undefined),
    list: directory => {
      const prefix = directory === '' ? '' : `${directory}/`;
      const below = paths().filter(path => path.startsWith(prefix));
      if (below.length === 0 && directory !== '') return undefined;
      return [...new Set(below.map(path => path.slice(prefix.length).split('/')[0]!))].sort();
    },
  };
}
