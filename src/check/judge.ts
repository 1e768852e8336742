import { suggest } from '../lab/suggest';
import type { Finding } from './form';
import { CheckError } from './read';
import type { CheckLine } from './read';
import type { World } from './world';

/** How a check line came out. */
export interface Verdict {
  readonly text: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly found: string;
  readonly hint?: string;
}

/**
 * Judges lines one after the other; all see the same snapshot, taken before the first ping.
 * @param home the host that lines without `on host` speak of
 * @throws {CheckError} for a host that the lab doesn't have, before anything runs
 */
export async function judge(lines: readonly CheckLine[], world: World, home: string): Promise<Verdict[]> {
  const hosts = world.snapshot.hosts.map(({ name }) => name);
  const strangers = lines.flatMap(({ line, text, sentence }) => {
    const host = sentence.slots.get('HOST') ?? home;
    return hosts.includes(host) ? [] : [`line ${line}, ${text}: no host ${JSON.stringify(host)}; ${suggest(host, hosts)}`];
  });
  if (strangers.length > 0) throw new CheckError(strangers.join('\n'));
  const verdicts: Verdict[] = [];
  for (const line of lines) verdicts.push(await judgeLine(line, world, home));
  return verdicts;
}

async function judgeLine({ text, sentence, hint }: CheckLine, world: World, home: string): Promise<Verdict> {
  const { form, slots, words } = sentence;
  const negated = words.has('not') || words.has('no');
  const host = slots.get('HOST') ?? home;
  const name = slots.get('PLACE') ?? null;
  const netns = world.snapshot.hosts.find((one) => one.name === host)!.netns.find((one) => one.name === name);
  const finding: Finding = netns
    ? await form.judge({ world, host, name, netns }, (slot) => slots.get(slot), (word) => words.has(word))
    : { holds: false, missing: true, expected: `a namespace ${name}`, found: `no namespace ${name}` };
  return {
    text,
    holds: finding.missing ? false : finding.holds !== negated,
    expected: negated && !finding.missing ? `not ${finding.expected}` : finding.expected,
    found: finding.found,
    ...(hint !== undefined && { hint }),
  };
}
