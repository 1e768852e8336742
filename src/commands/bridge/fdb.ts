import { AF_UNSPEC, formatAddress, NTF, NUD, type FdbMessage, type IpAddress } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { Args } from '../ip/args';
import type { Ip } from '../ip/context';
import { inetAddress } from '../ip/inet';
import { duplicateArgument, duplicateOrGarbage, wrongArgument } from '../ip/errors';
import { matches, matchesAny, words, type Word } from '../ip/matches';
import { atoi, unsigned } from '../ip/numbers';
import type { Command } from '../ip/objects';
import { commandTable, subcommand, usageCommand } from '../ip/subcommands';
import { flushEntries, getEntry } from './fdb-single';
import { fdbUsage } from './help';

/** state_n2a. */
const STATES: readonly (readonly [state: number, name: string])[] = [[NUD.PERMANENT, 'permanent'], [NUD.NOARP, 'static'], [NUD.STALE, 'stale'], [NUD.REACHABLE, '']];

/** In the order in which bridge prints them. */
const FLAGS: readonly (readonly [flag: number, name: string])[] = [
  [NTF.SELF, 'self'], [NTF.ROUTER, 'router'], [NTF.EXT_LEARNED, 'extern_learn'], [NTF.OFFLOADED, 'offload'], [NTF.MASTER, 'master'], [NTF.STICKY, 'sticky'],
];

/** print_fdb. */
export function printEntry(ip: Ip, entry: FdbMessage, { showDevice, deleted = false }: { readonly showDevice: boolean; readonly deleted?: boolean }): void {
  const { print } = ip;
  print.openObject();
  if (deleted) print.flag('deleted', 'Deleted ');
  print.any('mac', '%s ', entry.lladdr, 'mac');
  if (showDevice) {
    print.text('dev ');
    print.any('ifname', '%s ', ip.deviceName(entry.index), 'ifname');
  }
  if (entry.dst !== undefined) {
    print.text('dst ');
    print.any('dst', '%s ', formatAddress(entry.dst), typeof entry.dst === 'number' ? 'inet' : 'inet6');
  }
  if (entry.vlan !== undefined) print.any('vlan', 'vlan %u ', entry.vlan);
  if (entry.port !== undefined) print.any('port', 'port %u ', entry.port);
  if (entry.vni !== undefined) print.any('vni', 'vni %u ', entry.vni);
  if (entry.srcVni !== undefined) print.any('src_vni', 'src_vni %u ', entry.srcVni);
  if (entry.ifindex !== undefined) print.any('viaIf', 'via %s ', ip.deviceName(entry.ifindex));
  if (ip.options.stats > 0 && entry.cacheinfo) {
    const [used, updated] = [Math.floor(entry.cacheinfo.used / 100), Math.floor(entry.cacheinfo.updated / 100)];
    print.text(`used ${used}/${updated} `);
    print.field('used', used);
    print.field('updated', updated);
  }
  print.openArray('flags');
  for (const [flag, name] of FLAGS) if (entry.flags & flag) print.any(null, '%s ', name);
  print.closeArray();
  if (entry.master !== undefined) print.any('master', 'master %s ', ip.deviceName(entry.master));
  print.any('state', '%s\n', STATES.find(([state]) => entry.state & state)?.[1] ?? '');
  print.closeObject();
}

/** What `show` asks for. */
interface Filter {
  dev?: string;
  br?: string;
  vlan: number;
  state: number;
  dynamic: boolean;
}

/** state_a2n, in its order. */
const STATE_WORDS: readonly (readonly [words: readonly Word[], state: number])[] = [
  [words('permanent*'), NUD.PERMANENT], [words('static* temp*'), NUD.NOARP], [words('stale*'), NUD.STALE], [words('reachable* dynamic*'), NUD.REACHABLE], [words('all'), ~0],
];

