import { AF_INET, addressBits, type IpAddress, type RouteMessage } from '../../../stack';
import { Args } from '../args';
import { number, text, vrf } from '../arguments';
import type { Ip } from '../context';
import { flag, option, parse, special, type Grammar, type Keyword } from '../grammar';
import { routeUsage } from '../help/route';
import type { InetPrefix } from '../inet';
import { matches } from '../matches';
import { protocolNumber } from '../protocols';
import { dsfield, routeFamily, takePrefix, zeroOf } from './arguments';
import { newRouteFilter } from './filter';
import { RoutePrinter } from './print';

/** What `ip route get` asks for. */
interface Question {
  family: number;
  to?: InetPrefix;
  from?: InetPrefix;
  iif?: string;
  oif?: string;
  mark?: number;
  tos?: number;
  uid?: number;
  ipproto?: number;
  sport?: number;
  dport?: number;
  fibMatch: boolean;
  notify: boolean;
  connected: boolean;
}

function takeDestination(word: string, question: Question, ip: Ip): void {
  if (matches(word, 'help')) ip.usage(routeUsage);
  question.to = takePrefix(question, word);
  const bits = question.family === 2 ? 32 : question.family === 10 ? 128 : question.to.length;
  if (question.to.length !== bits) ip.err(`Warning: /${question.to.length} as prefix is invalid, only /${bits} (or none) is supported.\n`);
}

const unsupported = (notation: string): Keyword<Question> =>
  special(notation, [], (args, _, ip) => ip.unsupported(`ip route get ${args.word!}`));

export const questionGrammar: Grammar<Question> = {
  usage: routeUsage,
  keywords: [
    option('tos dsfield*', dsfield, { wrong: 'TOS value is invalid\n', set: (question: Question, value) => { question.tos = value; } }),
    special('from*', [{ kind: 'ADDRESS' }], (args, question, ip) => {
      const word = args.next();
      if (matches(word, 'help')) ip.usage(routeUsage);
      question.from = takePrefix(question, word);
    }),
    option('iif*', text('DEVICE'), { set: (question: Question, word) => { question.iif = word; } }),
    option('mark*', number('NUMBER'), { wrong: 'invalid mark value', set: (question: Question, value) => { question.mark = value; } }),
    option('oif* dev', text('DEVICE'), { set: (question: Question, word) => { question.oif = word; } }),
    flag('notify*', (question: Question) => { question.notify = true; }),
    flag('connected*', (question: Question) => { question.connected = true; }),
    option('vrf*', vrf, { wrong: 'Invalid VRF\n', set: (question: Question, _, __, word) => { question.oif = word; } }),
    option('uid*', number('NUMBER'), { wrong: 'invalid UID\n', set: (question: Question, value) => { question.uid = value; } }),
    flag('fibmatch*', (question: Question) => { question.fibMatch = true; }),
    unsupported('as'),
    option('sport*', number('NUMBER', 0xffff), { wrong: 'invalid sport\n', set: (question: Question, value) => { question.sport = value; } }),
    option('dport*', number('NUMBER', 0xffff), { wrong: 'invalid dport\n', set: (question: Question, value) => { question.dport = value; } }),
    option('ipproto*', { kind: 'PROTOCOL', parse: protocolNumber }, { wrong: 'Invalid "ipproto" value\n', set: (question: Question, value) => { question.ipproto = value; } }),
  ],
  positional: { lead: 'to', kind: 'ADDRESS', help: 'never', take: takeDestination },
};

/** `ip route get`: asks the kernel which way a packet would go. */
export function getRoute(ip: Ip, args: readonly string[]): number {
  const question: Question = { family: ip.family, fibMatch: false, notify: false, connected: false };
  parse(questionGrammar, new Args(args), question, ip);
  const { to, from } = question;
  if (!to) return ip.fail('need at least a destination address');
  const iif = question.iif === undefined ? undefined : ip.deviceIndexOrFail(question.iif);
  const oif = question.oif === undefined ? undefined : ip.deviceIndexOrFail(question.oif);
  const family = routeFamily(ip, question.family);
  if (from?.hasAddress && from.length !== addressBits(family)) {
    ip.fail(`Error: ${family === AF_INET ? 'ipv4: Invalid values in header for route get request' : 'ipv6: Invalid values in header for get route request'}.`, 2);
  }
  const address = (prefix: InetPrefix): IpAddress => prefix.hasAddress ? prefix.address : zeroOf(family);
  const answer: RouteMessage = ip.talk(() => ip.netns.rtnetlink.getRoute({
    type: 'RTM_GETROUTE', family, dst: { address: address(to), length: to.family === family ? addressBits(family) : 0 },
    ...(from?.hasAddress && { src: address(from) }),
    ...(iif !== undefined && { iif }), ...(oif !== undefined && { oif }),
    ...(question.tos !== undefined && { tos: question.tos }),
    ...(question.mark && { mark: question.mark }),
    ...((question.uid !== undefined || iif === undefined) && { uid: question.uid ?? ip.process.uid }),
    ...(question.ipproto !== undefined && { ipproto: question.ipproto }),
    ...(question.sport !== undefined && { sport: question.sport }), ...(question.dport !== undefined && { dport: question.dport }),
    ...(question.fibMatch && { fibMatch: true }), ...(question.notify && { notify: true }),
  }));
  ip.print.begin();
  const printer = new RoutePrinter(ip, { ...newRouteFilter(ip.family, 0), cloned: 'any' });
  printer.route(answer);
  if (question.connected && !from) {
    // ip asks again, now with the source that it got; its request has stayed what it was
    if (ip.options.json) ip.unsupported('ip -json route get connected');
    if (answer.prefsrc === undefined && answer.src === undefined) ip.fail('Failed to connect the route', 255);
    printer.route(answer);
  }
  ip.print.end();
  return 0;
}
