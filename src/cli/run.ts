import { readFileSync } from 'node:fs';
import { simulatedWith } from '../backend';
import { backendOf } from './backends';
import { releaseOf } from './releases';
import { CliError } from './command';
import type { Command, Values } from './command';
import { loadLab } from './labfile';
import { runLines, type RunTask } from './lines';
import { runInSandbox } from './sandbox';
import { threads } from './threads';

/** Runs a file of commands, one a line, in one shell session. */
export const run: Command = {
  help: `usage: vethlab run [FILE|-] [--backend simulated|real] [--lab NAME|FILE] [--seed N] [--kernel 6.1|6.18]
                   [--json [--snapshot]]

Runs the commands in FILE (default: standard input), one a line, in one shell session. Blank lines and lines that start
with # are skipped. Without --lab: one host, vm, with lo up and nothing else. Exits as the last command did.

  --backend KIND    simulated, or real: this machine's kernel and programs, shut off in namespaces; the default is what
                    VETHLAB_BACKEND says, else simulated
  --lab NAME|FILE   the network to start from
  --seed N          of MAC addresses, ids and delays
  --kernel RELEASE  the kernel that the simulated hosts run; the default is what VETHLAB_KERNEL says, else 6.1
  --json            print {"cmd","stdout","stderr","rc"} for each line, as JSON lines, and exit with 0
  --snapshot        with --json, print {"snapshot"} last: the network as iproute2's JSON shows it
`,
  options: { backend: { type: 'string' }, lab: { type: 'string' }, seed: { type: 'string' }, kernel: { type: 'string' }, json: { type: 'boolean' }, snapshot: { type: 'boolean' } },
  run: async (values, [file = '-', ...rest]) => {
    if (rest.length > 0) throw new CliError(`unexpected ${JSON.stringify(rest[0])}`, 2);
    if (values.snapshot && !values.json) throw new CliError('--snapshot goes with --json', 2);
    const kind = backendOf(values.backend);
    const release = releaseOf(values.kernel);
    if (kind === 'real' && values.kernel !== undefined) throw new CliError('--kernel is for the simulated backend: the real one has this machine\'s', 2);
    const seed = seedOf(values);
    const lab = typeof values.lab === 'string' ? loadLab(values.lab) : undefined;
    const lines = readLines(file);
    const task: RunTask = { kind: 'run', lines, lab, seed, json: values.json === true, snapshot: values.snapshot === true };
    return kind === 'real' ? runInSandbox(task) : runLines(task, simulatedWith(release, threads));
  },
};

/** @throws {CliError} */
export function seedOf({ seed }: Values): number | undefined {
  if (seed === undefined) return undefined;
  const number = /^\d{1,10}$/.test(String(seed)) ? Number(seed) : NaN;
  if (!(number <= 0xffff_ffff)) throw new CliError(`--seed wants a whole number from 0 to ${0xffff_ffff}, not ${JSON.stringify(seed)}`, 2);
  return number;
}

/** The command lines of a file, or of standard input for `-`. @throws {CliError} when it can't be read */
export function readLines(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliError(`cannot read ${file === '-' ? 'standard input' : file}: ${(error as Error).message}`);
  }
  return text.replace(/^\ufeff/, '').split('\n').map((line) => line.replace(/\r$/, '')).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
