import type { VlanEntry, VlanGlobalEntry } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { Args } from '../ip/args';
import type { Ip } from '../ip/context';
import { wrongArgument } from '../ip/errors';
import { matches } from '../ip/matches';
import { atoi, unsigned, unsigned64 } from '../ip/numbers';
import type { Command } from '../ip/objects';
import { commandTable, subcommand, usageCommand } from '../ip/subcommands';
import { readFilter } from './filter';
import { vlanUsage } from './help';
import { portState, printState } from './state';

const MAX_ID = 4096;
const MAX_TUNNEL_ID = 1 << 24;

/** Global options, by the kernel's names, in the order in which bridge prints them; `wide` ones have 64 bits. */
const GLOBAL: readonly { readonly key: string; readonly name: string; readonly bits: 8 | 32 | 64 }[] = [
  { key: 'mcastSnooping', name: 'mcast_snooping', bits: 8 }, { key: 'mcastQuerier', name: 'mcast_querier', bits: 8 },
  { key: 'mcastIgmpVersion', name: 'mcast_igmp_version', bits: 8 }, { key: 'mcastMldVersion', name: 'mcast_mld_version', bits: 8 },
  { key: 'mcastLastMemberCnt', name: 'mcast_last_member_count', bits: 32 }, { key: 'mcastLastMemberIntvl', name: 'mcast_last_member_interval', bits: 64 },
  { key: 'mcastStartupQueryCnt', name: 'mcast_startup_query_count', bits: 32 }, { key: 'mcastStartupQueryIntvl', name: 'mcast_startup_query_interval', bits: 64 },
  { key: 'mcastMembershipIntvl', name: 'mcast_membership_interval', bits: 64 }, { key: 'mcastQuerierIntvl', name: 'mcast_querier_interval', bits: 64 },
  { key: 'mcastQueryIntvl', name: 'mcast_query_interval', bits: 64 }, { key: 'mcastQueryResponseIntvl', name: 'mcast_query_response_interval', bits: 64 },
];

interface Range {
  readonly first: number;
  readonly last: number;
}

/** A short, as printf's %hu shows it. */
const short = (value: number): number => value & 0xffff;

/** `10` or `10-20`; `ranged` says which it was. */
function readRange(word: string): Range & { readonly ranged: boolean } {
  const dash = word.indexOf('-');
  if (dash < 0) return { first: atoi(word), last: atoi(word), ranged: false };
  return { first: atoi(word.slice(0, dash)), last: atoi(word.slice(dash + 1)), ranged: true };
}

/** What `add` and `del` ask for. */
interface Change {
  dev?: string;
  range?: ReturnType<typeof readRange>;
  self: boolean;
  master: boolean;
  pvid: boolean;
  untagged: boolean;
  tunnel: boolean;
}

/** `tunnel_info id N[-M]`. */
function readTunnel(args: Args): void {
  if (!matches(args.next(), 'id')) throw wrongArgument(args.word!, 'tunnel id expected');
  const word = args.next();
  for (const part of word.split(/-(.*)/s).slice(0, 2)) {
    const id = unsigned(part);
    if (id === undefined || id >= MAX_TUNNEL_ID) throw wrongArgument(word.split('-')[0]!, 'invalid tun id');
  }
}

const CHANGE_WORDS: Readonly<Record<string, (change: Change, args: Args) => void>> = {
  dev: (change, args) => { change.dev = args.next(); },
  vid: (change, args) => { change.range = readRange(args.next()); },
  self: change => { change.self = true; },
  master: change => { change.master = true; },
  pvid: change => { change.pvid = true; },
  untagged: change => { change.untagged = true; },
  tunnel_info: (change, args) => {
    readTunnel(args);
    change.tunnel = true;
  },
};

const modify = (adds: boolean): Command => (ip, argv) => {
  const change: Change = { self: false, master: false, pvid: false, untagged: false, tunnel: false };
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (CHANGE_WORDS[args.word]) CHANGE_WORDS[args.word]!(change, args);
    else if (matches(args.word, 'help')) args.next();
  }
  const { dev, range, self, master, pvid, untagged } = change;
  if (dev === undefined || range === undefined || range.first === -1) return ip.fail('Device and VLAN ID are required arguments.');
  const index = ip.deviceIndex(dev) || ip.fail(`Cannot find bridge device "${dev}"`);
  const { first, last, ranged } = range;
  if (first >= MAX_ID) ip.fail(`Invalid VLAN ID "${short(first)}"`);
  if (ranged && (last === -1 || last >= MAX_ID || first >= last)) ip.fail(`Invalid VLAN range "${short(first)}-${short(last)}"`);
  if (ranged && pvid) ip.fail('pvid cannot be configured for a vlan range');
  if (adds) ip.request({ type: 'RTM_SETLINK', index, self, master, vlans: { first, last, pvid, untagged, tunnel: change.tunnel } });
  else ip.request({ type: 'RTM_DELLINK AF_BRIDGE', index, self, master, vlans: { first, last, tunnel: change.tunnel } });
  return 0;
};

