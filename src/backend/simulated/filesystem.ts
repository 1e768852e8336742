import { resolvePath } from '../../commands/path';
import type { Files, FileStatus } from '../../commands/files';
import type { Host } from '../../stack/host';
import type { Netns } from '../../stack/netns';
import { SysError } from '../../stack/errno';
import { pseudoAt, refuseInPseudo } from './pseudo';

/** Who looks at a file: what permissions hold, and what /proc shows. */
export interface Viewer {
  readonly host: Host;
  readonly netns: Netns;
  readonly uid: number;
  readonly pid: number;
}

/**
 * A part of the file tree that isn't stored but computed, such as /proc/sys. Paths are relative to where it is mounted,
 * '' for the root itself. Methods throw SysError as the system calls do. A write is one write(2).
 */
export interface MountedFiles {
  read(path: string): Uint8Array;
  write?(path: string, data: Uint8Array): void;
  stat(path: string): FileStatus;
  list(path: string): string[];
}

/** Gives each viewer its own view. */
export type Mount = (viewer: Viewer) => MountedFiles;

/** Octets of a path with the NUL behind it, and of a name (limits.h). */
const [PATH_MAX, NAME_MAX] = [4096, 255];

interface Node {
  type: 'file' | 'directory' | 'device';
  mode: number;
  uid: number;
  modified: number;
  /** a file's octets; the first `size` count */
  data: Uint8Array;
  size: number;
  readonly entries: Map<string, Node>;
}

/** An open file: reads and writes go to it though its name is gone. */
export interface OpenFile {
  readonly device: boolean;
  readAt(offset: number, length: number): Uint8Array;
  /** At the end, if offset is undefined. Returns the offset behind what was written. */
  writeAt(offset: number | undefined, data: Uint8Array): number;
}

/** The files of one host, in memory. Symbolic and hard links aren't modelled. */
export class FileSystem {
  readonly #root: Node;
  readonly #mounts = new Map<string, Mount>();

  /** @param now ms since the Unix epoch, for modification times */
  constructor(readonly host: Host, readonly now: () => number) {
    this.#root = this.#make('directory', 0o755, 0);
  }

  /** Puts computed files at a path, over what is there. */
  mount(path: string, mount: Mount): void {
    this.#mounts.set(path, mount);
  }

  /** Makes a directory with all above it, or a file or device, whoever may write there. */
  plant(path: string, type: Node['type'], mode: number, uid: number, text = ''): void {
    let at = this.#root;
    const names = path.split('/').filter(name => name !== '');
    for (const [i, name] of names.entries()) {
      const last = i === names.length - 1;
      let next = at.entries.get(name);
      if (!next) {
        next = last ? this.#make(type, mode, uid) : this.#make('directory', 0o755, 0);
        at.entries.set(name, next);
      }
      at = next;
    }
    at.data = new TextEncoder().encode(text);
    at.size = at.data.length;
  }

