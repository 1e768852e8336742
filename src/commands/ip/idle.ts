import type { Ip } from './context';
import { wrongArgument } from './errors';
import { fouUsage, ilaUsage, ioamUsage, l2tpUsage, macsecUsage, mptcpUsage, srUsage } from './help/idle';
import type { Command } from './objects';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** Objects of which the simulated kernel has nothing: they show what Linux does with nothing configured, and refuse to configure anything. */

/** Shows an empty table. With arguments there would be more to say than that. */
const nothing = (what: string): Command => (ip, args) => {
  if (args.length > 0) ip.unsupported(`a selector of ip ${what}`);
  ip.print.begin();
  ip.print.end();
  return 0;
};

const refuse = (what: string): Command => ip => ip.unsupported(`ip ${what}`);
const usage = (text: string): Command => usageCommand(text);

/** `ip fou`. */
export const fouObject = commandTable('fou', [
  subcommand('help*', usage(fouUsage)), subcommand('add*', refuse('fou add')), subcommand('delete*', refuse('fou delete')), subcommand('show*', nothing('fou show')),
], usage(fouUsage));

/** `ip ila`. */
export const ilaObject = commandTable('ila', [
  subcommand('help*', usage(ilaUsage)), subcommand('add*', refuse('ila add')), subcommand('delete*', refuse('ila delete')), subcommand('list*', nothing('ila list')),
], usage(ilaUsage));

const macsecShow: Command = (ip, [name, ...rest]) => {
  if (name === undefined || rest.length > 0) return nothing('macsec show')(ip, rest);
  if (ip.deviceIndex(name) === 0) ip.fail(`Device "${name}" does not exist.`);
  return ip.unsupported('ip macsec show DEV');
};

/** `ip macsec`. */
export const macsecObject = commandTable('macsec', [
  subcommand('help*', usage(macsecUsage)), subcommand('show*', macsecShow), subcommand('add*', refuse('macsec add')), subcommand('set*', refuse('macsec set')),
  subcommand('delete*', refuse('macsec delete')), subcommand('offload*', refuse('macsec offload')),
], usage(macsecUsage));

const l2tpShow = commandTable('l2tp', [subcommand('tunnel', nothing('l2tp show tunnel')), subcommand('session', nothing('l2tp show session'))], usage(l2tpUsage));

/** `ip l2tp`. */
export const l2tpObject = commandTable('l2tp', [
  subcommand('help*', usage(l2tpUsage)), subcommand('add*', refuse('l2tp add')), subcommand('delete*', refuse('l2tp delete')), subcommand('show* lst* list*', l2tpShow),
], usage(l2tpUsage));

/** Linux starts with 2 subflows and takes no announced addresses (net/mptcp/pm_netlink.c). */
const mptcpLimits: Command = ip => {
  ip.print.openObject();
  ip.print.any('add_addr_accepted', 'add_addr_accepted %d ', 0);
  ip.print.any('subflows', 'subflows %d ', 2);
  ip.print.text('\n');
  ip.print.closeObject();
  return 0;
};

const mptcpEndpoint = commandTable('mptcp', [
  subcommand('add*', refuse('mptcp endpoint add')), subcommand('change*', refuse('mptcp endpoint change')), subcommand('delete*', refuse('mptcp endpoint delete')),
  subcommand('show*', nothing('mptcp endpoint show')), subcommand('flush*', () => 0),
], nothing('mptcp endpoint'));

/** `ip mptcp`. */
export const mptcpObject = commandTable('mptcp', [
  subcommand('help*', usage(mptcpUsage)),
  subcommand('endpoint*', mptcpEndpoint),
  subcommand('limits*', commandTable('mptcp', [subcommand('set*', refuse('mptcp limits set')), subcommand('show*', mptcpLimits)], mptcpLimits)),
  subcommand('monitor*', refuse('mptcp monitor')),
], usage(mptcpUsage));

/** A table whose second word iproute2 asks for, or calls `Unknown`. */
function nested(ip: Ip, args: readonly string[], rows: Readonly<Record<string, Readonly<Record<string, Command>>>>, unknown: string, help: string): number | Promise<number> {
  const [group, verb, ...rest] = args;
  if (group === undefined || 'help'.startsWith(group)) return ip.usage(help);
  const verbs = Object.entries(rows).find(([name]) => name.startsWith(group))?.[1];
  if (!verbs) throw wrongArgument(group, unknown);
  if (verb === undefined) return ip.quit('Command line is not complete. Try option "help"');
  const command = Object.entries(verbs).find(([name]) => name.startsWith(verb))?.[1];
  if (!command) throw wrongArgument(verb, unknown);
  return command(ip, rest);
}

/** `ip ioam`. */
export const ioamObject: Command = (ip, args) => nested(ip, args, {
  namespace: { show: nothing('ioam namespace show'), add: refuse('ioam namespace add'), del: refuse('ioam namespace del'), set: refuse('ioam namespace set') },
  schema: { show: nothing('ioam schema show'), add: refuse('ioam schema add'), del: refuse('ioam schema del') },
}, 'Unknown', ioamUsage);

const tunsrc: Command = ip => {
  ip.print.begin();
  ip.print.openObject();
  ip.print.any('tunsrc', 'tunsrc addr %s\n', '::');
  ip.print.closeObject();
  ip.print.end();
  return 0;
};

/** `ip sr`, segment routing. */
export const srObject: Command = (ip, args) => nested(ip, args, {
  hmac: { show: nothing('sr hmac show'), set: refuse('sr hmac set') },
  tunsrc: { show: tunsrc, set: refuse('sr tunsrc set') },
}, 'unknown', srUsage);
