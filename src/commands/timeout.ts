import { SysError, strerror } from '../stack/errno';
import { parseDuration, usageError } from './coreutils';
import { exitCode, parseSignal, type Child, type Program, type Signal } from './program';

const TIMED_OUT = 124;
const CANCELED = 125;
const CANNOT_INVOKE = 127;

interface Settings {
  signal: Signal;
  killAfter: number | undefined;
  preserveStatus: boolean;
  verbose: boolean;
}

/** timeout(1) of coreutils 9.1. */
export const timeout: Program = async (process, argv) => {
  const settings: Settings = { signal: 'SIGTERM', killAfter: undefined, preserveStatus: false, verbose: false };
  const fail = (message: string) => usageError(process, 'timeout', message, CANCELED);
  let at = 1;
  for (; at < argv.length && /^-./.test(argv[at]!); at++) {
    const arg = argv[at]!;
    if (arg === '--') { at++; break; }
    const valued = /^(?:-([sk])(.*)|--(signal|kill-after)(?:=(.*))?)$/s.exec(arg);
    if (valued) {
      const value = valued[2] || valued[4] || argv[++at];
      const kill = valued[1] === 'k' || valued[3] === 'kill-after';
      if (value === undefined) return fail(`option requires an argument -- '${kill ? 'k' : 's'}'`);
      if (kill) {
        settings.killAfter = parseDuration(value);
        if (settings.killAfter === undefined) return fail(`invalid time interval '${value}'`);
      } else {
        const signal = parseSignal(value);
        if (!signal) return fail(`'${value}': invalid signal`);
        settings.signal = signal;
      }
    } else if (arg === '--preserve-status') settings.preserveStatus = true;
    else if (arg === '-v' || arg === '--verbose') settings.verbose = true;
    else if (arg !== '--foreground') return fail(arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`);
  }
  const [limit, ...command] = argv.slice(at);
  if (limit === undefined || command.length === 0) return fail('missing operand');
  const ns = parseDuration(limit);
  if (ns === undefined) return fail(`invalid time interval '${limit}'`);
  let child: Child;
  try {
    child = process.spawn(command);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await process.stderr.write(`timeout: failed to run command '${command[0]}': ${strerror(error.errno)}\n`);
    return CANNOT_INVOKE;
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.onSignal(signal, () => child.kill(signal));
  const wait = async (for_: number | undefined): Promise<boolean> => {
    const deadline = for_ && process.host.network.clock.now() + for_;
    for (;;) {
      const left = deadline === undefined ? undefined : Math.max(0, deadline - process.host.network.clock.now());
      const woke = await process.poll([child], left === Infinity ? undefined : left);
      if (woke !== 'signal') return woke !== 'timeout';
    }
  };
  const send = async (signal: Signal): Promise<void> => {
    if (settings.verbose) await process.stderr.write(`timeout: sending signal ${signal.slice(3)} to command '${command[0]}'\n`);
    child.kill(signal);
  };
  if (await wait(ns === 0 ? undefined : ns)) return exitCode(await child.wait());
  await send(settings.signal);
  let killed = settings.signal === 'SIGKILL';
  if (!await wait(settings.killAfter)) {
    await send('SIGKILL');
    killed = true;
  }
  const code = exitCode(await child.wait());
  return settings.preserveStatus || killed ? code : TIMED_OUT;
};
