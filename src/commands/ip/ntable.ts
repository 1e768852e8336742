import { AF_INET, AF_INET6, type NeighTableMessage, type NeighTableParms, type SetNeighTable } from '../../stack';
import { Args } from './args';
import { text } from './arguments';
import type { Ip } from './context';
import { duplicateArgument, wrongArgument } from './errors';
import { option, parse, special, type Argument, type Grammar, type Keyword } from './grammar';
import { ntableUsage } from './help/ntable';
import { familyName } from './inet';
import { unsigned, unsigned64 } from './numbers';
import type { Command } from './objects';
import { commandTable, subcommand, usageCommand } from './subcommands';

interface Change {
  name?: string;
  limits: Record<string, number>;
  parms: Record<string, number>;
}

const u32: Argument<number> = { kind: 'VAL', parse: value => unsigned(value) };
const milliseconds: Argument<number> = { kind: 'MSEC', parse: value => { const ms = unsigned64(value); return ms === undefined ? undefined : Number(ms); } };

function keyword(name: string, part: 'limits' | 'parms', key: string, argument: Argument<number>): Keyword<Change> {
  return option(name, argument, { wrong: `"${name}" value is invalid`, set: (change, value) => { change[part][key] = value; } });
}

const unknown = (word: string): never => {
  throw wrongArgument(word, 'unknown');
};

const changeGrammar: Grammar<Change> = {
  usage: ntableUsage,
  keywords: [
    special('name', [text('NAME')], (args, change) => {
      const word = args.next();
      if (change.name !== undefined) throw duplicateArgument('NAME', word);
      change.name = word;
    }),
    keyword('thresh1', 'limits', 'thresh1', u32),
    keyword('thresh2', 'limits', 'thresh2', u32),
    keyword('thresh3', 'limits', 'thresh3', u32),
    keyword('gc_int', 'limits', 'gcInterval', milliseconds),
    special('dev', [{ kind: 'DEV' }], (args, change, ip) => { change.parms.index = ip.deviceIndexOrFail(args.next()); }),
    keyword('base_reachable', 'parms', 'baseReachableTime', milliseconds),
    keyword('retrans', 'parms', 'retransTime', milliseconds),
    keyword('gc_stale', 'parms', 'gcStaletime', milliseconds),
    keyword('delay_probe', 'parms', 'delayProbeTime', milliseconds),
    keyword('queue', 'parms', 'queueLen', u32),
    keyword('app_probes', 'parms', 'appProbes', u32),
    keyword('ucast_probes', 'parms', 'ucastProbes', u32),
    keyword('mcast_probes', 'parms', 'mcastProbes', u32),
    keyword('anycast_delay', 'parms', 'anycastDelay', milliseconds),
    keyword('proxy_delay', 'parms', 'proxyDelay', milliseconds),
    keyword('proxy_queue', 'parms', 'proxyQlen', u32),
    keyword('locktime', 'parms', 'locktime', milliseconds),
  ],
  positional: { kind: '', help: 'never', take: unknown },
};

const change: Command = (ip, words) => {
  const wanted: Change = { limits: {}, parms: {} };
  parse(changeGrammar, new Args(words), wanted, ip);
  const { name, limits, parms } = wanted;
  if (name === undefined) return ip.quit('Error: argument "NAME" is required');
  const changes = Object.keys(limits).length + Object.keys(parms).filter(key => key !== 'index').length;
  if (changes === 0) ip.quit('Not enough information: changeable attributes required.');
  const message: SetNeighTable = { type: 'RTM_SETNEIGHTBL', name, limits, parms };
  ip.request(message);
  return 0;
};

interface Filter {
  /** `none`: only tables' own rows */
  index?: number | 'none';
  name?: string;
}

const showGrammar: Grammar<Filter> = {
  usage: ntableUsage,
  keywords: [
    special('dev', [{ kind: 'DEV' }], (args, filter, ip) => {
      const word = args.next();
      filter.index = word === 'none' ? 'none' : ip.deviceIndex(word);
      if (filter.index === 0) throw wrongArgument(word, '"DEV" is invalid');
    }),
    option('name', text('NAME'), { set: (filter: Filter, word) => { filter.name = word; } }),
  ],
  positional: { kind: '', help: 'never', take: unknown },
};

function accepts({ index, name }: Filter, row: NeighTableMessage): boolean {
  return (name === undefined || name === row.name) && (index === undefined || (index === 'none' ? row.parms.index === undefined : row.parms.index === index));
}

/** The lines of a table's parameters: key of the message, key of JSON and word. */
const LINES: readonly (readonly (readonly [Exclude<keyof NeighTableParms, 'index'>, string])[])[] = [
  [['refcnt', 'refcnt'], ['reachableTime', 'reachable'], ['baseReachableTime', 'base_reachable'], ['retransTime', 'retrans']],
  [['gcStaletime', 'gc_stale'], ['delayProbeTime', 'delay_probe'], ['queueLen', 'queue']],
  [['appProbes', 'app_probes'], ['ucastProbes', 'ucast_probes'], ['mcastProbes', 'mcast_probes']],
  [['anycastDelay', 'anycast_delay'], ['proxyDelay', 'proxy_delay'], ['proxyQlen', 'proxy_queue'], ['locktime', 'locktime']],
];

function printTable(ip: Ip, { family, name, limits, parms }: NeighTableMessage): void {
  const { print } = ip;
  print.openObject();
  print.any('family', '%s ', familyName(family));
  print.any('name', '%s ', name);
  print.nl();
  if (limits) {
    print.any('thresh1', '    thresh1 %u ', limits.thresh1);
    print.any('thresh2', 'thresh2 %u ', limits.thresh2);
    print.any('thresh3', 'thresh3 %u ', limits.thresh3);
    print.any('gc_interval', 'gc_int %u ', limits.gcInterval);
    print.nl();
  }
  if (parms.index !== undefined) {
    print.text('    dev ');
    print.any('dev', '%s ', ip.deviceName(parms.index), 'ifname');
    print.nl();
  }
  for (const line of LINES) {
    print.text('    ');
    for (const [key, word] of line) print.any(word, `${word} %u `, parms[key]);
    print.nl();
  }
  print.text('\n');
  print.closeObject();
}

const show: Command = (ip, words) => {
  const filter: Filter = {};
  parse(showGrammar, new Args(words), filter, ip);
  const { family } = ip;
  const found = ip.dump('RTM_GETNEIGHTBL', family === AF_INET || family === AF_INET6 ? { family } : {}, 1).filter(row => accepts(filter, row));
  if (ip.options.stats > 0 && found.some(({ limits }) => limits)) ip.unsupported('ip -s ntable, the counters of neighbour tables,');
  ip.print.begin();
  for (const row of found) printTable(ip, row);
  ip.print.end();
  return 0;
};

/** `ip ntable` (ip/ipntable.c). */
export const ntableObject = commandTable('ntable', [
  subcommand('change* chg*', change, changeGrammar),
  subcommand('show* lst* list*', show, showGrammar),
  subcommand('help*', usageCommand(ntableUsage)),
], show);
