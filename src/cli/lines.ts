import type { CreateBackend } from '../backend';
import type { Output } from '../commands/program';
import { openNetwork } from '../jupyter/workbench/network';
import type { Lab } from '../lab';
import type { Shell } from '../shell/shell';
import { LabStartError } from '../shell/start';
import type { Terminal } from '../shell/terminal';
import { CliError } from './command';
import { recordLines, type RunRecord } from './records';

/** Command lines to run; plain data, so that it can go to another process. */
export interface RunTask {
  readonly kind: 'run';
  readonly lines: readonly string[];
  readonly lab: Lab | undefined;
  readonly seed: number | undefined;
  /** a JSON line for each */
  readonly json: boolean;
  /** and one for the network as they left it */
  readonly snapshot: boolean;
}

/**
 * Runs lines in one shell session, on the backend that `create` makes. Resolves to the exit code.
 * @throws {CliError} where the lab can't start
 */
export async function runLines({ lines, lab, seed, json, snapshot }: RunTask, create: CreateBackend): Promise<number> {
  const { backend, shell } = await openNetwork(lab, seed, { interactive: false }, create).catch((error: unknown) => {
    throw error instanceof LabStartError ? new CliError(`the lab can't start: ${error.message}`) : error;
  });
  const status = json ? 0 : await stream(shell, lines);
  if (json) await recordLines(shell, lines, write);
  if (snapshot) write({ snapshot: await backend.snapshot() });
  await backend.close();
  return status;
}

const write = (record: RunRecord): void => void process.stdout.write(`${JSON.stringify(record)}\n`);

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
