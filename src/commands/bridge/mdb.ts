import { formatAddress, parseIpv4, parseIpv6, type IpAddress, type MdbEntry, type MdbMessage } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { Args } from '../ip/args';
import type { Ip } from '../ip/context';
import { linkAddress } from '../ip/inet';
import { matches } from '../ip/matches';
import { atoi } from '../ip/numbers';
import type { Command } from '../ip/objects';
import type { Color } from '../ip/print';
import { commandTable, subcommand, usageCommand } from '../ip/subcommands';
import { readFilter } from './filter';
import { mdbUsage } from './help';

/** MDB_RTR_TYPE_*: what isn't the user's own word. */
const TEMPORARY_ROUTERS = [1, 3];

const address = (value: IpAddress | string): string => (typeof value === 'string' ? value : formatAddress(value));
const colorOf = (value: IpAddress | string): Color | undefined => (typeof value === 'string' ? 'mac' : typeof value === 'number' ? 'inet' : 'inet6');

/** format_timer. @param hundredths of a second */
function timer(hundredths: number): string {
  return `${String(Math.floor(hundredths / 100)).padStart(4)}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** print_mdb_entry. */
export function printEntry(ip: Ip, index: number, entry: MdbEntry): void {
  const { print, options } = ip;
  print.openObject();
  print.field('index', index);
  print.any('dev', 'dev %s', ip.deviceName(index), 'ifname');
  print.any('port', ' port %s', ip.deviceName(entry.port));
  print.any('grp', ' grp %s', address(entry.group), colorOf(entry.group));
  if (entry.source !== undefined) print.any('src', ' src %s', address(entry.source), colorOf(entry.group));
  print.any('state', ' %s', entry.permanent ? 'permanent' : 'temp');
  if (options.details > 0 && entry.protocol !== undefined) print.any('protocol', ' proto %s ', ip.names.name('rt_protos', entry.protocol));
  print.openArray('flags');
  if (entry.fastLeave) print.any(null, ' %s', 'fast_leave');
  print.closeArray();
  if (entry.vid !== 0) print.any('vid', ' vid %u', entry.vid);
  if (options.stats > 0) print.any('timer', ' %s', timer(entry.timer));
  print.nl();
  print.closeObject();
}

/** br_print_router_ports, which -d asks for. */
function printRouters(ip: Ip, { index, routers }: MdbMessage): void {
  if (routers.length === 0 || ip.options.details === 0) return;
  const { print } = ip;
  const withStats = ip.options.stats > 0;
  const bridge = ip.deviceName(index);
  if (print.isJson) print.openArray(bridge);
  else if (!withStats) print.text(`router ports on ${bridge}: `);
  for (const { port, type, timer: left } of routers) {
    print.openObject();
    if (withStats) print.text(`router ports on ${bridge}: `);
    print.any('port', withStats ? '%s' : '%s ', ip.deviceName(port));
    if (withStats) {
      print.any('timer', ' %s', timer(left));
      print.any('type', ' %s', TEMPORARY_ROUTERS.includes(type) ? 'temp' : 'permanent');
      print.text('\n');
    }
    print.closeObject();
  }
  if (!withStats) print.nl();
  if (print.isJson) print.closeArray();
}

function show(ip: Ip, argv: readonly string[]): number {
  const { index, vid } = readFilter(ip, argv);
  const messages = ip.dump('RTM_GETMDB').filter(message => index === 0 || message.index === index);
  ip.print.begin();
  ip.print.openObject();
  ip.print.openArray('mdb');
  for (const message of messages) for (const entry of message.entries) if (vid === 0 || entry.vid === vid) printEntry(ip, message.index, entry);
  ip.print.closeArray();
  ip.print.openObject('router');
  for (const message of messages) printRouters(ip, message);
  ip.print.closeObject();
  ip.print.closeObject();
  ip.print.end();
  return 0;
}

/** mdb_parse_grp. */
function groupOf(ip: Ip, text: string): IpAddress | string {
  const found = parseIpv4(text) ?? parseIpv6(text);
  if (found !== undefined) return found;
  if (/^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)) return linkAddress(text)!;
  ip.err(`"${text}" is invalid lladdr.\n`);
  return ip.fail(`Invalid address "${text}"`);
}

const modify = (type: 'RTM_NEWMDB' | 'RTM_DELMDB'): Command => (ip, argv) => {
  const given: Record<string, string | undefined> = {};
  let permanent = false;
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (['dev', 'grp', 'port', 'vid', 'src'].includes(args.word)) {
      const { word } = args;
      given[word] = args.next();
    } else if (args.word === 'permanent') permanent = type === 'RTM_NEWMDB';
    else if (args.word !== 'temp' && matches(args.word, 'help')) ip.usage(mdbUsage);
  }
  const { dev, grp, port, vid = '0', src } = given;
  if (dev === undefined || grp === undefined || port === undefined) return ip.fail('Device, group address and port name are required arguments.');
  const where = { index: ip.deviceIndexOrFail(dev), port: ip.deviceIndexOrFail(port) };
  const group = groupOf(ip, grp);
  const source = src === undefined ? undefined : parseIpv4(src) ?? parseIpv6(src) ?? ip.fail(`Invalid source address "${src}"`);
  ip.request({ type, ...where, group, ...(source !== undefined && { source }), vid: atoi(vid), permanent });
  return 0;
};

const changeShape: Shape = { keywords: shapeRows({ dev: 'DEVICE', port: 'DEVICE', grp: 'ADDRESS', src: 'ADDRESS', vid: 'VID', permanent: null, temp: null }) };

/** `bridge mdb`. */
export const mdbObject = commandTable('mdb', [
  subcommand('add*', modify('RTM_NEWMDB'), changeShape),
  subcommand('delete*', modify('RTM_DELMDB'), changeShape),
  subcommand('show* lst* list*', show, { keywords: shapeRows({ dev: 'DEVICE', vid: 'VID' }) }),
  subcommand('help*', usageCommand(mdbUsage)),
], show, 'bridge');
