import type { TableFamily } from '../../stack/netfilter';
import { addChain, parseBase, parsePolicy, type BaseAst } from './chains';
import { span, type Cursor } from './cursor';
import { list } from './list';
import { NftError, type Location, type Token } from './lexer';
import { deleteRule, parsePosition, parseRule, placeRule, replaceRule, type RuleTarget } from './rules';
import type { Session, Target } from './session';
import { addSet, changeElements, parseChange, parseSetBlock, setOf } from './sets';

/** A command as it was read. @throws {NftError} */
export type Command = (session: Session) => void;

const FAMILIES: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];

/** `[FAMILY] TABLE`; ip where none is named. */
export function parseTarget(cursor: Cursor, ...expecting: readonly string[]): Target {
  const family = cursor.is(...FAMILIES) ? (cursor.advance().text as TableFamily) : 'ip';
  return { family, table: cursor.name(...expecting) };
}

function chainTarget(cursor: Cursor, start: Location): RuleTarget {
  const target = parseTarget(cursor);
  const chain = cursor.name();
  return { ...target, chain, command: span(start, chain.at) };
}

function endOfLine(cursor: Cursor): void {
  if (cursor.next.kind !== 'newline' && cursor.next.kind !== 'eof' && !cursor.is(';')) cursor.unexpected('end of file', 'newline', 'semicolon');
}

/** All commands of an input. @throws {NftError} the first syntax error */
export function parseCommands(cursor: Cursor): Command[] {
  const commands: Command[] = [];
  for (cursor.skipSeparators(); cursor.next.kind !== 'eof'; cursor.skipSeparators()) {
    commands.push(...parseCommand(cursor));
    endOfLine(cursor);
  }
  return commands;
}

function parseCommand(cursor: Cursor): Command[] {
  const start = cursor.next;
  switch (start.text) {
    case 'add':
    case 'create':
    case 'insert': {
      cursor.advance();
      return parseAdd(cursor, start);
    }
    case 'replace': {
      cursor.advance();
      cursor.expect('rule');
      const target = chainTarget(cursor, start.at);
      cursor.expect('handle');
      const handle = cursor.number();
      const rule = parseRule(cursor);
      return [session => replaceRule(session, { ...target, command: span(start.at, rule.at) }, handle, rule)];
    }
    case 'delete':
      cursor.advance();
      return [parseDelete(cursor, start.at)];
    case 'flush':
      cursor.advance();
      return [parseFlush(cursor)];
    case 'list':
      cursor.advance();
      return [list(cursor)];
    case 'rename':
      cursor.advance();
      return [parseRename(cursor)];
    case 'table':
      return parseAdd(cursor, start);
    case 'reset':
    case 'monitor':
    case 'describe':
    case 'get':
    case 'include':
    case 'define':
    case 'undefine':
    case 'redefine':
      throw new NftError(`vethlab does not support ${start.text}`, start.at);
    case 'import':
    case 'export':
      throw new NftError(`JSON ${start.text} is no longer supported, use 'nft -j${start.text === 'export' ? ' list ruleset' : 'f'}' instead`, span(start.at, cursor.following?.at ?? start.at));
    default:
      return parseAdd(cursor, start);
  }
}

function parseAdd(cursor: Cursor, start: Token): Command[] {
  const exclusive = start.text === 'create';
  if (start.text !== 'insert') {
    if (cursor.take('table')) return addTable(cursor, start.at, exclusive);
    if (cursor.take('chain')) return [addChainCommand(cursor, start.at, exclusive)];
    if (cursor.is('set', 'map')) return [addSetCommand(cursor, exclusive)];
    if (cursor.take('element')) return [elementCommand(cursor, true)];
    if (cursor.is('flowtable', 'counter', 'quota', 'limit', 'ct', 'secmark', 'synproxy')) throw new NftError(`vethlab does not support add ${cursor.next.text}`, cursor.next.at);
  }
  if (exclusive) return cursor.unexpected();
  cursor.take('rule');
  const target = chainTarget(cursor, start.at);
  const position = parsePosition(cursor);
  const rule = parseRule(cursor);
  const mode = start.text === 'insert' ? 'insert' : 'add';
  return [session => placeRule(session, { ...target, command: span(start.at, rule.at) }, rule, position, mode)];
}

