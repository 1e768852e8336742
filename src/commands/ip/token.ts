import { AF_INET6, IFF } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { Args } from './args';
import type { Ip } from './context';
import { wrongArgument } from './errors';
import { tokenUsage } from './help/token';
import { inetPrefix } from './inet';
import { matches } from './matches';
import { commandTable, subcommand, usageCommand } from './subcommands';
import type { Command } from './objects';

function deviceOf(ip: Ip, name: string): number {
  const index = ip.deviceIndex(name);
  if (index === 0) throw wrongArgument(name, 'dev is invalid\n');
  return index;
}

/** Tokenized identifiers of devices; none is set here, and `::` says so. */
const list: Command = (ip, words) => {
  let only = 0;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    if (args.word !== 'dev') continue;
    only = deviceOf(ip, args.next());
    break;
  }
  const speaking = new Set(ip.dump('RTM_GETNETCONF', { family: AF_INET6 }).map(({ index }) => index));
  const links = ip.dump('RTM_GETLINK').filter(({ index, flags }) => speaking.has(index) && !(flags & (IFF.LOOPBACK | IFF.NOARP)) && (only === 0 || only === index));
  ip.print.begin();
  for (const { ifname } of links) {
    ip.print.openObject();
    ip.print.text('token ');
    ip.print.any('token', '%s', '::', 'inet6');
    ip.print.text(' dev ');
    ip.print.any('ifname', '%s\n', ifname, 'ifname');
    ip.print.closeObject();
  }
  ip.print.end();
  return 0;
};

/** `ip token set` and `del`, as far as iproute2 reads their arguments. */
const change = (verb: string, needsToken: boolean): Command => (ip, words) => {
  let index: number | undefined;
  let known = !needsToken;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') index ??= deviceOf(ip, args.next());
    else if (matches(args.word, 'help')) ip.usage(tokenUsage);
    else if (!known) known = inetPrefix(args.word, AF_INET6).hasAddress;
  }
  if (!known) ip.fail('Not enough information: token is required.');
  if (index === undefined) ip.fail('Not enough information: "dev" argument is required.');
  return ip.unsupported(`ip token ${verb}`);
};

const deviceShape: Shape = { keywords: shapeRows({ dev: 'DEVICE' }), positional: { kind: 'TOKEN' } };

/** `ip token` (ip/iptoken.c). */
export const tokenObject = commandTable('token', [
  subcommand('list* lst* show*', list, deviceShape),
  subcommand('set* add*', change('set', true), deviceShape),
  subcommand('get*', list, deviceShape),
  subcommand('delete*', change('del', false), deviceShape),
  subcommand('help*', usageCommand(tokenUsage)),
], list);
