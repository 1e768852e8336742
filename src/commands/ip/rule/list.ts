import { AF_INET, AF_INET6, AF_UNSPEC, RTPROT, networkOf, type Family, type Prefix, type RuleMessage } from '../../../stack';
import { Args } from '../args';
import { bigNumber, number } from '../arguments';
import type { Ip } from '../context';
import { wrongArgument } from '../errors';
import { flag, option, parse, special, type Grammar } from '../grammar';
import { ruleUsage } from '../help/rule';
import { inetPrefix, type InetPrefix } from '../inet';
import { dsfield, table } from '../route/arguments';
import { fwmark, ifname, ipProtocol, portRange, uidRange } from './arguments';
import { printRule } from './print';

/** What `ip rule list` and `flush` are asked for. */
interface Filter {
  readonly family: Family;
  priority?: number;
  not: boolean;
  tos?: number;
  fwmark?: number;
  fwmask?: number;
  iif?: string;
  oif?: string;
  l3mdev: boolean;
  uidRange?: readonly [number, number];
  tunId?: bigint;
  table?: number;
  from?: InetPrefix;
  to?: InetPrefix;
  protocol?: number;
  ipproto?: number;
  sport?: readonly [number, number];
  dport?: readonly [number, number];
}

export const ruleFilterGrammar: Grammar<Filter> = {
  usage: ruleUsage,
  keywords: [
    option('preference* order* priority*', number('NUMBER'), { wrong: 'preference value is invalid\n', set: (filter: Filter, value) => { filter.priority = value; } }),
    flag('not', (filter: Filter) => { filter.not = true; }),
    option('tos dsfield', dsfield, { wrong: 'TOS value is invalid\n', set: (filter: Filter, value) => { filter.tos = value; } }),
    option('fwmark', fwmark, {
      set: (filter: Filter, { mark, mask }) => {
        filter.fwmark = mark;
        if (mask !== undefined) filter.fwmask = mask;
      },
    }),
    option('dev iif', ifname, { wrong: '"iif"/"dev" not a valid ifname', set: (filter: Filter, value) => { filter.iif = value; } }),
    option('oif', ifname, { wrong: '"oif" not a valid ifname', set: (filter: Filter, value) => { filter.oif = value; } }),
    flag('l3mdev', (filter: Filter) => { filter.l3mdev = true; }),
    option('uidrange', uidRange, { wrong: 'invalid UID range\n', set: (filter: Filter, value) => { filter.uidRange = value; } }),
    option('tun_id*', bigNumber('NUMBER'), { wrong: '"tun_id" value is invalid\n', set: (filter: Filter, value) => { filter.tunId = value; } }),
    option('lookup* table*', table, { wrong: 'table id value is invalid\n', set: (filter: Filter, value) => { filter.table = value; } }),
    special('from* src*', [{ kind: 'PREFIX' }], (args, filter) => { filter.from = inetPrefix(args.next(), filter.family); }),
    special('protocol*', [{ kind: 'PROTO' }], (args, filter, ip) => {
      const word = args.next();
      filter.protocol = ip.names.number('rt_protos', word);
      if (filter.protocol === undefined && word !== 'all') throw wrongArgument(word, 'invalid "protocol"\n');
    }),
    option('ipproto', ipProtocol, { wrong: 'Invalid "ipproto" value\n', set: (filter: Filter, value) => { filter.ipproto = value; } }),
    option('sport', portRange, { wrong: 'invalid port range\n', set: (filter: Filter, value) => { filter.sport = value; } }),
    option('dport', portRange, { wrong: 'invalid dport range\n', set: (filter: Filter, value) => { filter.dport = value; } }),
    special('dst* to*', [{ kind: 'PREFIX' }], (args, filter) => { filter.to = inetPrefix(args.next(), filter.family); }),
  ],
  positional: { kind: 'PREFIX', help: 'never', take: (word, filter) => { filter.to = inetPrefix(word, filter.family); } },
};

function inPrefix(wanted: InetPrefix | undefined, have: Prefix | undefined): boolean {
  if (!wanted || wanted.family === AF_UNSPEC || wanted.length === 0) return true;
  if (!have || wanted.length > have.length) return false;
  return networkOf(have.address, wanted.length) === networkOf(wanted.address, wanted.length);
}

function same(wanted: readonly [number, number] | undefined, have: readonly [number, number] | undefined): boolean {
  return !wanted || (have?.[0] === wanted[0] && have[1] === wanted[1]);
}

function accepts(filter: Filter, rule: RuleMessage): boolean {
  return rule.family === filter.family
    && (filter.priority === undefined || filter.priority === (rule.priority ?? 0))
    && (!filter.not || rule.invert === true)
    && inPrefix(filter.from, rule.src) && inPrefix(filter.to, rule.dst)
    && (filter.tos === undefined || filter.tos === (rule.tos ?? 0))
    && (!filter.fwmark || filter.fwmark === (rule.fwmark ?? 0)) && (!filter.fwmask || filter.fwmask === (rule.fwmask ?? 0))
    && (filter.iif === undefined || filter.iif === rule.iifname) && (filter.oif === undefined || filter.oif === rule.oifname)
    && (!filter.l3mdev || rule.l3mdev === true)
    && same(filter.uidRange, rule.uidRange)
    && (!filter.ipproto || filter.ipproto === (rule.ipproto ?? 0))
    && (!filter.sport?.[0] || same(filter.sport, rule.sport)) && (!filter.dport?.[0] || same(filter.dport, rule.dport))
    && (!filter.tunId || filter.tunId === rule.tunId)
    && (!filter.table || filter.table === (rule.table ?? 0));
}

function read(ip: Ip, args: readonly string[]): Filter {
  const family = ip.family === AF_UNSPEC || ip.family === AF_INET ? AF_INET : ip.family === AF_INET6 ? AF_INET6 : ip.quit('RTNETLINK answers: Address family not supported by protocol\nDump terminated');
  const filter: Filter = { family, not: false, l3mdev: false };
  parse(ruleFilterGrammar, new Args(args), filter, ip);
  return filter;
}

/** `ip rule list`. */
export function listRules(ip: Ip, args: readonly string[]): number {
  const filter = read(ip, args);
  const rules = ip.dump('RTM_GETRULE', { family: filter.family }, 1);
  ip.print.begin();
  for (const rule of rules) {
    if (accepts(filter, rule)) printRule(ip, rule);
  }
  ip.print.end();
  return 0;
}

/** `ip rule flush`: all but the rule with priority 0, which can't be named. */
export function flushRules(ip: Ip, args: readonly string[]): number {
  const filter = read(ip, args);
  const rules = ip.dump('RTM_GETRULE', { family: filter.family }, 1);
  ip.print.begin();
  for (const rule of rules) {
    if (!accepts(filter, rule) || !rule.priority) continue;
    if (filter.protocol !== undefined && filter.protocol !== (rule.protocol ?? RTPROT.UNSPEC)) continue;
    ip.request({ type: 'RTM_DELRULE', rule });
  }
  ip.print.end();
  return 0;
}
