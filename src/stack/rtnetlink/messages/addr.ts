import type { Family, IpAddress } from '../../address';
import type { CreateFlags } from './flags';

/** linux/if_addr.h; NODAD, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE, MCAUTOJOIN can be asked for. SECONDARY and TEMPORARY share 0x01. */
export const IFA_F = {
  SECONDARY: 0x01, NODAD: 0x02, OPTIMISTIC: 0x04, DADFAILED: 0x08, HOMEADDRESS: 0x10, DEPRECATED: 0x20, TENTATIVE: 0x40,
  PERMANENT: 0x80, MANAGETEMPADDR: 0x100, NOPREFIXROUTE: 0x200, MCAUTOJOIN: 0x400, STABLE_PRIVACY: 0x800,
} as const;

export const INFINITY_LIFE_TIME = 0xffffffff;

/** RTM_NEWADDR / RTM_DELADDR as a dump or notification carries it. */
export interface AddrMessage {
  readonly family: Family;
  readonly prefixlen: number;
  /** IFA_F.* */
  readonly flags: number;
  /** RT_SCOPE_* */
  readonly scope: number;
  readonly index: number;
  readonly local: IpAddress;
  /** the peer's, if it isn't `local` */
  readonly address: IpAddress;
  readonly broadcast?: IpAddress;
  readonly label?: string;
  /** IFA_RT_PRIORITY */
  readonly rtPriority?: number;
  /** IFA_PROTO */
  readonly proto?: number;
  /** seconds left; INFINITY_LIFE_TIME for ever */
  readonly validLft: number;
  readonly preferredLft: number;
  /** created and updated, hundredths of a second since boot */
  readonly cstamp: number;
  readonly tstamp: number;
}

export interface NewAddr extends CreateFlags {
  readonly type: 'RTM_NEWADDR';
  readonly family: Family;
  readonly index: number;
  readonly prefixlen: number;
  readonly local?: IpAddress;
  readonly address?: IpAddress;
  readonly broadcast?: IpAddress;
  readonly anycast?: IpAddress;
  readonly label?: string;
  readonly scope?: number;
  readonly flags?: number;
  readonly rtPriority?: number;
  readonly validLft?: number;
  readonly preferredLft?: number;
}

export interface DelAddr {
  readonly type: 'RTM_DELADDR';
  readonly family: Family;
  readonly index: number;
  readonly prefixlen: number;
  readonly local?: IpAddress;
  readonly address?: IpAddress;
  readonly label?: string;
}