/** Reads `dev` and `vid` of `set` and `global set`; words of another kind go to `take`. */
function readOptions(ip: Ip, argv: readonly string[], take: (args: Args) => void): Range & { readonly index: number } {
  let index = 0;
  let range: Range | undefined;
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') {
      const name = args.next();
      index = ip.deviceIndex(name) || ip.fail(`Cannot find network device "${name}"`);
    } else if (args.word === 'vid') {
      const { ranged, ...found } = readRange(args.next());
      if (ranged && (found.first >= found.last || found.last >= MAX_ID)) ip.fail(`Invalid VLAN range "${short(found.first)}-${short(found.last)}"`);
      if (found.first >= MAX_ID) ip.fail(`Invalid VLAN ID "${short(found.first)}"`);
      range = found;
    } else take(args);
  }
  if (index === 0 || range === undefined) return ip.fail('Device and VLAN ID are required arguments.');
  return { index, ...range };
}

function set(ip: Ip, argv: readonly string[]): number {
  const options: { state?: number; multicastRouter?: number } = {};
  const where = readOptions(ip, argv, args => {
    if (args.word === 'state') options.state = portState(args.next()) ?? ip.fail('Error: invalid STP state');
    else if (args.word === 'mcast_router') {
      const word = args.next();
      options.multicastRouter = unsigned(word, 0xff);
      if (options.multicastRouter === undefined) throw wrongArgument(word, 'invalid mcast_router');
    } else if (matches(args.word!, 'help')) args.next();
  });
  ip.request({ type: 'RTM_NEWVLAN', ...where, options });
  return 0;
}

function setGlobal(ip: Ip, argv: readonly string[]): number {
  const globalOptions: Record<string, number | bigint> = {};
  const where = readOptions(ip, argv, args => {
    const option = GLOBAL.find(({ name }) => name === args.word);
    if (!option) {
      if (matches(args.word!, 'help')) args.next();
      return;
    }
    const word = args.next();
    const value = option.bits === 64 ? unsigned64(word) : unsigned(word, 2 ** option.bits - 1);
    if (value === undefined) throw wrongArgument(word, `invalid ${option.name}`);
    globalOptions[option.key] = value;
  });
  ip.request({ type: 'RTM_NEWVLAN', ...where, globalOptions });
  return 0;
}

/** Joins neighbouring entries that are alike. */
function ranges<T extends Range>(entries: readonly T[], alike: (a: T, b: T) => boolean): T[] {
  const joined: T[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    if (last && entry.first === last.last + 1 && alike(last, entry)) joined[joined.length - 1] = { ...last, last: entry.last };
    else joined.push(entry);
  }
  return joined;
}

function header(ip: Ip, text: string): void {
  if (!ip.options.json) ip.out(`${'port'.padEnd(16)}  ${text}\n`);
}

function printRange(ip: Ip, { first, last }: Range): void {
  ip.print.any('vlan', '%u', first);
  if (first !== last) ip.print.any('vlanEnd', '-%u', last);
}

function printFlags(ip: Ip, { pvid, untagged }: VlanEntry): void {
  const flags = [...(pvid ? ['PVID'] : []), ...(untagged ? ['Egress Untagged'] : [])];
  if (flags.length === 0) return;
  ip.print.openArray('flags');
  for (const flag of flags) ip.print.any(null, ' %s', flag);
  ip.print.closeArray();
}

const indent = (ip: Ip, more = ''): void => ip.print.text('%-16s  ' + more, '');

function printStats(ip: Ip, { stats }: VlanEntry): void {
  indent(ip, '  ');
  ip.print.any('rx_bytes', 'RX: %llu bytes', stats.rxBytes);
  ip.print.any('rx_packets', ' %llu packets\n', stats.rxPackets);
  indent(ip, '  ');
  ip.print.any('tx_bytes', 'TX: %llu bytes', stats.txBytes);
  ip.print.any('tx_packets', ' %llu packets\n', stats.txPackets);
}

/** One port's entries: its name stands before the first. */
export function printPort<T>(ip: Ip, index: number, entries: readonly T[], print: (entry: T) => void): void {
  if (entries.length === 0) return;
  ip.print.openObject();
  ip.print.any('ifname', '%-16s  ', ip.deviceName(index), 'ifname');
  ip.print.openArray('vlans');
  entries.forEach((entry, i) => {
    if (i > 0) indent(ip);
    ip.print.openObject();
    print(entry);
    ip.print.closeObject();
  });
  ip.print.closeArray();
  ip.print.closeObject();
}

