import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Snapshot } from '../backend';
import { differences, formatDifferences, normalise, type Difference, type Exchange, type Session } from '../compare';
import { CliError } from './command';
import type { Command } from './command';
import { releaseOf } from './releases';
import { labText, loadLab } from './labfile';
import { machineKernel } from './machine';
import type { RunRecord } from './records';
import { readLines, seedOf } from './run';
import { self } from './self';

/** ms between two words about how far it is */
const PROGRESS_MS = 5000;

/** Exit codes, as diff(1) has them. */
const EQUAL = 0;
const DIFFERENT = 1;
const TROUBLE = 2;

/** Runs a file of commands on both backends. */
export const compare: Command = {
  help: `usage: vethlab compare FILE [--lab NAME|FILE] [--seed N] [--kernel 6.1|6.18] [--json]

Runs the commands in FILE (- is standard input), one a line, on this machine's kernel and on the simulated network, and
prints where stdout, stderr, exit code or the network that they leave differ. What Linux itself doesn't repeat counts as
equal: random MAC addresses and what is made from them, round-trip and clock times, process and ICMP ids. Exits with 0 if
nothing differs, with 1 if something does, with 2 if it can't tell.

  --lab NAME|FILE   the network to start from
  --seed N          of the simulated network
  --kernel RELEASE  the kernel that the simulated hosts run; the default is the one nearest this machine's
  --json            print a JSON line for each difference
`,
  options: { lab: { type: 'string' }, seed: { type: 'string' }, kernel: { type: 'string' }, json: { type: 'boolean' } },
  run: async (values, [file, ...rest]) => {
    if (file === undefined) throw new CliError('which file?', 2);
    if (rest.length > 0) throw new CliError(`unexpected ${JSON.stringify(rest[0])}`, 2);
    seedOf(values);
    const kernel = values.kernel === undefined ? machineKernel() : String(values.kernel);
    releaseOf(kernel);
    const { lab } = values;
    if (typeof lab === 'string') loadLab(lab);
    const lines = readLines(file);
    const common = [...(typeof lab === 'string' ? ['--lab', lab] : []), ...(values.seed === undefined ? [] : ['--seed', String(values.seed)])];
    const progress = new Progress(lines.length);
    let sessions: Session[];
    try {
      const chosen = typeof lab === 'string' ? labText(lab) : '';
      sessions = (await Promise.all([
        runOn('real', lines, common, progress),
        runOn('simulated', lines, [...common, '--kernel', kernel], progress),
      ])).map((session) => normalise(session, chosen));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      process.stderr.write(`vethlab: ${error.message}\n`);
      return TROUBLE;
    } finally {
      progress.end();
    }
    const found = differences(sessions[0]!, sessions[1]!);
    process.stdout.write(values.json ? found.map((difference) => `${JSON.stringify(named(difference))}\n`).join('') : report(found, lines.length));
    return found.length === 0 ? EQUAL : DIFFERENT;
  },
};

/** With the sides' names in place of left and right. */
function named({ left, right, ...difference }: Difference): Readonly<Record<string, unknown>> {
  return { ...difference, real: left, simulated: right };
}

function report(found: readonly Difference[], lines: number): string {
  const which = new Set(found.flatMap((difference) => (difference.kind === 'line' ? [difference.line] : [])));
  const values = found.filter(({ kind }) => kind === 'state').length;
  const text = formatDifferences(found, ['real', 'simulated']);
  return `${text}${text && '\n'}${which.size === 0 ? 'no' : which.size} of ${count(lines, 'line')} ${which.size === 1 ? 'differs' : 'differ'}; ${values === 0 ? 'the networks that they left are equal' : `the networks that they left differ in ${count(values, 'value')}`}\n`;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Runs the lines by `vethlab run`, in a process of its own. @throws {CliError} when that fails */
async function runOn(backend: 'real' | 'simulated', lines: readonly string[], options: readonly string[], progress: Progress): Promise<Session> {
  const [program, ...args] = self();
  const child = spawn(program!, [...args, 'run', '-', '--backend', backend, '--json', '--snapshot', ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  // what it didn't want to read
  child.stdin.on('error', () => undefined);
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code === 0 ? '' : signal ?? `exit code ${code}`));
  });
  const exchanges: Exchange[] = [];
  let snapshot: Snapshot | undefined;
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
    const record = JSON.parse(line) as RunRecord;
    if ('snapshot' in record) snapshot = record.snapshot;
    else exchanges.push(record);
    progress.tell(backend, exchanges.length);
  }
  const failure = await ended;
  if (failure !== '') throw new CliError(`the ${backend} run failed: ${errors.trim().replace(/^vethlab: /, '') || failure}`);
  return { exchanges, ...(snapshot && { snapshot }) };
}

/** Says every few seconds how far both runs are. */
class Progress {
  readonly #lines = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(total: number) {
    this.#timer = setInterval(() => {
      const far = [...this.#lines].map(([backend, line]) => `${backend} ${line}`).join(', ');
      process.stderr.write(`vethlab: of ${count(total, 'line')}: ${far || 'none yet'}\n`);
    }, PROGRESS_MS);
  }

  tell(backend: string, line: number): void {
    this.#lines.set(backend, line);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
