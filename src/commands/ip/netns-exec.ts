import { strerror, SysError, type Netns } from '../../stack';
import type { Child, ExitStatus, Signal } from '../program';
import type { Ip } from './context';
import { Quit } from './failure';
import { netnsNames } from './netns-names';
import type { Command } from './objects';

/** What ip would leave to the program that it becomes. */
const FORWARDED: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'];

/** `ip netns exec NAME COMMAND ...`: ends as the command ends. With -all, runs it in each namespace. */
export const netnsExec: Command = async (ip, args) => {
  if (ip.options.all) return execInAll(ip, args);
  const [name, ...argv] = args;
  if (name === undefined) return ip.fail('No netns name specified');
  if (argv.length === 0) return ip.fail('No command specified');
  const status = await run(ip, ip.openNetns(name), argv);
  if ('code' in status) return status.code;
  if (ip.batch) throw new Quit('', 1);
  return ip.process.raise(status.signal);
};

async function execInAll(ip: Ip, argv: readonly string[]): Promise<number> {
  if (argv.length === 0) return ip.fail('No command specified');
  for (const name of netnsNames(ip)) {
    ip.out(`\nnetns: ${name}\n`);
    await run(ip, ip.openNetns(name), argv);
  }
  return 0;
}

/** Runs a program in a namespace to its end. */
async function run(ip: Ip, netns: Netns, argv: readonly string[]): Promise<ExitStatus> {
  const { process } = ip;
  await ip.flush();
  let child: Child;
  try {
    child = process.spawn(argv, { netns });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    ip.err(`exec of "${argv[0]}" failed: ${strerror(error.errno)}\n`);
    return { code: 1 };
  }
  for (const signal of FORWARDED) process.onSignal(signal, () => child.kill(signal));
  while (await process.poll([child]) === 'signal');
  return child.wait();
}
