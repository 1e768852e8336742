import { SysError } from '../stack/errno';
import { exitCode, type Child, type Program } from './program';

const USAGE = [
  'usage: sudo -h | -K | -k | -V',
  'usage: sudo -v [-ABknS] [-g group] [-h host] [-p prompt] [-u user]',
  'usage: sudo -l [-ABknS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]',
  'usage: sudo [-ABbEHknPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]',
  'usage: sudo -e [-ABknS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...',
  '',
].join('\n');

/** Options without a value that change nothing here. */
const IGNORED = /^-[AbEHnkPSB]+$|^--(preserve-env|non-interactive|set-home|background|stdin)$/;

/** sudo(8): runs a program as root, or as another user; everyone may. */
export const sudo: Program = async (process, argv) => {
  let uid = 0;
  let at = 1;
  const env: Record<string, string> = { ...process.env, SUDO_UID: String(process.uid), SUDO_GID: String(process.uid), SUDO_USER: process.env.USER ?? 'root', USER: 'root', LOGNAME: 'root', HOME: '/root' };
  for (; at < argv.length; at++) {
    const arg = argv[at]!;
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(arg);
    if (arg === '--') { at++; break; }
    if (arg === '-u' || arg === '--user') {
      const user = argv[++at] ?? '';
      const own = /^#?(\d+)$/.exec(user)?.[1];
      if (user !== 'root' && own === undefined && user !== process.env.USER) {
        await process.stderr.write(`sudo: unknown user ${user}\nsudo: error initializing audit plugin sudoers_audit\n`);
        return 1;
      }
      uid = own !== undefined ? Number(own) : user === 'root' ? 0 : process.uid;
    } else if (arg === '-i' || arg === '-s' || arg === '--login' || arg === '--shell') {
      const rest = argv.slice(at + 1);
      return run(process, ['bash', ...(rest.length > 0 ? ['-c', rest.join(' ')] : [])], uid, env);
    } else if (arg === '-v' || arg === '-k' || arg === '-K') return 0;
    else if (assignment) env[assignment[1]!] = assignment[2]!;
    else if (!arg.startsWith('-')) break;
    else if (!IGNORED.test(arg)) {
      await process.stderr.write(`sudo: ${arg.startsWith('--') ? `unrecognized option '${arg}'` : `invalid option -- '${arg[1]}'`}\n${USAGE}`);
      return 1;
    }
  }
  const command = argv.slice(at);
  if (command.length > 0) return run(process, command, uid, env);
  await process.stderr.write(USAGE);
  return 1;
};

async function run(process: Parameters<Program>[0], command: readonly string[], uid: number, env: Record<string, string>): Promise<number> {
  let child: Child;
  try {
    child = process.spawn(command, { uid, env: { ...env, SUDO_COMMAND: command.join(' ') } });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await process.stderr.write(`sudo: ${command[0]}: command not found\n`);
    return 1;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) process.onSignal(signal, () => child.kill(signal));
  while (await process.poll([child]) === 'signal');
  return exitCode(await child.wait());
}
