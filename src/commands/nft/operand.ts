import type { Operand, SetElement, Value, Verdict } from '../../stack/netfilter';
import { BadValue, type DataType } from './datatypes';
import { span, type Cursor } from './cursor';
import type { Env } from './env';
import { NftError, type Location, type Token } from './lexer';
import { merge } from './intervals';

type Key = SetElement['key'];

/** The right side of a match, as it was read. */
export interface OperandAst {
  readonly at: Location;
  /** several bits, which a comma joins */
  readonly many: boolean;
  build(type: DataType, env: Env): Operand;
}

interface KeyAst {
  readonly at: Location;
  build(type: DataType, env: Env): Key;
}

const VALUES: readonly Token['kind'][] = ['word', 'number', 'quoted'];

/** A word's value. @throws {NftError} what the type says of a word that it doesn't know */
export function valueOf(token: Token, type: DataType, env: Env, at = token.at): Value {
  try {
    return type.parse(token.text, env.process);
  } catch (error) {
    if (error instanceof BadValue) throw new NftError(error.message, at);
    throw error;
  }
}

function valueToken(cursor: Cursor): Token {
  return VALUES.includes(cursor.next.kind) ? cursor.advance() : cursor.unexpected();
}

/** A value, a range, a prefix, or a name's beginning. */
function parseKey(cursor: Cursor): KeyAst {
  const token = valueToken(cursor);
  if (cursor.take('-')) {
    const last = valueToken(cursor);
    const at = span(token.at, last.at);
    return { at, build: (type, env) => rangeKey(valueOf(token, type, env), valueOf(last, type, env), at) };
  }
  if (token.kind === 'word' && cursor.is('/') && cursor.following?.kind === 'number') {
    cursor.advance();
    const length = cursor.advance();
    const at = span(token.at, length.at);
    return { at, build: (type, env) => prefixKey(valueOf(token, type, env), Number(length.text), type, at) };
  }
  return { at: token.at, build: (type, env) => (type.name === 'ifname' && token.text.endsWith('*') ? { kind: 'wildcard', beginning: token.text.slice(0, -1) } : { kind: 'value', value: valueOf(token, type, env) }) };
}

function rangeKey(from: Value, to: Value, at: Location): Key {
  if (typeof from === 'string' || typeof to === 'string') throw new NftError('datatype mismatch', at);
  if (from > to) throw new NftError('Range has zero or negative size', at);
  return { kind: 'range', from, to };
}

function prefixKey(value: Value, length: number, type: DataType, at: Location): Key {
  if (length > type.bits) throw new NftError(`Prefix length ${length} is invalid for type of ${type.bits} bits width`, at);
  const host = BigInt(type.bits - length);
  const network = (BigInt(value) >> host) << host;
  return { kind: 'prefix', address: type.bits > 32 ? network : Number(network), length };
}

/** `{ a, b-c }`, with verdicts after colons for a map. */
export function parseElements(cursor: Cursor, verdict?: (cursor: Cursor) => Verdict): { readonly at: Location; build(type: DataType, env: Env): SetElement[] } {
  const open = cursor.expect('{', "'{'");
  const read: { readonly key: KeyAst; readonly verdict?: Verdict }[] = [];
  do {
    cursor.skipNewlines();
    if (cursor.is('}') && read.length > 0) break;
    const key = parseKey(cursor);
    if (cursor.is('.')) throw new NftError('vethlab does not support concatenations', cursor.next.at);
    if (verdict && cursor.expect(':', 'colon')) read.push({ key, verdict: verdict(cursor) });
    else read.push({ key });
    cursor.skipNewlines();
  } while (cursor.take(','));
  const close = cursor.take('}') ?? cursor.unexpected('comma', "'}'");
  return {
    at: span(open.at, close.at),
    build: (type, env) => merge(read.map(entry => ({ key: entry.key.build(type, env), ...(entry.verdict ? { verdict: entry.verdict } : {}) }))),
  };
}

/** What stands on the right of a match. */
export function parseOperand(cursor: Cursor): OperandAst {
  if (cursor.is('{')) {
    const set = parseElements(cursor);
    return { at: set.at, many: false, build: (type, env) => ({ kind: 'set', set: env.newSet(type.name, set.build(type, env), false, set.at) }) };
  }
  if (cursor.is('@')) return parseReference(cursor);
  const first = parseKey(cursor);
  if (!cursor.is(',')) return { at: first.at, many: false, build: (type, env) => first.build(type, env) };
  const keys = [first];
  while (cursor.take(',')) keys.push(parseKey(cursor));
  const at = span(first.at, keys.at(-1)!.at);
  return {
    at, many: true,
    build: (type, env) => {
      if (!type.isBitmask) throw new NftError('Basetype of type ' + type.name + ' is not bitmask', at);
      return { kind: 'flags', mask: keys.reduce((mask, key) => mask | bitsOf(key.build(type, env)), 0) };
    },
  };
}

function bitsOf(key: Key): number {
  return key.kind === 'value' ? Number(key.value) : 0;
}

/** `@NAME` */
function parseReference(cursor: Cursor): OperandAst {
  const sign = cursor.advance();
  const name = cursor.name();
  const at = span(sign.at, name.at);
  return { at, many: false, build: (_, env) => ({ kind: 'set', set: namedSet(env, name.text, at) }) };
}

/** @throws {NftError} when the table has no such set */
export function namedSet(env: Env, name: string, at: Location): Extract<Operand, { readonly kind: 'set' }>['set'] {
  const set = env.table?.sets.find(candidate => candidate.name === name);
  if (!set) throw new NftError('No such file or directory', at);
  return set;
}

/** Bits after `&`: one value, or several in brackets or joined by `|` or a comma. */
export function parseMask(cursor: Cursor): (type: DataType, env: Env) => number {
  const bracket = cursor.take('(');
  const tokens = [valueToken(cursor)];
  while (cursor.take('|', ',')) tokens.push(valueToken(cursor));
  if (bracket) cursor.expect(')', "')'");
  return (type, env) => tokens.reduce((mask, token) => (mask | Number(valueOf(token, type, env))) >>> 0, 0);
}