function addTable(cursor: Cursor, start: Location, exclusive: boolean): Command[] {
  const target = parseTarget(cursor);
  const add: Command = session => void session.request({ command: span(start, target.table.at), table: target.table.at }, () => session.ruleset.addTable(target.family, target.table.text, exclusive));
  return cursor.is('{') ? [add, ...tableBlock(cursor, target)] : [add];
}

/** `{ chain ... { ... } set ... { ... } }`: chains come before all rules, so that these can jump to them. */
function tableBlock(cursor: Cursor, target: Target): Command[] {
  cursor.expect('{');
  const [sets, chains, rules]: [Command[], Command[], Command[]] = [[], [], []];
  for (cursor.skipSeparators(); !cursor.take('}'); cursor.skipSeparators()) {
    if (cursor.take('chain')) {
      const chain = cursor.name();
      const block = chainBlock(cursor, { ...target, chain, command: chain.at });
      chains.push(block.add);
      rules.push(...block.rules);
    } else if (cursor.is('set', 'map')) {
      sets.push(setBlock(cursor, target, false));
    } else if (cursor.is('flags', 'comment', 'flowtable', 'counter', 'quota', 'limit', 'ct')) {
      throw new NftError(`vethlab does not support a table's ${cursor.next.text}`, cursor.next.at);
    } else {
      cursor.unexpected();
    }
  }
  return [...sets, ...chains, ...rules];
}

function chainBlock(cursor: Cursor, target: RuleTarget): { readonly add: Command; readonly rules: Command[] } {
  cursor.expect('{', "'{'");
  const rules: Command[] = [];
  let base: BaseAst | undefined;
  let policy: ReturnType<typeof parsePolicy> | undefined;
  for (cursor.skipSeparators(); !cursor.take('}'); cursor.skipSeparators()) {
    if (cursor.next.kind === 'eof') cursor.unexpected();
    if (cursor.is('type')) {
      base = parseBase(cursor);
    } else if (cursor.take('policy')) {
      policy = parsePolicy(cursor);
    } else {
      const rule = parseRule(cursor);
      rules.push(session => placeRule(session, { ...target, command: rule.at }, rule, undefined, 'add'));
      if (cursor.is('}')) continue;
    }
    if (cursor.next.kind !== 'newline' && !cursor.is(';')) cursor.unexpected('newline', 'semicolon');
  }
  return { add: session => addChain(session, target, base, policy, false), rules };
}

function addChainCommand(cursor: Cursor, start: Location, exclusive: boolean): Command {
  const target = chainTarget(cursor, start);
  if (!cursor.take('{')) return session => addChain(session, target, undefined, undefined, exclusive);
  let base: BaseAst | undefined;
  let policy: ReturnType<typeof parsePolicy> | undefined;
  for (cursor.skipSeparators(); !cursor.take('}'); cursor.skipSeparators()) {
    if (cursor.is('type')) base = parseBase(cursor);
    else if (cursor.take('policy')) policy = parsePolicy(cursor);
    else cursor.unexpected();
    if (cursor.next.kind === 'newline' || cursor.is(';')) continue;
    if (base && cursor.is('}') && !policy) cursor.unexpected('newline', 'semicolon');
    if (!cursor.is('}')) cursor.unexpected('newline', 'semicolon');
  }
  const whole = { ...target, command: span(start, cursor.previous.at) };
  return session => addChain(session, whole, base, policy, exclusive);
}

function setBlock(cursor: Cursor, target: Target, exclusive: boolean): Command {
  const isMap = cursor.advance().text === 'map';
  const name = cursor.name();
  const ast = parseSetBlock(cursor, isMap);
  return session => addSet(session, target, name, ast, exclusive);
}

