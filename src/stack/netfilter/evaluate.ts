import { contains } from '../address';
import { NS_PER_S } from '../clock';
import { Conntrack } from './conntrack/conntrack';
import type { HookState } from './hooks';
import { natStatement } from './nat/statement';
import { reject } from './reject';
import type { Chain, Comparison, Limit, NftSet, Operand, Rule, Selection, Statement, Table, Value, Verdict } from './rule';
import { select, type Sight } from './selectors';
import { viewOf } from './view';

/** Jumps that may lie within each other (NFT_JUMP_STACK_SIZE). */
const JUMP_STACK = 16;
const UNIT_S: Readonly<Record<Limit['unit'], number>> = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800 };
const UNIT_BYTES = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 } as const;

/** What a statement leads to: go on with the next, leave the rule, or a verdict on the packet. `ended`: the packet is gone, and it's known why. */
type Outcome = 'next' | 'break' | 'ended' | Verdict;

/** Runs a packet through a base chain (nft_do_chain). False: it goes no further, and an event says which rule or policy decided. */
export function runChain(table: Table, chain: Chain, state: HookState): boolean {
  const view = viewOf(state.skb);
  const base = chain.base!;
  if (!view) return true;
  const sight: Sight = { state, view };
  const stack: { readonly chain: Chain; readonly at: number }[] = [];
  let current = chain;
  let at = 0;
  for (;;) {
    const rule = current.rules[at++];
    const outcome = rule ? runRule(rule, sight) : { kind: 'return' as const };
    if (typeof outcome === 'string') {
      if (outcome === 'ended') return drop(state, table, current, rule!);
      continue;
    }
    if (outcome.kind === 'accept') return true;
    if (outcome.kind === 'drop') return drop(state, table, current, rule!);
    if (outcome.kind === 'jump' || outcome.kind === 'goto') {
      if (outcome.kind === 'jump') stack.push({ chain: current, at });
      if (stack.length > JUMP_STACK) return true;
      current = table.chains.find(({ name }) => name === outcome.chain)!;
      at = 0;
    } else if (outcome.kind === 'return') {
      const back = stack.pop();
      if (!back) break;
      ({ chain: current, at } = back);
    }
  }
  base.counter.packets++;
  base.counter.bytes += view.length;
  if (base.policy === 'accept') return true;
  state.netns.drop('NETFILTER_DROP', state.skb, `table ${table.family} ${table.name}, chain ${chain.name}: policy drop`);
  return false;
}

function drop({ netns, skb }: HookState, table: Table, chain: Chain, rule: Rule): false {
  const place = `table ${table.family} ${table.name}, chain ${chain.name}, rule ${chain.rules.indexOf(rule) + 1}`;
  netns.drop('NETFILTER_DROP', skb, `${place}: ${rule.text}`);
  return false;
}

function runRule(rule: Rule, sight: Sight): Outcome {
  return runStatements(rule.statements, sight);
}

function runStatements(statements: readonly Statement[], sight: Sight): Outcome {
  for (const statement of statements) {
    const outcome = runStatement(statement, sight);
    if (outcome !== 'next') return outcome;
  }
  return 'break';
}

function runStatement(statement: Statement, sight: Sight): Outcome {
  const { state, view } = sight;
  switch (statement.kind) {
    case 'match':
      return matches(statement.left, statement.op, statement.right, sight) ? 'next' : 'break';
    case 'counter':
      statement.packets++;
      statement.bytes += view.length;
      return 'next';
    case 'verdict':
      return statement.verdict.kind === 'continue' ? 'break' : statement.verdict;
    case 'vmap':
      return lookUp(statement.left, statement.set, sight);
    case 'reject':
      reject(state, view, statement.with);
      return 'ended';
    case 'log':
      return 'next';
    case 'limit':
      return withinLimit(statement, view.length, state.netns.network.clock.now()) === statement.over ? 'break' : 'next';
    case 'set':
      setMark(statement, state);
      return 'next';
    case 'notrack':
      Conntrack.untrack(state);
      return 'next';
    case 'foreign':
      return statement.parts.every(part => runStatement(part, sight) === 'next') ? 'next' : 'break';
    case 'masquerade':
    case 'redirect':
    case 'snat':
    case 'dnat':
      return natStatement(statement, state);
  }
}

function matches(left: Selection, op: Comparison, right: Operand, sight: Sight): boolean {
  const value = read(left, sight);
  if (value === undefined) return false;
  if (op === '==') return holds(value, right);
  if (op === '!=') return !holds(value, right);
  const other = right.kind === 'value' ? right.value : 0;
  return op === '<' ? value < other : op === '<=' ? value <= other : op === '>' ? value > other : value >= other;
}

function read({ name, mask }: Selection, sight: Sight): Value | undefined {
  const value = select(name, sight);
  return mask === undefined || typeof value !== 'number' ? value : (value & mask) >>> 0;
}

function holds(value: Value, operand: Operand): boolean {
  switch (operand.kind) {
    case 'value': return value === operand.value;
    case 'range': return typeof value !== 'string' && value >= operand.from && value <= operand.to;
    case 'prefix': return typeof value !== 'string' && contains(operand, value);
    case 'wildcard': return typeof value === 'string' && value.startsWith(operand.beginning);
    case 'flags': return ((value as number) & operand.mask) !== 0;
    case 'set': return operand.set.elements.some(({ key }) => holds(value, key));
  }
}

function lookUp(left: Selection, set: NftSet, sight: Sight): Outcome {
  const value = read(left, sight);
  const found = value === undefined ? undefined : set.elements.find(({ key }) => holds(value, key))?.verdict;
  return found === undefined || found.kind === 'continue' ? 'break' : found;
}

/** nft_limit_eval: whether there are tokens for the packet. */
function withinLimit(limit: Limit, length: number, now: number): boolean {
  const period = UNIT_S[limit.unit] * NS_PER_S;
  const rate = limit.rate * (limit.bytes ? UNIT_BYTES[limit.bytes] : 1);
  const cost = limit.bytes ? (period * length) / rate : period / rate;
  const most = limit.bytes ? (period * (rate + limit.burst)) / rate : (period / rate) * limit.burst;
  const tokens = Math.min(most, (limit.tokens ?? most) + now - (limit.last ?? now));
  limit.last = now;
  limit.tokens = tokens >= cost ? tokens - cost : tokens;
  return tokens >= cost;
}

function setMark({ target, value, mask, xor }: Extract<Statement, { readonly kind: 'set' }>, { skb }: HookState): void {
  const connection = skb.ct?.connection;
  const source = value === 'meta mark' ? skb.mark : value === 'ct mark' ? connection?.mark ?? 0 : value;
  const mark = (((source & (mask ?? 0xffffffff)) ^ (xor ?? 0)) >>> 0);
  if (target === 'meta mark') skb.mark = mark;
  else if (connection) connection.mark = mark;
}
