import type { LinkAddress } from '../../address';
import type { Netns } from '../../netns';
import type { CreateFlags } from './flags';

/** net/if.h interface flags. */
export const IFF = {
  UP: 0x1, BROADCAST: 0x2, DEBUG: 0x4, LOOPBACK: 0x8, POINTOPOINT: 0x10, NOTRAILERS: 0x20, RUNNING: 0x40, NOARP: 0x80,
  PROMISC: 0x100, ALLMULTI: 0x200, MASTER: 0x400, SLAVE: 0x800, MULTICAST: 0x1000, PORTSEL: 0x2000, AUTOMEDIA: 0x4000,
  DYNAMIC: 0x8000, LOWER_UP: 0x10000, DORMANT: 0x20000, ECHO: 0x40000,
} as const;

/** IFLA_OPERSTATE (RFC 2863 section 3.1.14, linux/if.h IF_OPER_*), by number. */
export const OPERSTATES = ['UNKNOWN', 'NOTPRESENT', 'DOWN', 'LOWERLAYERDOWN', 'TESTING', 'DORMANT', 'UP'] as const;
export type OperState = (typeof OPERSTATES)[number];

/** struct rtnl_link_stats64, the counters that iproute2 prints; octets and packets. */
export interface LinkStats {
  rxPackets: number; txPackets: number; rxBytes: number; txBytes: number; rxErrors: number; txErrors: number;
  rxDropped: number; txDropped: number; multicast: number; collisions: number;
  rxLengthErrors: number; rxOverErrors: number; rxCrcErrors: number; rxFrameErrors: number; rxFifoErrors: number; rxMissedErrors: number;
  txAbortedErrors: number; txCarrierErrors: number; txFifoErrors: number; txHeartbeatErrors: number; txWindowErrors: number;
  rxNohandler: number; rxOtherhostDropped: number;
}

/** RTM_NEWLINK / RTM_DELLINK as a dump or notification carries it. */
export interface LinkMessage {
  readonly index: number;
  /** ARPHRD_*: 1 ether, 772 loopback */
  readonly type: number;
  /** IFF.* */
  readonly flags: number;
  readonly ifname: string;
  readonly altnames: readonly string[];
  readonly mtu: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  readonly address?: LinkAddress;
  readonly broadcast?: LinkAddress;
  readonly permAddress?: LinkAddress;
  readonly txqlen: number;
  readonly operstate: OperState;
  /** 0 DEFAULT, 1 DORMANT */
  readonly linkmode: number;
  readonly qdisc: string;
  readonly group: number;
  readonly promiscuity: number;
  readonly allmulti: number;
  readonly carrierChanges: number;
  /** IFLA_EVENT: what a notification is for, where the kernel says so */
  readonly event?: string;
  readonly ifalias?: string;
  /** IFLA_LINK: ifindex of the lower device or veth peer, where there is one (0: in another, unreachable namespace) */
  readonly link?: number;
  /** IFLA_LINK_NETNSID: this namespace's id for the one where `link` lives */
  readonly linkNetnsid?: number;
  /** ifindex of the bridge, bond, VRF ... */
  readonly master?: number;
  readonly kind?: string;
  /** IFLA_INFO_DATA: the kind's own attributes, e.g. vlan `{ id: 10, protocol: 0x8100 }` */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly slaveKind?: string;
  readonly slaveData?: Readonly<Record<string, unknown>>;
  readonly numTxQueues: number;
  /** absent from a kernel without CONFIG_RPS, as on a machine of one CPU */
  readonly numRxQueues?: number;
  readonly gsoMaxSize: number;
  readonly gsoMaxSegs: number;
  readonly tsoMaxSize: number;
  readonly tsoMaxSegs: number;
  readonly groMaxSize: number;
  /** absent where the device has no IPv6 */
  readonly addrGenMode?: 'eui64' | 'none' | 'stable_secret' | 'random';
  readonly stats: Readonly<LinkStats>;
}

/** RTM_NEWLINK as a request. An undefined attribute isn't in the message. */
export interface NewLink extends CreateFlags {
  readonly type: 'RTM_NEWLINK';
  /** of an existing device; with `create`, the ifindex that the new one shall have */
  readonly index?: number;
  /** with `index`: the new name; without: which device, by name or altname */
  readonly ifname?: string;
  /** IFF.* values, and which of them to change */
  readonly flags?: number;
  readonly change?: number;
  readonly mtu?: number;
  readonly address?: LinkAddress;
  readonly broadcast?: LinkAddress;
  readonly txqlen?: number;
  readonly linkmode?: number;
  readonly group?: number;
  readonly ifalias?: string;
  readonly link?: number;
  /** 0 sets it free */
  readonly master?: number;
  readonly netns?: Netns;
  /** with `netns`: the ifindex to have there (IFLA_NEW_IFINDEX) */
  readonly newIndex?: number;
  /** IFLA_LINK_NETNSID: this namespace's id for the one where the new device's lower one lives */
  readonly linkNetnsid?: number;
  readonly addrGenMode?: LinkMessage['addrGenMode'];
  readonly numTxQueues?: number;
  readonly numRxQueues?: number;
  /** what user space would have the state be (IFLA_OPERSTATE) */
  readonly operstate?: OperState;
  /** octets */
  readonly gsoMaxSize?: number;
  readonly gsoMaxSegs?: number;
  /** octets */
  readonly groMaxSize?: number;
  /** IFLA_VFINFO_LIST: settings of virtual functions, which no device here has */
  readonly vfInfo?: boolean;
  /** IFLA_PROTO_DOWN and IFLA_PROTO_DOWN_REASON */
  readonly protoDown?: boolean;
  readonly carrier?: boolean;
  readonly kind?: string;
  /** IFLA_INFO_DATA; for veth `{ peer: NewLink-like attributes }` (VETH_INFO_PEER) */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly slaveData?: Readonly<Record<string, unknown>>;
  /** RTM_SETLINK on all devices of a group: `ip link set group G ...` */
  readonly onGroup?: number;
}

export interface DelLink {
  readonly type: 'RTM_DELLINK';
  readonly index?: number;
  readonly ifname?: string;
  readonly group?: number;
}

export interface LinkProp {
  readonly type: 'RTM_NEWLINKPROP' | 'RTM_DELLINKPROP';
  readonly index: number;
  readonly altnames: readonly string[];
}
