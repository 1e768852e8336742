import { readFileSync } from 'node:fs';
import type { Output } from '../commands/program';
import { openNetwork } from '../jupyter/network';
import type { Shell } from '../shell/shell';
import { LabStartError } from '../shell/start';
import type { Terminal } from '../shell/terminal';
import { CliError } from './command';
import type { Command, Values } from './command';
import { loadLab } from './labfile';
import { Recorder } from './records';

/** Runs a file of commands, one a line, in one shell session. */
export const run: Command = {
  help: `usage: vethlab run [FILE|-] [--backend simulated] [--lab NAME|FILE] [--seed N] [--json]

Runs the commands in FILE (default: standard input), one a line, in one shell session. Blank lines and lines that start
with # are skipped. Without --lab: one host, vm, with lo up and nothing else. Exits as the last command did.

  --lab NAME|FILE   the network to start from
  --seed N          of MAC addresses, ids and delays
  --json            print {"cmd","stdout","stderr","rc"} for each line, as JSON lines, and exit with 0
`,
  options: { backend: { type: 'string', default: 'simulated' }, lab: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
  run: async (values, [file = '-', ...rest]) => {
    if (rest.length > 0) throw new CliError(`unexpected ${JSON.stringify(rest[0])}`, 2);
    if (values.backend !== 'simulated') throw new CliError(`--backend ${JSON.stringify(values.backend)} is not supported: it is simulated`, 2);
    const seed = seedOf(values);
    const lab = typeof values.lab === 'string' ? loadLab(values.lab) : undefined;
    const lines = readLines(file);
    const { backend, shell } = await openNetwork(lab, seed, { interactive: false }).catch((error: unknown) => {
      throw error instanceof LabStartError ? new CliError(`the lab can't start: ${error.message}`) : error;
    });
    const status = values.json ? await record(shell, lines) : await stream(shell, lines);
    await backend.close();
    return status;
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

/** One JSON line a command line. */
async function record(shell: Shell, lines: readonly string[]): Promise<number> {
  const recorder = new Recorder((record) => void process.stdout.write(`${JSON.stringify(record)}\n`));
  for (const line of lines) {
    const { terminal, end } = recorder.begin(line);
    const { status, outcome, message } = await shell.run(line, terminal);
    end(status, message);
    if (outcome === 'exit' || outcome === 'errexit') break;
  }
  recorder.finish();
  return 0;
}

/** What the commands print, as a terminal shows it. */
async function stream(shell: Shell, lines: readonly string[]): Promise<number> {
  const output = (to: NodeJS.WriteStream): Output => ({
    isTerminal: to.isTTY,
    write: async (data) => void to.write(data),
    close: () => undefined,
  });
  const terminal: Terminal = {
    stdin: { read: () => Promise.resolve(null), close: () => undefined },
    stdout: () => output(process.stdout),
    stderr: () => output(process.stderr),
  };
  let last = 0;
  for (const line of lines) {
    const { status, outcome, message } = await shell.run(line, terminal);
    if (message !== undefined) process.stderr.write(`${message}\n`);
    last = status;
    if (outcome === 'exit' || outcome === 'errexit') break;
  }
  return last;
}
