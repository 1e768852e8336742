import { createNetwork } from '../../../src/stack';
import { rulesetsOf, type BaseChain, type NewRule } from '../../../src/stack/netfilter';

const base = (hook: BaseChain['hook'] = 'input'): BaseChain => ({ type: 'filter', hook, priority: 0, policy: 'accept', counter: { packets: 0, bytes: 0 } });
const rule = (...statements: NewRule['statements']): NewRule => ({ statements, text: '' });
const jump = (chain: string): NewRule => rule({ kind: 'verdict', verdict: { kind: 'jump', chain } });

function setUp() {
  const { initNetns: netns } = createNetwork({ seed: 1 }).addHost('vm');
  const { nft: ruleset } = rulesetsOf(netns);
  return { netns, ruleset, table: ruleset.addTable('ip', 't') };
}

describe('Ruleset', () => {
  it('takes back all of a batch that fails', () => {
    const { netns, ruleset, table } = setUp();
    const chain = ruleset.addChain(table, 'c', base());
    ruleset.insertRule(table, chain, rule(), 0);
    expect(() => ruleset.transaction(() => {
      ruleset.addTable('ip', 'other');
      ruleset.addChain(table, 'd', base('output'));
      ruleset.setRules(chain, []);
      ruleset.setPolicy(chain, 'drop');
      ruleset.deleteTable(table);
      ruleset.table('ip', 'nope');
    })).toThrow('No such file or directory');
    expect(ruleset.tables).toEqual([table]);
    expect(table.chains).toEqual([chain]);
    expect(chain.rules).toHaveLength(1);
    expect(chain.base!.policy).toBe('accept');
    expect([netns.netfilter.has(2, 'input'), netns.netfilter.has(2, 'output')]).toEqual([true, false]);
  });

  it('hooks nothing in where no base chain is left', () => {
    const { netns, ruleset, table } = setUp();
    const chain = ruleset.addChain(table, 'c', base());
    expect(netns.netfilter.has(2, 'input')).toBe(true);
    expect(netns.netfilter.has(10, 'input')).toBe(false);
    ruleset.deleteChain(table, chain);
    expect(netns.netfilter.has(2, 'input')).toBe(false);
  });

  it('lets jumps lead to chains that are there, have no hook, and don\'t lead back', () => {
    const { ruleset, table } = setUp();
    const [a, b] = [ruleset.addChain(table, 'a', base()), ruleset.addChain(table, 'b')];
    expect(() => ruleset.transaction(() => ruleset.insertRule(table, a, jump('nope'), 0))).toThrow('No such file or directory');
    expect(() => ruleset.transaction(() => ruleset.insertRule(table, b, jump('a'), 0))).toThrow('Operation not supported');
    ruleset.insertRule(table, a, jump('b'), 0);
    expect(() => ruleset.transaction(() => ruleset.insertRule(table, b, jump('b'), 0))).toThrow('Too many levels of symbolic links');
    expect(() => ruleset.deleteChain(table, b)).toThrow('Device or resource busy');
    expect(b.rules).toEqual([]);
  });

  it('lets statements stand only where packets can be treated so', () => {
    const { ruleset, table } = setUp();
    const [filter, own] = [ruleset.addChain(table, 'f', base()), ruleset.addChain(table, 'own')];
    const masquerade = rule({ kind: 'masquerade', range: {}, flags: [] });
    expect(() => ruleset.transaction(() => ruleset.insertRule(table, filter, masquerade, 0))).toThrow('Operation not supported');
    ruleset.insertRule(table, own, masquerade, 0);
    expect(() => ruleset.transaction(() => ruleset.insertRule(table, filter, jump('own'), 0))).toThrow('Operation not supported');
    expect(filter.rules).toEqual([]);
  });
});
