import type { Prefix } from '../../address';
import type { CreateFlags } from './flags';

/** RTM_*ADDRLABEL (struct ifaddrlblmsg): the label of a prefix in the policy table of RFC 6724. */
export interface AddrLabelMessage {
  readonly prefix: Prefix & { readonly address: bigint };
  /** ifindex of the only device that it counts for; 0: all */
  readonly index: number;
  readonly label: number;
}

export interface NewAddrLabel extends CreateFlags, AddrLabelMessage {
  readonly type: 'RTM_NEWADDRLABEL';
}

export interface DelAddrLabel extends AddrLabelMessage {
  readonly type: 'RTM_DELADDRLABEL';
}
