import type { NftSet, SetElement } from '../../stack/netfilter';
import type { Cursor } from './cursor';
import { TYPES, type DataType } from './datatypes';
import type { Env } from './env';
import { merge, sameKey } from './intervals';
import { NftError, type Location, type Token } from './lexer';
import { parseElements } from './operand';
import type { Session, Target } from './session';
import { parseVerdict } from './statements';

type Elements = ReturnType<typeof parseElements>;

/** A set's block: its type, flags and elements. */
export interface SetAst {
  readonly type: Token;
  readonly isMap: boolean;
  readonly flags: readonly string[];
  readonly elements: Elements | undefined;
}

const FLAGS: readonly string[] = ['constant', 'interval', 'dynamic', 'timeout'];

/** `{ type ipv4_addr; flags interval; elements = { ... }; }` */
export function parseSetBlock(cursor: Cursor, isMap: boolean): SetAst {
  cursor.expect('{', "'{'");
  let type: Token | undefined;
  let elements: Elements | undefined;
  const flags: string[] = [];
  for (cursor.skipSeparators(); !cursor.take('}'); cursor.skipSeparators()) {
    const word = cursor.take('type', 'flags', 'elements', 'auto-merge') ?? unsupported(cursor);
    if (word.text === 'type') {
      type = cursor.next.kind === 'word' ? cursor.advance() : cursor.unexpected('string');
      if (cursor.is('.')) throw new NftError('vethlab does not support concatenations', cursor.next.at);
      if (isMap) {
        cursor.expect(':', 'colon');
        if (!cursor.take('verdict')) throw new NftError('vethlab does not support maps but for verdict maps', cursor.next.at);
      }
    } else if (word.text === 'flags') {
      do flags.push((cursor.take(...FLAGS) ?? cursor.unexpected()).text);
      while (cursor.take(','));
    } else if (word.text === 'elements') {
      cursor.expect('=');
      elements = parseElements(cursor, isMap ? parseVerdict : undefined);
    }
    if (cursor.next.kind !== 'newline' && !cursor.is(';', '}')) cursor.unexpected('newline', 'semicolon');
  }
  if (!type) throw new NftError('set definition does not specify key', cursor.previous.at);
  return { type, isMap, flags, elements };
}

function unsupported(cursor: Cursor): never {
  if (['typeof', 'timeout', 'gc-interval', 'size', 'policy', 'counter', 'comment'].includes(cursor.next.text)) throw new NftError(`vethlab does not support a set's ${cursor.next.text}`, cursor.next.at);
  return cursor.unexpected();
}

function dataType(name: string, at: Location): DataType {
  const type = Object.values(TYPES).find(candidate => candidate.name === name);
  if (!type || type.name === 'integer') throw new NftError(`unknown datatype ${name}`, at);
  return type;
}

function envFor(session: Session, target: Target): Env {
  const newSet = (): NftSet => {
    throw new NftError('syntax error, sets have no sets', target.table.at);
  };
  return { process: session.process, family: target.family, table: undefined, l3: undefined, l4: undefined, l4At: undefined, newSet };
}

/** `add set`, `add map`. */
export function addSet(session: Session, target: Target, name: Token, ast: SetAst, exclusive: boolean): void {
  const type = dataType(ast.type.text, ast.type.at);
  const table = session.ruleset.find(target.family, target.table.text);
  if (!table) throw session.noTable(target, '');
  if (table.sets.some(set => set.name === name.text)) {
    if (exclusive) throw new NftError('Could not process rule: File exists', name.at);
    return;
  }
  const elements = ast.elements?.build(type, envFor(session, target)) ?? [];
  session.ruleset.addSet(table, { name: name.text, handle: session.ruleset.newHandle(table), type: type.name, flags: ast.flags, isMap: ast.isMap, elements });
}

/** A table's set. @throws {NftError} */
export function setOf(session: Session, target: Target, name: Token): NftSet {
  const set = session.table(target).sets.find(candidate => candidate.name === name.text);
  if (!set) throw new NftError('No such file or directory', name.at);
  return set;
}

/** `add element`, `delete element`. */
export function changeElements(session: Session, target: Target, name: Token, elements: Elements, add: boolean): void {
  const set = setOf(session, target, name);
  const built = elements.build(dataType(set.type, name.at), envFor(session, target));
  if (add) return session.ruleset.setElements(set, merge([...set.elements, ...built.filter(element => !has(set, element))]));
  const missing = built.find(element => !has(set, element));
  if (missing) throw new NftError('Could not process rule: No such file or directory', { ...elements.at, start: elements.at.start + 2, end: Math.max(elements.at.start + 3, elements.at.end - 2) });
  session.ruleset.setElements(set, set.elements.filter(element => !built.some(gone => sameKey(gone.key, element.key))));
}

function has(set: NftSet, element: SetElement): boolean {
  return set.elements.some(known => sameKey(known.key, element.key));
}

/** Elements of a change: a map's have verdicts. */
export function parseChange(cursor: Cursor, isMap: boolean): Elements {
  return parseElements(cursor, isMap ? parseVerdict : undefined);
}
