import { AF_UNSPEC, contains, IFF, type AddrMessage, type LinkMessage } from '../../../stack';
import type { Shape } from '../../shape';
import type { Ip } from '../context';
import { device, group, text, vrf } from '../arguments';
import { duplicateOrGarbage, wrongArgument } from '../errors';
import { flag, option, special, type Grammar, type Keyword } from '../grammar';
import { inetPrefix, type InetPrefix } from '../inet';
import { addressUsage } from '../help/address';
import { flagFilter } from './flags';
import { fnmatch } from './fnmatch';

/** What `ip address show` and `ip link show` are asked to show. */
export interface Filter {
  family: number;
  dev?: string;
  to?: InetPrefix;
  scope?: number;
  up: boolean;
  flags: number;
  flagMask: number;
  label?: string;
  group?: number;
  /** an ifindex, or `none` */
  master?: number | 'none';
  kind?: string;
  slaveKind?: string;
}

export function newFilter(family: number): Filter {
  return { family, up: false, flags: 0, flagMask: 0 };
}

function setFlag(filter: Filter, word: string): void {
  const { mask, wanted } = flagFilter(word)!;
  filter.flags = wanted ? filter.flags | mask : filter.flags & ~mask;
  filter.flagMask |= mask;
}

/** Flags are words of their own, with or without a minus sign, and none may be abbreviated. */
const FLAG_WORDS = ['permanent', 'dynamic', 'secondary', 'primary', 'tentative', 'deprecated', 'dadfailed', 'temporary', 'home', 'nodad', 'optimistic', 'mngtmpaddr', 'noprefixroute', 'autojoin', 'stable-privacy'];

const keywords: readonly Keyword<Filter>[] = [
  special('to', [{ kind: 'PREFIX' }], (args, filter) => {
    filter.to = inetPrefix(args.next(), filter.family);
    if (filter.family === AF_UNSPEC) filter.family = filter.to.family;
  }),
  special('scope', [{ kind: 'SCOPE' }], (args, filter, ip) => {
    const word = args.next();
    const scope = ip.names.number('rt_scopes', word);
    if (scope === undefined && word !== 'all') throw wrongArgument(word, 'invalid "scope"\n');
    filter.scope = scope;
  }),
  flag('up', filter => { filter.up = true; }),
  flag(FLAG_WORDS.flatMap(word => [word, `-${word}`]).join(' '), (filter, _, word) => setFlag(filter, word)),
  option('label', text('LABEL'), { set: (filter, value) => { filter.label = value; } }),
  option('group', group, { set: (filter, value) => { filter.group = value; } }),
  option('master', device, { wrong: 'Device does not exist\n', set: (filter, value) => { filter.master = value; } }),
  option('vrf', vrf, { wrong: 'Not a valid VRF name\n', set: (filter, value) => { filter.master = value; } }),
  flag('nomaster', filter => { filter.master = 'none'; }),
  option('type', text('LINK-TYPE'), {
    set: (filter, value) => {
      if (value.endsWith('_slave')) filter.slaveKind = value.slice(0, -'_slave'.length);
      else filter.kind = value;
    },
  }),
];

export function filterGrammar(usage: string = addressUsage): Grammar<Filter> {
  return {
    keywords, usage,
    positional: {
      lead: 'dev', kind: 'DEVICE', help: 'without-lead',
      take: (word, filter) => {
        if (filter.dev !== undefined) throw duplicateOrGarbage('dev', word);
        filter.dev = word;
      },
    },
  };
}

/** What of a filter is about links, as `ip link help` has it: `ip link show` reads all of it, but the rest means nothing there. */
export function linkFilterShape(): Shape {
  const about = new Set(['group', 'up', 'master', 'vrf', 'type', 'nomaster']);
  const { positional } = filterGrammar();
  return { keywords: keywords.filter(({ words: [word] }) => about.has(word!.text)), ...(positional && { positional }) };
}

/** Whether the filter's words about addresses accept one. */
export function acceptsAddress(filter: Filter, addr: AddrMessage, ip: Ip): boolean {
  return (filter.family === AF_UNSPEC || filter.family === addr.family)
    && (filter.scope === undefined || filter.scope === addr.scope)
    && ((filter.flags ^ addr.flags) & filter.flagMask) === 0
    && (filter.label === undefined || fnmatch(filter.label, addr.label ?? ip.deviceName(addr.index)))
    && (filter.to === undefined || filter.to.length === 0 || contains(filter.to, addr.local));
}

/** Whether a link passes; those that the kernel itself leaves out of a dump are `left-out`. */
export function judgeLink(filter: Filter, link: LinkMessage, knowsKind: (kind: string) => boolean, ofInet6 = false): 'shown' | 'hidden' | 'left-out' {
  const { master, kind, slaveKind } = filter;
  // A dump of IPv6's links tells of no master, kind or group, and the kernel filters none of it.
  if (ofInet6) return kind !== undefined || slaveKind !== undefined || typeof master === 'number' || (filter.up && (link.flags & IFF.UP) === 0) ? 'hidden' : 'shown';
  if (master === 'none' ? link.master !== undefined : master !== undefined && link.master !== master) return 'left-out';
  if (kind !== undefined && link.kind !== kind) return knowsKind(kind) ? 'left-out' : 'hidden';
  if (filter.up && (link.flags & IFF.UP) === 0) return 'hidden';
  if (filter.group !== undefined && link.group !== filter.group) return 'hidden';
  return slaveKind !== undefined && link.slaveKind !== slaveKind ? 'hidden' : 'shown';
}
