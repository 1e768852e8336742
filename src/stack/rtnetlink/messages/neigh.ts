import type { Family, IpAddress, LinkAddress } from '../../address';
import type { CreateFlags } from './flags';

/** NUD_* (linux/neighbour.h). */
export const NUD = { NONE: 0, INCOMPLETE: 0x01, REACHABLE: 0x02, STALE: 0x04, DELAY: 0x08, PROBE: 0x10, FAILED: 0x20, NOARP: 0x40, PERMANENT: 0x80 } as const;
export const NTF = { USE: 0x01, SELF: 0x02, MASTER: 0x04, PROXY: 0x08, EXT_LEARNED: 0x10, OFFLOADED: 0x20, STICKY: 0x40, ROUTER: 0x80 } as const;

export interface NeighMessage {
  readonly family: Family;
  readonly index: number;
  readonly dst: IpAddress;
  readonly lladdr?: LinkAddress;
  /** NUD.* */
  readonly state: number;
  /** NTF.* */
  readonly flags: number;
  readonly probes: number;
  readonly protocol?: number;
  /** NDA_CACHEINFO: hundredths of a second since each; references */
  readonly cacheinfo: { readonly confirmed: number; readonly used: number; readonly updated: number; readonly refcnt: number };
}

export interface NewNeigh extends CreateFlags {
  readonly type: 'RTM_NEWNEIGH';
  readonly family: Family;
  readonly index: number;
  readonly dst: IpAddress;
  readonly lladdr?: LinkAddress;
  readonly state: number;
  readonly flags: number;
  readonly protocol?: number;
}
export interface DelNeigh { readonly type: 'RTM_DELNEIGH'; readonly family: Family; readonly index: number; readonly dst: IpAddress; readonly flags: number }
export interface GetNeigh { readonly type: 'RTM_GETNEIGH'; readonly family: Family; readonly index: number; readonly dst: IpAddress; readonly flags: number }
