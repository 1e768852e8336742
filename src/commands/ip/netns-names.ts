import type { Ip } from './context';

/** The names in /run/netns as readdir(3) gives them on tmpfs: the newest first. */
export function netnsNames(ip: Ip): string[] {
  return [...ip.process.host.namedNetns.keys()].reverse();
}
