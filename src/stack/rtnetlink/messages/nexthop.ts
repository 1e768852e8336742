import type { Family, IpAddress } from '../../address';
import type { CreateFlags } from './flags';

/** NHA_GROUP's member; `weight` is 1 to 255. */
export interface NexthopGroupEntry {
  readonly id: number;
  readonly weight: number;
}

/** RTM_NEWNEXTHOP of a dump. */
export interface NexthopMessage {
  readonly id: number;
  /** 0 for groups */
  readonly family: Family | 0;
  readonly protocol: number;
  readonly scope: number;
  /** RTNH_F.ONLINK */
  readonly flags: number;
  readonly blackhole?: boolean;
  readonly oif?: number;
  readonly gateway?: IpAddress;
  readonly group?: readonly NexthopGroupEntry[];
}

/** RTM_NEWNEXTHOP as a request; without an id the kernel chooses one. */
export interface NewNexthop extends CreateFlags {
  readonly type: 'RTM_NEWNEXTHOP';
  readonly id?: number | undefined;
  readonly nhFamily: number;
  readonly protocol: number;
  readonly flags: number;
  readonly blackhole?: boolean | undefined;
  readonly oif?: number | undefined;
  readonly gateway?: IpAddress | undefined;
  readonly group?: readonly NexthopGroupEntry[] | undefined;
}

export interface DelNexthop {
  readonly type: 'RTM_DELNEXTHOP';
  readonly id?: number | undefined;
}
