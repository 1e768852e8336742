import { SPEC as ARPING } from './arping/options';
import { OBJECTS as BRIDGE_OBJECTS } from './bridge';
import { LATER_OPTIONS as BRIDGE_LATER, OPTIONS as BRIDGE_OPTIONS } from './bridge/options';
import { KINDS } from './ip/link/kinds';
import { OBJECTS } from './ip/objects';
import { LATER_OPTIONS, OPTIONS } from './ip/options';
import { PMTUDISC, SPEC as PING, TIMESTAMPS } from './ping/options';
import type { Command } from './ip/objects';
import type { ProgramShape, Shape, ShapeRow, ShapeWord, Value } from './shape';
import { LONG as SYSCTL_LONG, SHORT as SYSCTL } from './sysctl/options';
import { CONSTANTS, WORDS } from './tcpdump/filter/lexer';
import { UNSUPPORTED } from './tcpdump/filter/parser';
import { LETTERS as TCPDUMP, LONG as TCPDUMP_LONG } from './tcpdump/options';
import { FLAGS, WITH_ARGUMENT } from './traceroute/options';

/** Types of links that `ip link` has arguments of its own for. */
export const LINK_TYPES: readonly string[] = [...KINDS.keys()];

/** Words of tcpdump's filters that mean something on the links that there are. */
export const FILTER_WORDS: readonly string[] = [...Object.keys(WORDS), ...Object.keys(CONSTANTS)].filter(word => !UNSUPPORTED.includes(word));

type Takes = Readonly<Record<string, string | Value>>;

const asValue = (value: string | Value): Value => (typeof value === 'string' ? { kind: value } : value);
const exact = (text: string, takes?: string | Value): ShapeRow => ({ words: [{ text, abbreviable: false }], takes: takes === undefined ? [] : [asValue(takes)] });

/** The letters of getopt(3)'s notation; one that takes an argument has a colon behind it. */
function letters(spec: string, takes: Takes): ShapeRow[] {
  return [...spec.matchAll(/([^:])(:?)/g)].filter(([, letter]) => letter !== '?').map(([, letter, colon]) => exact(`-${letter!}`, colon === '' ? undefined : takes[letter!] ?? 'VALUE'));
}

interface IprouteOption {
  readonly words: readonly ShapeWord[];
  readonly takes?: string;
}

interface IprouteObject {
  readonly name: string;
  readonly run?: Command;
  readonly shape?: Shape;
}

/** Objects that say the same under two names: the longer one is offered first. */
function objectRows(objects: readonly IprouteObject[]): NonNullable<Shape['verbs']> {
  return objects.map(({ name, run, shape = run?.shape }) => ({ words: [{ text: name, abbreviable: true }], ...(shape && { shape }) }));
}

const FAMILY: Value = { kind: 'FAMILY', choices: ['inet', 'inet6', 'bridge', 'mpls', 'link'] };

function iproute(options: readonly IprouteOption[], objects: readonly IprouteObject[]): ProgramShape {
  const rows = options.map(({ words, takes }): ShapeRow => ({ words, takes: takes === undefined ? [] : [takes === 'FAMILY' ? FAMILY : { kind: takes }] }));
  const color: ShapeRow = { words: [{ text: '-color', abbreviable: true }], takes: [] };
  return { options: [...rows, color], mixed: false, shape: { verbs: objectRows(objects) } };
}

const PING_TAKES: Takes = {
  c: 'COUNT', e: 'ID', F: 'FLOWLABEL', i: 'SECONDS', I: 'DEVICE|ADDRESS', l: 'COUNT', m: 'MARK', M: { kind: 'PMTUDISC', choices: PMTUDISC }, N: 'NODEINFO', p: 'PATTERN', Q: 'TOS', s: 'BYTES',
  S: 'BYTES', t: 'TTL', T: { kind: 'TIMESTAMP', choices: TIMESTAMPS }, w: 'SECONDS', W: 'SECONDS',
};
const TCPDUMP_TAKES: Takes = {
  'i': 'DEVICE|any', 'c': 'COUNT', 'r': 'FILE', 'w': 'FILE', 'F': 'FILE', 's': 'BYTES', 'Q': { kind: 'DIRECTION', choices: ['in', 'out', 'inout'] }, 'time-stamp-precision': { kind: 'PRECISION', choices: ['micro', 'nano'] },
};
const tcpdumpLong = Object.entries(TCPDUMP_LONG).map(([name, target]) => exact(`--${name}`, target.endsWith(':') ? TCPDUMP_TAKES[target.slice(0, -1)] ?? 'VALUE' : undefined));
const TRACEROUTE_TAKES: Takes = { '-i': 'DEVICE', '-s': 'ADDRESS', '-m': 'HOPS', '-f': 'HOPS', '-p': 'PORT', '-w': 'SECONDS', '-q': 'COUNT', '-N': 'COUNT', '-t': 'TOS' };

const getopt = (options: readonly ShapeRow[], ...operands: readonly (string | Value)[]): ProgramShape => ({ options, mixed: true, shape: { operands: operands.map(asValue), repeats: true } });
const ping = getopt(letters(PING, PING_TAKES), 'DESTINATION');

/** What the command lines of programs look like, as their own tables say. */
export const PROGRAM_SHAPES: ReadonlyMap<string, ProgramShape> = new Map([
  ['ip', iproute([...OPTIONS, ...LATER_OPTIONS], OBJECTS)],
  ['bridge', iproute([...BRIDGE_OPTIONS, ...BRIDGE_LATER], BRIDGE_OBJECTS)],
  ['ping', ping], ['ping4', ping], ['ping6', ping],
  ['arping', getopt(letters(ARPING, { c: 'COUNT', w: 'SECONDS', i: 'SECONDS', s: 'ADDRESS', I: 'DEVICE' }), 'DESTINATION')],
  ['traceroute', getopt([...Object.keys(FLAGS).map(name => exact(name)), ...Object.keys(WITH_ARGUMENT).map(name => exact(name, TRACEROUTE_TAKES[name] ?? 'VALUE'))], 'DESTINATION')],
  ['tcpdump', getopt([...letters(TCPDUMP, TCPDUMP_TAKES), ...tcpdumpLong], { kind: 'FILTER', choices: FILTER_WORDS })],
  ['sysctl', getopt([
    ...Object.entries(SYSCTL).map(([letter, action]) => exact(`-${letter}`, action === 'pattern' ? 'PATTERN' : undefined)),
    ...Object.keys(SYSCTL_LONG).map(name => exact(`--${name}`)),
  ], 'SYSCTL')],
]);
