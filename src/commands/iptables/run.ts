import { RulesetError, type Chain, type NewRule } from '../../stack/netfilter';
import { strerror } from '../../stack';
import type { Process } from '../program';
import { compile } from './compile';
import { listChains, listRule, saveChains, saveLine, type ListOptions } from './list';
import { IptablesError, type Flavour } from './model';
import type { Line } from './parse';
import { ruleSave } from './save';
import { IptablesTable, isTable, specOf, type ChainView } from './tables';
import { integer } from './words';

const NO_CHAIN = 'No chain/target/match by that name.';

/**
 * Carries out a command line that was read.
 * @param within the table whose transaction it is a part of; else it is one by itself
 * @returns what it prints
 * @throws {IptablesError}
 */
export function execute(line: Line, flavour: Flavour, process: Process, within?: IptablesTable): string {
  if (!isTable(line.table)) throw new IptablesError(line.table, 'table');
  const table = within ?? new IptablesTable(process, flavour, line.table);
  const run = ACTIONS[line.command ?? ''];
  if (!run) throw new IptablesError('no command specified');
  checkCompatible(table);
  return within ? run(table, line) ?? '' : table.ruleset.transaction(() => run(table, line) ?? '');
}

/** A table whose rules nft wrote is nft's alone. */
function checkCompatible(table: IptablesTable): void {
  const { kernel } = table;
  if (!kernel || table.flavour.backend === 'legacy') return;
  const foreign = kernel.chains.some(chain => (chain.base !== undefined && !table.isBuiltin(chain.name)) || chain.rules.some(rule => specOf(rule) === undefined));
  if (foreign) throw new IptablesError(`table \`${table.name}' is incompatible, use 'nft' tool.`, 'plain');
}

type Action = (table: IptablesTable, line: Line) => string | void;

const ACTIONS: Readonly<Record<string, Action>> = {
  A: (table, line) => {
    const { chain, rule } = newRule(table, line);
    insert(table, chain, rule, chain.rules.length, 'APPEND');
  },
  I: (table, line) => {
    const at = line.operands[1] === undefined ? 1 : ruleNumber(line.operands[1]);
    const { chain, rule } = newRule(table, line);
    if (at > chain.rules.length + 1) throw new IptablesError('Index of insertion too big.', 'failure');
    insert(table, chain, rule, at - 1, 'INSERT');
  },
  R: (table, line) => {
    if (line.operands[1] === undefined) throw new IptablesError('-R requires a rule number');
    const at = ruleNumber(line.operands[1]);
    const { chain, rule } = newRule(table, line);
    const old = chain.rules[at - 1];
    if (!old) throw new IptablesError('Index of replacement too big.', 'failure');
    kernel(table, 'RULE_REPLACE', chain.name, () => table.ruleset.replaceRule(table.make(), chain, old, rule));
  },
  D: (table, line) => {
    const chain = chainOf(table, line.operands[0]!);
    if (line.operands[1] === undefined) {
      const at = indexOf(table, chain, line);
      table.ruleset.setRules(chain, chain.rules.filter((_, i) => i !== at));
      return;
    }
    const at = ruleNumber(line.operands[1]);
    if (at > chain.rules.length) throw new IptablesError('Index of deletion too big.', 'failure');
    table.ruleset.setRules(chain, chain.rules.filter((_, i) => i !== at - 1));
  },
  C: (table, line) => void indexOf(table, chainOf(table, line.operands[0]!), line),
  L: (table, line) => {
    const options = listOptions(line);
    const [name, number] = line.operands;
    const chains = shown(table, name);
    const text = number === undefined ? listChains(table, chains, options) : listRule(table, chains[0]!, ruleNumber(number), options);
    if (line.flags.has('Z')) zero(table, name);
    return text;
  },
  S: (table, line) => {
    const [name, number] = line.operands;
    const chains = shown(table, name);
    const counts = line.flags.has('v');
    if (number === undefined) return saveChains(table, chains, counts);
    const rule = chains[0]!.rules[ruleNumber(number) - 1];
    return rule ? saveLine(rule, chains[0]!.name, table.flavour, counts) : '';
  },
  F: (table, line) => {
    const [name] = line.operands;
    if (name !== undefined && !table.isBuiltin(name) && !table.find(name)) throw new IptablesError(NO_CHAIN, 'failure');
    for (const chain of table.kernel?.chains ?? []) if (name === undefined || chain.name === name) table.ruleset.setRules(chain, []);
  },
  Z: (table, line) => {
    const [name] = line.operands;
    if (name !== undefined && !table.isBuiltin(name) && !table.find(name)) throw new IptablesError(NO_CHAIN, 'failure');
    zero(table, name);
  },
  N: (table, line) => {
    const name = line.operands[0]!;
    if (name.length >= 29) throw new IptablesError(`chain name \`${name}' too long (must be under 29 chars)`);
    if (name.startsWith('-') || name.startsWith('!')) throw new IptablesError('chain name not allowed to start with `-\' or `!\'', 'bare');
    if (table.isBuiltin(name) || table.find(name)) throw new IptablesError('Chain already exists.', 'failure');
    table.ruleset.addChain(table.make(), name);
  },
  X: (table, line) => {
    const [name] = line.operands;
    const own = (table.kernel?.chains ?? []).filter(chain => !table.isBuiltin(chain.name));
    if (name === undefined) return own.forEach(chain => table.deleteChain(chain));
    const chain = table.find(name);
    if (!chain || table.isBuiltin(name)) throw new IptablesError(NO_CHAIN, 'failure');
    table.deleteChain(chain);
  },
  P: (table, line) => {
    const [name, policy] = line.operands as [string, string?];
    if (policy === undefined) throw new IptablesError('-P requires a chain and a policy');
    if (!table.isBuiltin(name)) throw new IptablesError('Bad built-in chain name.', 'failure');
    if (policy !== 'ACCEPT' && policy !== 'DROP') throw new IptablesError('Bad policy name. Run `dmesg\' for more information.', 'failure');
    table.ruleset.setPolicy(table.builtin(name)!, policy === 'DROP' ? 'drop' : 'accept');
  },
  E: (table, line) => {
    const [name, to] = line.operands as [string, string?];
    if (to === undefined) throw new IptablesError('-E requires old-chain-name and new-chain-name');
    const chain = table.find(name);
    if (!chain || table.isBuiltin(name)) throw new IptablesError(NO_CHAIN, 'failure');
    if (table.find(to)) throw new IptablesError('File exists.', 'failure');
    table.ruleset.renameChain(chain, to);
  },
};

