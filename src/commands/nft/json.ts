import type { NatRange, Operand, SetElement, Statement, Verdict } from '../../stack/netfilter';
import { typeOf, TYPES, ICMP_CODES, ICMPV6_CODES, ICMPX_CODES, type DataType } from './datatypes';
import type { Shown } from './list';
import { commentOf, type Style } from './print';

type Json = string | number | null | readonly Json[] | { readonly [key: string]: Json };

const META = { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 } as const;

/** JSON as jansson prints it: a blank after each comma and colon. */
function dump(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(dump).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${dump(each as Json)}`).join(', ')}}`;
}

/** What `nft -j list` prints (libnftables-json(5)). */
export function listJson(shown: readonly Shown[], style: Style): string {
  const objects: Json[] = [{ metainfo: META }];
  for (const { table, chains, sets, brief, bare } of shown) {
    const place = { family: table.family, table: table.name };
    objects.push({ table: { family: table.family, name: table.name, handle: table.handle } });
    if (bare) continue;
    for (const set of sets) {
      const type = Object.values(TYPES).find(({ name }) => name === set.type)!;
      const elements = set.elements.map(({ key, verdict }) => (verdict ? [keyJson(key, type, style), verdictJson(verdict)] : keyJson(key, type, style)));
      objects.push({ [set.isMap ? 'map' : 'set']: {
        family: table.family, name: set.name ?? '', table: table.name, type: set.type, handle: set.handle, ...(set.isMap ? { map: 'verdict' } : {}),
        ...(set.flags.length > 0 ? { flags: set.flags } : {}), ...(elements.length > 0 ? { elem: elements } : {}),
      } });
    }
    for (const { name, handle, base } of chains) {
      objects.push({ chain: { ...place, name, handle, ...(base ? { type: base.type, hook: base.hook, prio: base.priority, policy: base.policy } : {}) } });
    }
    if (brief) continue;
    for (const chain of chains) for (const rule of chain.rules) {
      const comment = commentOf(rule);
      objects.push({ rule: { ...place, chain: chain.name, handle: rule.handle, ...(comment === undefined ? {} : { comment }), expr: rule.statements.map(statement => statementJson(statement, style)) } });
    }
  }
  return `${dump({ nftables: objects })}\n`;
}

function valueJson(value: number | bigint | string, type: DataType, style: Style): Json {
  const text = type.format(value, style.numeric, style.netns).replace(/^"(.*)"$/, '$1');
  return typeof value === 'number' && (type.name === 'mark' || /^(0x)?\d+$/.test(text)) ? value : text;
}

function keyJson(key: SetElement['key'], type: DataType, style: Style): Json {
  switch (key.kind) {
    case 'value': return valueJson(key.value, type, style);
    case 'range': return { range: [valueJson(key.from, type, style), valueJson(key.to, type, style)] };
    case 'prefix': return { prefix: { addr: valueJson(key.address, type, style), len: key.length } };
    case 'wildcard': return `${key.beginning}*`;
  }
}

function operandJson(operand: Operand, type: DataType, style: Style): Json {
  if (operand.kind === 'set') return operand.set.name === undefined ? { set: operand.set.elements.map(({ key }) => keyJson(key, type, style)) } : `@${operand.set.name}`;
  if (operand.kind !== 'flags') return keyJson(operand, type, style);
  const bits = Array.from({ length: 32 }, (_, i) => (1 << i) >>> 0).filter(bit => (operand.mask & bit) !== 0).map(bit => valueJson(bit, type, style));
  return bits.length === 1 ? bits[0]! : bits;
}

function selectorJson(name: string): Json {
  const [head, ...rest] = name.split(' ') as [string, ...string[]];
  if (head === 'meta' || head === 'ct') return { [head]: { key: rest.join(' ') } };
  if (head === 'fib') return { fib: { result: 'type', flags: [rest[0]!] } };
  return { payload: { protocol: head, field: rest.join(' ') } };
}

function verdictJson(verdict: Verdict): Json {
  return { [verdict.kind]: 'chain' in verdict ? { target: verdict.chain } : null };
}

const CODES = { icmp: ICMP_CODES, icmpv6: ICMPV6_CODES, icmpx: ICMPX_CODES } as const;

function statementJson(statement: Statement, style: Style): Json {
  switch (statement.kind) {
    case 'match': {
      const { left, op, right } = statement;
      const type = typeOf(left.name);
      const selector = selectorJson(left.name);
      return { match: { op: right.kind === 'flags' && op === '==' ? 'in' : op, left: left.mask === undefined ? selector : { '&': [selector, left.mask] }, right: operandJson(right, type, style) } };
    }
    case 'counter': return { counter: { packets: statement.packets, bytes: statement.bytes } };
    case 'verdict': return verdictJson(statement.verdict);
    case 'vmap': {
      const type = typeOf(statement.left.name);
      const { set } = statement;
      const data: Json = set.name === undefined ? { set: set.elements.map(({ key, verdict }) => [keyJson(key, type, style), verdictJson(verdict!)]) } : `@${set.name}`;
      return { vmap: { key: selectorJson(statement.left.name), data } };
    }
    case 'reject': {
      if (statement.with.kind === 'tcp-reset') return { reject: { type: 'tcp reset' } };
      const { kind, code } = statement.with;
      return { reject: { type: kind, expr: Object.entries(CODES[kind]).find(([, known]) => known === code)?.[0] ?? code } };
    }
    case 'log': {
      const { prefix, group, level } = statement;
      const log = { ...(prefix === undefined ? {} : { prefix }), ...(group === undefined ? {} : { group }), ...(level === undefined || level === 'warn' ? {} : { level }) };
      return { log: Object.keys(log).length > 0 ? log : null };
    }
    case 'limit': return { limit: { rate: statement.rate, burst: statement.burst, per: statement.unit, ...(statement.over ? { inv: 1 } : {}) } };
    case 'set': return { mangle: { key: selectorJson(statement.target), value: typeof statement.value === 'number' ? statement.value : selectorJson(statement.value) } };
    case 'notrack': return { notrack: null };
    case 'foreign': return { xt: null };
    case 'masquerade':
    case 'redirect':
    case 'snat':
    case 'dnat': return { [statement.kind]: natJson(statement.range, statement.flags, style) };
  }
}

function natJson({ addresses, ports }: NatRange, flags: readonly string[], style: Style): Json {
  const type = typeof addresses?.min === 'bigint' ? TYPES.ipv6_addr : TYPES.ipv4_addr;
  const nat = {
    ...(addresses ? { addr: addresses.min === addresses.max ? valueJson(addresses.min, type, style) : { range: [valueJson(addresses.min, type, style), valueJson(addresses.max, type, style)] } } : {}),
    ...(ports ? { port: ports.min === ports.max ? ports.min : { range: [ports.min, ports.max] } } : {}),
    ...(flags.length > 0 ? { flags: flags.length === 1 ? flags[0]! : flags } : {}),
  };
  return Object.keys(nat).length > 0 ? nat : null;
}
