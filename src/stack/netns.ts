import type { Host } from './host';
import type { Rtnetlink } from './rtnetlink';
import type { Sockets } from './socket';
import type { SysctlTree } from './sysctl';

/** A network namespace (network_namespaces(7)): devices, addresses, tables, sockets and sysctls of its own. */
export interface Netns {
  readonly host: Host;
  /** inode number of its nsfs file, unique in the network: identity for `ip netns identify` */
  readonly inode: number;
  readonly rtnetlink: Rtnetlink;
  readonly sockets: Sockets;
  readonly sysctl: SysctlTree;
}