/** print_vlan_opts. */
export function printOptions(ip: Ip, entry: VlanEntry): void {
  printRange(ip, entry);
  printFlags(ip, entry);
  ip.print.nl();
  indent(ip, '  ');
  printState(ip, entry.state);
  if (entry.multicastRouter !== undefined) ip.print.any('mcast_router', 'mcast_router %u ', entry.multicastRouter);
  ip.print.nl();
  if (ip.options.stats > 0) printStats(ip, entry);
}

/** print_vlan_global_opts. */
export function printGlobal(ip: Ip, entry: VlanGlobalEntry): void {
  const { print } = ip;
  printRange(ip, entry);
  print.nl();
  indent(ip, '  ');
  for (const { key, name } of GLOBAL) if (entry.options[key] !== undefined) print.any(name, `${name} %llu `, entry.options[key]!);
  print.nl();
  if (entry.routerPorts.length === 0) return;
  indent(ip, '  ');
  print.openArray('router_ports', 'router ports: ');
  for (const port of entry.routerPorts) {
    print.openObject();
    print.any('port', '%s ', ip.deviceName(port));
    print.closeObject();
  }
  print.closeArray();
  print.nl();
}

const sameFlags = (a: VlanEntry, b: VlanEntry): boolean => a.pvid === b.pvid && a.untagged === b.untagged;

/** The ways to show VLANs: with -d their options, with -s their counters, else their flags. */
function show(ip: Ip, argv: readonly string[]): number {
  const { index, vid } = readFilter(ip, argv);
  const { details, stats, compressVlans } = ip.options;
  ip.print.begin();
  header(ip, details > 0 || stats === 0 ? 'vlan-id  ' : 'vlan-id');
  const messages = ip.dump('RTM_GETVLAN').filter(message => index === 0 || message.index === index);
  for (const { index: of, entries } of messages) {
    const joined = details > 0
      ? stats > 0 ? entries : ranges(entries, (a, b) => sameFlags(a, b) && !a.pvid && a.state === b.state && a.multicastRouter === b.multicastRouter)
      : compressVlans && stats === 0 ? ranges(entries, sameFlags) : entries;
    const wanted = joined.filter(entry => vid === 0 || (entry.first <= vid && vid <= entry.last));
    printPort(ip, of, wanted, entry => {
      if (details > 0) return printOptions(ip, entry);
      if (stats === 0) {
        printRange(ip, entry);
        printFlags(ip, entry);
        return ip.print.nl();
      }
      ip.print.any('vid', '%hu', entry.first);
      printFlags(ip, entry);
      ip.print.nl();
      printStats(ip, entry);
    });
  }
  ip.print.end();
  return 0;
}

function showTunnels(ip: Ip, argv: readonly string[]): number {
  readFilter(ip, argv);
  ip.print.begin();
  header(ip, 'vlan-id    tunnel-id');
  ip.print.end();
  return 0;
}

function showGlobal(ip: Ip, argv: readonly string[]): number {
  const { index, vid } = readFilter(ip, argv);
  ip.print.begin();
  header(ip, 'vlan-id  ');
  for (const { index: of, globals } of ip.dump('RTM_GETVLAN')) {
    if (index !== 0 && index !== of) continue;
    const same = (a: VlanGlobalEntry, b: VlanGlobalEntry): boolean => GLOBAL.every(({ key }) => a.options[key] === b.options[key]) && a.routerPorts.length === 0 && b.routerPorts.length === 0;
    printPort(ip, of, ranges(globals, same).filter(entry => vid === 0 || (entry.first <= vid && vid <= entry.last)), entry => printGlobal(ip, entry));
  }
  ip.print.end();
  return 0;
}

const SHOW_WORDS = ['show', 'lst', 'list'];

function globalCommand(ip: Ip, [word, ...rest]: readonly string[]): number {
  if (word === undefined || SHOW_WORDS.includes(word)) return showGlobal(ip, rest);
  return word === 'set' ? setGlobal(ip, rest) : ip.usage(vlanUsage);
}

const filterShape: Shape = { keywords: shapeRows({ dev: 'DEVICE', vid: 'VID' }) };
const changeShape: Shape = { keywords: shapeRows({ dev: 'DEVICE', vid: 'VID', pvid: null, untagged: null, self: null, master: null }) };

/** `bridge vlan`. */
export const vlanObject = commandTable('vlan', [
  subcommand('add*', modify(true), changeShape),
  subcommand('delete*', modify(false), changeShape),
  subcommand('show* lst* list*', show, filterShape),
  subcommand('tunnelshow*', showTunnels, filterShape),
  subcommand('set*', set),
  subcommand('global', globalCommand),
  subcommand('help*', usageCommand(vlanUsage)),
], show, 'bridge');
