import { ALL, CONNECTED, stateBits } from './states';

/** What ss was asked for. */
export interface Request {
  /** tables to show, in ss's words */
  readonly tables: Set<string>;
  readonly families: Set<string>;
  /** a bit per state of states.ts */
  states: number;
  readonly flags: Set<string>;
  netns: string | undefined;
  readonly filter: readonly string[];
}

/** An end of reading the arguments: what to print, and how to exit. */
export class Quit extends Error {
  constructor(readonly text: string, readonly code: number, readonly usage = false, readonly toStdout = false) {
    super(text);
  }
}

const INET = ['udp', 'dccp', 'tcp', 'mptcp', 'sctp', 'raw'];
const UNIX = ['u_str', 'u_dgr', 'u_seq'];
const PACKET = ['p_raw', 'p_dgr'];

/** Tables by the names that -A takes. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  all: [...INET, ...UNIX, ...PACKET, 'nl', 'v_str', 'v_dgr', 'xdp'], inet: INET,
  udp: ['udp'], dccp: ['dccp'], tcp: ['tcp'], mptcp: ['mptcp'], sctp: ['sctp'], raw: ['raw'],
  unix: UNIX, unix_stream: ['u_str'], u_str: ['u_str'], unix_dgram: ['u_dgr'], u_dgr: ['u_dgr'], unix_seqpacket: ['u_seq'], u_seq: ['u_seq'],
  packet: PACKET, packet_raw: ['p_raw'], p_raw: ['p_raw'], packet_dgram: ['p_dgr'], p_dgr: ['p_dgr'],
  netlink: ['nl'], tipc: ['tipc'], vsock: ['v_str', 'v_dgr'], vsock_stream: ['v_str'], v_str: ['v_str'], vsock_dgram: ['v_dgr'], v_dgr: ['v_dgr'], xdp: ['xdp'],
};

const CLOSED = stateBits('closed')!;
const ESTABLISHED = stateBits('established')!;

/** The states that a table shows unless asked, and its families. */
const DEFAULTS: Readonly<Record<string, { readonly states: number; readonly families: readonly string[] }>> = Object.fromEntries(
  TABLES.all!.concat('tipc').map(table => [table, {
    states: ['udp', 'raw'].includes(table) ? ESTABLISHED : ['u_dgr', 'nl', 'xdp', ...PACKET].includes(table) ? CLOSED : CONNECTED,
    families: INET.includes(table) ? ['inet', 'inet6'] : UNIX.includes(table) ? ['unix'] : PACKET.includes(table) ? ['link'] : [table],
  }]),
);

/** What a family shows unless asked. */
const FAMILIES: Readonly<Record<string, { readonly tables: readonly string[]; readonly states: number }>> = {
  inet: { tables: INET, states: CONNECTED }, inet6: { tables: INET, states: CONNECTED }, unix: { tables: UNIX, states: CONNECTED },
  link: { tables: PACKET, states: CLOSED }, netlink: { tables: ['nl'], states: CLOSED }, vsock: { tables: ['v_str', 'v_dgr'], states: CONNECTED },
  tipc: { tables: ['tipc'], states: CONNECTED }, xdp: { tables: ['xdp'], states: CLOSED },
};

const LONG: Readonly<Record<string, string>> = {
  'numeric': 'n', 'resolve': 'r', 'options': 'o', 'extended': 'e', 'memory': 'm', 'info': 'i', 'processes': 'p', 'threads': 'T', 'bpf': 'b', 'events': 'E',
  'dccp': 'd', 'tcp': 't', 'sctp': 'S', 'udp': 'u', 'raw': 'w', 'unix': 'x', 'all': 'a', 'listening': 'l', 'ipv4': '4', 'ipv6': '6', 'packet': '0',
  'family': 'f', 'socket': 'A', 'query': 'A', 'summary': 's', 'diag': 'D', 'filter': 'F', 'version': 'V', 'help': 'h', 'context': 'Z', 'contexts': 'z',
  'net': 'N', 'kill': 'K', 'no-header': 'H', 'mptcp': 'M', 'oneline': 'O', 'tipcinfo': 'tipcinfo', 'tos': 'tos', 'cgroup': 'cgroup', 'inet-sockopt': 'inet-sockopt',
};
const LETTERS = 'dhaletuwxnro460spTbEf:mMiA:D:F:vVzZN:KHSO';
const UNSUPPORTED = new Set(['b', 'E', 'D', 'F', 'K', 'T', 'tipcinfo', 'tos', 'cgroup', 'inet-sockopt']);
const TABLE_LETTERS: Readonly<Record<string, string>> = { t: 'tcp', u: 'udp', w: 'raw', d: 'dccp', S: 'sctp', M: 'mptcp' };
const FAMILY_LETTERS: Readonly<Record<string, string>> = { '4': 'inet', '6': 'inet6', '0': 'link', 'x': 'unix' };

