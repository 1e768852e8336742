import type { IpAddress, LinkAddress } from '../../address';
import type { CreateFlags } from './flags';

/** Where a tunnel sends frames for a station: NDA_DST, NDA_PORT, NDA_VNI, NDA_SRC_VNI and NDA_IFINDEX. */
interface TunnelDestination {
  readonly dst?: IpAddress;
  /** UDP port */
  readonly port?: number;
  readonly vni?: number;
  readonly srcVni?: number;
  /** the device by which packets leave */
  readonly ifindex?: number;
}

/** RTM_NEWNEIGH of AF_BRIDGE, as a dump carries it: where frames for a link-layer address go. */
export interface FdbMessage extends TunnelDestination {
  readonly index: number;
  readonly lladdr: LinkAddress;
  /** NDA_VLAN */
  readonly vlan?: number;
  /** NUD.*: PERMANENT, NOARP for one that doesn't age, REACHABLE */
  readonly state: number;
  /** NTF.* */
  readonly flags: number;
  /** ifindex of the bridge */
  readonly master?: number;
  /** NDA_CACHEINFO: hundredths of a second since each */
  readonly cacheinfo?: { readonly used: number; readonly updated: number };
}

/** RTM_NEWNEIGH of AF_BRIDGE as a request. */
export interface NewFdb extends CreateFlags, TunnelDestination {
  readonly type: 'RTM_NEWNEIGH AF_BRIDGE';
  readonly index: number;
  readonly lladdr: LinkAddress;
  readonly vlan?: number;
  readonly state: number;
  /** NTF.MASTER, NTF.SELF: whose table */
  readonly flags: number;
}

/** RTM_DELNEIGH of AF_BRIDGE. */
export interface DelFdb extends TunnelDestination {
  readonly type: 'RTM_DELNEIGH AF_BRIDGE';
  readonly index: number;
  readonly lladdr: LinkAddress;
  readonly vlan?: number;
  readonly state: number;
  readonly flags: number;
}

/** RTM_DELNEIGH of AF_BRIDGE with NLM_F_BULK: all entries of a kind. */
export interface FlushFdb {
  readonly type: 'RTM_DELNEIGH AF_BRIDGE bulk';
  /** a bridge, or with NTF.MASTER a port */
  readonly index: number;
  /** NDA_IFINDEX */
  readonly port?: number;
  readonly vlan?: number;
  readonly state: number;
  readonly stateMask: number;
  readonly flags: number;
  readonly flagsMask: number;
}

/** RTM_GETNEIGH of AF_BRIDGE for one entry. */
export interface GetFdb {
  readonly lladdr: LinkAddress;
  /** a port */
  readonly index?: number;
  /** NDA_MASTER: a bridge */
  readonly master?: number;
  readonly vlan?: number;
  readonly flags: number;
}
