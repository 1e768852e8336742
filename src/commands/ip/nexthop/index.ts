import { RTNH_F, RtnetlinkError, type CreateFlags, type IpAddress, type NexthopGroupEntry, type NexthopMessage } from '../../../stack';
import { Args } from '../args';
import { device, vrf } from '../arguments';
import type { Ip } from '../context';
import { wrongArgument } from '../errors';
import { flag, option, parse, special, type Argument, type Grammar } from '../grammar';
import { nexthopUsage } from '../help/nexthop';
import { familyNumber, inetAddress } from '../inet';
import { unsigned } from '../numbers';
import type { Command } from '../objects';
import { words } from '../matches';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { accepts, DEFAULT_FAMILY, printNexthop, type NexthopFilter } from './print';

interface Wanted {
  family: number;
  id?: number;
  oif?: number;
  gateway?: IpAddress;
  blackhole?: boolean;
  flags: number;
  group?: readonly NexthopGroupEntry[];
  protocol: number;
}

const id: Argument<number> = { kind: 'ID', parse: text => unsigned(text) };

/** `1/2,3`: ids with their weights. */
function readGroup(text: string): NexthopGroupEntry[] {
  return text.split('/').map(part => {
    const [name = '', weight] = part.split(',');
    const member = unsigned(name);
    if (member === undefined) throw wrongArgument(text.split(/[/,]/)[0]!, '"group" value is invalid\n');
    const count = weight === undefined ? 1 : unsigned(weight);
    if (!count || count > 256) throw wrongArgument(weight!, '"weight" is invalid\n');
    return { id: member, weight: count };
  });
}

const unknown = (word: string): never => {
  throw wrongArgument(word, '');
};

const wantedGrammar: Grammar<Wanted> = {
  usage: nexthopUsage,
  keywords: [
    option('id', id, { wrong: 'invalid id value', set: (wanted: Wanted, value) => { wanted.id = value; } }),
    option('dev', device, { wrong: 'Device does not exist\n', set: (wanted: Wanted, index) => {
      wanted.oif = index;
      wanted.family ||= DEFAULT_FAMILY;
    } }),
    special('via', [{ kind: 'ADDRESS' }], (args, wanted) => {
      const named = familyNumber(args.next());
      if (named) args.next();
      const address = inetAddress(args.word!, named || wanted.family);
      wanted.family ||= address.family;
      if (wanted.family !== address.family) throw wrongArgument(args.word!, 'address family mismatch\n');
      wanted.gateway = address.address;
    }),
    special('encap', [], (_, __, ip) => ip.unsupported('ip nexthop encap')),
    flag('blackhole', (wanted: Wanted) => {
      wanted.blackhole = true;
      wanted.family ||= DEFAULT_FAMILY;
    }),
    special('fdb', [], (_, __, ip) => ip.unsupported('ip nexthop fdb')),
    flag('onlink', (wanted: Wanted) => { wanted.flags |= RTNH_F.ONLINK; }),
    special('group', [{ kind: 'GROUP' }], (args, wanted) => { wanted.group = readGroup(args.next()); }),
    special('type', [{ kind: 'TYPE', choices: ['mpath', 'resilient'] }], (args, _, ip) => {
      const word = args.next();
      if (word === 'resilient') ip.unsupported('ip nexthop type resilient');
      if (word !== 'mpath') throw wrongArgument(word, '"type" value is invalid\n');
    }),
    option('protocol*', { kind: 'PROTOCOL', parse: (text, ip) => ip.names.number('rt_protos', text) }, {
      wrong: '"protocol" value is invalid\n', set: (wanted: Wanted, value) => { wanted.protocol = value; },
    }),
    special('help', [], (_, __, ip) => ip.usage(nexthopUsage)),
  ],
  positional: { kind: '', help: 'never', take: unknown },
};

function read(ip: Ip, words: readonly string[]): Wanted {
  const wanted: Wanted = { family: ip.family, flags: 0, protocol: 0 };
  parse(wantedGrammar, new Args(words), wanted, ip);
  return wanted;
}

const modify = (how: CreateFlags): Command => (ip, words) => {
  const { family, ...rest } = read(ip, words);
  ip.request({ type: 'RTM_NEWNEXTHOP', ...how, ...rest, nhFamily: family });
  return 0;
};

const remove: Command = (ip, words) => {
  ip.request({ type: 'RTM_DELNEXTHOP', id: read(ip, words).id });
  return 0;
};

