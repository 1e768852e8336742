import type { IpLink, IpRoute, IpRule } from '../../backend/snapshot';
import { addressBits, familyOf, formatAddress, networkOf, parseAddress } from '../../stack/address';
import { type Destination, destinationOf, inOrder, tosOf } from '../routes/order';
import type { Question } from './question';
import { routeError, ruleError } from './refusal';

/** What became of a route in a lookup. */
export interface Candidate {
  readonly route: IpRoute;
  /** `refused`: found, but it lets no packet through; `lost`: passed over before the winner; `idle`: would not have come into question, or only behind it */
  readonly fate: 'won' | 'refused' | 'lost' | 'idle';
  readonly reason: string;
}

/** A rule that was tried, and the routes of the table to which it led. */
export interface Step {
  readonly rule: IpRule;
  /** why nothing was looked up, or what the rule did; '' where the candidates tell it */
  readonly remark: string;
  readonly candidates: readonly Candidate[];
  /** the rule itself lets no packet through: its action */
  readonly refusing?: string;
}

/** All that is known of a lookup: rows of iproute2's JSON. */
export interface LookupState {
  readonly rules: readonly IpRule[];
  readonly routes: readonly IpRoute[];
  readonly links: readonly IpLink[];
}

/** Keys of a rule that are told apart here; a rule with any other can't be judged. */
const RULE_KEYS = ['priority', 'src', 'srclen', 'dst', 'dstlen', 'iif', 'oif', 'fwmark', 'fwmask', 'tos', 'not', 'table', 'action', 'suppress_prefixlen', 'l3mdev', 'protocol'];

/**
 * Goes through rules and tables as the kernel does, and says of each what came of it.
 * @returns undefined where a rule says something that isn't judged here
 */
export function decide(question: Question, { rules, routes, links }: LookupState): Step[] | undefined {
  const steps: Step[] = [];
  const master = masterOf(question.oif ?? question.iif, links);
  for (const rule of [...rules].sort((a, b) => a.priority - b.priority)) {
    if (Object.keys(rule).some(key => !RULE_KEYS.includes(key))) return undefined;
    const refused = refusal(rule, question, master);
    if (refused !== '') {
      steps.push({ rule, remark: refused, candidates: [] });
      continue;
    }
    const error = ruleError(rule.action);
    if (error !== undefined) return [...steps, { rule, remark: `for this packet, and it says ${rule.action}: ${error}`, candidates: [], refusing: rule.action! }];
    if (rule.action !== undefined && rule.action !== 'lookup' && rule.action !== 'to_tbl') return undefined;
    const table = rule.table ?? String(master?.linkinfo?.info_data?.table ?? '');
    const candidates = judge(question, routes.filter(route => (route.table ?? 'main') === table), rule, links);
    const found = candidates.some(({ fate }) => fate === 'won' || fate === 'refused');
    steps.push({ rule: { ...rule, table }, remark: candidates.length === 0 ? 'the table is empty' : found || candidates.some(({ fate }) => fate === 'lost') ? '' : `no route contains ${question.to}`, candidates });
    if (found) return steps;
  }
  return steps;
}

/** The VRF that a device is, or is part of. */
function masterOf(dev: string | undefined, links: readonly IpLink[]): IpLink | undefined {
  const named = (name: string | undefined): IpLink | undefined => links.find(({ ifname }) => ifname === name);
  const own = named(dev);
  return [own, named(own?.master)].find(link => link?.linkinfo?.info_kind === 'vrf');
}

type Selectors = IpRule & { readonly fwmark?: string; readonly fwmask?: string; readonly tos?: string; readonly not?: null; readonly l3mdev?: null; readonly suppress_prefixlen?: number };

