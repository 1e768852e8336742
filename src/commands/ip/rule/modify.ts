import { AF_INET, AF_INET6, AF_UNSPEC, RT_TABLE, familyOf, type Family, type Prefix, type RuleAction, type RuleMessage } from '../../../stack';
import { Args } from '../args';
import { bigNumber, group, number } from '../arguments';
import type { Ip } from '../context';
import { wrongArgument } from '../errors';
import { flag, option, parse, special, type Argument, type Grammar } from '../grammar';
import { ruleUsage } from '../help/rule';
import { inetAddress, inetPrefix, type InetPrefix } from '../inet';
import { matches } from '../matches';
import { integer, unsigned } from '../numbers';
import { dsfield, protocol, realms, routeType, table } from '../route/arguments';
import { fwmark, ifname, ipProtocol, portRange, uidRange } from './arguments';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What the command line says of a rule. */
interface State {
  readonly rule: Writable<Partial<RuleMessage>>;
  from?: InetPrefix;
  to?: InetPrefix;
  tableOk: boolean;
}

/** FR_ACT_* by the names of route types that have the same numbers. */
const ACTIONS: Readonly<Record<string, RuleAction>> = {
  unicast: 'to_tbl', local: 'goto', broadcast: 'nop', throw: 'throw', nat: 'nat', blackhole: 'blackhole', unreachable: 'unreachable', prohibit: 'prohibit',
};

/** `[type] ACTION`; the cursor stands on the action's word. */
function takeAction(args: Args, state: State, ip: Ip): void {
  const word = args.word!;
  if (matches(word, 'help')) ip.usage(ruleUsage);
  state.tableOk = true;
  if (matches(word, 'goto')) {
    const target = args.next();
    state.rule.goto = unsigned(target);
    if (state.rule.goto === undefined) throw wrongArgument(target, 'invalid target\n');
    state.rule.action = 'goto';
  } else if (matches(word, 'nop')) {
    state.rule.action = 'nop';
  } else {
    const type = routeType(word);
    if (type === undefined) throw wrongArgument(word, 'Failed to parse rule type');
    state.rule.action = ACTIONS[type] ?? ip.unsupported(`ip rule type ${type}`);
  }
}

const prefixLength: Argument<number> = {
  kind: 'NUMBER',
  parse: value => {
    const length = integer(value);
    return length === undefined || length < 0 ? undefined : length;
  },
};