function find(ip: Ip, wanted: number, code = 2): NexthopMessage {
  const found = ip.dump('RTM_GETNEXTHOP').find(object => object.id === wanted);
  return found ?? ip.fail(`RTNETLINK answers: ${new RtnetlinkError('ENOENT').message}`, code);
}

const filterGrammar: Grammar<NexthopFilter> = {
  usage: nexthopUsage,
  keywords: [
    option('dev*', device, { wrong: 'Device does not exist\n', set: (filter: NexthopFilter, index) => { filter.dev = index; } }),
    flag('groups*', (filter: NexthopFilter) => { filter.groups = true; }),
    option('master*', device, { wrong: 'Device does not exist\n', set: (filter: NexthopFilter, index) => { filter.master = index; } }),
    option('vrf*', vrf, { wrong: 'Invalid VRF\n', set: (filter: NexthopFilter, index) => { filter.master = index; } }),
    option('id', id, { wrong: 'invalid id value', last: true, set: (filter: NexthopFilter, value) => { filter.id = value; } }),
    option('protocol*', { kind: 'PROTOCOL', parse: text => unsigned(text) }, { wrong: 'invalid protocol value', set: (filter: NexthopFilter, value) => { filter.protocol = value; } }),
    special('fdb*', [], (_, __, ip) => ip.unsupported('ip nexthop fdb')),
    special('help*', [], (_, __, ip) => ip.usage(nexthopUsage)),
  ],
  positional: { kind: '', help: 'never', take: unknown },
};

function readFilter(ip: Ip, words: readonly string[]): NexthopFilter {
  const filter: NexthopFilter = { family: ip.family };
  parse(filterGrammar, new Args(words), filter, ip);
  return filter;
}

function show(ip: Ip, objects: readonly NexthopMessage[]): number {
  ip.print.begin();
  for (const object of objects) {
    printNexthop(ip, object);
    ip.print.text('\n');
  }
  ip.print.end();
  return 0;
}

const list: Command = (ip, words) => {
  const filter = readFilter(ip, words);
  if (filter.id !== undefined) return show(ip, [find(ip, filter.id)]);
  return show(ip, ip.dump('RTM_GETNEXTHOP').filter(object => accepts(ip, filter, object)));
};

const get: Command = (ip, words) => {
  let wanted = 0;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    if (args.word !== 'id') ip.usage(nexthopUsage);
    const text = args.next();
    wanted = unsigned(text) ?? (() => { throw wrongArgument(text, 'invalid id value'); })();
  }
  return wanted === 0 ? ip.usage(nexthopUsage) : show(ip, [find(ip, wanted)]);
};

/** Groups go first, where all are to go: what they held would take them along uncounted. */
const flush: Command = (ip, words) => {
  const filter = readFilter(ip, words);
  if (filter.id !== undefined) {
    const { id: wanted } = find(ip, filter.id, 1);
    ip.request({ type: 'RTM_DELNEXTHOP', id: wanted });
    return 0;
  }
  let flushed = 0;
  for (const groups of words.length === 0 ? [true, false] : [filter.groups ?? false]) {
    for (const object of ip.dump('RTM_GETNEXTHOP').filter(each => accepts(ip, { ...filter, groups }, each))) {
      ip.request({ type: 'RTM_DELNEXTHOP', id: object.id });
      flushed++;
    }
  }
  ip.out(flushed === 0 ? 'Nothing to flush\n' : `Flushed ${flushed} nexthops\n`);
  return 0;
};

/** Buckets are of resilient groups only, of which there are none. */
const bucket: Command = (ip, words) => {
  if (words.length > 0 && words[0] !== 'list' && words[0] !== 'show') ip.unsupported(`ip nexthop bucket ${words[0]}`);
  return show(ip, []);
};

/** `ip nexthop` (ip/ipnexthop.c). */
export const nexthopObject = commandTable('nexthop', [
  subcommand('add*', modify({ create: true, excl: true }), wantedGrammar),
  subcommand('replace*', modify({ create: true, replace: true }), wantedGrammar),
  subcommand('delete*', remove, wantedGrammar),
  subcommand('list* show* lst*', list, filterGrammar),
  subcommand('get*', get, { keywords: [{ words: words('id'), takes: [{ kind: 'ID' }] }] }),
  subcommand('flush*', flush, filterGrammar),
  subcommand('bucket*', bucket),
  subcommand('help*', usageCommand(nexthopUsage)),
], list);
