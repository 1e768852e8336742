import type { Comparison, Limit, Operand, Statement, Verdict } from '../../stack/netfilter';
import { span, type Cursor } from './cursor';
import { PROTOCOLS, TYPES, typeOf } from './datatypes';
import { assume, type Env, type StatementAst } from './env';
import { NftError, nameOf, type Location } from './lexer';
import { parseNat } from './nat';
import { namedSet, parseElements, parseMask, parseOperand, valueOf } from './operand';
import { parseReject } from './reject';
import { beginsSelector, parseSelector, type SelectorAst } from './selector';

const OPERATORS: Readonly<Record<string, Comparison>> = {
  '==': '==', '=': '==', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=', eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=',
};
const VERDICTS = ['accept', 'drop', 'continue', 'return', 'jump', 'goto'] as const;
const UNITS: readonly Limit['unit'][] = ['second', 'minute', 'hour', 'day', 'week'];
const BYTES = ['bytes', 'kbytes', 'mbytes'] as const;
const UNSUPPORTED: readonly string[] = ['queue', 'dup', 'fwd', 'tproxy', 'synproxy', 'quota', 'flow', 'meter', 'numgen', 'jhash', 'symhash', 'socket', 'osf', 'rt', 'vlan', 'arp', 'exthdr', 'last', 'xt'];

type Parse = (cursor: Cursor, head: Location) => StatementAst;

/** Statements by the word that they begin with. */
const STATEMENTS: Readonly<Record<string, Parse>> = {
  counter: parseCounter, log: parseLog, limit: parseLimit, reject: parseReject,
  notrack: (_, at) => ({ at, terminal: false, build: () => ({ kind: 'notrack' }) }),
  masquerade: parseNat('masquerade'), redirect: parseNat('redirect'), snat: parseNat('snat'), dnat: parseNat('dnat'),
  ...Object.fromEntries(VERDICTS.map(word => [word, parseVerdictStatement])),
};

/** One statement of a rule. @throws {NftError} */
export function parseStatement(cursor: Cursor): StatementAst {
  const { kind, text, at } = cursor.next;
  const parse = kind === 'word' && Object.hasOwn(STATEMENTS, text) ? STATEMENTS[text] : undefined;
  if (parse) {
    if (!(VERDICTS as readonly string[]).includes(text)) cursor.advance();
    return parse(cursor, at);
  }
  if (beginsSelector(cursor)) return parseSelected(cursor);
  if (kind === 'word' && UNSUPPORTED.includes(text)) throw new NftError(`vethlab does not support ${text}`, at);
  if (kind === 'newline' || kind === 'eof' || kind === 'symbol' || text === 'comment') return cursor.unexpected();
  // Another word begins an expression, which wants something to be compared with.
  cursor.advance();
  if (cursor.next.kind !== 'newline' && cursor.next.kind !== 'eof') throw new NftError(`syntax error, unexpected ${nameOf(cursor.next)}`, cursor.next.at);
  return cursor.unexpected();
}

function parseSelected(cursor: Cursor): StatementAst {
  const selector = parseSelector(cursor);
  if (cursor.take('set')) return parseSetMark(cursor, selector);
  if (cursor.take('vmap')) return parseVerdictMap(cursor, selector);
  if (cursor.is('map', '.')) throw new NftError(`vethlab does not support ${cursor.is('.') ? 'concatenations' : 'maps of values'}`, cursor.next.at);
  return parseMatch(cursor, selector);
}

function parseMatch(cursor: Cursor, selector: SelectorAst): StatementAst {
  const mask = cursor.take('&') ? parseMask(cursor) : undefined;
  const sign = cursor.next.kind === 'quoted' ? undefined : OPERATORS[cursor.next.text];
  if (sign) cursor.advance();
  const right = parseOperand(cursor);
  const slash = mask === undefined && cursor.take('/') ? parseMask(cursor) : undefined;
  const bits = mask ?? slash;
  const type = typeOf(selector.name);
  return {
    at: span(selector.at, right.at), terminal: false,
    build: env => {
      assumeFor(env, selector);
      const operand = right.build(type, env);
      noteProtocol(env, selector, sign, operand, span(selector.at, right.at));
      return {
        kind: 'match', left: { name: selector.name, ...(bits ? { mask: bits(type, env) } : {}) }, op: sign ?? '==',
        right: bitwise(operand, type.isBitmask === true, sign, bits !== undefined),
      };
    },
  };
}

