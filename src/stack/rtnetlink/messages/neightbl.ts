import type { Family } from '../../address';

/** NDTPA_*: what a table's entries on one device are treated by, or (without `index`) those of new devices. Times in ms. */
export interface NeighTableParms {
  /** 0: the device that stands for none (blackhole_netdev) */
  readonly index?: number;
  readonly refcnt: number;
  readonly reachableTime: number;
  readonly baseReachableTime: number;
  readonly retransTime: number;
  readonly gcStaletime: number;
  readonly delayProbeTime: number;
  /** packets that may wait for an answer */
  readonly queueLen: number;
  readonly appProbes: number;
  readonly ucastProbes: number;
  readonly mcastProbes: number;
  readonly anycastDelay: number;
  readonly proxyDelay: number;
  readonly proxyQlen: number;
  readonly locktime: number;
}

/** RTM_NEWNEIGHTBL of a dump: a table with the defaults of new devices, or the parameters of one device. */
export interface NeighTableMessage {
  readonly family: Family;
  /** arp_cache, ndisc_cache */
  readonly name: string;
  /** NDTA_THRESH1 to 3 (entries) and NDTA_GC_INTERVAL (ms), of the table itself */
  readonly limits?: { readonly thresh1: number; readonly thresh2: number; readonly thresh3: number; readonly gcInterval: number };
  readonly parms: NeighTableParms;
}

/** RTM_SETNEIGHTBL. */
export interface SetNeighTable {
  readonly type: 'RTM_SETNEIGHTBL';
  readonly name: string;
  readonly limits: Partial<NonNullable<NeighTableMessage['limits']>>;
  readonly parms: Partial<Omit<NeighTableParms, 'refcnt' | 'reachableTime'>>;
}
