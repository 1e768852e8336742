import { LabSession } from '../../../src/jupyter/lab-session';
import type { CellOutput } from '../../../src/jupyter/session';

const SILENT: CellOutput = { stream: () => undefined, display: () => undefined, update: () => undefined, result: () => undefined, clear: () => undefined };

/** A session on one host: a veth pair, a namespace `red` with a dummy of its own, a variable, a function, files. */
export async function wordsSession(): Promise<LabSession> {
  const session = new LabSession({ loadLab: () => Promise.reject(new Error('there is none')), labs: () => ['beachhead', 'pair'] });
  await session.execute([
    'ip link add veth0 address 02:00:00:00:00:01 type veth peer name veth1 address 02:00:00:00:00:02', 'ip addr add 10.0.0.1/24 dev veth0', 'ip netns add red', 'ip link add tail address 02:00:00:00:00:03 netns red type dummy',
    'ip -n red addr add 10.1.0.1/24 dev tail', 'ip rule add from 10.9.0.0/16 lookup 77', 'GREETING=hello', 'greet() { echo; }', 'echo > "/tmp/a b"; echo > /tmp/plain',
  ].join('\n'), SILENT);
  return session;
}