function ruleNumber(text: string): number {
  const value = integer(text, 0x7fffffff, `Invalid rule number \`${text}'`);
  if (value === 0) throw new IptablesError(`Invalid rule number \`${text}'`);
  return value;
}

/** @throws {IptablesError} */
function chainOf(table: IptablesTable, name: string): Chain {
  const chain = table.builtin(name);
  if (!chain) throw new IptablesError(NO_CHAIN, 'failure');
  return chain;
}

function newRule(table: IptablesTable, line: Line): { readonly chain: Chain; readonly rule: NewRule } {
  const name = line.operands[0]!;
  const hook = table.hookOf(name);
  if (line.spec.input && (hook === 'output' || hook === 'postrouting')) throw new IptablesError(`Can't use -i with ${name}`, 'usage', true);
  if (line.spec.output && (hook === 'input' || hook === 'prerouting')) throw new IptablesError(`Can't use -o with ${name}`, 'usage', true);
  checkJump(table, line);
  const rule = compile(line.spec, table.flavour);
  const { counters } = line;
  const statements = rule.statements.map(statement => (statement.kind === 'counter' && counters ? { ...statement, ...counters } : statement));
  return { chain: chainOf(table, name), rule: { ...rule, statements } };
}

function checkJump(table: IptablesTable, { spec, jumps }: Line): void {
  const target = spec.target?.name;
  if (!jumps || target === undefined || table.find(target)) return;
  if (table.flavour.backend === 'legacy') throw new IptablesError(`Couldn't load target \`${target}':No such file or directory`, 'usage', true);
  throw new IptablesError(`Chain '${target}' does not exist`);
}

function insert(table: IptablesTable, chain: Chain, rule: NewRule, at: number, what: 'APPEND' | 'INSERT'): void {
  kernel(table, `RULE_${what}`, chain.name, () => void table.ruleset.insertRule(table.make(), chain, rule, at));
}

/** What the kernel refuses, iptables over nf_tables tells by the request's name. */
function kernel(table: IptablesTable, request: string, chain: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RulesetError)) throw error;
    const reason = error.errno === 'EOPNOTSUPP' ? strerror('EINVAL') : strerror(error.errno);
    if (table.flavour.backend === 'legacy') throw new IptablesError(`${reason}. Run \`dmesg' for more information.`, 'failure');
    throw new IptablesError(`${request} failed (${reason}): rule in chain ${chain}`, 'kernel');
  }
}

/** Where the rule of a command line stands in a chain. @throws {IptablesError} */
function indexOf(table: IptablesTable, chain: Chain, line: Line): number {
  checkJump(table, line);
  const wanted = ruleSave(line.spec, table.flavour);
  const at = chain.rules.findIndex(rule => ruleSave(specOf(rule) ?? { matches: [] }, table.flavour) === wanted);
  if (at < 0) throw new IptablesError('Bad rule (does a matching rule exist in that chain?).', 'failure');
  return at;
}

function listOptions({ flags }: Line): ListOptions {
  return { numeric: flags.has('n'), verbose: flags.has('v'), exact: flags.has('x'), lineNumbers: flags.has('0') };
}

function shown(table: IptablesTable, name: string | undefined): ChainView[] {
  if (name === undefined) return table.views();
  const view = table.view(name);
  if (view) return [view];
  if (table.flavour.backend === 'legacy') throw new IptablesError(NO_CHAIN, 'failure');
  throw new IptablesError(`chain \`${name}' in table \`${table.name}' is incompatible, use 'nft' tool.`, 'plain');
}

function zero(table: IptablesTable, name: string | undefined): void {
  for (const chain of table.kernel?.chains ?? []) {
    if (name !== undefined && chain.name !== name) continue;
    if (chain.base) Object.assign(chain.base.counter, { packets: 0, bytes: 0 });
    for (const statement of chain.rules.flatMap(rule => rule.statements)) if (statement.kind === 'counter') Object.assign(statement, { packets: 0, bytes: 0 });
  }
}
