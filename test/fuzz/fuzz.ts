/**
 * `npm run fuzz -- [--runs N] [--seed S] [--kernel K] [--keep]`: runs random sessions on this machine's kernel, as root, and
 * on the simulated network, and prints each difference as the shortest session that shows it. --keep writes these to
 * test/fidelity/transcripts/fuzz. With VETHLAB_REFERENCE (see record.ts) Linux is another kernel, whose release --kernel names.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, formatDifferences, type Exchange } from '../../src/compare';
import { machineKernel } from '../../src/cli/machine';
import { formatTranscript } from '../fidelity/transcript';
import { firstDifference, saysUnsupported } from './differ';
import { runOnLinux } from './linux';
import { sessions } from './session';
import { shrink } from './shrink';

const FOUND = join(__dirname, '../fidelity/transcripts/fuzz');

/** Sessions that run at the same time. */
const JOBS = 64;

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

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' }, kernel: { type: 'string' }, keep: { type: 'boolean', default: false } } });
  const kernel = values.kernel ?? machineKernel();
  const run = (batch: readonly (readonly string[])[]): Exchange[][] => runOnLinux(batch, JOBS);
  const tally: Tally = { sessions: 0, lines: 0, different: 0, unsupported: 0, unrepeated: 0 };
  const all = sessions(Number(values.seed), Number(values.runs));
  for (let start = 0; start < all.length; start += JOBS) {
    for (const answers of run(all.slice(start, start + JOBS))) {
      tally.sessions++;
      tally.lines += answers.length;
      const found = await firstDifference(answers, kernel);
      if (!found) continue;
      if (saysUnsupported(found.vethlab)) {
        tally.unsupported++;
        continue;
      }
      const lines = answers.slice(0, found.at + 1).map(({ cmd }) => cmd);
      const [again] = run([lines]);
      if ((await firstDifference(again!, kernel))?.at !== found.at) {
        tally.unrepeated++;
        continue;
      }
      tally.different++;
      process.stdout.write(`session ${tally.sessions} differs at ${found.linux.cmd}\n`);
      const [shortest] = run([await shrink(lines, run, kernel)]);
      const shown = await firstDifference(shortest!, kernel) ?? found;
      process.stdout.write(`${formatTranscript(shortest!)}${formatDifferences(differences({ exchanges: [shown.linux] }, { exchanges: [shown.vethlab] }), ['linux', 'vethlab'])}\n`);
      if (values.keep) keep(nameOf(shown.linux.cmd), shortest!);
    }
    process.stdout.write(`${tally.sessions} sessions, ${tally.lines} lines: ${tally.different} sessions differ; ${tally.unsupported} end at something that vethlab says it doesn't support; ${tally.unrepeated} differed once only\n`);
  }
  process.exitCode = tally.different > 0 ? 1 : 0;
}

void main();
