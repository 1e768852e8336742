import { AF_INET, AF_INET6, AF_UNSPEC, NTF, NUD, RtnetlinkError, networkOf, strerror, type DumpFilter, type NeighMessage } from '../../../stack';
import { Args } from '../args';
import { device, text, vrf } from '../arguments';
import { kernelError, type Ip } from '../context';
import { wrongArgument } from '../errors';
import { Failed } from '../failure';
import { flag, option, parse, special, type Grammar } from '../grammar';
import { neighUsage } from '../help/neigh';
import { inetPrefix, type InetPrefix } from '../inet';
import { printNeigh } from './print';
import { NUD_WORDS, nudState } from './states';

const MAX_ROUNDS = 10;
/** stands for NUD_NONE in a filter */
const NONE = 0x100;
const ALL = ~0;

/** What `ip neigh show` and `flush` are asked for. */
interface Filter {
  family: number;
  readonly flush: boolean;
  dev?: string;
  index: number;
  /** NUD_*, or'ed */
  state: number;
  stateGiven: boolean;
  /** an ifindex, or `none` */
  master?: number | 'none';
  unused: boolean;
  proxy: boolean;
  protocol?: number;
  to?: InetPrefix;
}

export const neighbourFilterGrammar: Grammar<Filter> = {
  usage: neighUsage,
  keywords: [
    option('dev', text('DEVICE'), { once: 'dev', set: (filter: Filter, word) => { filter.dev = word; } }),
    option('master', device, { wrong: 'Device does not exist\n', set: (filter: Filter, index) => { filter.master = index; } }),
    option('vrf', vrf, { wrong: 'Not a valid VRF name\n', set: (filter: Filter, index) => { filter.master = index; } }),
    flag('nomaster', (filter: Filter) => { filter.master = 'none'; }),
    flag('unused', (filter: Filter) => { filter.unused = true; }),
    special('nud', [{ kind: 'STATE', choices: [...NUD_WORDS, 'all'] }], (args, filter: Filter) => {
      const word = args.next();
      if (!filter.stateGiven) filter.state = 0;
      filter.stateGiven = true;
      const state = nudState(word) ?? (word === 'all' ? (filter.flush ? ALL & ~NUD.NOARP : ALL) : undefined);
      if (state === undefined) throw wrongArgument(word, 'nud state is bad');
      filter.state |= state === 0 ? NONE : state;
    }),
    flag('proxy', (filter: Filter) => { filter.proxy = true; }),
    special('protocol*', [{ kind: 'PROTO' }], (args, filter, ip) => {
      const word = args.next();
      filter.protocol = ip.names.number('rt_protos', word);
      if (filter.protocol === undefined && word !== 'all') throw wrongArgument(word, 'invalid "protocol"\n');
    }),
  ],
  positional: {
    lead: 'to', kind: 'PREFIX', help: 'after',
    take: (word, filter) => {
      filter.to = inetPrefix(word, filter.family);
      if (filter.family === AF_UNSPEC) filter.family = filter.to.family;
    },
  },
};

function read(ip: Ip, args: readonly string[], flush: boolean): Filter {
  const state = flush ? ALL & ~(NUD.PERMANENT | NUD.NOARP) : 0xff & ~NUD.NOARP;
  const filter: Filter = { family: ip.family, flush, index: 0, state, stateGiven: false, unused: false, proxy: false };
  parse(neighbourFilterGrammar, new Args(args), filter, ip);
  if (filter.dev !== undefined) filter.index = ip.deviceIndexOrFail(filter.dev);
  return filter;
}

function inMaster(ip: Ip, filter: Filter, index: number): boolean {
  if (filter.master === undefined) return true;
  const master = ip.link({ index })?.master;
  return filter.master === 'none' ? !master : master === filter.master;
}

function inPrefix({ to }: Filter, { dst }: NeighMessage): boolean {
  if (!to || to.family === AF_UNSPEC || to.length === 0) return true;
  return typeof dst === typeof to.address && networkOf(dst, to.length) === networkOf(to.address, to.length);
}

function accepts(ip: Ip, filter: Filter, neigh: NeighMessage): boolean {
  const byState = (filter.state & neigh.state) !== 0 || (neigh.flags & (NTF.PROXY | NTF.EXT_LEARNED)) !== 0 || (neigh.state === 0 && (filter.state & NONE) !== 0);
  return byState && (filter.family === AF_UNSPEC || filter.family === neigh.family) && (filter.index === 0 || filter.index === neigh.index)
    && inMaster(ip, filter, neigh.index) && inPrefix(filter, neigh)
    && (!filter.protocol || filter.protocol === (neigh.protocol ?? 0)) && (!filter.unused || neigh.cacheinfo.refcnt === 0);
}

function dumpFilter({ family, index, proxy }: Filter): DumpFilter {
  return { ...((family === AF_INET || family === AF_INET6) && { family }), ...(index !== 0 && { index }), ...(proxy && { proxy }) };
}

/** `ip neigh show`. */
export function showNeighbours(ip: Ip, args: readonly string[]): number {
  const filter = read(ip, args, false);
  const found = ip.dump('RTM_GETNEIGH', dumpFilter(filter), 1);
  ip.print.begin();
  for (const neigh of found) {
    if (accepts(ip, filter, neigh)) printNeigh(ip, neigh, { dev: filter.index === 0 });
  }
  ip.print.end();
  return 0;
}

/** `ip neigh flush`: deletes what the filter finds, round after round; entries in use stay as FAILED, which later rounds pass over. */
export function flushNeighbours(ip: Ip, args: readonly string[]): number {
  if (args.length === 0) ip.fail('Flush requires arguments.');
  const filter = read(ip, args, true);
  const { stats } = ip.options;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = dumpToFlush(ip, filter).filter(neigh => accepts(ip, filter, neigh));
    if (found.length === 0) {
      if (stats > 0) ip.out(round === 0 ? 'Nothing to flush.\n' : `*** Flush is complete after ${round} round${round > 1 ? 's' : ''} ***\n`);
      return 0;
    }
    for (const neigh of found) {
      if (stats > 1) printNeigh(ip, neigh, { dev: filter.index === 0 });
      remove(ip, neigh);
    }
    if (stats > 0) ip.out(`\n*** Round ${round + 1}, deleting ${found.length} entries ***\n`);
    filter.state &= ~NUD.FAILED;
  }
  ip.out(`*** Flush not complete bailing out after ${MAX_ROUNDS} rounds\n`);
  return 255;
}

function dumpToFlush(ip: Ip, filter: Filter): NeighMessage[] {
  try {
    return ip.netns.rtnetlink.dump('RTM_GETNEIGH', dumpFilter(filter));
  } catch (error) {
    if (error instanceof RtnetlinkError) throw new Failed(`${kernelError(error)}Flush terminated\n`, 1);
    throw error;
  }
}

function remove(ip: Ip, { family, index, dst, flags }: NeighMessage): void {
  try {
    ip.netns.rtnetlink.request({ type: 'RTM_DELNEIGH', family, index, dst, flags });
  } catch (error) {
    if (error instanceof RtnetlinkError) throw new Failed(`Failed to send flush request: ${strerror(error.errno)}\n`, 1);
    throw error;
  }
}
