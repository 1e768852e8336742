import { PSEUDO_FILE_SYSTEMS, type VirtualTree } from '../../commands/procfs';
import { SysError } from '../../stack/errno';
import type { FileSystem, MountedFiles, Mount } from './filesystem';

/** A pseudo file system: sizes are 0 and writing is for root, as in procfs. */
function virtual(tree: VirtualTree, uid: number, modified: number): MountedFiles {
  return {
    read: path => {
      const file = tree.file(path);
      if (!file) throw new SysError(tree.list(path) ? 'EISDIR' : 'ENOENT');
      return new TextEncoder().encode(file.read());
    },
    write: (path, data) => {
      const file = tree.file(path);
      if (!file) throw new SysError(tree.list(path) ? 'EISDIR' : 'ENOENT');
      if (!file.write || uid !== 0) throw new SysError('EACCES');
      // Opening such a file truncates nothing.
      if (data.length > 0) file.write(new TextDecoder().decode(data));
    },
    stat: path => {
      const file = tree.file(path);
      if (file) return { type: 'file', size: 0, mode: file.write ? 0o644 : 0o444, modified };
      if (tree.list(path)) return { type: 'directory', size: 0, mode: 0o555, modified };
      throw new SysError('ENOENT');
    },
    list: path => {
      const names = tree.list(path);
      if (!names) throw new SysError(tree.file(path) ? 'ENOTDIR' : 'ENOENT');
      return names;
    },
  };
}

/** /run/netns, where `ip netns` keeps the names of namespaces. */
const runNetns: Mount = ({ host }) => virtual({
  file: path => (host.namedNetns.has(path) ? { read: () => '' } : undefined),
  list: path => (path === '' ? [...host.namedNetns.keys()].sort() : undefined),
}, 0, 0);

/** Mounts what the kernel computes. */
export function mountPseudoFiles(files: FileSystem): void {
  for (const { path, tree } of PSEUDO_FILE_SYSTEMS) {
    files.mount(path, ({ host, netns, uid }) => virtual(tree(host, netns), uid, files.now()));
  }
  files.mount('/run/netns', runNetns);
  files.mount('/var/run/netns', runNetns);
}