export const ruleGrammar: Grammar<State> = {
  usage: ruleUsage,
  keywords: [
    flag('not', (state: State) => { state.rule.invert = true; }),
    special('from', [{ kind: 'PREFIX' }], (args, state, ip) => { state.from = inetPrefix(args.next(), ip.family); }),
    special('to', [{ kind: 'PREFIX' }], (args, state, ip) => { state.to = inetPrefix(args.next(), ip.family); }),
    option('preference* order* priority*', number('NUMBER'), { wrong: 'preference value is invalid\n', set: (state: State, value) => { state.rule.priority = value; } }),
    option('tos dsfield*', dsfield, { wrong: 'TOS value is invalid\n', set: (state: State, value) => { state.rule.tos = value; } }),
    option('fwmark', fwmark, {
      set: (state: State, { mark, mask }) => {
        state.rule.fwmark = mark;
        if (mask !== undefined) state.rule.fwmask = mask;
      },
    }),
    option('realms*', realms, { wrong: 'invalid realms\n', set: (state: State, value) => { state.rule.flow = value; } }),
    option('protocol*', protocol, { wrong: '"protocol" value is invalid\n', set: (state: State, value) => { state.rule.protocol = value; } }),
    option('tun_id*', bigNumber('NUMBER'), { wrong: '"tun_id" value is invalid\n', set: (state: State, value) => { state.rule.tunId = value; } }),
    option('table* lookup', table, {
      wrong: 'invalid table ID\n',
      set: (state: State, value) => {
        state.rule.table = value;
        state.tableOk = true;
      },
    }),
    option('suppress_prefixlength* sup_pl', prefixLength, { wrong: 'suppress_prefixlength value is invalid\n', set: (state: State, value) => { state.rule.suppressPrefixlen = value; } }),
    option('suppress_ifgroup* sup_group', group, { wrong: 'Invalid "suppress_ifgroup" value\n', set: (state: State, value) => { state.rule.suppressIfgroup = value; } }),
    option('dev iif', ifname, { wrong: '"iif"/"dev" not a valid ifname', set: (state: State, value) => { state.rule.iifname = value; } }),
    option('oif', ifname, { wrong: '"oif" not a valid ifname', set: (state: State, value) => { state.rule.oifname = value; } }),
    flag('l3mdev', (state: State) => {
      state.rule.l3mdev = true;
      state.tableOk = true;
    }),
    option('uidrange', uidRange, { wrong: 'invalid UID range\n', set: (state: State, value) => { state.rule.uidRange = value; } }),
    special('nat map-to*', [{ kind: 'ADDRESS' }], (args, state, ip) => {
      ip.err('Warning: route NAT is deprecated\n');
      inetAddress(args.next(), AF_INET);
      state.rule.action = 'nat';
    }),
    option('ipproto', ipProtocol, { wrong: 'Invalid "ipproto" value\n', set: (state: State, value) => { state.rule.ipproto = value; } }),
    option('sport', portRange, { wrong: 'invalid port range\n', set: (state: State, value) => { state.rule.sport = value; } }),
    option('dport', portRange, { wrong: 'invalid dport range\n', set: (state: State, value) => { state.rule.dport = value; } }),
    special('type', [{ kind: 'ACTION', choices: Object.keys(ACTIONS) }], (args, state, ip) => {
      args.next();
      takeAction(args, state, ip);
    }),
    special('goto*', [{ kind: 'NUMBER' }], takeAction),
  ],
  positional: { kind: 'ACTION', choices: [...Object.keys(ACTIONS), 'nop'], help: 'never', take: (word, state, ip) => takeAction(new Args([word]), state, ip) },
};

function read(ip: Ip, args: readonly string[]): { readonly state: State; readonly family: Family } {
  const state: State = { rule: {}, tableOk: false };
  parse(ruleGrammar, new Args(args), state, ip);
  if (state.rule.l3mdev && state.rule.table) ip.fail('table can not be specified for l3mdev rules', 22);
  const family = ip.family === AF_UNSPEC || ip.family === AF_INET ? AF_INET : ip.family === AF_INET6 ? AF_INET6 : ip.unsupported('ip rule for that family');
  return { state, family };
}

function asPrefix(prefix: InetPrefix | undefined): Prefix | undefined {
  return prefix?.hasAddress && prefix.length > 0 ? { address: prefix.address, length: prefix.length } : undefined;
}

/** The kernel's own check of the addresses' size. */
function checkFamily(ip: Ip, prefix: Prefix | undefined, family: Family, word: string): void {
  if (prefix && familyOf(prefix.address) !== family) ip.fail(`Error: Invalid ${word} address.`, 2);
}

function ruleOf(ip: Ip, { rule, from, to }: State, family: Family): Partial<RuleMessage> {
  const [src, dst] = [asPrefix(from), asPrefix(to)];
  checkFamily(ip, src, family, 'source');
  checkFamily(ip, dst, family, 'dst');
  return { ...rule, ...(src && { src }), ...(dst && { dst }) };
}

/** `ip rule add`. */
export function addRule(ip: Ip, args: readonly string[]): number {
  if (args.length === 0) ip.fail('"ip rule add" requires arguments.');
  const { state, family } = read(ip, args);
  ip.request({
    type: 'RTM_NEWRULE', create: true, excl: true,
    rule: { action: 'to_tbl', ...(!state.tableOk && { table: RT_TABLE.MAIN }), ...ruleOf(ip, state, family), family },
  });
  return 0;
}

/** `ip rule delete`. */
export function deleteRule(ip: Ip, args: readonly string[]): number {
  if (args.length === 0) ip.fail('"ip rule del" requires arguments.');
  const { state, family } = read(ip, args);
  ip.request({ type: 'RTM_DELRULE', rule: { ...ruleOf(ip, state, family), family } });
  return 0;
}
