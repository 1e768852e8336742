import { AF_INET, AF_INET6, type Family } from '../address';
import { SysError, type Errno } from '../errno';
import { perNetns, type Netns } from '../netns';
import { enableConntrack, enableNat } from './enable';
import { runChain } from './evaluate';
import type { HookState } from './hooks';
import { isNatHook, natOf } from './nat/nat';
import { reroute, routeKey } from './reroute';
import type { BaseChain, Chain, NftSet, Rule, SetElement, Statement, Table, TableFamily } from './rule';
import { checkRules } from './validate';

/** Which part of a request an error is about (the attribute that extack names). */
export type Blame = 'command' | 'table' | 'chain' | 'rule' | 'set' | 'element' | 'target';

/** A request that the kernel refused. */
export class RulesetError extends SysError {
  constructor(errno: Errno, readonly blame: Blame) {
    super(errno);
    this.name = 'RulesetError';
  }
}

const FAMILIES: Readonly<Partial<Record<TableFamily, readonly Family[]>>> = { ip: [AF_INET], ip6: [AF_INET6], inet: [AF_INET, AF_INET6] };

/** What a rule wants besides statements. */
export type NewRule = Omit<Rule, 'handle'>;

/** The tables of a namespace (net/netfilter/nf_tables_api.c), and all that changes them. */
export class Ruleset {
  readonly tables: Table[] = [];
  readonly #handles = new Map<Table, number>();
  readonly #unregister = new Map<Chain, () => void>();
  #tableHandles = 0;
  #undo: (() => void)[] | undefined;

  constructor(private readonly netns: Netns) {}

  /** Carries out all of a batch, or nothing of it. */
  transaction<T>(work: () => T): T {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    const handles = this.#tableHandles;
    try {
      return work();
    } catch (error) {
      this.#undo = undefined;
      for (const step of undo.reverse()) step();
      this.#tableHandles = handles;
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  find(family: TableFamily, name: string): Table | undefined {
    return this.tables.find(table => table.family === family && table.name === name);
  }

  /** @throws {RulesetError} ENOENT */
  table(family: TableFamily, name: string): Table {
    const table = this.find(family, name);
    if (!table) throw new RulesetError('ENOENT', 'table');
    return table;
  }

  /** @throws {RulesetError} ENOENT */
  chain(table: Table, name: string): Chain {
    const chain = table.chains.find(candidate => candidate.name === name);
    if (!chain) throw new RulesetError('ENOENT', 'chain');
    return chain;
  }

  /** @param exclusive EEXIST if it's there */
  addTable(family: TableFamily, name: string, exclusive = false): Table {
    const known = this.find(family, name);
    if (known && exclusive) throw new RulesetError('EEXIST', 'table');
    if (known) return known;
    const table: Table = { family, name, handle: ++this.#tableHandles, chains: [], sets: [] };
    this.#handles.set(table, 0);
    this.tables.push(table);
    this.#onFailure(() => void this.tables.splice(this.tables.indexOf(table), 1));
    return table;
  }

  deleteTable(table: Table): void {
    const at = this.tables.indexOf(table);
    this.tables.splice(at, 1);
    for (const chain of table.chains) this.#unhook(table, chain);
    this.#onFailure(() => void this.tables.splice(at, 0, table));
  }

  /** @throws {RulesetError} EEXIST; EOPNOTSUPP for a base chain that can't be */
  addChain(table: Table, name: string, base?: BaseChain, exclusive = false): Chain {
    const known = table.chains.find(chain => chain.name === name);
    if (known) return this.#updateChain(known, base, exclusive);
    if (base && !mayBe(table.family, base)) throw new RulesetError('EOPNOTSUPP', 'command');
    const chain: Chain = { name, handle: this.newHandle(table), rules: [], ...(base ? { base } : {}) };
    this.#setChains(table, [...table.chains, chain]);
    this.#hook(table, chain);
    return chain;
  }

  /** @throws {RulesetError} EBUSY while a rule leads there */
  deleteChain(table: Table, chain: Chain): void {
    if (referencesTo(table, chain.name) > 0) throw new RulesetError('EBUSY', 'chain');
    this.#setChains(table, table.chains.filter(other => other !== chain));
    this.#unhook(table, chain);
  }

  renameChain(chain: Chain, name: string): void {
    const before = chain.name;
    chain.name = name;
    this.#onFailure(() => void (chain.name = before));
  }

  setPolicy(chain: Chain, policy: BaseChain['policy']): void {
    const base = chain.base!;
    const before = base.policy;
    base.policy = policy;
    this.#onFailure(() => void (base.policy = before));
  }

  /** Puts a rule at a place of its chain, 0 the first. @throws {RulesetError} */
  insertRule(table: Table, chain: Chain, rule: NewRule, at: number): Rule {
    const added: Rule = { ...rule, handle: this.newHandle(table) };
    this.setRules(chain, [...chain.rules.slice(0, at), added, ...chain.rules.slice(at)]);
    this.#check(table, rule.statements);
    return added;
  }

  /** Puts a rule in another's place, where it has the other's handle. @throws {RulesetError} */
  replaceRule(table: Table, chain: Chain, old: Rule, rule: NewRule): Rule {
    const added: Rule = { ...rule, handle: old.handle };
    this.setRules(chain, chain.rules.map(other => (other === old ? added : other)));
    this.#check(table, rule.statements);
    return added;
  }

  setRules(chain: Chain, rules: readonly Rule[]): void {
    const before = chain.rules;
    chain.rules = rules;
    this.#onFailure(() => void (chain.rules = before));
  }

  addSet(table: Table, set: NftSet): void {
    this.#setSets(table, [...table.sets, set]);
  }

  /** @throws {RulesetError} EBUSY while a rule reads it */
  deleteSet(table: Table, set: NftSet): void {
    const used = table.chains.some(chain => chain.rules.some(rule => rule.statements.some(statement => readsSet(statement, set))));
    if (used) throw new RulesetError('EBUSY', 'set');
    this.#setSets(table, table.sets.filter(other => other !== set));
  }

  setElements(set: NftSet, elements: readonly SetElement[]): void {
    const before = set.elements;
    set.elements = elements;
    this.#onFailure(() => void (set.elements = before));
  }

  /** A number that a table gives its next chain, rule or set. */
  newHandle(table: Table): number {
    const handle = (this.#handles.get(table) ?? 0) + 1;
    this.#handles.set(table, handle);
    return handle;
  }

  #check(table: Table, statements: readonly Statement[]): void {
    checkRules(table, statements);
    if (statements.some(needsConntrack)) enableConntrack(this.netns);
  }

  #updateChain(chain: Chain, base: BaseChain | undefined, exclusive: boolean): Chain {
    if (exclusive) throw new RulesetError('EEXIST', 'chain');
    if (!base) return chain;
    const old = chain.base;
    if (!old) throw new RulesetError('EEXIST', 'chain');
    if (old.hook !== base.hook || old.type !== base.type || old.priority !== base.priority) throw new RulesetError('EOPNOTSUPP', 'command');
    this.setPolicy(chain, base.policy);
    return chain;
  }

  #setChains(table: Table, chains: readonly Chain[]): void {
    const before = table.chains;
    table.chains = chains;
    this.#onFailure(() => void (table.chains = before));
  }

  #setSets(table: Table, sets: readonly NftSet[]): void {
    const before = table.sets;
    table.sets = sets;
    this.#onFailure(() => void (table.sets = before));
  }

