import type { Host, Netns } from '../../stack';
import { treeOf, type VirtualFile, type VirtualTree } from './tree';

/** /proc/sys (proc_sys(5)) as a process in `netns` on `host` sees it: the namespace's net/ and the host's kernel/. */
export function procSys(host: Host, netns: Netns): VirtualTree {
  const kernel: Readonly<Record<string, VirtualFile>> = {
    'kernel/hostname': { read: () => `${host.hostname}\n`, write: text => void (host.hostname = text.trim()) },
    'kernel/ostype': { read: () => 'Linux\n' },
    'kernel/osrelease': { read: () => '6.1.0\n' },
  };
  const own = treeOf(() => Object.keys(kernel), path => kernel[path]);
  const { sysctl } = netns;
  return {
    file: path => own.file(path) ?? (sysctl.has(path) ? {
      read: () => `${sysctl.get(path)}\n`,
      ...(sysctl.writable(path) && { write: (text: string) => sysctl.set(path, text.replace(/\n$/, '')) }),
    } : undefined),
    list: directory => {
      const names = [...own.list(directory) ?? [], ...sysctl.names(directory) ?? []];
      return names.length === 0 && directory !== '' ? undefined : [...new Set(names)].sort();
    },
  };
}
