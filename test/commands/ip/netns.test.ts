import { createSimulatedBackend } from '../../../src/backend/simulated/create';
import type { ExitStatus, Output, Signal } from '../../../src/commands/program';
import { replay } from '../../fidelity/replay';
import { input } from '../run';

const nowhere: Output = { isTerminal: false, write: async () => undefined, close: () => undefined };

/** Runs a line, sends it a signal after a second of lab time, and tells how it ended. */
async function interrupted(line: string, signal: Signal): Promise<ExitStatus> {
  const backend = await createSimulatedBackend({ execute: async () => undefined });
  const start = (words: string) => backend.spawn(words.split(' '), { host: 'vm', stdin: input(''), stdout: nowhere, stderr: nowhere, env: {}, cwd: '/root' });
  await backend.drive(start('ip netns add red').wait());
  const child = start(line);
  await backend.drive(backend.clock.sleep(1e9));
  child.kill(signal);
  return backend.drive(child.wait());
}

describe('ip netns monitor', () => {
  it('tells a terminal which names come and go', async () => {
    const backend = await createSimulatedBackend({ execute: async () => undefined });
    let text = '';
    const terminal: Output = { isTerminal: true, write: async data => { text += typeof data === 'string' ? data : new TextDecoder().decode(data); }, close: () => undefined };
    const start = (words: string) => backend.spawn(words.split(' '), { host: 'vm', stdin: input(''), stdout: terminal, stderr: terminal, env: {}, cwd: '/root' });
    const monitor = start('ip netns monitor');
    await backend.drive(backend.clock.sleep(1e9));
    for (const line of ['ip netns add red', 'ip netns attach crimson 1', 'ip netns delete red']) await backend.drive(start(line).wait());
    monitor.kill('SIGINT');
    expect(await backend.drive(monitor.wait())).toEqual({ signal: 'SIGINT' });
    expect(text).toBe('add red\nadd crimson\ndelete red\n');
  });
});

describe('ip netns exec', () => {
  it('dies of what its command dies of', async () => {
    expect(await interrupted('ip netns exec red sleep 100', 'SIGTERM')).toEqual({ signal: 'SIGTERM' });
    expect(await interrupted('ip netns exec red sleep 100', 'SIGINT')).toEqual({ signal: 'SIGINT' });
  });

  it('ends at once where nothing can be handled', async () => {
    expect(await interrupted('ip netns exec red sleep 100', 'SIGKILL')).toEqual({ signal: 'SIGKILL' });
  });
});

describe('a process id in place of a namespace', () => {
  it('may be the shell that reads the line', async () => {
    const answers = await replay(['ip netns add red; ip netns identify $$', 'ip -n red link add v0 address 02:00:00:00:00:01 type veth peer name v1', 'ip -n red link set v0 netns $$; ip -br link show v0']);
    expect(answers.map(({ stdout, stderr }) => stdout + stderr)).toEqual(['\n', '', 'v0@if2           DOWN           02:00:00:00:00:01 <BROADCAST,MULTICAST> \n']);
  });
});