const SHOW: Readonly<Record<string, (filter: Filter, args: Args) => void>> = {
  brport: (filter, args) => { filter.dev = args.next(); },
  dev: (filter, args) => { filter.dev = args.next(); },
  br: (filter, args) => { filter.br = args.next(); },
  vlan: (filter, args) => {
    const word = args.next();
    if (filter.vlan !== 0) throw duplicateArgument('vlan', word);
    filter.vlan = atoi(word);
  },
  state: (filter, args) => {
    const word = args.next();
    const state = STATE_WORDS.find(([candidates]) => matchesAny(word, candidates))?.[1] ?? unsigned(word);
    if (state === undefined) throw wrongArgument(word, 'invalid state');
    filter.state |= state;
  },
  dynamic: filter => { filter.dynamic = true; },
};

/** `bridge fdb show`: words that it doesn't know mean nothing to it. */
function show(ip: Ip, argv: readonly string[]): number {
  const filter: Filter = { vlan: 0, state: 0, dynamic: false };
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (SHOW[args.word]) SHOW[args.word]!(filter, args);
    else if (matches(args.word, 'help')) ip.usage(fdbUsage);
  }
  const { dev, br } = filter;
  const master = br === undefined ? undefined : ip.deviceIndex(br) || ip.fail(`Cannot find bridge device "${br}"`);
  const index = dev === undefined ? undefined : ip.deviceIndexOrFail(dev);
  const entries = ip.dump('RTM_GETNEIGH AF_BRIDGE', { ...(master !== undefined && { master }), ...(index !== undefined && { index }) });
  ip.print.begin();
  for (const entry of entries) {
    if (filter.state !== 0 && !(entry.state & filter.state)) continue;
    if (filter.vlan !== 0 && filter.vlan !== entry.vlan) continue;
    if (filter.dynamic && entry.state & NUD.PERMANENT) continue;
    printEntry(ip, entry, { showDevice: index === undefined });
  }
  ip.print.end();
  return 0;
}

/** What `add`, `append`, `replace` and `del` ask for. */
interface Entry {
  dev?: string;
  to?: string;
  vlan?: number;
  state: number;
  flags: number;
  /** where a tunnel sends frames for it */
  dst?: IpAddress;
  port?: number;
  vni?: number;
  srcVni?: number;
  via?: number;
}

interface Row {
  readonly words: readonly Word[];
  take(entry: Entry, args: Args, ip: Ip): void;
}

const row = (notation: string, take: Row['take']): Row => ({ words: words(notation), take });

const MAX_VNI = (1 << 24) - 1;

function below(word: string, max: number, wrong: string): number {
  const value = unsigned(word, max);
  if (value === undefined) throw wrongArgument(word, wrong);
  return value;
}

/** In fdb.c's order. */
const WORDS: readonly Row[] = [
  row('dev', (entry, args) => { entry.dev = args.next(); }),
  row('dst', (entry, args) => {
    const word = args.next();
    if (entry.dst !== undefined) throw duplicateOrGarbage('dst', word);
    entry.dst = inetAddress(word, AF_UNSPEC).address;
  }),
  row('nhid', (_, __, ip) => ip.unsupported('nhid of bridge fdb')),
  row('port', (entry, args) => { entry.port = below(args.next(), 0xffff, 'invalid port\n'); }),
  row('vni', (entry, args) => { entry.vni = below(args.next(), MAX_VNI, 'invalid VNI\n'); }),
  row('src_vni', (entry, args) => { entry.srcVni = below(args.next(), MAX_VNI, 'invalid src VNI\n'); }),
  row('via', (entry, args, ip) => {
    const word = args.next();
    entry.via = ip.deviceIndex(word) || ip.quit(`Cannot find device "${word}"`, 255);
  }),
  row('self', entry => { entry.flags |= NTF.SELF; }),
  row('master*', entry => { entry.flags |= NTF.MASTER; }),
  row('router*', entry => { entry.flags |= NTF.ROUTER; }),
  row('local* permanent*', entry => { entry.state |= NUD.PERMANENT; }),
  row('temp* static*', entry => { entry.state |= NUD.REACHABLE; }),
  row('dynamic*', entry => { entry.state = (entry.state | NUD.REACHABLE) & ~NUD.NOARP; }),
  row('vlan*', (entry, args) => {
    if (entry.vlan !== undefined) throw duplicateOrGarbage('vlan', args.word!);
    entry.vlan = atoi(args.next());
  }),
  row('use*', entry => { entry.flags |= NTF.USE; }),
  row('extern_learn*', entry => { entry.flags |= NTF.EXT_LEARNED; }),
  row('sticky*', entry => { entry.flags |= NTF.STICKY; }),
];

