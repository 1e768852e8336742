import type { Chain, NewRule, NftSet, Rule, SetElement, Table } from '../../stack/netfilter';
import { span, type Cursor } from './cursor';
import type { Env, StatementAst } from './env';
import { isInterval } from './intervals';
import { NftError, type Location, type Token } from './lexer';
import { ruleText } from './print';
import { NftErrors, type Session, type Target } from './session';
import { parseStatement, withoutDependencies } from './statements';

export interface RuleAst {
  readonly statements: readonly StatementAst[];
  readonly comment?: string;
  readonly at: Location;
}

/** Statements up to the line's end, and a comment. */
export function parseRule(cursor: Cursor): RuleAst {
  const statements: StatementAst[] = [];
  const start = cursor.next.at;
  do statements.push(parseStatement(cursor));
  while (!cursor.atEnd && !cursor.is('comment'));
  let comment: string | undefined;
  if (cursor.take('comment')) comment = (cursor.next.kind === 'word' || cursor.next.kind === 'quoted' ? cursor.advance() : cursor.unexpected('string', 'quoted string', 'string with a trailing asterisk')).text;
  return { statements, at: span(start, cursor.previous.at), ...(comment === undefined ? {} : { comment }) };
}

/** Where a rule goes: after or before the rule of a handle, or that many rules from the top. */
export interface Position {
  readonly kind: 'handle' | 'index';
  readonly value: Token;
  readonly at: Location;
}

export function parsePosition(cursor: Cursor): Position | undefined {
  const word = cursor.take('handle', 'position', 'index');
  if (!word) return undefined;
  const value = cursor.number();
  return { kind: word.text === 'index' ? 'index' : 'handle', value, at: word.text === 'handle' ? value.at : span(word.at, value.at) };
}

export interface RuleTarget extends Target {
  readonly chain: Token;
  /** of the whole command */
  readonly command: Location;
}

/** What a rule means in its place; sets that belong to it are made. @throws {NftError} */
function buildRule(session: Session, target: RuleTarget, ast: RuleAst, table: Table | undefined): { readonly rule: NewRule; readonly setsAt: readonly Location[] } {
  const setsAt: Location[] = [];
  const newSet = (type: string, elements: readonly SetElement[], isMap: boolean, at: Location): NftSet => {
    setsAt.push(at);
    const flags = elements.some(({ key }) => isInterval(key)) ? ['interval'] : [];
    return { handle: table ? session.ruleset.newHandle(table) : 0, type, flags, isMap, elements };
  };
  const env: Env = { process: session.process, family: target.family, table, l3: undefined, l4: undefined, l4At: undefined, newSet };
  let terminal: StatementAst | undefined;
  const statements = ast.statements.map(statement => {
    if (terminal) throw new NftError('Statement after terminal statement has no effect', statement.at, terminal.at);
    const built = statement.build(env);
    if (statement.terminal) terminal = statement;
    return built;
  });
  const bare = { statements: withoutDependencies(statements), ...(ast.comment === undefined ? {} : { userdata: { comment: ast.comment } }) };
  return { rule: { ...bare, text: ruleText(bare, { ...session.style, numeric: false, stateless: true }) }, setsAt };
}

/** `add rule`, `insert rule`. */
export function placeRule(session: Session, target: RuleTarget, ast: RuleAst, position: Position | undefined, mode: 'add' | 'insert'): void {
  const known = session.ruleset.find(target.family, target.table.text);
  if (position?.kind === 'index') requireTable(session, target);
  const { rule, setsAt } = buildRule(session, target, ast, known);
  const { table, chain } = ruleChain(session, target, setsAt);
  const at = placeOf(chain, position, mode);
  const places = { command: target.command, chain: target.chain.at, target: jumpTarget(ast) };
  session.request(places, () => session.ruleset.insertRule(table, chain, rule, at));
}

function requireTable(session: Session, target: Target): void {
  if (!session.ruleset.find(target.family, target.table.text)) throw new NftError('No such file or directory', target.table.at);
}

/** The chain that a rule jumps to, as it stands in the rule. */
function jumpTarget(ast: RuleAst): Location {
  return ast.statements.find(({ target }) => target !== undefined)?.target ?? ast.at;
}

function ruleChain(session: Session, target: RuleTarget, setsAt: readonly Location[]): { table: Table; chain: Chain } {
  const table = session.ruleset.find(target.family, target.table.text);
  if (!table) {
    const error = session.noTable(target);
    throw new NftErrors([...setsAt.flatMap(at => [error, new NftError(error.message, at)]), error]);
  }
  const chain = table.chains.find(({ name }) => name === target.chain.text);
  if (!chain) throw session.noChain(target.chain);
  return { table, chain };
}

function placeOf(chain: Chain, position: Position | undefined, mode: 'add' | 'insert'): number {
  if (!position) return mode === 'add' ? chain.rules.length : 0;
  const number = Number(position.value.text);
  const at = position.kind === 'index' ? (number < chain.rules.length ? number : -1) : chain.rules.findIndex(({ handle }) => handle === number);
  if (at < 0) throw new NftError('Could not process rule: No such file or directory', position.at);
  return mode === 'add' ? at + 1 : at;
}

function ruleOf(chain: Chain, handle: Token): Rule {
  const rule = chain.rules.find(candidate => candidate.handle === Number(handle.text));
  if (!rule) throw new NftError('Could not process rule: No such file or directory', handle.at);
  return rule;
}

export function deleteRule(session: Session, target: RuleTarget, handle: Token): void {
  const { chain } = ruleChain(session, target, []);
  const rule = ruleOf(chain, handle);
  session.ruleset.setRules(chain, chain.rules.filter(other => other !== rule));
}

export function replaceRule(session: Session, target: RuleTarget, handle: Token, ast: RuleAst): void {
  const { rule } = buildRule(session, target, ast, session.ruleset.find(target.family, target.table.text));
  const { table, chain } = ruleChain(session, target, []);
  const old = ruleOf(chain, handle);
  session.request({ command: target.command, target: jumpTarget(ast) }, () => session.ruleset.replaceRule(table, chain, old, rule));
}

