import { referencesTo, rulesetsOf, type BaseChain, type Chain, type HookName, type Rule, type Ruleset, type Table } from '../../stack/netfilter';
import type { Process } from '../program';
import { isIptablesRule } from './compat';
import { IptablesError, type Flavour, type IptablesData, type Spec } from './model';

type Builtin = readonly [name: string, hook: HookName, priority: number];

/** iptables' tables, and their chains in order. */
const TABLES: Readonly<Record<string, readonly Builtin[]>> = {
  filter: [['INPUT', 'input', 0], ['FORWARD', 'forward', 0], ['OUTPUT', 'output', 0]],
  nat: [['PREROUTING', 'prerouting', -100], ['INPUT', 'input', 100], ['OUTPUT', 'output', -100], ['POSTROUTING', 'postrouting', 100]],
  mangle: [['PREROUTING', 'prerouting', -150], ['INPUT', 'input', -150], ['FORWARD', 'forward', -150], ['OUTPUT', 'output', -150], ['POSTROUTING', 'postrouting', -150]],
  raw: [['PREROUTING', 'prerouting', -300], ['OUTPUT', 'output', -300]],
  security: [['INPUT', 'input', 50], ['FORWARD', 'forward', 50], ['OUTPUT', 'output', 50]],
};

/** What a list shows of a chain. */
export interface ChainView {
  readonly name: string;
  /** undefined: the user's own */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly counter: { readonly packets: number; readonly bytes: number };
  readonly references: number;
  readonly rules: readonly Rule[];
}

export function isTable(name: string): boolean {
  return Object.hasOwn(TABLES, name);
}

export function specOf(rule: Rule): Spec | undefined {
  return isIptablesRule(rule) ? (rule.userdata as IptablesData).iptables : undefined;
}

/** One table as iptables sees it; the kernel's is made when it is first needed. */
export class IptablesTable {
  readonly ruleset: Ruleset;

  constructor(readonly process: Process, readonly flavour: Flavour, readonly name: string) {
    const rulesets = rulesetsOf(process.netns);
    this.ruleset = flavour.backend === 'legacy' ? rulesets.legacy : rulesets.nft;
    if (flavour.backend === 'legacy') for (const [chain] of TABLES[name]!) this.builtin(chain);
  }

  /** Tables that there are, in the order in which iptables-save prints them. */
  static existing(process: Process, flavour: Flavour): string[] {
    const rulesets = rulesetsOf(process.netns);
    const ruleset = flavour.backend === 'legacy' ? rulesets.legacy : rulesets.nft;
    const there = (name: string): boolean => ruleset.find(flavour.family, name) !== undefined;
    return (flavour.backend === 'legacy' ? ruleset.tables.filter(({ family }) => family === flavour.family).map(({ name }) => name).reverse() : ['mangle', 'security', 'raw', 'filter', 'nat']).filter(there);
  }

  get kernel(): Table | undefined {
    return this.ruleset.find(this.flavour.family, this.name);
  }

  isBuiltin(chain: string): boolean {
    return TABLES[this.name]!.some(([name]) => name === chain);
  }

  /** The hook of a built-in chain. */
  hookOf(chain: string): HookName | undefined {
    return TABLES[this.name]!.find(([name]) => name === chain)?.[1];
  }

  /** A chain, which is made if it is built in. */
  builtin(name: string): Chain | undefined {
    const known = this.find(name);
    const builtin = TABLES[this.name]!.find(([candidate]) => candidate === name);
    if (known || !builtin) return known;
    const [, hook, priority] = builtin;
    const type: BaseChain['type'] = this.name === 'nat' ? 'nat' : this.name === 'mangle' && hook === 'output' ? 'route' : 'filter';
    return this.ruleset.addChain(this.make(), name, { type, hook, priority, policy: 'accept', counter: { packets: 0, bytes: 0 } });
  }

  make(): Table {
    return this.ruleset.addTable(this.flavour.family, this.name);
  }

  find(name: string): Chain | undefined {
    return this.kernel?.chains.find(chain => chain.name === name);
  }

  /** Built-in chains in their order, then the user's by name. */
  views(): ChainView[] {
    const own = (this.kernel?.chains ?? []).filter(({ name }) => !this.isBuiltin(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
    return [...TABLES[this.name]!.map(([name]) => this.#view(name)), ...own.map(({ name }) => this.#view(name))];
  }

  view(name: string): ChainView | undefined {
    return this.isBuiltin(name) || this.find(name) ? this.#view(name) : undefined;
  }

  /** Removes a chain of the user's. @throws {IptablesError} */
  deleteChain(chain: Chain): void {
    const legacy = this.flavour.backend === 'legacy';
    if (referencesTo(this.kernel!, chain.name) > 0) throw legacy ? new IptablesError('Too many links.', 'failure') : new IptablesError(`CHAIN_DEL failed (Device or resource busy): chain ${chain.name}`, 'kernel');
    if (chain.rules.length > 0) throw legacy ? new IptablesError('Directory not empty.', 'failure') : new IptablesError(`CHAIN_DEL failed (Device or resource busy): chain ${chain.name}`, 'kernel');
    this.ruleset.deleteChain(this.kernel!, chain);
  }

  #view(name: string): ChainView {
    const chain = this.find(name);
    const { base } = chain ?? {};
    const counter = base?.counter ?? { packets: 0, bytes: 0 };
    const references = this.kernel ? referencesTo(this.kernel, name) : 0;
    return { name, counter, references, rules: chain?.rules ?? [], ...(this.isBuiltin(name) ? { policy: base?.policy === 'drop' ? 'DROP' as const : 'ACCEPT' as const } : {}) };
  }
}
