import type { Ip } from './context';
import { xfrmMonitorUsage, xfrmPolicyUsage, xfrmStateUsage, xfrmUsage } from './help/xfrm';
import { matches } from './matches';
import type { Command } from './objects';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** `ip xfrm`: the simulated kernel has no IPsec, so its databases are empty. iproute2 prints them in text only. */

const refuse = (what: string): Command => ip => ip.unsupported(`ip xfrm ${what}`);
const silent: Command = () => 0;

function say(text: string): Command {
  return (ip: Ip) => {
    ip.out(text);
    return 0;
  };
}

const stateCount: Command = ip => {
  ip.out('\t SAD count 0');
  if (ip.options.stats > 0) ip.out(' (buckets count 8 Max 1048576)');
  ip.out('\n');
  return 0;
};

const policyCount: Command = ip => {
  if (ip.options.stats > 0) ip.unsupported('ip -s xfrm policy count');
  ip.out('\t SPD IN  0 OUT 0 FWD 0\n');
  return 0;
};

const state = commandTable('xfrm state', [
  subcommand('add*', refuse('state add')), subcommand('update*', refuse('state update')), subcommand('allocspi*', refuse('state allocspi')),
  subcommand('delete*', refuse('state delete')), subcommand('deleteall* delall*', silent), subcommand('list* show* lst*', silent),
  subcommand('get*', refuse('state get')), subcommand('flush*', silent), subcommand('count*', stateCount), subcommand('help*', usageCommand(xfrmStateUsage)),
], silent);

const policy = commandTable('xfrm policy', [
  subcommand('add*', refuse('policy add')), subcommand('update*', refuse('policy update')), subcommand('delete*', refuse('policy delete')),
  subcommand('deleteall* delall*', silent), subcommand('list* show* lst*', silent), subcommand('get*', refuse('policy get')), subcommand('flush*', silent),
  subcommand('count*', policyCount), subcommand('set*', refuse('policy set')), subcommand('setdefault*', refuse('policy setdefault')),
  subcommand('getdefault*', say('Default policies:\n in:  accept\n fwd: accept\n out: accept\n')), subcommand('help*', usageCommand(xfrmPolicyUsage)),
], silent);

const monitor: Command = (ip, [word]) => {
  if (word !== undefined && matches(word, 'help')) return ip.usage(xfrmMonitorUsage);
  return ip.unsupported('ip xfrm monitor');
};

/** `ip xfrm` (ip/ipxfrm.c). */
export const xfrmObject: Command = (ip, [word, ...args]) => {
  if (word === undefined) return ip.usage(xfrmUsage);
  if (matches(word, 'state') || matches(word, 'sa')) return state(ip, args);
  if (matches(word, 'policy')) return policy(ip, args);
  return matches(word, 'monitor') ? monitor(ip, args) : ip.usage(xfrmUsage);
};
