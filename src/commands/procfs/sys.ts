import type { Host, Netns } from '../../stack';
import { treeOf, type VirtualFile, type VirtualTree } from './tree';

/** /proc/sys (proc_sys(5)) as a process in `netns` on `host` sees it: the namespace's net/ and the host's kernel/. */
export function procSys(host: Host, netns: Netns): VirtualTree {
  const kernel: Readonly<Record<string, VirtualFile>> = {
    'kernel/hostname': { read: () => `${host.hostname}\n`, write: text => void (host.hostname = text.trim()) },
    'kernel/ostype': { read: () => 'Linux\n' },
    'kernel/osrelease': { read: () => '6.1.0\n' },
  };
  return treeOf(
    () => [...netns.sysctl.paths(), ...Object.keys(kernel)],
    path => kernel[path] ?? {
      read: () => `${netns.sysctl.get(path)}\n`,
      ...(netns.sysctl.writable(path) && { write: (text: string) => netns.sysctl.set(path, text.replace(/\n$/, '')) }),
    },
  );
}
