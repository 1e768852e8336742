import type { Host, Netns } from '../../stack';
import { procNet } from './net';
import { procSys } from './sys';
import { sysClassNet } from './sysfs';
import type { VirtualTree } from './tree';

export type { VirtualFile, VirtualTree } from './tree';

/** Where each pseudo file system is mounted, and what a process in `netns` on `host` finds there. */
export const PSEUDO_FILE_SYSTEMS: readonly { readonly path: string; readonly tree: (host: Host, netns: Netns) => VirtualTree }[] = [
  { path: '/proc/sys', tree: procSys },
  { path: '/proc/net', tree: (_host, netns) => procNet(netns) },
  { path: '/proc/self/net', tree: (_host, netns) => procNet(netns) },
  { path: '/sys/class/net', tree: (_host, netns) => sysClassNet(netns) },
];
