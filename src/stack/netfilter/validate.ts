import type { HookName } from './hooks';
import type { BaseChain, Chain, Statement, Table, Verdict } from './rule';
import { RulesetError } from './ruleset';

/** Chain type and hooks that a statement works in (the validate functions of nft_nat.c, nft_masq.c, nft_redir.c, nft_reject.c). */
const PLACES: Readonly<Partial<Record<Statement['kind'], { readonly type?: BaseChain['type']; readonly hooks: readonly HookName[] }>>> = {
  masquerade: { type: 'nat', hooks: ['postrouting'] },
  snat: { type: 'nat', hooks: ['postrouting', 'input'] },
  dnat: { type: 'nat', hooks: ['prerouting', 'output'] },
  redirect: { type: 'nat', hooks: ['prerouting', 'output'] },
  reject: { hooks: ['input', 'forward', 'output', 'prerouting'] },
};

/**
 * Whether a table's rules may stand as they are, once `added` came in: jumps lead to chains without hooks and in no circle, and each statement works
 * where packets can meet it. @throws {RulesetError} ENOENT, EOPNOTSUPP, ELOOP
 */
export function checkRules(table: Table, added: readonly Statement[]): void {
  for (const { chain: name } of added.flatMap(jumpsOf)) {
    const target = table.chains.find(chain => chain.name === name);
    if (!target) throw new RulesetError('ENOENT', 'target');
    if (target.base) throw new RulesetError('EOPNOTSUPP', 'target');
  }
  for (const chain of table.chains) walk(table, chain, chain.base, []);
}

function walk(table: Table, chain: Chain, base: BaseChain | undefined, path: readonly Chain[]): void {
  if (path.includes(chain)) throw new RulesetError('ELOOP', 'target');
  for (const statement of chain.rules.flatMap(rule => rule.statements)) {
    const place = PLACES[statement.kind];
    if (base && place && (!place.hooks.includes(base.hook) || (place.type !== undefined && place.type !== base.type))) throw new RulesetError('EOPNOTSUPP', 'command');
    for (const { chain: name } of jumpsOf(statement)) {
      const target = table.chains.find(other => other.name === name);
      if (target) walk(table, target, base, [...path, chain]);
    }
  }
}

function jumpsOf(statement: Statement): Extract<Verdict, { readonly chain: string }>[] {
  const verdicts = statement.kind === 'verdict' ? [statement.verdict] : statement.kind === 'vmap' ? statement.set.elements.flatMap(({ verdict }) => verdict ?? []) : [];
  return verdicts.filter(verdict => 'chain' in verdict);
}
