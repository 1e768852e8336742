import type { HookName } from './hooks';
import type { NatRange } from './nat/range';
import type { SelectorName } from './selectors';

/** What a selector reads from a packet: a number, an IPv6 address, or a device's name. */
export type Value = number | bigint | string;

/** What a value is compared with. A wildcard is a name's beginning; `flags` holds where any of its bits is set. */
export type Operand =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'range'; readonly from: number | bigint; readonly to: number | bigint }
  | { readonly kind: 'prefix'; readonly address: number | bigint; readonly length: number }
  | { readonly kind: 'wildcard'; readonly beginning: string }
  | { readonly kind: 'flags'; readonly mask: number }
  | { readonly kind: 'set'; readonly set: NftSet };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface Selection {
  readonly name: SelectorName;
  /** only these bits count */
  readonly mask?: number;
}

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export interface SetElement {
  readonly key: Exclude<Operand, { readonly kind: 'set' | 'flags' }>;
  /** a verdict map's */
  readonly verdict?: Verdict;
}

/** Values by name, or those that stand in one rule (struct nft_set). */
export interface NftSet {
  /** undefined: it belongs to one rule */
  readonly name?: string;
  readonly handle: number;
  /** nft's name of its elements' type */
  readonly type: string;
  readonly flags: readonly string[];
  /** maps values to verdicts */
  readonly isMap: boolean;
  elements: readonly SetElement[];
}

export type RejectType = { readonly kind: 'icmp' | 'icmpv6' | 'icmpx'; readonly code: number } | { readonly kind: 'tcp-reset' };

/** A part of a rule (struct nft_expr and those that belong together): run from left to right until one doesn't hold or decides. */
export type Statement =
  | { readonly kind: 'match'; readonly left: Selection; readonly op: Comparison; readonly right: Operand }
  | { readonly kind: 'counter'; packets: number; bytes: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'vmap'; readonly left: Selection; readonly set: NftSet }
  | { readonly kind: 'reject'; readonly with: RejectType; readonly isDefault: boolean }
  | { readonly kind: 'log'; readonly prefix?: string; readonly level?: string; readonly group?: number; readonly flags?: string }
  | Limit
  | { readonly kind: 'masquerade' | 'redirect'; readonly range: NatRange; readonly flags: readonly string[] }
  | { readonly kind: 'snat' | 'dnat'; readonly range: NatRange; readonly flags: readonly string[]; readonly family?: 'ip' | 'ip6' }
  | { readonly kind: 'set'; readonly target: 'meta mark' | 'ct mark'; readonly value: number | 'meta mark' | 'ct mark'; readonly mask?: number; readonly xor?: number }
  | { readonly kind: 'notrack' }
  /** what another tool wrote, and nft's words for it */
  | { readonly kind: 'foreign'; readonly text: string; readonly parts: readonly Statement[] };

/** A token bucket (nft_limit.c); `tokens` in ns, made when first asked. */
export interface Limit {
  readonly kind: 'limit';
  readonly rate: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day' | 'week';
  readonly burst: number;
  /** holds for what is above the rate */
  readonly over: boolean;
  /** counts octets, `rate` in these units */
  readonly bytes?: 'bytes' | 'kbytes' | 'mbytes';
  tokens?: number;
  last?: number;
}

export interface Rule {
  readonly handle: number;
  readonly statements: readonly Statement[];
  /** what user space keeps with a rule, and the kernel doesn't read (NFTA_RULE_USERDATA) */
  readonly userdata?: unknown;
  /** the rule as its tool lists it, for those who ask why */
  readonly text: string;
}

export type TableFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';
export type ChainType = 'filter' | 'nat' | 'route';

export interface BaseChain {
  readonly type: ChainType;
  readonly hook: HookName;
  readonly priority: number;
  policy: 'accept' | 'drop';
  /** what no rule decided on */
  readonly counter: { packets: number; bytes: number };
}

export interface Chain {
  name: string;
  readonly handle: number;
  /** undefined: only jumps lead here */
  readonly base?: BaseChain;
  rules: readonly Rule[];
}

export interface Table {
  readonly family: TableFamily;
  readonly name: string;
  readonly handle: number;
  chains: readonly Chain[];
  sets: readonly NftSet[];
}
