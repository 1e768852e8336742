import { AF_UNSPEC, RtnetlinkError, addressBits, type Family } from '../../stack';
import { Args } from './args';
import { text } from './arguments';
import type { Ip } from './context';
import { duplicateArgument, wrongArgument } from './errors';
import { option, parse, special, type Grammar } from './grammar';
import { mrouteUsage } from './help/mroute';
import { tcpMetricsUsage } from './help/tcp-metrics';
import { inetPrefix, type InetPrefix } from './inet';
import { matches } from './matches';
import type { Command } from './objects';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** Tables that nothing in the simulation fills: no TCP connections, no multicast routing daemon. Their arguments are read all the same. */

function isExact(prefix: InetPrefix | undefined): boolean {
  return prefix?.hasAddress === true && prefix.length === addressBits(prefix.family as Family);
}

/** tcpm_do_cmd reads every second word only. */
function selector(ip: Ip, words: readonly string[], verb: 'show' | 'delete' | 'flush'): InetPrefix | undefined {
  const found: { address?: InetPrefix; source?: InetPrefix } = {};
  for (const args = new Args(words); args.word !== undefined; args.advance(), args.advance()) {
    const keyword = args.word;
    const part = keyword === 'src' || keyword === 'source' ? 'source' : 'address';
    if (part === 'source' || keyword === 'addr' || keyword === 'address') args.next();
    const word = args.word!;
    if (matches(word, 'help')) ip.usage(tcpMetricsUsage);
    if (found[part]) throw duplicateArgument(part === 'source' || word !== keyword ? keyword : 'address', word);
    const prefix = inetPrefix(word, ip.family);
    found[part] = prefix;
    if ((part === 'source' || verb === 'delete') && !isExact(prefix)) ip.fail(`Error: a specific IP address is expected rather than "${word}"`);
  }
  return found.address;
}

const tcpMetrics = (verb: 'show' | 'delete' | 'flush'): Command => (ip, words) => {
  const address = selector(ip, words, verb);
  if (verb === 'delete' && !address) ip.quit('Error: argument "address" is required');
  if (isExact(address)) return ip.talk(() => { throw new RtnetlinkError('ESRCH'); });
  if (verb === 'show') {
    ip.print.begin();
    ip.print.end();
  } else if (address?.length || ip.family !== AF_UNSPEC) ip.err('Nothing to flush.\n');
  return 0;
};

/** `ip tcp_metrics`. */
export const tcpMetricsObject = commandTable('tcp_metrics', [
  subcommand('list* show* lst*', tcpMetrics('show')),
  subcommand('delete*', tcpMetrics('delete')),
  subcommand('flush*', tcpMetrics('flush')),
  subcommand('help*', usageCommand(tcpMetricsUsage)),
], tcpMetrics('show'));

/** RTNL_FAMILY_IPMR, of which iproute2 reads no addresses. */
const FAMILY_IPMR = 128;

const mrouteGrammar: Grammar<{ dev?: string }> = {
  usage: mrouteUsage,
  keywords: [
    special('table*', [{ kind: 'TABLE_ID' }], (args, _, ip) => {
      const word = args.next();
      if (ip.names.number('rt_tables', word) !== undefined || word === 'all') return;
      if (word === 'help') ip.usage(mrouteUsage);
      throw wrongArgument(word, 'table id value is invalid\n');
    }),
    option('iif', text('DEVICE'), { set: (state: { dev?: string }, word) => { state.dev = word; } }),
    special('from*', [{ kind: 'PREFIX' }], args => { inetPrefix(args.next(), FAMILY_IPMR); }),
  ],
  positional: { lead: 'to', kind: 'PREFIX', help: 'after', take: word => { inetPrefix(word, FAMILY_IPMR); } },
};

const mroutes: Command = (ip, words) => {
  const state: { dev?: string } = {};
  parse(mrouteGrammar, new Args(words), state, ip);
  if (state.dev !== undefined) ip.deviceIndexOrFail(state.dev);
  ip.print.begin();
  ip.print.end();
  return 0;
};

/** `ip mroute`. */
export const mrouteObject = commandTable('mroute', [
  subcommand('list* show* lst*', mroutes),
  subcommand('help*', usageCommand(mrouteUsage)),
], mroutes);