/** Why a rule doesn't match; '' where it does. */
function refusal(rule: Selectors, { to, from, iif, oif, mark = 0, tos = 0 }: Question, master: IpLink | undefined): string {
  const mask = rule.fwmask === undefined ? 0xffff_ffff : Number(rule.fwmask);
  const tests: readonly (readonly [boolean, string])[] = [
    [rule.src === 'all' || (from !== undefined && within(from, rule.src, rule.srclen)), `the source ${from === undefined ? 'isn\'t given' : `${from} isn't in ${prefixText(rule.src, rule.srclen)}`}`],
    [rule.dst === undefined || within(to, rule.dst, rule.dstlen), `${to} isn't in ${prefixText(rule.dst ?? '', rule.dstlen)}`],
    [rule.iif === undefined || rule.iif === (iif ?? 'lo'), `the packet comes in by ${iif ?? 'lo: it is this host\'s own'}, not ${rule.iif}`],
    [rule.oif === undefined || rule.oif === oif, `the socket isn't bound to ${rule.oif}`],
    [rule.fwmark === undefined || ((mark ^ Number(rule.fwmark)) & mask) === 0, `the mark is ${mark}, not ${rule.fwmark}`],
    [rule.tos === undefined || Number(rule.tos) === tos, `the type of service is ${tos}`],
    [rule.l3mdev === undefined || master !== undefined, 'no VRF is concerned'],
  ];
  const failed = tests.find(([holds]) => !holds);
  if (rule.not !== undefined) return failed ? '' : 'all that it excludes holds';
  return failed ? `not for this packet: ${failed[1]}` : '';
}

function prefixText(address: string, length: number | undefined): string {
  return length === undefined ? address : `${address}/${length}`;
}

/** Whether an address is under a prefix, which without a length is an address too. */
export function within(text: string, prefix: string, length?: number): boolean {
  const [address, base] = [parseAddress(text), parseAddress(prefix)];
  if (address === undefined || base === undefined || familyOf(address) !== familyOf(base)) return false;
  const bits = length ?? addressBits(familyOf(base));
  return networkOf(address, bits) === networkOf(base, bits);
}

/** Routes of one table in the order in which they are tried, each with what became of it. */
function judge(question: Question, routes: readonly IpRoute[], rule: Selectors, links: readonly IpLink[]): Candidate[] {
  const result: Candidate[] = [];
  let winner: { readonly route: IpRoute; readonly prefix: Destination } | undefined;
  let ended = false;
  for (const route of inOrder(routes)) {
    const prefix = destinationOf(route);
    const contains = prefix.address === undefined || within(question.to, formatAddress(prefix.address), prefix.length);
    if (!contains) result.push({ route, fate: 'idle', reason: `does not contain ${question.to}` });
    else if (winner) result.push({ route, fate: 'idle', reason: prefix.length < winner.prefix.length ? `shorter than /${winner.prefix.length}` : (route.metric ?? 0) > (winner.route.metric ?? 0) ? 'higher metric' : 'the same, and comes later' });
    else if (ended) result.push({ route, fate: 'idle', reason: 'not tried any more' });
    else {
      const lost = lossOf(route, prefix, question, rule, links);
      if (lost === '') winner = { route, prefix };
      ended ||= route.type === 'throw';
      const error = routeError(route.type);
      result.push(lost !== '' ? { route, fate: 'lost', reason: lost } : error === undefined ? { route, fate: 'won', reason: winnerReason(route, question) } : { route, fate: 'refused', reason: `longest match, and it says ${route.type}: ${error}` });
    }
  }
  return result;
}

function winnerReason(route: IpRoute, { oif }: Question): string {
  return `chosen: longest match${oif === undefined || route.dev !== oif ? '' : ` that leaves by ${oif}`}`;
}

/** Why a route that contains the destination is passed over; '' where it isn't. */
function lossOf(route: IpRoute, prefix: Destination, { oif, tos = 0 }: Question, rule: Selectors, links: readonly IpLink[]): string {
  if (route.type === 'throw') return 'throw: on to the next rule';
  if (tosOf(route) !== 0 && tosOf(route) !== tos) return `only for type of service ${route.tos}`;
  // fib_table_lookup() asks for the type's error before it looks at any way, and no rule suppresses that.
  if (routeError(route.type) !== undefined) return '';
  const ways = route.nexthops ?? [{ dev: route.dev, flags: route.flags }];
  const usable = ways.filter(({ flags }) => !flags.includes('dead') && !route.flags.includes('dead'));
  if (usable.length === 0) return ways.some(({ flags }) => flags.includes('linkdown')) || route.flags.includes('linkdown') ? 'linkdown, and such routes are ignored' : 'dead: its interface is down';
  const bound = links.find(({ ifname }) => ifname === oif);
  if (oif !== undefined && bound?.linkinfo?.info_kind !== 'vrf' && !usable.some(({ dev }) => dev === oif)) {
    return `the socket is bound to ${oif}, this route leaves by ${usable.map(({ dev }) => dev).join(' or ')}`;
  }
  if (rule.suppress_prefixlen !== undefined && prefix.length <= rule.suppress_prefixlen) return `suppressed: no longer than /${rule.suppress_prefixlen}`;
  return '';
}

/** Whether the route that won is the entry that the kernel names for the same question. */
export function agrees(steps: readonly Step[], entry: IpRoute): boolean {
  const won = steps.flatMap(({ candidates }) => candidates).find(({ fate }) => fate === 'won')?.route;
  const facts = ({ type = 'unicast', dst, dev, gateway, metric, table = 'main', nexthops }: IpRoute): string =>
    JSON.stringify([type, dst, table, metric ?? 0, nexthops ? nexthops.map(hop => [hop.dev, hop.gateway]) : [dev, gateway]]);
  return won !== undefined && facts(won) === facts(entry);
}
