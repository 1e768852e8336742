import type { Backend } from '../../backend';
import { Capture } from '../../backend/simulated/streams';
import type { Drop, Probe } from '../../check';
import { exitCode } from '../../commands/program';
import type { Child } from '../../commands/program';
import type { DropKind, EventLog } from '../why/log';
import { REASONS } from '../why/reasons';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const dropOf = ({ drop: { reason, because } }: DropKind): Drop => ({
  reason,
  words: reason === 'NOT_SPECIFIED' ? (because ?? 'for a reason without a name') : `${REASONS[reason]}${because === undefined ? '' : `: ${because}`}`,
});

/**
 * Runs a command on a host, beside its shell, and lab time with it.
 * @param log of what is dropped meanwhile; undefined where the kernel doesn't tell
 * @param started hears of the process
 */
export async function probe(backend: Backend, host: string, argv: readonly string[], log: EventLog | undefined, started: (child: Child) => void): Promise<Probe> {
  const output = new Capture();
  const stdin = { read: () => Promise.resolve(null), close: () => undefined };
  const child = backend.spawn(argv, { host, stdin, stdout: output, stderr: output, env: { PATH }, cwd: '/' });
  started(child);
  const status = exitCode(await backend.drive(child.wait()));
  return { text: output.text(), status, drops: log?.drops.filter(({ packet, drop }) => !(packet.housekeeping && drop.reason === 'NOT_SPECIFIED')).map(dropOf) };
}
