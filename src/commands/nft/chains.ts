import { HOOKS, type BaseChain, type ChainType, type HookName } from '../../stack/netfilter';
import { span, type Cursor } from './cursor';
import { NftError, type Token } from './lexer';
import { namedPriority } from './priority';
import type { RuleTarget } from './rules';
import type { Session } from './session';

const TYPES: readonly string[] = ['filter', 'nat', 'route'];

/** `type filter hook input priority 0; policy accept;`, as far as it's there. */
export interface BaseAst {
  readonly type: Token;
  readonly hook: Token;
  readonly priority: number;
  readonly policy: BaseChain['policy'] | undefined;
}

/** @throws {NftError} */
export function parseBase(cursor: Cursor): BaseAst {
  cursor.expect('type');
  const type = cursor.next.kind === 'word' ? cursor.advance() : cursor.unexpected('string');
  if (!TYPES.includes(type.text)) throw new NftError('unknown chain type', type.at);
  cursor.expect('hook');
  const hook = cursor.next.kind === 'word' ? cursor.advance() : cursor.unexpected('string');
  if (hook.text === 'ingress' || hook.text === 'egress') throw new NftError(`vethlab does not support the hook ${hook.text}`, hook.at);
  if (!(HOOKS as readonly string[]).includes(hook.text)) throw new NftError('unknown chain hook', hook.at);
  const priority = parsePriority(cursor, hook.text as HookName);
  return { type, hook, priority, policy: undefined };
}

function parsePriority(cursor: Cursor, hook: HookName): number {
  const word = cursor.expect('priority');
  if (cursor.take('-')) return -Number(cursor.number().text);
  if (cursor.next.kind === 'number') return Number(cursor.advance().text);
  const name = cursor.next.kind === 'word' ? cursor.advance() : cursor.unexpected();
  const value = namedPriority(name.text, hook);
  if (value === undefined) throw new NftError('invalid priority expression value in this context.', span(word.at, name.at));
  const sign = cursor.take('+', '-');
  return sign ? value + (sign.text === '-' ? -1 : 1) * Number(cursor.number().text) : value;
}

export function parsePolicy(cursor: Cursor): BaseChain['policy'] {
  return (cursor.take('accept', 'drop') ?? cursor.unexpected('accept', 'drop', "'$'")).text as BaseChain['policy'];
}

/** `add chain`, `create chain`. */
export function addChain(session: Session, target: RuleTarget, ast: BaseAst | undefined, policy: BaseChain['policy'] | undefined, exclusive: boolean): void {
  const table = session.ruleset.find(target.family, target.table.text);
  if (!table) throw session.noTable(target, '');
  const known = table.chains.find(({ name }) => name === target.chain.text);
  if (!ast && policy && known?.base && !exclusive) return session.ruleset.setPolicy(known, policy);
  const base = ast && { type: ast.type.text as ChainType, hook: ast.hook.text as HookName, priority: ast.priority, policy: policy ?? 'accept', counter: { packets: 0, bytes: 0 } };
  session.request({ command: target.command, chain: target.chain.at }, () => session.ruleset.addChain(table, target.chain.text, base, exclusive));
}
