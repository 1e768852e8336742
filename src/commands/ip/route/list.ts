import { AF_INET, AF_INET6, AF_UNSPEC, RT_TABLE, RtnetlinkError, strerror, type DumpFilter, type RouteMessage } from '../../../stack';
import { Args } from '../args';
import { number, text } from '../arguments';
import { kernelError, type Ip } from '../context';
import { wrongArgument } from '../errors';
import { Failed } from '../failure';
import { flag, option, parse, special, type Grammar, type Keyword } from '../grammar';
import { routeUsage } from '../help/route';
import { inetPrefix, type InetPrefix } from '../inet';
import { matches } from '../matches';
import { dsfield, familyBefore, realms, routeType, vrfTable } from './arguments';
import { acceptsRoute, newRouteFilter, type RouteFilter } from './filter';
import { RoutePrinter } from './print';

/** The filter and what is looked up only after all arguments are read. */
interface Selection extends RouteFilter {
  dev?: string;
  in?: string;
}

/** `[ root | match | exact ] PREFIX`; the cursor stands on its first word. */
function takeSelector(args: Args, ip: Ip, setRoot: (prefix: InetPrefix) => void, setMatch: (prefix: InetPrefix) => void): void {
  const word = args.word!;
  const kind = matches(word, 'root') ? 'root' : matches(word, 'match') ? 'match' : 'exact';
  if (kind !== 'exact' || matches(word, 'exact')) args.next();
  const prefix = inetPrefix(args.word!, ip.family);
  if (kind !== 'match') setRoot(prefix);
  if (kind !== 'root') setMatch(prefix);
}

function takeDestination(args: Args, filter: Selection, ip: Ip): void {
  takeSelector(args, ip, prefix => { filter.root = prefix; }, prefix => { filter.match = prefix; });
}

const keywords: readonly Keyword<Selection>[] = [
  special('table*', [{ kind: 'TABLE_ID' }], (args, filter, ip) => {
    const word = args.next();
    const id = ip.names.number('rt_tables', word);
    if (id !== undefined) filter.table = id;
    else if (word === 'all') filter.table = 0;
    else if (word === 'cache') filter.cloned = true;
    else if (word === 'help') ip.usage(routeUsage);
    else throw wrongArgument(word, 'table id value is invalid\n');
  }),
  option('vrf*', vrfTable, {
    wrong: 'Invalid VRF\n',
    set: (filter: Selection, value) => {
      filter.table = value;
      filter.types = type => type !== 'local' && type !== 'broadcast';
    },
  }),
  flag('cached* cloned*', (filter: Selection) => { filter.cloned = true; }),
  option('tos dsfield*', dsfield, { wrong: 'TOS value is invalid\n', set: (filter: Selection, value) => { filter.tos = value; } }),
  special('protocol*', [{ kind: 'RTPROTO' }], (args, filter, ip) => {
    const word = args.next();
    filter.protocol = ip.names.number('rt_protos', word);
    if (filter.protocol === undefined && word !== 'all') throw wrongArgument(word, 'invalid "protocol"\n');
  }),
  special('scope*', [{ kind: 'SCOPE' }], (args, filter, ip) => {
    const word = args.next();
    filter.scope = ip.names.number('rt_scopes', word);
    if (filter.scope === undefined && word !== 'all') throw wrongArgument(word, 'invalid "scope"\n');
  }),
  option('type*', { kind: 'TYPE', parse: routeType }, {
    wrong: 'node type value is invalid\n', set: (filter: Selection, wanted) => { filter.types = type => type === wanted; },
  }),
  option('dev oif', text('DEVICE'), { set: (filter: Selection, word) => { filter.dev = word; } }),
  option('iif', text('DEVICE'), { set: (filter: Selection, word) => { filter.in = word; } }),
  option('mark', number('NUMBER'), { wrong: 'invalid mark value', set: (filter: Selection, value) => { filter.mark = value; } }),
  option('metric* priority* preference', number('METRIC'), { wrong: '"metric" value is invalid\n', set: (filter: Selection, value) => { filter.metric = value; } }),
  special('via', [{ kind: 'PREFIX' }], (args, filter, ip) => {
    args.next();
    const family = familyBefore(args, ip.family);
    filter.via = inetPrefix(args.word!, family);
  }),
  special('src', [{ kind: 'PREFIX' }], (args, filter, ip) => { filter.prefsrc = inetPrefix(args.next(), ip.family); }),
  option('realms*', realms, {
    wrong: 'invalid realms\n',
    set: (filter: Selection, value, _, word) => {
      let mask = 0xffffffff;
      if ((value & 0xffff) === 0 && word.endsWith('/')) mask -= 0xffff;
      if (value >>> 16 === 0 && (!word.includes('/') || word.startsWith('/'))) mask -= 0xffff0000;
      filter.realms = { value, mask };
    },
  }),
  special('from*', [{ kind: 'PREFIX' }], (args, filter, ip) => {
    args.next();
    takeSelector(args, ip, prefix => { filter.fromRoot = prefix; }, prefix => { filter.fromMatch = prefix; });
  }),
  special('to*', [{ kind: 'PREFIX' }], (args, filter, ip) => {
    args.next();
    takeDestination(args, filter, ip);
  }),
  special('root* match* exact*', [{ kind: 'PREFIX' }], takeDestination),
];

