import type { IpAddress, LinkAddress } from '../../address';

/** BR_STATE_* of IFLA_BRPORT_STATE, by number (linux/if_bridge.h). */
export const IFLA_BRPORT_STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const;

/** RTM_SETLINK of AF_BRIDGE: settings of a bridge's port. */
export interface SetBridgeLink {
  readonly type: 'RTM_SETLINK';
  readonly index: number;
  /** IFLA_BRIDGE_FLAGS: who shall obey, the device itself or its bridge; neither: the bridge */
  readonly self: boolean;
  readonly master: boolean;
  /** IFLA_PROTINFO: IFLA_BRPORT_*, by the names of LinkMessage.slaveData */
  readonly protinfo?: Readonly<Record<string, number>>;
  /** IFLA_BRIDGE_VLAN_INFO: VLANs to add */
  readonly vlans?: TunnelRange & { readonly pvid: boolean; readonly untagged: boolean };
}

/** VLAN ids, both ends included. */
export interface VlanRange {
  readonly first: number;
  readonly last: number;
}

/** VLANs, or with `tunnel` what they are mapped to (IFLA_BRIDGE_VLAN_TUNNEL_INFO). */
export interface TunnelRange extends VlanRange {
  readonly tunnel?: boolean;
}

/** RTM_DELLINK of AF_BRIDGE: VLANs to take away. */
export interface DelBridgeLink {
  readonly type: 'RTM_DELLINK AF_BRIDGE';
  readonly index: number;
  readonly self: boolean;
  readonly master: boolean;
  readonly vlans: TunnelRange;
}

/** RTM_NEWVLAN: options of VLANs that are there. */
export interface NewVlan extends VlanRange {
  readonly type: 'RTM_NEWVLAN';
  readonly index: number;
  /** BRIDGE_VLANDB_ENTRY_*, of a port or the bridge itself */
  readonly options?: { readonly state?: number; readonly multicastRouter?: number };
  /** BRIDGE_VLANDB_GOPTS_*, of a bridge */
  readonly globalOptions?: Readonly<Record<string, number | bigint>>;
}

/** VLANs of a port or a bridge that are alike (BRIDGE_VLANDB_ENTRY). */
export interface VlanEntry extends VlanRange {
  readonly pvid: boolean;
  readonly untagged: boolean;
  /** BR_STATE_* */
  readonly state: number;
  readonly multicastRouter?: number;
  readonly stats: { readonly rxBytes: number; readonly rxPackets: number; readonly txBytes: number; readonly txPackets: number };
}

/** How multicast is treated in VLANs of a bridge (BRIDGE_VLANDB_GLOBAL_OPTIONS). */
export interface VlanGlobalEntry extends VlanRange {
  readonly options: Readonly<Record<string, number | bigint>>;
  /** ifindexes */
  readonly routerPorts: readonly number[];
}

/** RTM_NEWVLAN as a dump or notification carries it: the VLANs of one port or bridge. */
export interface VlanMessage {
  readonly index: number;
  /** one by one; who shows them may join those that are alike */
  readonly entries: readonly VlanEntry[];
  readonly globals: readonly VlanGlobalEntry[];
}

/** struct br_mdb_entry and MDBA_MDB_EATTR_*. */
export interface MdbEntry {
  /** ifindex of the port, or of the bridge itself */
  readonly port: number;
  readonly group: IpAddress | LinkAddress;
  readonly source?: IpAddress;
  readonly vid: number;
  readonly permanent: boolean;
  readonly fastLeave: boolean;
  /** RTPROT_*; absent where this host listens */
  readonly protocol?: number;
  /** hundredths of a second that are left */
  readonly timer: number;
}

/** RTM_GETMDB and RTM_NEWMDB, RTM_DELMDB: of one bridge. */
export interface MdbMessage {
  readonly index: number;
  readonly entries: readonly MdbEntry[];
  /** ports behind which multicast routers are; `timer` in hundredths of a second */
  readonly routers: readonly { readonly port: number; readonly type: number; readonly timer: number }[];
}

/** RTM_NEWMDB, RTM_DELMDB as a request. */
export interface ChangeMdb {
  readonly type: 'RTM_NEWMDB' | 'RTM_DELMDB';
  /** of the bridge */
  readonly index: number;
  readonly port: number;
  readonly group: IpAddress | LinkAddress;
  readonly source?: IpAddress;
  readonly vid: number;
  readonly permanent: boolean;
}
