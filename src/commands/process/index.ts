import { NS_PER_S } from '../../stack/clock';
import { SysError, strerror } from '../../stack/errno';
import { baseName } from '../path';
import { parseSignal, type Process, type ProcessEntry, type Program, type Signal } from '../program';

/** kill(1) of procps, for `sudo kill`. */
export const kill: Program = async (process, argv) => {
  const { signal, operands } = signalAndOperands(argv.slice(1));
  if (signal === undefined || operands.length === 0) {
    await process.stderr.write("\nUsage:\n kill [options] <pid> [...]\n\nFor more details see kill(1).\n");
    return 1;
  }
  let code = 0;
  for (const operand of operands) {
    if (!/^-?\d+$/.test(operand)) {
      await process.stderr.write(`kill: failed to parse argument: '${operand}'\n`);
      return 1;
    }
    const problem = send(process, Number(operand), signal);
    if (problem === undefined) continue;
    await process.stderr.write(`kill: (${operand}): ${problem}\n`);
    code = 1;
  }
  return code;
};

function signalAndOperands(args: readonly string[]): { signal: Signal | undefined; operands: readonly string[] } {
  const [first = '', second = ''] = args;
  if (first === '-s' || first === '-n') return { signal: parseSignal(second), operands: args.slice(2) };
  if (/^-[A-Za-z0-9]/.test(first)) return { signal: parseSignal(first.slice(1)), operands: args.slice(1) };
  return { signal: 'SIGTERM', operands: args };
}

function send(process: Process, pid: number, signal: Signal): string | undefined {
  try {
    process.processes.kill(pid, signal, process.uid);
    return undefined;
  } catch (error) {
    if (error instanceof SysError) return strerror(error.errno);
    throw error;
  }
}

function matching(process: Process, pattern: string, whole: boolean): ProcessEntry[] {
  const regex = new RegExp(pattern);
  return process.processes.list().filter(({ pid, argv }) => pid !== process.pid && regex.test(whole ? argv.join(' ') : baseName(argv[0]!)));
}

function patternProgram(name: string, act: (process: Process, found: readonly ProcessEntry[], signal: Signal, options: ReadonlySet<string>) => Promise<void>): Program {
  return async (process, argv) => {
    const options = new Set<string>();
    let signal: Signal = 'SIGTERM';
    let pattern: string | undefined;
    for (const arg of argv.slice(1)) {
      const sent = arg.startsWith('-') ? parseSignal(arg.slice(1)) : undefined;
      if (sent) signal = sent;
      else if (/^-[aflnx]+$/.test(arg)) for (const letter of arg.slice(1)) options.add(letter);
      else if (arg.startsWith('-')) {
        await process.stderr.write(`${name}: invalid option -- '${arg.slice(1)}'\nTry \`${name} --help' for more information.\n`);
        return 2;
      } else pattern = arg;
    }
    if (pattern === undefined) {
      await process.stderr.write(`${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`);
      return 2;
    }
    const found = matching(process, options.has('x') ? `^(?:${pattern})$` : pattern, options.has('f'));
    await act(process, found, signal, options);
    return found.length > 0 ? 0 : 1;
  };
}

/** pgrep(1) */
export const pgrep = patternProgram('pgrep', async (process, found, _signal, options) => {
  const label = ({ argv }: ProcessEntry): string => (options.has('a') ? ` ${argv.join(' ')}` : options.has('l') ? ` ${baseName(argv[0]!)}` : '');
  await process.stdout.write(found.map(entry => `${entry.pid}${label(entry)}\n`).join(''));
});

/** pkill(1) */
export const pkill = patternProgram('pkill', async (process, found, signal) => {
  for (const { pid } of found) send(process, pid, signal);
});

/** killall(1) of psmisc: by exact name. */
export const killall: Program = async (process, argv) => {
  const { signal, operands } = signalAndOperands(argv.slice(1));
  let code = 0;
  for (const name of operands) {
    const found = process.processes.list().filter(({ argv: [program] }) => baseName(program!) === name);
    found.forEach(({ pid }) => send(process, pid, signal ?? 'SIGTERM'));
    if (found.length > 0) continue;
    await process.stderr.write(`${name}: no process found\n`);
    code = 1;
  }
  return code;
};

/** ps(1) of procps without options or with those that show every process; columns as `ps` and `ps -ef` print them. */
export const ps: Program = async (process, argv) => {
  const options = argv.slice(1).join('').replaceAll('-', '');
  if (!/^(|e|A|ax|ef|aux)$/.test(options)) {
    await process.stderr.write(`ps: vethlab doesn't support ${argv.slice(1).join(' ')}\n`);
    return 1;
  }
  const entries = process.processes.list();
  const full = options === 'ef' || options === 'aux';
  const now = process.host.network.clock;
  const time = (at: number): string => new Date(now.epochMs + at / NS_PER_S * 1000).toISOString().slice(11, 16);
  const rows = full
    ? entries.map(({ pid, ppid, uid, argv: line, startedAt }) => `${(uid === 0 ? 'root' : String(uid)).padEnd(8)} ${String(pid).padStart(7)} ${String(ppid).padStart(7)}  0 ${time(startedAt)} pts/0    00:00:00 ${line.join(' ')}`)
    : entries.map(({ pid, argv: line }) => `${String(pid).padStart(7)} pts/0    00:00:00 ${baseName(line[0]!)}`);
  await process.stdout.write(`${[full ? 'UID          PID    PPID  C STIME TTY          TIME CMD' : '    PID TTY          TIME CMD', ...rows].join('\n')}\n`);
  return 0;
};