function addSetCommand(cursor: Cursor, exclusive: boolean): Command {
  const isMap = cursor.advance().text === 'map';
  const target = parseTarget(cursor);
  const name = cursor.name();
  const ast = parseSetBlock(cursor, isMap);
  return session => addSet(session, target, name, ast, exclusive);
}

function elementCommand(cursor: Cursor, add: boolean): Command {
  const target = parseTarget(cursor);
  const name = cursor.name();
  const isMap = cursor.all.slice(cursor.all.indexOf(name)).some(token => token.kind === 'symbol' && token.text === ':');
  const elements = parseChange(cursor, isMap && add);
  return session => changeElements(session, target, name, elements, add);
}

function parseDelete(cursor: Cursor, start: Location): Command {
  if (cursor.take('table')) {
    const target = parseTarget(cursor, 'handle', 'string');
    return session => {
      const table = session.ruleset.find(target.family, target.table.text);
      if (!table) throw session.noTable(target);
      session.ruleset.deleteTable(table);
    };
  }
  if (cursor.take('chain')) {
    const target = chainTarget(cursor, start);
    return session => {
      const table = session.ruleset.find(target.family, target.table.text);
      if (!table) throw session.noTable(target);
      const chain = table.chains.find(({ name }) => name === target.chain.text);
      if (!chain) throw session.noChain(target.chain);
      session.request({ command: target.command, chain: target.chain.at }, () => session.ruleset.deleteChain(table, chain));
    };
  }
  if (cursor.take('rule')) {
    const target = chainTarget(cursor, start);
    cursor.expect('handle');
    const handle = cursor.number();
    return session => deleteRule(session, target, handle);
  }
  if (cursor.take('set', 'map')) {
    const target = parseTarget(cursor);
    const name = cursor.name();
    return session => {
      const set = setOf(session, target, name);
      session.request({ command: name.at, set: name.at }, () => session.ruleset.deleteSet(session.table(target), set));
    };
  }
  if (cursor.take('element')) return elementCommand(cursor, false);
  return cursor.unexpected();
}

function parseFlush(cursor: Cursor): Command {
  if (cursor.take('ruleset')) {
    const family = cursor.take(...FAMILIES)?.text;
    return session => [...session.ruleset.tables].filter(table => family === undefined || table.family === family).forEach(table => session.ruleset.deleteTable(table));
  }
  if (cursor.take('table')) {
    const target = parseTarget(cursor);
    return session => {
      const table = session.ruleset.find(target.family, target.table.text);
      if (!table) throw new NftError('Could not process rule: No such file or directory', target.table.at);
      table.chains.forEach(chain => session.ruleset.setRules(chain, []));
    };
  }
  if (cursor.take('chain')) {
    const target = chainTarget(cursor, cursor.previous.at);
    return session => {
      const table = session.ruleset.find(target.family, target.table.text);
      const chain = table?.chains.find(({ name }) => name === target.chain.text);
      if (!chain) throw new NftError('Could not process rule: No such file or directory', table ? target.chain.at : target.table.at);
      session.ruleset.setRules(chain, []);
    };
  }
  if (cursor.take('set', 'map')) {
    const target = parseTarget(cursor);
    const name = cursor.name();
    return session => session.ruleset.setElements(setOf(session, target, name), []);
  }
  return cursor.unexpected();
}

function parseRename(cursor: Cursor): Command {
  cursor.expect('chain');
  const target = chainTarget(cursor, cursor.previous.at);
  const name = cursor.name();
  return session => {
    const chain = session.table(target).chains.find(candidate => candidate.name === target.chain.text);
    if (!chain) throw session.noChain(target.chain, '');
    if (session.table(target).chains.some(candidate => candidate.name === name.text)) throw new NftError('Could not process rule: File exists', name.at);
    session.ruleset.renameChain(chain, name.text);
  };
}
