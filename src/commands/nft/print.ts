import type { Netns } from '../../stack';
import type { BaseChain, Chain, Limit, NatRange, NftSet, Operand, RejectType, Rule, SelectorName, SetElement, Statement, Table, Verdict } from '../../stack/netfilter';
import { ICMP_CODES, ICMPV6_CODES, ICMPX_CODES, TYPES, typeOf, type DataType } from './datatypes';
import { isInterval } from './intervals';
import { priorityName } from './priority';

/** nft's options that change what a list looks like. */
export interface Style {
  readonly netns: Netns;
  readonly handles: boolean;
  readonly numeric: boolean;
  readonly stateless: boolean;
  readonly terse: boolean;
}

/** A rule's comment, which nft keeps as the rule's user data. */
export function commentOf(rule: Pick<Rule, 'userdata'>): string | undefined {
  const { userdata } = rule as { readonly userdata?: { readonly comment?: unknown } };
  return typeof userdata?.comment === 'string' ? userdata.comment : undefined;
}

const SHORT: Readonly<Partial<Record<SelectorName, string>>> = { 'meta iif': 'iif', 'meta oif': 'oif', 'meta iifname': 'iifname', 'meta oifname': 'oifname' };

export function selectorText(name: SelectorName): string {
  return SHORT[name] ?? name;
}

export function verdictText(verdict: Verdict): string {
  return 'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
}

function keyText(key: SetElement['key'], type: DataType, style: Style): string {
  const text = (value: Parameters<DataType['format']>[0]): string => type.format(value, style.numeric, style.netns);
  switch (key.kind) {
    case 'value': return text(key.value);
    case 'range': return `${text(key.from)}-${text(key.to)}`;
    case 'prefix': return `${text(key.address)}/${key.length}`;
    case 'wildcard': return `"${key.beginning}*"`;
  }
}

function bitsText(mask: number, type: DataType, style: Style): string {
  const bits = Array.from({ length: 32 }, (_, i) => (1 << i) >>> 0).filter(bit => (mask & bit) !== 0);
  return bits.length === 0 ? '0x0' : bits.map(bit => type.format(bit, style.numeric, style.netns)).join(',');
}

function operandText(operand: Operand, type: DataType, style: Style): string {
  if (operand.kind === 'flags') return bitsText(operand.mask, type, style);
  if (operand.kind === 'set') return operand.set.name === undefined ? elementsText(operand.set, type, style) : `@${operand.set.name}`;
  return operand.kind === 'value' && type.isBitmask ? bitsText(Number(operand.value), type, style) : keyText(operand, type, style);
}

function elementsText(set: NftSet, type: DataType, style: Style): string {
  return `{ ${set.elements.map(({ key, verdict }) => `${keyText(key, type, style)}${verdict ? ` : ${verdictText(verdict)}` : ''}`).join(', ')} }`;
}

function matchText({ left, op, right }: Extract<Statement, { readonly kind: 'match' }>, style: Style): string {
  const type = typeOf(left.name);
  const name = selectorText(left.name);
  const value = operandText(right, type, style);
  if (left.mask === undefined) return `${name} ${op === '==' ? '' : `${op} `}${value}`;
  if (type.isBitmask) return `${name} ${op === '==' ? '' : `${op} `}${value} / ${bitsText(left.mask, type, style)}`;
  return `${name} & ${type.format(left.mask, style.numeric, style.netns)} ${op} ${value}`;
}

const UNITS_BYTES = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 } as const;

function limitText({ rate, unit, over, burst, bytes }: Limit): string {
  const start = `limit rate ${over ? 'over ' : ''}`;
  if (!bytes) return `${start}${rate}/${unit}${burst === 5 ? '' : ` burst ${burst} packets`}`;
  const octets = rate * UNITS_BYTES[bytes];
  const name = (['mbytes', 'kbytes', 'bytes'] as const).find(candidate => octets % UNITS_BYTES[candidate] === 0)!;
  return `${start}${octets / UNITS_BYTES[name]} ${name}/${unit}${burst === 0 ? '' : ` burst ${burst} bytes`}`;
}

const CODES = { icmp: ICMP_CODES, icmpv6: ICMPV6_CODES, icmpx: ICMPX_CODES } as const;

function rejectText(type: RejectType, isDefault: boolean, style: Style): string {
  if (type.kind === 'tcp-reset') return 'reject with tcp reset';
  if (isDefault) return 'reject';
  const name = style.numeric ? undefined : Object.entries(CODES[type.kind]).find(([, code]) => code === type.code)?.[0];
  return `reject with ${type.kind} ${name ?? type.code}`;
}

