import { Args } from '../args';
import type { Ip } from '../context';
import { duplicateOrGarbage, wrongArgument } from '../errors';
import { linkUsage } from '../help/link';
import { linkKindUsage } from '../help/link-kinds';
import { matches } from '../matches';
import { KINDS } from './kinds';

/** Kinds with counters of their own, and the words that choose among these. */
const SUITES: Readonly<Record<string, readonly string[]>> = { bridge: ['mcast', 'stp'], bond: ['802.3ad', 'lacp'] };

/** `ip link xstats` (ip/iplink_xstats.c). The counters themselves aren't simulated: where no device has any, nothing is what Linux prints. */
export function showXstats(ip: Ip, words: readonly string[]): number {
  const args = new Args(words);
  const { word } = args;
  if (word === undefined) return ip.fail('xstats: missing argument');
  if (matches(word, 'help') && !matches(word, 'type')) {
    ip.out('Usage: ... xstats type TYPE [ ARGS ]\n');
    return 0;
  }
  if (!matches(word, 'type')) throw wrongArgument(word, 'unknown argument');
  const kind = args.next();
  if (!KINDS.has(kind) && !(kind in linkKindUsage)) throw wrongArgument(kind, 'invalid type');
  const counting = kind.replace(/_slave$/, '');
  const suites = SUITES[counting];
  if (!suites) return ip.fail(`xstats: link type ${kind} doesn't support xstats`);
  for (args.advance(); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') ip.deviceIndexOrFail(args.next());
    else if (!suites.includes(args.word)) throw wrongArgument(args.word, 'unknown attribute');
  }
  if (ip.dump('RTM_GETLINK').some(link => link.kind === counting)) ip.unsupported(`ip link xstats type ${kind}`);
  ip.print.begin();
  ip.print.end();
  return 0;
}

/** `ip link afstats` (ip/iplink.c): counters of MPLS, which no device here carries. */
export function showAfstats(ip: Ip, words: readonly string[]): number {
  let dev: string | undefined;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') {
      const name = args.next();
      if (dev !== undefined) throw duplicateOrGarbage('dev', name);
      dev = name;
    } else if (matches(args.word, 'help')) return ip.usage(linkUsage);
    else return ip.quit(`Command "${args.word}" is unknown, try "ip link help".`);
  }
  if (dev !== undefined && ip.deviceIndex(dev) === 0) {
    ip.err(`Device "${dev}" does not exist.\n`);
    return 0;
  }
  ip.print.begin();
  ip.print.end();
  return 0;
}
