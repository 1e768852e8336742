import { AF_INET, AF_INET6, parseIpv4 } from '../../../src/stack/address';
import { RuleTable } from '../../../src/stack/inet/rules';
import { RtnetlinkError, type RuleMessage } from '../../../src/stack/rtnetlink';

const ADD = { create: true, excl: true };

function fresh(): RuleTable {
  return new RuleTable(AF_INET, { indexOf: name => ({ lo: 1, veth0: 2 })[name] });
}

function message(more: Partial<RuleMessage>): RuleMessage {
  return { family: AF_INET, action: 'to_tbl', table: 254, ...more };
}

function tablesFor(rules: RuleTable, flow: Parameters<RuleTable['lookup']>[0]): number[] {
  const seen: number[] = [];
  rules.lookup(flow, rule => {
    seen.push(rule.table);
    return undefined;
  });
  return seen;
}

function sentence(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RtnetlinkError) return error.extack ?? error.errno;
    throw error;
  }
  return 'ok';
}

const to = { daddr: parseIpv4('10.0.0.9')! };
const from = (length: number): RuleMessage['src'] => ({ address: parseIpv4('10.0.0.0')!, length });

describe('RuleTable', () => {
  it('starts with local, main and, for IPv4, default', () => {
    expect(fresh().dump().map(rule => [rule.priority, rule.table])).toEqual([[0, 255], [32766, 254], [32767, 253]]);
    expect(new RuleTable(AF_INET6, { indexOf: () => undefined }).dump().map(rule => [rule.priority, rule.table])).toEqual([[0, 255], [32766, 254]]);
  });

  it('gives a rule without priority the second rule\'s, minus one', () => {
    const rules = fresh();
    rules.add(message({ table: 100 }), ADD);
    rules.add(message({ table: 101 }), ADD);
    rules.add(message({ table: 102, priority: 50 }), ADD);
    rules.add(message({ table: 103 }), ADD);
    expect(rules.dump().map(rule => [rule.priority, rule.table])).toEqual([[0, 255], [49, 103], [50, 102], [32764, 101], [32765, 100], [32766, 254], [32767, 253]]);
  });

  it('refuses duplicates, backward gotos and nonsense', () => {
    const rules = fresh();
    rules.add(message({ priority: 100 }), ADD);
    expect(sentence(() => rules.add(message({ priority: 100 }), ADD))).toBe('EEXIST');
    expect(sentence(() => rules.add(message({ action: 'goto', goto: 50, table: undefined }), ADD))).toBe('Backward goto not supported');
    expect(sentence(() => rules.add(message({ action: 'goto' }), ADD))).toBe('Missing goto target for action goto');
    expect(sentence(() => rules.add(message({ sport: [2000, 1000] }), ADD))).toBe('Invalid sport range');
    expect(sentence(() => rules.delete({ family: AF_INET, priority: 12345 }))).toBe('ENOENT');
    expect(rules.dump()).toHaveLength(4);
  });

  it('matches by every selector', () => {
    const cases: [Partial<RuleMessage>, object, boolean][] = [
      [{ src: from(24) }, { saddr: parseIpv4('10.0.0.1')! }, true],
      [{ src: from(24) }, { saddr: parseIpv4('10.0.1.1')! }, false],
      [{ src: from(24), invert: true }, { saddr: parseIpv4('10.0.1.1')! }, true],
      [{ dst: from(24) }, {}, true],
      [{ iifname: 'veth0' }, { iif: 2 }, true],
      [{ iifname: 'veth0' }, { iif: 1 }, false],
      [{ oifname: 'gone' }, { oif: 2 }, false],
      [{ fwmark: 1 }, { mark: 1 }, true],
      [{ fwmark: 1, fwmask: 0xf }, { mark: 0x21 }, true],
      [{ uidRange: [1000, 1999] }, { uid: 0 }, false],
      [{ tos: 0x10 }, { tos: 0x10 }, true],
      [{ ipproto: 6, dport: [80, 80] }, { ipproto: 6, dport: 80 }, true],
      [{ ipproto: 6, dport: [80, 80] }, { ipproto: 6, dport: 81 }, false],
    ];
    for (const [selectors, flow, expected] of cases) {
      const rules = fresh();
      rules.add(message({ table: 77, ...selectors }), ADD);
      expect([selectors, tablesFor(rules, { ...to, ...flow }).includes(77)]).toEqual([selectors, expected]);
    }
  });

  it('jumps over rules by goto, and goes on where the target is missing', () => {
    const rules = fresh();
    rules.add(message({ priority: 10, action: 'goto', goto: 30, table: undefined }), ADD);
    rules.add(message({ priority: 20, table: 20 }), ADD);
    expect(rules.dump()[1]).toMatchObject({ unresolved: true });
    expect(tablesFor(rules, to)).toEqual([255, 20, 254, 253]);
    rules.add(message({ priority: 30, table: 30 }), ADD);
    expect(tablesFor(rules, to)).toEqual([255, 30, 254, 253]);
  });
});
