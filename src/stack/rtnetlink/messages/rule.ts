import type { Family, Prefix } from '../../address';
import type { CreateFlags } from './flags';

/** FR_ACT_*, and two route types that iproute2 sends in their place. */
export type RuleAction = 'to_tbl' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit' | 'throw' | 'nat';

/** RTM_NEWRULE / RTM_DELRULE, as a request, dump or notification. */
export interface RuleMessage {
  readonly family: Family;
  readonly action: RuleAction;
  readonly priority?: number;
  readonly invert?: boolean;
  readonly src?: Prefix;
  readonly dst?: Prefix;
  readonly tos?: number;
  readonly fwmark?: number;
  readonly fwmask?: number;
  readonly iifname?: string;
  readonly oifname?: string;
  /** devices named don't exist now: iproute2 prints [detached] */
  readonly iifDetached?: boolean;
  readonly oifDetached?: boolean;
  readonly table?: number;
  readonly goto?: number;
  readonly unresolved?: boolean;
  readonly ipproto?: number;
  readonly sport?: readonly [number, number];
  readonly dport?: readonly [number, number];
  readonly uidRange?: readonly [number, number];
  readonly suppressPrefixlen?: number;
  readonly suppressIfgroup?: number;
  readonly l3mdev?: boolean;
  readonly protocol?: number;
  readonly tunId?: bigint;
  /** FRA_FLOW: the source's realm in the upper 16 bits, the destination's in the lower */
  readonly flow?: number;
}

export interface NewRule extends CreateFlags { readonly type: 'RTM_NEWRULE'; readonly rule: RuleMessage }
export interface DelRule { readonly type: 'RTM_DELRULE'; readonly rule: Partial<RuleMessage> & { readonly family: Family } }