/** Without an operator, a match on bits asks whether any of them is set; otherwise it compares them all. */
function bitwise(operand: Operand, isBitmask: boolean, sign: Comparison | undefined, masked: boolean): Operand {
  if (!isBitmask) return operand;
  if (operand.kind === 'value' && sign === undefined && !masked) return { kind: 'flags', mask: Number(operand.value) };
  return operand.kind === 'flags' && (masked || sign === '==') ? { kind: 'value', value: operand.mask } : operand;
}

function assumeFor(env: Env, { name, at }: SelectorAst): void {
  assume(env, name.split(' ')[0]!, at);
}

/** `meta l4proto tcp` says what `tcp dport` takes for granted. */
function noteProtocol(env: Env, { name }: SelectorAst, sign: Comparison | undefined, operand: Operand, at: Location): void {
  if (name !== 'meta l4proto' && name !== 'ip protocol' && name !== 'ip6 nexthdr') return;
  if (sign === '!=' || operand.kind !== 'value') return;
  const found = Object.entries(PROTOCOLS).find(([, number]) => number === operand.value)?.[0];
  env.l4 = found === 'ipv6-icmp' ? 'icmpv6' : found;
  env.l4At = at;
}

function parseSetMark(cursor: Cursor, selector: SelectorAst): StatementAst {
  const target = selector.name;
  if (target !== 'meta mark' && target !== 'ct mark') throw new NftError(`vethlab does not support ${target} set`, selector.at);
  if (beginsSelector(cursor)) {
    const source = parseSelector(cursor);
    if (source.name !== 'meta mark' && source.name !== 'ct mark') throw new NftError(`vethlab does not support ${target} set ${source.name}`, source.at);
    const value = source.name;
    return { at: span(selector.at, source.at), terminal: false, build: () => ({ kind: 'set', target, value }) };
  }
  const token = cursor.next.kind === 'number' || cursor.next.kind === 'word' ? cursor.advance() : cursor.unexpected();
  return { at: span(selector.at, token.at), terminal: false, build: env => ({ kind: 'set', target, value: Number(valueOf(token, TYPES.mark, env)) }) };
}

function parseVerdictMap(cursor: Cursor, selector: SelectorAst): StatementAst {
  const type = typeOf(selector.name);
  const sign = cursor.take('@');
  if (sign) {
    const name = cursor.name();
    const at = span(sign.at, name.at);
    return { at: span(selector.at, at), terminal: false, build: env => ({ kind: 'vmap', left: { name: selector.name }, set: namedSet(env, name.text, at) }) };
  }
  const elements = parseElements(cursor, parseVerdict);
  return {
    at: span(selector.at, elements.at), terminal: false,
    build: env => {
      assumeFor(env, selector);
      return { kind: 'vmap', left: { name: selector.name }, set: env.newSet(type.name, elements.build(type, env), true, elements.at) };
    },
  };
}

export function parseVerdict(cursor: Cursor): Verdict {
  const word = cursor.take(...VERDICTS) ?? cursor.unexpected();
  if (word.text !== 'jump' && word.text !== 'goto') return { kind: word.text as 'accept' | 'drop' | 'return' | 'continue' };
  const { kind } = cursor.next;
  return { kind: word.text, chain: kind === 'word' ? cursor.name("'{'").text : cursor.unexpected("'{'") };
}

function parseVerdictStatement(cursor: Cursor, head: Location): StatementAst {
  const verdict = parseVerdict(cursor);
  const last = cursor.previous.at;
  return { at: span(head, last), ...('chain' in verdict ? { target: last } : {}), terminal: verdict.kind !== 'continue', build: () => ({ kind: 'verdict', verdict }) };
}

