import type { IpLink, IpRoute, IpRule } from '../../backend/snapshot';
import type { Drawing } from '../drawing';
import { agrees, decide, type Step } from './decide';
import { drawLookup, type Ending } from './draw';
import { type Question, questionOf } from './question';
import { complaintOf } from './refusal';

/** What `ip route get` answered, and what the same moment's rules and tables were. */
export interface Lookup {
  /** the words behind `get` */
  readonly words: readonly string[];
  /** the entry that the kernel found (`fibmatch`), none where it found none; then `ip rule`, `ip route show table all` and `ip link`: iproute2's JSON */
  readonly rows: readonly [entry: readonly IpRoute[], rules: readonly IpRule[], routes: readonly IpRoute[], links: readonly IpLink[]];
}

/**
 * A route lookup as a decision, reconstructed from rules and tables.
 * @param printed all that the command itself wrote, on standard output and standard error
 * @returns undefined where the reconstruction doesn't come to what the kernel itself answers: no picture is better than a wrong one
 */
export function drawingOfLookup({ words, rows: [[entry], rules, routes, links] }: Lookup, printed: string): Drawing | undefined {
  const question = questionOf(words);
  const steps = question && decide(question, { rules, routes, links });
  const endings = steps && (entry ? (agrees(steps, entry) ? [] : undefined) : endingsOf(steps, question, printed));
  return endings && drawLookup(`ip route get ${words.join(' ')}`, steps!, endings);
}

/** A last line for a lookup that came to no route, or none where a route or a rule tells it; undefined where the kernel says something else. */
function endingsOf(steps: readonly Step[], { to, oif }: Question, printed: string): Ending[] | undefined {
  const complaint = complaintOf(steps);
  const refused = steps.at(-1)?.refusing !== undefined || steps.some(({ candidates }) => candidates.some(({ fate }) => fate === 'refused'));
  if (complaint !== undefined && printed === complaint) return refused ? [] : [{ fate: 'refused', reason: `no rule led to a route: ${complaint.replace(/^.*: /, '').trimEnd()}` }];
  // ip_route_output_key_hash_rcu() of net/ipv4/route.c: what a socket is bound to goes before what the tables say.
  const bound = complaint !== undefined && oif !== undefined && printed.startsWith(`${to} dev ${oif} `);
  return bound ? [{ fate: 'won', reason: `no route by ${oif} was found, so Linux takes ${to} to be on its link` }] : undefined;
}