  #hook(table: Table, chain: Chain): void {
    const { base } = chain;
    if (!base) return;
    const run = base.type === 'route' ? routing(table, chain) : (state: HookState): boolean => runChain(table, chain, state);
    const steps = (FAMILIES[table.family] ?? []).map(family => {
      if (base.type !== 'nat' || !isNatHook(base.hook)) return this.netns.netfilter.register(family, base.hook, base.priority, run);
      enableNat(this.netns, family);
      return natOf(this.netns).register(family, base.hook, base.priority, run);
    });
    this.#unregister.set(chain, () => steps.forEach(step => step()));
    this.#onFailure(() => this.#unhookNow(chain));
  }

  #unhook(table: Table, chain: Chain): void {
    if (!this.#unregister.has(chain)) return;
    this.#unhookNow(chain);
    this.#onFailure(() => this.#hook(table, chain));
  }

  #unhookNow(chain: Chain): void {
    this.#unregister.get(chain)?.();
    this.#unregister.delete(chain);
  }

  #onFailure(step: () => void): void {
    this.#undo?.push(step);
  }
}

/** A route chain's packet goes another way when a rule changed what its way depends on (nft_chain_route.c). */
function routing(table: Table, chain: Chain): (state: HookState) => boolean {
  return state => {
    const before = routeKey(state);
    if (!runChain(table, chain, state)) return false;
    const after = routeKey(state);
    const same = after.mark === before.mark && after.source === before.source && after.destination === before.destination;
    return same || reroute(state);
  };
}

function mayBe(family: TableFamily, { type, hook }: BaseChain): boolean {
  if (!FAMILIES[family]) return false;
  return type === 'filter' || (type === 'nat' ? isNatHook(hook) : hook === 'output');
}

/** How many rules jump to a chain. */
export function referencesTo(table: Table, name: string): number {
  const verdicts = (statement: Statement): boolean => {
    if (statement.kind === 'verdict') return 'chain' in statement.verdict && statement.verdict.chain === name;
    return statement.kind === 'vmap' && statement.set.elements.some(({ verdict }) => verdict !== undefined && 'chain' in verdict && verdict.chain === name);
  };
  return table.chains.flatMap(chain => chain.rules).filter(rule => rule.statements.some(verdicts)).length;
}

function readsSet(statement: Statement, set: NftSet): boolean {
  return (statement.kind === 'match' && statement.right.kind === 'set' && statement.right.set === set) || (statement.kind === 'vmap' && statement.set === set);
}

function needsConntrack(statement: Statement): boolean {
  switch (statement.kind) {
    case 'match':
    case 'vmap': return statement.left.name.startsWith('ct ');
    case 'set': return statement.target === 'ct mark' || statement.value === 'ct mark';
    case 'foreign': return statement.parts.some(needsConntrack);
    case 'masquerade':
    case 'redirect':
    case 'snat':
    case 'dnat': return true;
    default: return false;
  }
}

/** What nft and iptables-nft see (nf_tables), and what iptables-legacy sees (ip_tables): two rulesets that don't know of each other. */
export const rulesetsOf = perNetns(netns => ({ nft: new Ruleset(netns), legacy: new Ruleset(netns) }));
