import type { Family } from '../../address';

/** Values of NetconfMessage.index that stand for no device. */
export const NETCONFA_IFINDEX = { ALL: -1, DEFAULT: -2 } as const;

/** RTM_*NETCONF: net.ipv4.conf and net.ipv6.conf of a device, of `all` or `default`; a notification has only what has changed. */
export interface NetconfMessage {
  readonly family: Family;
  /** ifindex or NETCONFA_IFINDEX.* */
  readonly index: number;
  readonly forwarding?: boolean;
  readonly rpFilter?: number;
  readonly mcForwarding?: boolean;
  /** proxy_arp, proxy_ndp */
  readonly proxyNeigh?: boolean;
  readonly ignoreRoutesWithLinkdown?: boolean;
}
