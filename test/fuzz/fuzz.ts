/**
 * `npm run fuzz -- [--runs N] [--seed S] [--way shell|bash] [--keep]`: runs random sessions on this machine's kernel, by the real
 * backend, and on the simulated network, and prints each difference as the shortest session that shows it. --way shell takes each
 * line through vethlab's own shell and compares the network that is left, too; bash, the default, is five times as fast.
 * --keep writes what was found to test/fidelity/transcripts/fuzz. With VETHLAB_REFERENCE (see test/fidelity/record.ts) Linux is another
 * kernel, whose release --kernel names.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatDifferences, type Exchange, type Session } from '../../src/compare';
import { machineKernel } from '../../src/cli/machine';
import { formatTranscript } from '../fidelity/transcript';
import { firstDifference, saysUnsupported, upTo } from './differ';
import { LiveLinux, type Way } from './live';
import { runOnReference } from './reference';
import { sessions } from './session';
import { shrink, type RunAll } from './shrink';

const FOUND = join(__dirname, '../fidelity/transcripts/fuzz');

/** Sessions that run at the same time: they mostly sleep. */
const TOGETHER = 96;

/** What was seen, in all. */
interface Tally {
  sessions: number;
  lines: number;
  different: number;
  unsupported: number;
  unrepeated: number;
}

function keep(name: string, answers: readonly Exchange[]): void {
  const next = Math.max(0, ...readdirSync(FOUND).map(file => parseInt(file, 10))) + 1;
  writeFileSync(join(FOUND, `${String(next).padStart(3, '0')}-${name}.txt`), formatTranscript(answers));
}

/** The words of a command that say what it's about: `ip route add`. */
function nameOf(line: string): string {
  return line.replace(/ -n \S+/, '').split(' ').filter(word => /^[a-z]+$/.test(word)).slice(0, 3).join('-');
}

class Fuzz {
  readonly tally: Tally = { sessions: 0, lines: 0, different: 0, unsupported: 0, unrepeated: 0 };

  constructor(private readonly run: RunAll, private readonly kernel: string, private readonly keeps: boolean) {}

  /** Compares a session that Linux has answered. */
  async examine(linux: Session): Promise<void> {
    this.tally.sessions++;
    this.tally.lines += linux.exchanges.length;
    const found = await firstDifference(linux, this.kernel);
    if (!found) return;
    if (saysUnsupported(found)) {
      this.tally.unsupported++;
      return;
    }
    const lines = upTo(found, linux.exchanges.map(({ cmd }) => cmd));
    const [again] = await this.run([lines]);
    if ((await firstDifference(again!, this.kernel))?.at !== lines.length - 1) {
      this.tally.unrepeated++;
      return;
    }
    this.tally.different++;
    process.stdout.write(`session ${this.tally.sessions} differs at ${lines.at(-1)}\n`);
    const [shortest] = await this.run([await shrink(lines, this.run, this.kernel)]);
    const { exchanges } = shortest!;
    const shown = await firstDifference(shortest!, this.kernel) ?? found;
    process.stdout.write(`${formatTranscript(exchanges)}${formatDifferences(shown.all, ['linux', 'vethlab'])}\n`);
    if (this.keeps) keep(nameOf(exchanges.at(-1)!.cmd), exchanges);
  }

  report(): void {
    const { tally } = this;
    process.stdout.write(`${tally.sessions} sessions, ${tally.lines} lines: ${tally.different} sessions differ; ${tally.unsupported} end at something that vethlab says it doesn't support; ${tally.unrepeated} differed once only\n`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, kernel: { type: 'string' }, way: { type: 'string', default: 'bash' }, keep: { type: 'boolean', default: false } },
  });
  if (values.way !== 'shell' && values.way !== 'bash') throw new Error(`--way ${JSON.stringify(values.way)} is not supported: it is shell or bash`);
  const way: Way = values.way;
  const live = process.env.VETHLAB_REFERENCE ? undefined : await LiveLinux.open();
  const run: RunAll = async batch => (live ? live.run(batch, way) : runOnReference(batch, TOGETHER).map(exchanges => ({ exchanges })));
  const fuzz = new Fuzz(run, values.kernel ?? machineKernel(), values.keep);
  const all = sessions(Number(values.seed), Number(values.runs));
  for (let start = 0; start < all.length; start += TOGETHER) {
    for (const session of await run(all.slice(start, start + TOGETHER))) await fuzz.examine(session);
    fuzz.report();
  }
  live?.close();
  process.exitCode = fuzz.tally.different > 0 ? 1 : 0;
}

void main();
