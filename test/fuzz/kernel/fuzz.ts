/**
 * `npm run fuzz:kernel -- [--runs N] [--seed S] [--only WEAPON]`: throws that many malformed and hostile messages and cells at kernels, in this process and over ZeroMQ. After each
 * batch the kernel has to answer, the network to be as it was, memory and handles not to have grown. Prints what went wrong, and at which attack.
 */
import { parseArgs } from 'node:util';
import { WEAPONS, attack, attacksOf, describeAttack } from './campaign';
import { Inside } from './inside';
import { Served } from './served';
import type { Attack } from './campaign';
import type { Footprint, Subject } from './subject';

type Start = () => Promise<Subject>;

/** Shares of all runs. */
const CAMPAIGNS: readonly { readonly name: string; readonly start: Start; readonly weapon: keyof typeof WEAPONS; readonly share: number }[] = [
  { name: 'messages in this process', start: async () => new Inside(), weapon: 'messages', share: 0.53 },
  { name: 'messages over ZeroMQ', start: Served.start, weapon: 'messages', share: 0.3 },
  { name: 'cells that spare the network', start: Served.start, weapon: 'quiet', share: 0.12 },
  { name: 'cells that spare nothing', start: Served.start, weapon: 'wild', share: 0.049 },
  { name: 'TypeScript cells', start: Served.start, weapon: 'typescript', share: 0.001 },
];

/** ms that an attack may take before it is shown as slow, and between two lines of progress. */
const [SLOW_MS, PROGRESS_MS] = [2000, 15_000];

/** Octets that a kernel's memory may have grown by between a quarter and the end of a campaign, and its handles. */
const GROWTH = { rss: 40 * 1024 ** 2, handles: 8 };

async function campaign({ name, start, weapon, share }: (typeof CAMPAIGNS)[number], runs: number, seed: number): Promise<number> {
  const total = Math.round(runs * share);
  const { quiet } = WEAPONS[weapon];
  const began = performance.now();
  const footprints: Footprint[] = [];
  let [done, problems] = [0, 0];
  let [current, since]: [Attack | undefined, number] = [undefined, began];
  const took = (): number => Math.round(performance.now() - since);
  const begins = (next: Attack | undefined): void => {
    if (took() > SLOW_MS) process.stdout.write(`  slow, ${took()} ms: ${describeAttack(current)}\n`);
    [current, since] = [next, performance.now()];
  };
  const progress = setInterval(() => process.stdout.write(`  ${name}: ${done} of ${total}; since ${took()} ms ${describeAttack(current)}\n`), PROGRESS_MS);
  let subject = await start();
  for (let number = 0; done < total; number++) {
    const attacks = attacksOf(WEAPONS[weapon], seed, number, total - done);
    const { problem, at } = await attack(subject, attacks, quiet, begins);
    done += attacks.length;
    if (problem === undefined) footprints.push(await subject.footprint());
    else {
      problems++;
      process.stdout.write(`  ${name}, batch ${number}: ${problem}\n    at ${describeAttack(at)}\n${subject.log.slice(-2000).replace(/^/gm, '    | ')}\n`);
      await subject.end().catch(() => undefined);
      subject = await start();
      footprints.length = 0;
    }
  }
  await subject.end();
  clearInterval(progress);
  const half = footprints.slice(Math.floor(footprints.length / 4));
  const [first, last] = [half.slice(0, Math.ceil(half.length / 3)), half.slice(-Math.ceil(half.length / 3))];
  // what a batch happens to leave comes and goes; what leaks is there after all of them
  const least = (all: typeof half, key: 'rss' | 'handles'): number => Math.min(...all.map((one) => one[key]));
  const grown = half.length >= 3 && (['rss', 'handles'] as const).filter((key) => least(last, key) - least(first, key) > GROWTH[key]);
  if (grown && grown.length > 0) problems++;
  const mib = (all: typeof half): string => (all.length === 0 ? '-' : `${Math.round(least(all, 'rss') / 1024 ** 2)} MiB, ${least(all, 'handles')} handles`);
  process.stdout.write(`${name}: ${done} in ${Math.round((performance.now() - began) / 1000)} s, ${problems} problems; at first ${mib(first)}, at last ${mib(last)}${grown && grown.length > 0 ? `: ${grown.join(' and ')} GROWN (MiB: ${footprints.map(({ rss }) => Math.round(rss / 1024 ** 2)).join(' ')})` : ''}\n`);
  return problems;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });
  let problems = 0;
  for (const one of CAMPAIGNS) if (values.only === undefined || one.weapon === values.only) problems += await campaign(one, Number(values.runs), Number(values.seed));
  process.exit(problems === 0 ? 0 : 1);
}

void main();