/** Six octets, as sscanf(3) finds them at the beginning of a text. */
function lladdr(ip: Ip, text: string): string {
  const found = /^\s*([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2})/i.exec(text);
  if (!found) return ip.fail(`Invalid mac address ${text}`);
  return found.slice(1).map(octet => octet.toLowerCase().padStart(2, '0')).join(':');
}

const modify = (type: 'RTM_NEWNEIGH AF_BRIDGE' | 'RTM_DELNEIGH AF_BRIDGE', how: object): Command => (ip, argv) => {
  const entry: Entry = { state: NUD.NOARP, flags: 0 };
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    const known = WORDS.find(candidate => matchesAny(args.word!, candidate.words));
    if (known) {
      known.take(entry, args, ip);
      continue;
    }
    if (args.word === 'to') args.next();
    if (matches(args.word, 'help')) ip.usage(fdbUsage);
    if (entry.to !== undefined) throw duplicateOrGarbage('to', args.word);
    entry.to = args.word;
  }
  const { dev, to, vlan, dst, port, vni, srcVni, via } = entry;
  if (dev === undefined || to === undefined) return ip.fail('Device and address are required arguments.');
  const flags = entry.flags & (NTF.SELF | NTF.MASTER) ? entry.flags : entry.flags | NTF.SELF;
  const state = entry.state & (NUD.PERMANENT | NUD.REACHABLE) ? entry.state : entry.state | NUD.PERMANENT;
  const address = lladdr(ip, to);
  const destination = {
    ...(dst !== undefined && { dst }), ...(port && { port }), ...(vni !== undefined && { vni }), ...(srcVni !== undefined && { srcVni }), ...(via !== undefined && { ifindex: via }),
  };
  ip.request({ type, index: ip.deviceIndexOrFail(dev), lladdr: address, ...(vlan !== undefined && { vlan }), state, flags, ...destination, ...how });
  return 0;
};

const TAKES: Readonly<Record<string, string>> = { dev: 'DEVICE', dst: 'ADDRESS', port: 'PORT', vni: 'VNI', src_vni: 'VNI', via: 'DEVICE', vlan: 'VID', nhid: 'ID' };
const changeShape: Shape = {
  keywords: WORDS.map(({ words: names }) => ({ words: names, takes: names.flatMap(({ text }) => (TAKES[text] === undefined ? [] : [{ kind: TAKES[text] }])) })),
  positional: { lead: 'to', kind: 'LLADDR' },
};
const showShape: Shape = {
  keywords: shapeRows({ dev: 'DEVICE', brport: 'DEVICE', br: 'DEVICE', vlan: 'VID', dynamic: null, state: { kind: 'STATE', choices: STATE_WORDS.flatMap(([names]) => names.map(({ text }) => text)) } }),
};

/** `bridge fdb`. */
export const fdbObject = commandTable('fdb', [
  subcommand('add*', modify('RTM_NEWNEIGH AF_BRIDGE', { create: true, excl: true }), changeShape),
  subcommand('append*', modify('RTM_NEWNEIGH AF_BRIDGE', { create: true, append: true }), changeShape),
  subcommand('replace*', modify('RTM_NEWNEIGH AF_BRIDGE', { create: true, replace: true }), changeShape),
  subcommand('delete*', modify('RTM_DELNEIGH AF_BRIDGE', {}), changeShape),
  subcommand('get*', (ip, argv) => getEntry(ip, argv, lladdr, entry => printEntry(ip, entry, { showDevice: true })), { keywords: shapeRows({ dev: 'DEVICE', brport: 'DEVICE', br: 'DEVICE', vlan: 'VID', self: null, master: null, dynamic: null }), positional: { lead: 'to', kind: 'LLADDR' } }),
  subcommand('show* lst* list*', show, showShape),
  subcommand('flush', flushEntries),
  subcommand('help*', usageCommand(fdbUsage)),
], show, 'bridge');
