import { AF_INET6, RT_SCOPE, RT_TABLE, RTNH_F, RTPROT, type CreateFlags, type Family, type NextHop, type RouteMetrics, type RouteType } from '../../../stack';
import { Args } from '../args';
import { number, scope, text } from '../arguments';
import type { Ip } from '../context';
import { duplicateOrGarbage, wrongArgument } from '../errors';
import { flag, option, parse, special, type Argument, type Grammar, type Keyword } from '../grammar';
import { routeUsage } from '../help/route';
import type { InetPrefix } from '../inet';
import { matches } from '../matches';
import { unsigned } from '../numbers';
import { asPrefix, dsfield, familyBefore, protocol, realms, routeFamily, routeType, table, takeAddress, takePrefix, vrfTable, zeroOf } from './arguments';
import { METRIC_UNITS, type Metric } from './metrics';
import { parseNexthops } from './nexthops';

/** What the command line says of a route. */
export interface RouteState {
  family: number;
  dst?: InetPrefix;
  type?: RouteType;
  gateway?: InetPrefix;
  prefsrc?: InetPrefix;
  tos?: number;
  expires?: number;
  priority?: number;
  scope?: number;
  protocol?: number;
  table?: number;
  dev?: string;
  pref?: number;
  flow?: number;
  nhid?: number;
  onlink: boolean;
  metrics: Record<string, number | string>;
  lock: string[];
  /** whether `nexthop` came, and with it the end of the keywords */
  multipath: boolean;
}

function set(state: RouteState, name: Metric, value: number | string): void {
  state.metrics[name] = value;
}

/** Skips the word `lock` after a metric's name, and remembers it. */
function valueAfterLock(args: Args, state: RouteState, name: Metric): string {
  const word = args.next();
  if (word !== 'lock') return word;
  state.lock.push(name);
  return args.next();
}

function metric(notation: string, name: Metric, called: string, accepts: (value: number) => boolean = () => true): Keyword<RouteState> {
  return special(notation, [{ kind: 'NUMBER' }], (args, state) => {
    const word = valueAfterLock(args, state, name);
    const value = unsigned(word);
    if (value === undefined || !accepts(value)) throw wrongArgument(word, `"${called}" value is invalid\n`);
    set(state, name, value);
  });
}

/** get_time_rtt: a number as the kernel counts, or one with `s` or `ms`. */
function timeValue(word: string, unit: number): number | undefined {
  const match = /^([0-9]+\.?[0-9]*|\.[0-9]+)(s|ms|msecs?|secs?|)$/.exec(word);
  if (!match) return undefined;
  const value = Number(match[1]);
  if (match[2] === '') return Math.trunc(value);
  return Math.ceil(match[2]!.startsWith('s') ? value * 1000 : value) * unit;
}

function time(notation: string, name: 'rtt' | 'rttvar' | 'rto_min'): Keyword<RouteState> {
  return special(notation, [{ kind: 'TIME' }], (args, state) => {
    const word = name === 'rto_min' ? args.next() : valueAfterLock(args, state, name);
    if (name === 'rto_min') state.lock.push(name);
    const value = timeValue(word, METRIC_UNITS[name]!);
    if (value === undefined) throw wrongArgument(word, `"${name}" value is invalid\n`);
    set(state, name, value);
  });
}

function truth(notation: string, name: Metric): Keyword<RouteState> {
  return option(notation, number('BOOL'), {
    wrong: `"${name}" value is invalid\n`,
    set: (state: RouteState, value, _, word) => {
      if (value > 1) throw wrongArgument(word, `"${name}" value should be 0 or 1\n`);
      set(state, name, value);
    },
  });
}

const unsupported = (notation: string): Keyword<RouteState> =>
  special(notation, [], (args, _, ip) => ip.unsupported(`ip route ${args.word!}`));

const preference: Argument<number> = {
  kind: 'PREF', choices: ['low', 'medium', 'high'],
  parse: value => ({ low: 3, medium: 0, high: 1 })[value] ?? unsigned(value, 255),
};