/** Reads ss's arguments. @throws {Quit} */
export function readArguments(args: readonly string[]): Request {
  const request: Request = { tables: new Set(), families: new Set(), states: 0, flags: new Set(), netns: undefined, filter: [] };
  const chosen = { states: 0, asked: false, query: false };
  const operands: string[] = [];
  for (const [letter, argument] of letters(args, operands)) take(request, chosen, letter, argument);
  const rest = readStates(operands, chosen);
  if (request.flags.has('s')) return { ...request, filter: chosen.asked || rest.length > 0 ? rest : [] };
  if (!chosen.asked) {
    chosen.states ||= CONNECTED;
    for (const table of TABLES.all!) addTable(request, table);
  }
  if (chosen.states) request.states = chosen.states;
  merge(request);
  for (const [empty, what] of [[request.tables.size === 0, 'tables'], [request.states === 0, 'states']] as const) {
    if (empty) throw new Quit(`ss: no socket ${what} to show with such filter.\n`, 0);
  }
  return { ...request, filter: rest };
}

function* letters(args: readonly string[], operands: string[]): Generator<readonly [string, string]> {
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--') return void operands.push(...args.slice(i + 1));
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      const letter = LONG[name];
      if (letter === undefined) throw new Quit(`ss: unrecognized option '${word}'\n`, 255, true);
      const takes = LETTERS.includes(`${letter}:`);
      const argument = takes ? value ?? args[++i] : '';
      if (argument === undefined) throw new Quit(`ss: option '${word}' requires an argument\n`, 255, true);
      yield [letter, argument];
      continue;
    }
    for (let j = 1; j < word.length; j++) {
      const letter = word[j]!;
      if (letter === ':' || !LETTERS.includes(letter)) throw new Quit(`ss: invalid option -- '${letter}'\n`, 255, true);
      if (!LETTERS.includes(`${letter}:`)) {
        yield [letter, ''];
        continue;
      }
      const argument = j + 1 < word.length ? word.slice(j + 1) : args[++i];
      if (argument === undefined) throw new Quit(`ss: option requires an argument -- '${letter}'\n`, 255, true);
      yield [letter, argument];
      break;
    }
  }
}

interface Chosen {
  states: number;
  /** tables or a family were named */
  asked: boolean;
  query: boolean;
}

function take(request: Request, chosen: Chosen, letter: string, argument: string): void {
  if (UNSUPPORTED.has(letter)) throw new Quit(`ss: vethlab doesn't support ${letter.length === 1 ? `-${letter}` : `--${letter}`}\n`, 1);
  if (letter === 'h') throw new Quit('', 0, true, true);
  if (letter === 'v' || letter === 'V') throw new Quit('ss utility, iproute2-6.1.0\n', 0, false, true);
  if (letter === 'z' || letter === 'Z') throw new Quit('ss: SELinux is not enabled.\n', 1);
  const table = TABLE_LETTERS[letter];
  const family = letter === 'f' ? argument : FAMILY_LETTERS[letter];
  if (table !== undefined) {
    chosen.asked = true;
    addTable(request, table);
  } else if (letter === 'A') readQuery(request, chosen, argument);
  else if (family !== undefined) addFamily(request, chosen, family);
  else if (letter === 'a') chosen.states = ALL;
  else if (letter === 'l') chosen.states = stateBits('listening')! | CLOSED;
  else if (letter === 'N') request.netns = argument;
  else request.flags.add(letter);
}

function addTable(request: Request, table: string): void {
  request.states |= DEFAULTS[table]!.states;
  request.tables.add(table);
}

function addFamily(request: Request, chosen: Chosen, family: string): void {
  if (family === 'help') throw new Quit('', 0, true, true);
  const known = FAMILIES[family];
  if (!known) throw new Quit(`ss: "${family}" is invalid family\n`, 255, true);
  chosen.asked = true;
  request.states |= known.states;
  request.families.add(family);
}

function readQuery(request: Request, chosen: Chosen, argument: string): void {
  if (!chosen.query) {
    request.tables.clear();
    chosen.states ||= CONNECTED;
    chosen.query = true;
    chosen.asked = true;
  }
  for (const word of argument.split(',')) {
    const tables = TABLES[word.replace(/^!/, '')];
    if (!tables) throw new Quit(`ss: "${word.replace(/^!/, '')}" is illegal socket table id\n`, 255, true);
    for (const table of tables) {
      if (word.startsWith('!')) request.tables.delete(table);
      else addTable(request, table);
    }
  }
}

/** `state X` and `exclude X` before the filter. */
function readStates(operands: readonly string[], chosen: Chosen): readonly string[] {
  let at = 0;
  for (let seen = false; /^(state|excl|exclude)$/.test(operands[at] ?? ''); at += 2) {
    const name = operands[at + 1];
    if (name === undefined) throw new Quit('Command line is not complete. Try option "help"\n', 255);
    const bits = stateBits(name);
    if (bits === undefined) throw new Quit(`ss: wrong state name: ${name}\n`, 255);
    if (operands[at] === 'state') chosen.states = (seen ? chosen.states : 0) | bits;
    else chosen.states = (seen ? chosen.states : ALL) & ~bits;
    seen = true;
  }
  return operands.slice(at);
}

/** filter_merge_defaults: tables bring their families, families their tables. */
function merge(request: Request): void {
  const { tables, families } = request;
  for (const table of tables) {
    const own = DEFAULTS[table]!.families;
    if (!own.some(family => families.has(family))) own.forEach(family => families.add(family));
  }
  for (const family of families) {
    const own = FAMILIES[family]?.tables ?? [];
    if (own.length > 0 && !own.some(table => tables.has(table))) own.forEach(table => tables.add(table));
  }
}