function natText(statement: Extract<Statement, { readonly range: NatRange }>, style: Style): string {
  const { kind, range, flags } = statement;
  const type = typeof range.addresses?.min === 'bigint' ? TYPES.ipv6_addr : TYPES.ipv4_addr;
  const pair = <T extends number | bigint>({ min, max }: { min: T; max: T }, text: (value: T) => string): string => (min === max ? text(min) : `${text(min)}-${text(max)}`);
  const address = range.addresses ? pair(range.addresses as { min: number; max: number }, value => type.format(value, style.numeric, style.netns)) : '';
  const ports = range.ports ? `:${pair(range.ports, String)}` : '';
  const family = 'family' in statement && statement.family ? ` ${statement.family}` : '';
  return `${kind}${address || ports ? `${family} to ${address}${ports}` : ''}${flags.length > 0 ? ` ${flags.join(',')}` : ''}`;
}

/** A statement as `nft list` prints it. */
export function statementText(statement: Statement, style: Style): string {
  switch (statement.kind) {
    case 'match': return matchText(statement, style);
    case 'counter': return style.stateless ? 'counter' : `counter packets ${statement.packets} bytes ${statement.bytes}`;
    case 'verdict': return verdictText(statement.verdict);
    case 'vmap': return `${selectorText(statement.left.name)} vmap ${statement.set.name === undefined ? elementsText(statement.set, typeOf(statement.left.name), style) : `@${statement.set.name}`}`;
    case 'reject': return rejectText(statement.with, statement.isDefault, style);
    case 'log': {
      const { prefix, group, level, flags } = statement;
      return `log${prefix === undefined ? '' : ` prefix "${prefix}"`}${group === undefined ? '' : ` group ${group}`}${level === undefined || level === 'warn' ? '' : ` level ${level}`}${flags === undefined ? '' : ` flags ${flags}`}`;
    }
    case 'limit': return limitText(statement);
    case 'set': return `${statement.target} set ${typeof statement.value === 'number' ? TYPES.mark.format(statement.value, false, style.netns) : statement.value}`;
    case 'notrack': return 'notrack';
    case 'foreign': return statement.text;
    case 'masquerade':
    case 'redirect':
    case 'snat':
    case 'dnat': return natText(statement, style);
  }
}

export function ruleText(rule: Pick<Rule, 'statements' | 'userdata'>, style: Style): string {
  const comment = commentOf(rule);
  return `${rule.statements.map(statement => statementText(statement, style)).join(' ')}${comment === undefined ? '' : ` comment "${comment}"`}`;
}

function handleText(handle: number, style: Style): string {
  return style.handles ? ` # handle ${handle}` : '';
}

function baseText({ type, hook, priority, policy }: BaseChain, style: Style): string {
  return `\t\ttype ${type} hook ${hook} priority ${style.numeric ? priority : priorityName(priority, hook)}; policy ${policy};\n`;
}

/** A chain's block. @param brief without its rules, as `list chains` has it */
export function chainText(chain: Chain, style: Style, brief = false): string {
  const rules = brief ? [] : chain.rules.map(rule => `\t\t${ruleText(rule, style)}${handleText(rule.handle, style)}\n`);
  return `\tchain ${chain.name} {${handleText(chain.handle, style)}\n${chain.base ? baseText(chain.base, style) : ''}${rules.join('')}\t}\n`;
}

/** A named set's or map's block. */
export function setText(set: NftSet, style: Style): string {
  const type = Object.values(TYPES).find(({ name }) => name === set.type)!;
  const flags = set.flags.length > 0 ? `\t\tflags ${set.flags.join(',')}\n` : '';
  const elements = set.elements.length > 0 && !style.terse ? `\t\telements = ${wrapped(set, type, style)}\n` : '';
  return `\t${set.isMap ? 'map' : 'set'} ${set.name} {${handleText(set.handle, style)}\n\t\ttype ${set.type}${set.isMap ? ' : verdict' : ''}\n${flags}${elements}\t}\n`;
}

/** Elements, as many on a line as their type has room for (calculate_delim of nft's expression.c). */
function wrapped(set: NftSet, type: DataType, style: Style): string {
  const perLine = type.name === 'ipv4_addr' && !set.elements.some(({ key }) => isInterval(key)) ? 4 : type.name === 'ipv6_addr' ? 1 : 2;
  const texts = set.elements.map(({ key, verdict }) => `${keyText(key, type, style)}${verdict ? ` : ${verdictText(verdict)}` : ''}`);
  if (type.name === 'inet_service' || texts.length <= perLine) return `{ ${texts.join(', ')} }`;
  return `{ ${texts.map((text, i) => (i === 0 ? text : i % perLine === 0 ? `,\n\t\t\t     ${text}` : `, ${text}`)).join('')} }`;
}

/** A table's block: its named sets, then its chains. */
export function tableText(table: Table, style: Style): string {
  const blocks = [...table.sets.map(set => setText(set, style)), ...table.chains.map(chain => chainText(chain, style))];
  return `table ${table.family} ${table.name} {${handleText(table.handle, style)}\n${blocks.join('\n')}}\n`;
}