/** `[to] [TYPE] PREFIX`; the cursor stands on the word after `to`, and is left on the prefix. */
function takeDestination(args: Args, state: RouteState, ip: Ip): void {
  const type = /^[0-9]/.test(args.word!) ? undefined : routeType(args.word!);
  if (type !== undefined) {
    args.next();
    state.type = type;
  }
  if (matches(args.word!, 'help')) ip.usage(routeUsage);
  if (state.dst) throw duplicateOrGarbage('to', args.word!);
  state.dst = takePrefix(state, args.word!);
}

/** In iproute_modify's order. */
const keywords: readonly Keyword<RouteState>[] = [
  option('src', text('ADDRESS'), { set: (state: RouteState, word) => { state.prefsrc = takeAddress(state, word); } }),
  unsupported('as'),
  special('via', [{ kind: 'ADDRESS' }], (args, state) => {
    if (state.gateway) throw wrongArgument(args.word!, 'use nexthop syntax to specify multiple via\n');
    args.next();
    const family = familyBefore(args, state.family);
    state.gateway = takeAddress(state, args.word!, family);
  }),
  unsupported('from'),
  option('tos dsfield*', dsfield, { wrong: '"tos" value is invalid\n', set: (state: RouteState, value) => { state.tos = value; } }),
  option('expires', number('TIME'), { wrong: '"expires" value is invalid\n', set: (state: RouteState, value) => { state.expires = value; } }),
  option('metric* priority* preference', number('METRIC'), { wrong: '"metric" value is invalid\n', set: (state: RouteState, value) => { state.priority = value; } }),
  option('scope', scope, { wrong: 'invalid "scope" value\n', set: (state: RouteState, value) => { state.scope = value; } }),
  metric('mtu', 'mtu', 'mtu'),
  metric('hoplimit', 'hoplimit', 'hoplimit', value => value <= 255),
  metric('advmss', 'advmss', 'mss'),
  metric('reordering*', 'reordering', 'reordering'),
  time('rtt', 'rtt'),
  time('rto_min', 'rto_min'),
  metric('window*', 'window', 'window'),
  metric('cwnd*', 'cwnd', 'cwnd'),
  metric('initcwnd*', 'initcwnd', 'initcwnd'),
  metric('initrwnd*', 'initrwnd', 'initrwnd'),
  option('features*', text('FEATURES'), {
    set: (state: RouteState, word) => {
      if (word !== 'ecn') throw wrongArgument(word, '"features" value not valid\n');
      set(state, 'features', 1);
    },
  }),
  truth('quickack*', 'quickack'),
  special('congctl*', [{ kind: 'NAME' }], (args, state) => set(state, 'congctl', valueAfterLock(args, state, 'congctl'))),
  time('rttvar*', 'rttvar'),
  metric('ssthresh*', 'ssthresh', 'ssthresh'),
  option('realms*', realms, { wrong: '"realm" value is invalid\n', set: (state: RouteState, value) => { state.flow = value; } }),
  flag('onlink', (state: RouteState) => { state.onlink = true; }),
  special('nexthop', [], (_, state) => { state.multipath = true; }, true),
  option('nhid', number('ID'), { wrong: '"id" value is invalid\n', set: (state: RouteState, value) => { state.nhid = value; } }),
  option('protocol*', protocol, { wrong: '"protocol" value is invalid\n', set: (state: RouteState, value) => { state.protocol = value; } }),
  option('table*', table, { wrong: '"table" value is invalid\n', set: (state: RouteState, value) => { state.table = value; } }),
  option('vrf*', vrfTable, { wrong: 'Invalid VRF\n', set: (state: RouteState, value) => { state.table = value; } }),
  option('dev oif', text('DEVICE'), { set: (state: RouteState, word) => { state.dev = word; } }),
  option('pref*', preference, { wrong: '"pref" value is invalid\n', set: (state: RouteState, value) => { state.pref = value; } }),
  unsupported('encap'),
  unsupported('ttl-propagate'),
  truth('fastopen_no_cookie*', 'fastopen_no_cookie'),
  special('to', [{ kind: 'PREFIX' }], (args, state, ip) => {
    args.next();
    takeDestination(args, state, ip);
  }),
  special('none local nat broadcast* brd anycast* multicast* prohibit* unreachable* blackhole* xresolve* unicast* throw', [{ kind: 'PREFIX' }], takeDestination),
];

