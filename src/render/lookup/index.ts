import type { IpLink, IpRoute, IpRule } from '../../backend/snapshot';
import type { Drawing } from '../drawing';
import { agrees, decide } from './decide';
import { drawLookup } from './draw';
import { questionOf } from './question';

/** What `ip route get` answered, and what the same moment's rules and tables were. */
export interface Lookup {
  /** the words behind `get` */
  readonly words: readonly string[];
  /** the entry that the kernel found (`fibmatch`), then `ip rule`, `ip route show table all` and `ip link`: iproute2's JSON */
  readonly rows: readonly [entry: readonly IpRoute[], rules: readonly IpRule[], routes: readonly IpRoute[], links: readonly IpLink[]];
}

/**
 * A route lookup as a decision, reconstructed from rules and tables.
 * @returns undefined where the reconstruction doesn't come to the entry that the kernel itself names: no picture is better than a wrong one
 */
export function drawingOfLookup({ words, rows: [entry, rules, routes, links] }: Lookup): Drawing | undefined {
  const question = questionOf(words);
  const steps = question && decide(question, { rules, routes, links });
  return steps && entry[0] && agrees(steps, entry[0]) ? drawLookup(`ip route get ${words.join(' ')}`, steps) : undefined;
}