  /** The files as a process sees them. */
  view(viewer: Viewer): Files & { open(path: string, mode: 'read' | 'truncate' | 'append' | 'create-new' | 'read-write'): OpenFile } {
    const mounted = (path: string) => this.#mounted(path, viewer);
    const readable = (path: string): Node => {
      const node = this.#find(path);
      if (!this.#permits(node, viewer.uid, 4)) throw new SysError('EACCES');
      return node;
    };
    const parent = (path: string): { directory: Node; name: string } => {
      const clean = resolvePath('/', path);
      const slash = clean.lastIndexOf('/');
      const directory = this.#find(clean.slice(0, slash) || '/');
      if (directory.type !== 'directory') throw new SysError('ENOTDIR');
      if (!this.#permits(directory, viewer.uid, 2)) throw new SysError('EACCES');
      return { directory, name: clean.slice(slash + 1) };
    };
    const stat = (path: string): FileStatus => {
      const mount = mounted(path);
      if (mount) return mount.files.stat(mount.path);
      const { type, size, mode, modified } = this.#find(path);
      return { type, size: type === 'directory' ? 4096 : size, mode, modified };
    };
    const exists = (path: string): boolean => {
      try {
        stat(path);
        return true;
      } catch (error) {
        if (error instanceof SysError && error.errno === 'ENOENT') return false;
        throw error;
      }
    };
    const open = (path: string, mode: 'read' | 'truncate' | 'append' | 'create-new' | 'read-write'): OpenFile => {
      const mount = mounted(path);
      if (mount && mode !== 'read' && !exists(path)) refuseInPseudo(path, 'create');
      if (mount) return openMounted(mount.files, mount.path, mode !== 'read');
      let node = this.#lookup(path);
      if (!node && mode !== 'read') {
        const { directory, name } = parent(path);
        refuseInPseudo(path, 'create');
        if (path.endsWith('/')) throw new SysError('EISDIR');
        node = this.#make('file', 0o644, viewer.uid);
        directory.entries.set(name, node);
      } else if (node && mode === 'create-new' && node.type === 'file') {
        throw new SysError('EEXIST');
      }
      if (!node) throw new SysError('ENOENT');
      if (node.type === 'directory' && mode !== 'read') throw new SysError('EISDIR');
      if (!this.#permits(node, viewer.uid, mode === 'read' ? 4 : mode === 'read-write' ? 6 : 2)) throw new SysError('EACCES');
      if (mode === 'truncate') this.#resize(node, 0);
      return this.#open(node);
    };
    return {
      open,
      read: path => {
        const mount = mounted(path);
        if (mount) return mount.files.read(mount.path);
        const node = readable(path);
        if (node.type === 'directory') throw new SysError('EISDIR');
        return node.data.slice(0, node.size);
      },
      write: (path, data, options) => void open(path, options?.append ? 'append' : 'truncate').writeAt(undefined, data),
      stat,
      list: path => {
        const mount = mounted(path);
        if (mount) return mount.files.list(mount.path);
        const node = readable(path);
        if (node.type !== 'directory') throw new SysError('ENOTDIR');
        const prefix = path === '/' ? '/' : `${resolvePath('/', path)}/`;
        const points = [...this.#mounts.keys()].filter(at => at.startsWith(prefix)).map(at => at.slice(prefix.length).split('/')[0]!);
        return [...new Set([...node.entries.keys(), ...points])].sort();
      },
      makeDirectory: path => {
        if (exists(path)) throw new SysError('EEXIST');
        refuseInPseudo(path, 'makeDirectory');
        const { directory, name } = parent(path);
        directory.entries.set(name, this.#make('directory', 0o755, viewer.uid));
      },
      remove: path => {
        stat(path);
        refuseInPseudo(path, 'remove');
        const node = this.#find(path);
        const { directory, name } = parent(path);
        if (node.entries.size > 0) throw new SysError('ENOTEMPTY');
        directory.entries.delete(name);
      },
      rename: (from, to) => {
        stat(from);
        if (pseudoAt(from) !== undefined || pseudoAt(to) !== undefined) throw new SysError(pseudoAt(from) === pseudoAt(to) ? 'ENOENT' : 'EXDEV');
        refuseInPseudo(from, 'remove');
        const node = this.#find(from);
        const source = parent(from);
        const target = parent(to);
        const old = target.directory.entries.get(target.name);
        if (old === node) return;
        if (old?.type === 'directory' && node.type !== 'directory') throw new SysError('EISDIR');
        if (old && old.type !== 'directory' && node.type === 'directory') throw new SysError('ENOTDIR');
        if (old && old.entries.size > 0) throw new SysError('ENOTEMPTY');
        source.directory.entries.delete(source.name);
        target.directory.entries.set(target.name, node);
      },
      changeMode: (path, mode) => {
        if (mounted(path)) throw new SysError('EPERM');
        const node = this.#find(path);
        if (viewer.uid !== 0 && viewer.uid !== node.uid) throw new SysError('EPERM');
        node.mode = mode;
      },
      setModified: (path, modified) => {
        if (stat(path) && mounted(path)) return;
        const node = this.#find(path);
        if (viewer.uid !== node.uid && !this.#permits(node, viewer.uid, 2)) throw new SysError('EACCES');
        node.modified = modified;
      },
    };
  }

  #mounted(path: string, viewer: Viewer): { files: MountedFiles; path: string } | undefined {
    const clean = resolvePath('/', path);
    let deepest = '';
    for (const at of this.#mounts.keys()) {
      if (at.length > deepest.length && clean.startsWith(at) && (clean.length === at.length || clean[at.length] === '/')) deepest = at;
    }
    const mount = this.#mounts.get(deepest);
    return mount && { files: mount(viewer), path: clean.slice(deepest.length + 1) };
  }

  #make(type: Node['type'], mode: number, uid: number): Node {
    return { type, mode, uid, modified: this.now(), data: new Uint8Array(0), size: 0, entries: new Map() };
  }

  #permits(node: Node, uid: number, bits: number): boolean {
    const granted = uid === node.uid ? node.mode >> 6 : node.mode;
    return uid === 0 || (granted & bits) === bits;
  }

  #lookup(path: string): Node | undefined {
    if (longer(path, PATH_MAX - 1)) throw new SysError('ENAMETOOLONG');
    let at: Node | undefined = this.#root;
    for (const name of resolvePath('/', path).split('/').filter(part => part !== '')) {
      if (at.type !== 'directory') throw new SysError('ENOTDIR');
      if (longer(name, NAME_MAX)) throw new SysError('ENAMETOOLONG');
      at = at.entries.get(name);
      if (!at) return undefined;
    }
    if (path.endsWith('/') && at.type !== 'directory') throw new SysError('ENOTDIR');
    return at;
  }

  #find(path: string): Node {
    const node = this.#lookup(path);
    if (node) return node;
    throw new SysError('ENOENT');
  }

  #resize(node: Node, size: number): void {
    if (size > node.data.length) {
      const larger = new Uint8Array(Math.max(size, 2 * node.data.length));
      larger.set(node.data.subarray(0, node.size));
      node.data = larger;
    } else if (size < node.size) {
      node.data.fill(0, size, node.size);
    }
    node.size = size;
    node.modified = this.now();
  }

  #open(node: Node): OpenFile {
    const device = node.type === 'device';
    return {
      device,
      readAt: (offset, length) => {
        if (node.type === 'directory') throw new SysError('EISDIR');
        return node.data.slice(Math.min(offset, node.size), Math.min(node.size, offset + length));
      },
      writeAt: (offset, data) => {
        const at = offset ?? node.size;
        if (device) return at;
        if (at + data.length > node.size) this.#resize(node, at + data.length);
        node.data.set(data, at);
        node.modified = this.now();
        return at + data.length;
      },
    };
  }
}

/** Whether a text has more octets. */
function longer(text: string, octets: number): boolean {
  return 3 * text.length > octets && new TextEncoder().encode(text).length > octets;
}

function openMounted(files: MountedFiles, path: string, forWriting: boolean): OpenFile {
  const { type, mode } = files.stat(path);
  if (forWriting && type === 'directory') throw new SysError('EISDIR');
  if (forWriting && (!files.write || !(mode & 0o222))) throw new SysError('EACCES');
  return {
    device: false,
    readAt: (offset, length) => files.read(path).slice(offset, offset + length),
    writeAt: (offset, data) => {
      files.write!(path, data);
      return (offset ?? 0) + data.length;
    },
  };
}