export const routeGrammar: Grammar<RouteState> = {
  usage: routeUsage, keywords,
  positional: { kind: 'PREFIX', help: 'never', take: (word, state, ip) => takeDestination(new Args([word]), state, ip) },
};

/** iproute2's own choice where the user names no scope, before it asks the kernel. */
function defaultScope(state: RouteState, family: Family, type: RouteType, deletes: boolean): number {
  if (family === AF_INET6) return RT_SCOPE.UNIVERSE;
  if (type === 'local' || type === 'nat') return RT_SCOPE.HOST;
  if (type === 'broadcast' || type === 'multicast' || type === 'anycast') return RT_SCOPE.LINK;
  if (type !== 'unicast' && type !== 'none') return deletes ? RT_SCOPE.NOWHERE : RT_SCOPE.UNIVERSE;
  if (deletes) return RT_SCOPE.NOWHERE;
  return state.gateway || state.multipath || state.nhid ? RT_SCOPE.UNIVERSE : RT_SCOPE.LINK;
}

const LOCAL_TYPES: readonly RouteType[] = ['local', 'broadcast', 'nat', 'anycast'];

function nexthopsOf(state: RouteState, family: Family, index: number | undefined): NextHop[] {
  const { gateway, onlink } = state;
  if (!gateway && index === undefined && !onlink) return [];
  const isVia = gateway !== undefined && gateway.family !== family;
  return [{
    ...(gateway && (isVia ? { via: gateway.address } : { gateway: gateway.hasAddress ? gateway.address : zeroOf(family) })),
    ...(index !== undefined && { oif: index }),
    flags: onlink ? RTNH_F.ONLINK : 0,
  }];
}

function metricsOf(state: RouteState): RouteMetrics | undefined {
  if (Object.keys(state.metrics).length === 0) return undefined;
  return { ...state.metrics, ...(state.lock.length > 0 && { lock: state.lock }) };
}

/** `ip route add`, `del` and their like. @param how undefined: deletes */
export function modifyRoute(ip: Ip, args: readonly string[], how: CreateFlags | undefined): number {
  const state: RouteState = { family: ip.family, onlink: false, metrics: {}, lock: [], multipath: false };
  const rest = parse(routeGrammar, new Args(args), state, ip);
  if (!state.dst) return ip.usage(routeUsage);
  const index = state.dev === undefined ? undefined : ip.deviceIndexOrFail(state.dev);
  const hops = state.multipath ? parseNexthops(ip, state, ['nexthop', ...rest]) : undefined;
  const family = routeFamily(ip, state.family);
  const type = state.type ?? (how ? 'unicast' : 'none');
  const nexthops = hops ?? nexthopsOf(state, family, index);
  const chosen = state.scope ?? defaultScope(state, family, type, !how);
  const common = {
    family, dst: asPrefix(state.dst, family), nexthops,
    table: state.table ?? (LOCAL_TYPES.includes(type) ? RT_TABLE.LOCAL : RT_TABLE.MAIN),
    ...(state.tos !== undefined && { tos: state.tos }),
    ...(state.priority !== undefined && { priority: state.priority }),
    ...(state.prefsrc && { prefsrc: state.prefsrc.address }),
    ...(state.nhid !== undefined && { nhid: state.nhid }),
  };
  const metrics = metricsOf(state);
  if (how) {
    ip.request({
      type: 'RTM_NEWROUTE', ...how, ...common, ...(hops && { multipath: true }), routeType: type, scope: chosen, protocol: state.protocol ?? RTPROT.BOOT,
      ...(metrics && { metrics }), ...(state.pref !== undefined && { pref: state.pref }), ...(state.expires !== undefined && { expires: state.expires }), ...(state.flow !== undefined && { flow: state.flow }),
    });
  } else {
    ip.request({
      type: 'RTM_DELROUTE', ...common, ...(metrics && { metrics }), ...(type !== 'none' && { routeType: type }),
      ...(chosen !== RT_SCOPE.NOWHERE && { scope: chosen }), ...(state.protocol !== undefined && { protocol: state.protocol }),
    });
  }
  return 0;
}
