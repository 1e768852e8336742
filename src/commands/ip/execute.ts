import { strerror, SysError } from '../../stack';
import type { Child, ExitStatus, Signal, SpawnOptions } from '../program';
import type { Ip } from './context';
import { Quit } from './failure';

/** What ip would leave to the program that it becomes. */
const FORWARDED: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** Becomes another program (cmd_exec): ends as that ends. */
export async function execute(ip: Ip, argv: readonly string[], options: SpawnOptions): Promise<number> {
  // As cmd_exec() does, unless a batch goes on behind it.
  const status = await run(ip, argv, { ...options, replaces: !ip.batch });
  if ('code' in status) return status.code;
  if (ip.batch) throw new Quit('', 1);
  return ip.process.raise(status.signal);
}

/** Runs a program to its end. */
export async function run(ip: Ip, argv: readonly string[], options: SpawnOptions): Promise<ExitStatus> {
  const { process } = ip;
  await ip.flush();
  let child: Child;
  try {
    child = process.spawn(argv, options);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    ip.err(`exec of "${argv[0]}" failed: ${strerror(error.errno)}\n`);
    return { code: 1 };
  }
  for (const signal of FORWARDED) process.onSignal(signal, () => child.kill(signal));
  while (await process.poll([child]) === 'signal');
  return child.wait();
}