export const selectionGrammar: Grammar<Selection> = {
  usage: routeUsage, keywords,
  positional: { kind: 'PREFIX', help: 'never', take: (word, filter, ip) => takeDestination(new Args([word]), filter, ip) },
};

function readSelection(ip: Ip, args: readonly string[]): { readonly filter: RouteFilter; readonly dumpFamily: number } {
  const filter: Selection = newRouteFilter(ip.family, RT_TABLE.MAIN);
  parse(selectionGrammar, new Args(args), filter, ip);
  if (filter.in !== undefined) filter.iif = ip.deviceIndexOrFail(filter.in);
  if (filter.dev !== undefined) filter.oif = ip.deviceIndexOrFail(filter.dev);
  return { filter, dumpFamily: ip.family === AF_UNSPEC && filter.table !== 0 ? AF_INET : ip.family };
}

function dumpFilter(filter: RouteFilter, family: number): DumpFilter {
  return {
    ...((family === AF_INET || family === AF_INET6) && { family }),
    ...(filter.oif !== undefined && { index: filter.oif }),
    ...(filter.table !== 0 && { table: filter.table }),
    ...(filter.cloned === true && { cloned: true }),
  };
}

/** `ip route list`. */
export function listRoutes(ip: Ip, args: readonly string[]): number {
  const { filter, dumpFamily } = readSelection(ip, args);
  const printer = new RoutePrinter(ip, filter);
  ip.print.begin();
  const routes = dumpToList(ip, dumpFilter(filter, dumpFamily));
  for (const route of routes) {
    if (acceptsRoute(filter, route)) printer.route(route);
  }
  ip.print.end();
  return 0;
}

/** A new namespace has no main table yet, which iproute2 keeps to itself. */
function dumpToList(ip: Ip, filter: DumpFilter): RouteMessage[] {
  const isMain = filter.table === RT_TABLE.MAIN;
  return ip.dump('RTM_GETROUTE', filter, 2, isMain ? error => error.errno === 'ENOENT' : undefined);
}

/** IPv6's route of last resort, which can't be deleted. */
function isNullEntry(route: RouteMessage): boolean {
  return route.family === AF_INET6 && route.dst.length === 0 && route.type === 'unreachable' && route.priority === 0xffffffff;
}

/** Forgets redirects and path MTUs, where the namespace keeps any. */
function flushCache(ip: Ip): void {
  const { sysctl } = ip.netns;
  if (sysctl.has('net/ipv4/route/flush')) sysctl.set('net/ipv4/route/flush', '-1');
  else ip.unsupported('ip route flush cache');
  if (ip.options.stats > 0) ip.out('*** IPv4 routing cache is flushed.\n');
}

/** `ip route flush`: deletes what the selector finds, round after round, until nothing is left. */
export function flushRoutes(ip: Ip, args: readonly string[]): number {
  if (args.length === 0) ip.fail('"ip route flush" requires arguments.');
  const { filter, dumpFamily } = readSelection(ip, args);
  const { stats } = ip.options;
  if (filter.cloned === true) {
    if (dumpFamily !== AF_INET6) flushCache(ip);
    if (dumpFamily === AF_INET) return 0;
  }
  const printer = new RoutePrinter(ip, filter);
  for (let round = 0; ; round++) {
    const found = dumpToFlush(ip, dumpFilter(filter, dumpFamily)).filter(route => acceptsRoute(filter, route) && !isNullEntry(route));
    if (found.length === 0) {
      const nothing = round === 0 && (filter.cloned !== true || dumpFamily === AF_INET6);
      if (stats > 0) ip.out(nothing ? 'Nothing to flush.\n' : `*** Flush is complete after ${round} round${round > 1 ? 's' : ''} ***\n`);
      return 0;
    }
    for (const route of found) {
      if (stats > 1) printer.route(route);
      deleteRoute(ip, route);
    }
    if (stats > 0) ip.out(`\n*** Round ${round + 1}, deleting ${found.length} entries ***\n`);
  }
}

function dumpToFlush(ip: Ip, filter: DumpFilter): RouteMessage[] {
  try {
    return ip.netns.rtnetlink.dump('RTM_GETROUTE', filter);
  } catch (error) {
    if (error instanceof RtnetlinkError) throw new Failed(`${kernelError(error)}Flush terminated\n`, 2);
    throw error;
  }
}

/** A route may be gone already: a deleted gateway's route takes others along. */
function deleteRoute(ip: Ip, route: RouteMessage): void {
  const { family, type, dst, tos, table, protocol, scope, priority, prefsrc, nexthops } = route;
  try {
    ip.netns.rtnetlink.request({
      type: 'RTM_DELROUTE', family, routeType: type, dst, tos, table, protocol, scope, nexthops,
      ...(priority !== undefined && { priority }), ...(prefsrc !== undefined && { prefsrc }),
    });
  } catch (error) {
    if (!(error instanceof RtnetlinkError)) throw error;
    throw new Failed(`Failed to send flush request: ${strerror(error.errno)}\n`, 2);
  }
}
