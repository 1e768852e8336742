import { IFLA_BRPORT_STATES, type LinkMessage } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { Args } from '../ip/args';
import { onOffAbbreviated } from '../ip/arguments';
import type { Ip } from '../ip/context';
import { duplicateArgument } from '../ip/errors';
import { printLinkFlags, printNameAndLink } from '../ip/link/header';
import { atoi } from '../ip/numbers';
import { commandTable, subcommand, usageCommand } from '../ip/subcommands';
import { linkUsage } from './help';
import { portState, printState } from './state';

/** Attributes that -d adds, in the order in which bridge prints them. */
const DETAILS: readonly (readonly [key: string, text: string])[] = [
  ['mode', 'hairpin'], ['guard', 'guard'], ['protect', 'root_block'], ['fastLeave', 'fastleave'], ['learning', 'learning'], ['unicastFlood', 'flood'],
  ['mcastFlood', 'mcast_flood'], ['bcastFlood', 'bcast_flood'], ['multicastRouter', 'mcast_router'], ['mcastToUcast', 'mcast_to_unicast'],
  ['neighSuppress', 'neigh_suppress'], ['vlanTunnel', 'vlan_tunnel'], ['backupPort', 'backup_port'], ['isolated', 'isolated'], ['locked', 'locked'],
];

/** Switches that `bridge link set` turns, by its words. */
const SWITCHES: Readonly<Record<string, string>> = Object.fromEntries(
  DETAILS.filter(([key]) => key !== 'multicastRouter' && key !== 'backupPort').map(([key, text]) => [text, key]));

function printDetail(ip: Ip, text: string, value: number): void {
  if (text === 'mcast_router') ip.print.any(text, `${text} %u `, value);
  else if (text === 'backup_port') ip.print.any(text, `${text} %s `, ip.deviceName(value));
  else ip.print.onOff(text, `${text} %s `, value !== 0);
}

/** print_protinfo. */
function printPort(ip: Ip, data: Readonly<Record<string, number | undefined>>): void {
  const { print } = ip;
  printState(ip, data.state!);
  print.any('priority', 'priority %u ', data.priority!);
  print.any('cost', 'cost %u ', data.cost!);
  if (ip.options.details === 0) return;
  print.text('%s    ', print.lineEnd);
  for (const [key, text] of DETAILS) if (data[key] !== undefined) printDetail(ip, text, data[key]);
}

/** print_linkinfo: a port, or another device that a notification is about. */
export function printBridgeLink(ip: Ip, link: LinkMessage, { deleted = false, asPort = true } = {}): void {
  const { print } = ip;
  const data = link.slaveData as Readonly<Record<string, number | undefined>> | undefined;
  print.openObject();
  if (deleted) print.flag('deleted', 'Deleted ');
  print.any('ifindex', '%d: ', link.index);
  // The message of a bridge says nothing about the namespace of `link`.
  const lowerDown = printNameAndLink(ip, '%s: ', { ...link, linkNetnsid: undefined });
  printLinkFlags(ip, link.flags, lowerDown);
  print.any('mtu', 'mtu %u ', link.mtu);
  if (link.master !== undefined) print.any('master', 'master %s ', ip.deviceName(link.master));
  if (asPort && data) printPort(ip, data);
  print.text('\n');
  print.closeObject();
}

/** `bridge link show`: words that it doesn't know mean nothing to it. */
function show(ip: Ip, argv: readonly string[]): number {
  let name: string | undefined;
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (args.word !== 'dev') continue;
    const word = args.next();
    if (name !== undefined) throw duplicateArgument('dev', word);
    name = word;
  }
  const index = name === undefined ? undefined : ip.deviceIndexOrFail(name);
  const links = ip.dump('RTM_GETLINK');
  ip.remember(links);
  ip.print.begin();
  for (const link of links) if (link.slaveKind === 'bridge' && (index === undefined || index === link.index)) printBridgeLink(ip, link);
  ip.print.end();
  return 0;
}

interface Settings {
  dev?: string;
  self: boolean;
  master: boolean;
  readonly protinfo: Record<string, number>;
}

/** What the words that aren't switches set; each leaves the cursor on its last word. */
const WORDS: Readonly<Record<string, (settings: Settings, args: Args, ip: Ip) => void>> = {
  dev: (settings, args) => { settings.dev = args.next(); },
  learning_sync: (_, args, ip) => { onOffAbbreviated('learning_sync').parse(args.next(), ip); },
  mcast_router: ({ protinfo }, args) => { protinfo.multicastRouter = atoi(args.next()); },
  cost: ({ protinfo }, args) => {
    const cost = atoi(args.next());
    if (cost > 0) protinfo.cost = cost;
  },
  priority: ({ protinfo }, args) => {
    const priority = atoi(args.next());
    if (priority >= 0) protinfo.priority = priority;
  },
  state: ({ protinfo }, args, ip) => { protinfo.state = portState(args.next()) ?? ip.fail('Error: invalid STP port state'); },
  hwmode: (settings, args, ip) => {
    const mode = args.next();
    if (mode !== 'vepa' && mode !== 'veb') ip.fail('Mode argument must be "vepa" or "veb".');
    settings.self = true;
  },
  self: settings => { settings.self = true; },
  master: settings => { settings.master = true; },
  backup_port: ({ protinfo }, args, ip) => {
    const name = args.next();
    protinfo.backupPort = ip.deviceIndex(name) || ip.fail(`Error: device ${name} does not exist`);
  },
  nobackup_port: ({ protinfo }) => { protinfo.backupPort = 0; },
};

/** For completion. */
const setShape: Shape = {
  keywords: shapeRows({
    ...Object.fromEntries([...Object.keys(SWITCHES), 'learning_sync'].map(word => [word, onOffAbbreviated(word)])),
    dev: 'DEVICE', backup_port: 'DEVICE', cost: 'COST', priority: 'PRIO', mcast_router: 'NUMBER', hwmode: { kind: 'MODE', choices: ['vepa', 'veb'] },
    state: { kind: 'STATE', choices: IFLA_BRPORT_STATES }, self: null, master: null, nobackup_port: null,
  }),
};

function set(ip: Ip, argv: readonly string[]): number {
  const settings: Settings = { self: false, master: false, protinfo: {} };
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    const { word } = args;
    const key = SWITCHES[word];
    if (key !== undefined) settings.protinfo[key] = onOffAbbreviated(word).parse(args.next(), ip) ? 1 : 0;
    else (WORDS[word] ?? ip.usage(linkUsage))(settings, args, ip);
  }
  const { dev, self, master, protinfo } = settings;
  if (dev === undefined) return ip.fail('Device is a required argument.');
  const index = ip.deviceIndex(dev) || ip.fail(`Cannot find bridge device "${dev}"`);
  ip.request({ type: 'RTM_SETLINK', index, self, master, protinfo });
  return 0;
}

/** `bridge link`. */
export const linkObject = commandTable('link', [
  subcommand('set* change*', set, setShape),
  subcommand('show* lst* list*', show, { keywords: shapeRows({ dev: 'DEVICE' }) }),
  subcommand('help*', usageCommand(linkUsage)),
], show, 'bridge');