function parseCounter(cursor: Cursor, head: Location): StatementAst {
  if (cursor.is('name')) throw new NftError('vethlab does not support named counters', span(head, cursor.next.at));
  let [packets, bytes, at] = [0, 0, head];
  if (cursor.take('packets')) {
    packets = Number(cursor.number().text);
    cursor.expect('bytes');
    const last = cursor.number();
    [bytes, at] = [Number(last.text), span(head, last.at)];
  }
  return { at, terminal: false, build: () => ({ kind: 'counter', packets, bytes }) };
}

function parseLog(cursor: Cursor, head: Location): StatementAst {
  const log: { prefix?: string; level?: string; group?: number; flags?: string } = {};
  let at = head;
  for (let word = cursor.take('prefix', 'level', 'group', 'flags', 'snaplen', 'queue-threshold'); word; word = cursor.take('prefix', 'level', 'group', 'flags', 'snaplen', 'queue-threshold')) {
    if (word.text === 'snaplen' || word.text === 'queue-threshold') throw new NftError(`vethlab does not support log ${word.text}`, word.at);
    const { kind } = cursor.next;
    if (word.text === 'prefix' && kind !== 'word' && kind !== 'quoted') return cursor.unexpected('string', 'quoted string', 'string with a trailing asterisk');
    const value = word.text === 'group' ? cursor.number() : kind === 'word' || kind === 'quoted' ? cursor.advance() : cursor.unexpected();
    if (word.text === 'group') log.group = Number(value.text);
    else log[word.text as 'prefix' | 'level' | 'flags'] = value.text;
    at = span(head, value.at);
  }
  return { at, terminal: false, build: () => ({ kind: 'log', ...log }) };
}

function parseLimit(cursor: Cursor, head: Location): StatementAst {
  cursor.expect('rate');
  const over = cursor.take('over', 'until')?.text === 'over';
  const rate = cursor.number();
  const [size, per] = cursor.next.kind === 'word' ? cursor.next.text.split('/') : [];
  const bytes = BYTES.find(name => name === size);
  if (!bytes && !cursor.take('/')) return cursor.unexpected('/', 'string', 'bytes');
  const unit = cursor.next;
  const name = UNITS.find(candidate => candidate === (bytes ? per : unit.text)) ?? cursor.unexpected();
  cursor.advance();
  let burst = bytes ? 0 : 5;
  let last = unit;
  if (cursor.take('burst')) {
    burst = Number(cursor.number().text);
    last = cursor.take('packets', ...BYTES) ?? cursor.unexpected();
  }
  return {
    at: span(head, last.at), terminal: false,
    build: () => ({ kind: 'limit', rate: Number(rate.text), unit: name, over, burst, ...(bytes ? { bytes } : {}) }),
  };
}

/** Leaves out what the next part says anyway: `meta l4proto tcp` before `tcp dport 22`. */
export function withoutDependencies(statements: readonly Statement[]): Statement[] {
  return statements.filter((statement, i) => {
    const next = statements[i + 1];
    if (statement.kind !== 'match' || statement.op !== '==' || statement.right.kind !== 'value' || !next) return true;
    const { name } = statement.left;
    const { value } = statement.right;
    if (next.kind === 'reject') return !(next.with.kind === 'tcp-reset' && (name === 'meta l4proto' || name === 'ip protocol') && value === PROTOCOLS.tcp);
    if (next.kind !== 'match' && next.kind !== 'vmap') return true;
    const head = next.left.name.split(' ')[0]!;
    if (name === 'meta l4proto' || name === 'ip protocol' || name === 'ip6 nexthdr') return (head === 'icmpv6' ? 58 : PROTOCOLS[head]) !== value || !['tcp', 'udp', 'icmp', 'icmpv6'].includes(head);
    if (name === 'meta nfproto') return !((head === 'ip' && value === 2) || (head === 'ip6' && value === 10));
    return true;
  });
}
