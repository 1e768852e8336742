import { readFileSync } from 'node:fs';
import { createSimulatedBackend } from '../backend';
import { backendOf } from './backends';
import { CliError } from './command';
import type { Command, Values } from './command';
import { loadLab } from './labfile';
import { runLines, type RunTask } from './lines';
import { runInSandbox } from './sandbox';

/** Runs a file of commands, one a line, in one shell session. */
export const run: Command = {
  help: `usage: vethlab run [FILE|-] [--backend simulated|real] [--lab NAME|FILE] [--seed N] [--json]

Runs the commands in FILE (default: standard input), one a line, in one shell session. Blank lines and lines that start
with # are skipped. Without --lab: one host, vm, with lo up and nothing else. Exits as the last command did.

  --backend KIND    simulated, or real: this machine's kernel and programs, shut off in namespaces; the default is what
                    VETHLAB_BACKEND says, else simulated
  --lab NAME|FILE   the network to start from
  --seed N          of MAC addresses, ids and delays
  --json            print {"cmd","stdout","stderr","rc"} for each line, as JSON lines, and exit with 0
`,
  options: { backend: { type: 'string' }, lab: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
  run: async (values, [file = '-', ...rest]) => {
    if (rest.length > 0) throw new CliError(`unexpected ${JSON.stringify(rest[0])}`, 2);
    const kind = backendOf(values.backend);
    const seed = seedOf(values);
    const lab = typeof values.lab === 'string' ? loadLab(values.lab) : undefined;
    const lines = readLines(file);
    const task: RunTask = { kind: 'run', lines, lab, seed, json: values.json === true };
    return kind === 'real' ? runInSandbox(task) : runLines(task, createSimulatedBackend);
  },
};

function seedOf({ seed }: Values): number | undefined {
  if (seed === undefined) return undefined;
  const number = /^\d{1,10}$/.test(String(seed)) ? Number(seed) : NaN;
  if (!(number <= 0xffff_ffff)) throw new CliError(`--seed wants a whole number from 0 to ${0xffff_ffff}, not ${JSON.stringify(seed)}`, 2);
  return number;
}

function readLines(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliError(`cannot read ${file === '-' ? 'standard input' : file}: ${(error as Error).message}`);
  }
  return text.replace(/^\ufeff/, '').split('\n').map((line) => line.replace(/\r$/, '')).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
