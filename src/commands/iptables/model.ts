import type { Statement, TableFamily } from '../../stack/netfilter';

/** Which of the two programs runs: over nf_tables or over ip_tables, for IPv4 or IPv6. */
export interface Flavour {
  /** the name that complaints begin with */
  readonly program: string;
  readonly backend: 'nf_tables' | 'legacy';
  readonly family: Extract<TableFamily, 'ip' | 'ip6'>;
}

/** An address and its mask, as -s and -d give them. */
export interface Network {
  readonly address: number | bigint;
  readonly length: number;
  readonly inverted: boolean;
}

export interface Interface {
  /** a trailing `+` stands for any more letters */
  readonly name: string;
  readonly inverted: boolean;
}

/** A match of -m: its own words, in every form that they are shown in. */
export interface Match {
  /** -m's argument; undefined for what stands without -m */
  readonly name: string;
  /** after `-m NAME`, as -S prints it */
  readonly save: string;
  /** as -L prints it; with names, or with numbers alone */
  list(numeric: boolean): string;
  /** what a packet is held against */
  readonly statements: readonly Statement[];
  /** what nft shows instead of these, where it differs */
  readonly nft?: string;
}

/** What -j leads to. */
export interface Target {
  readonly name: string;
  readonly goto: boolean;
  readonly save: string;
  list(numeric: boolean): string;
  readonly statements: readonly Statement[];
  readonly nft?: string;
}

/** A rule as iptables keeps it. */
export interface Spec {
  readonly protocol?: { readonly number: number; readonly inverted: boolean };
  readonly source?: Network;
  readonly destination?: Network;
  readonly input?: Interface;
  readonly output?: Interface;
  /** -f: second and further fragments, or with `!` all others */
  readonly fragment?: { readonly inverted: boolean };
  readonly matches: readonly Match[];
  readonly target?: Target;
}

/** What iptables keeps with a rule in the kernel. */
export interface IptablesData {
  readonly iptables: Spec;
}

/** A complaint: the text after the program's name, and how it is dressed. */
export class IptablesError extends Error {
  /**
   * @param style `usage`: with the line that points at -h, exit code 2; `failure`: `iptables: ...`, exit code 1
   * @param gap an empty line stands before the pointer
   */
  constructor(message: string, readonly style: 'usage' | 'failure' | 'kernel' | 'plain' | 'table' | 'bare' = 'usage', readonly gap = false) {
    super(message);
    this.name = 'IptablesError';
  }
}
