import { createSimulatedBackend } from '../../src/backend/simulated/create';
import type { Output } from '../../src/commands/program';
import type { Exchange } from '../fidelity/transcript';
import { input } from './run';

class Capture implements Output {
  readonly isTerminal = false;
  text = '';
  async write(data: string | Uint8Array): Promise<void> {
    this.text += typeof data === 'string' ? data : new TextDecoder().decode(data);
  }
  close(): void {}
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(match => match[1] ?? match[2]!);
}

/** Runs command lines without shell syntax but quotes, one after another, on a fresh host. */
export async function replay(recorded: readonly Exchange[]): Promise<Exchange[]> {
  const backend = await createSimulatedBackend({ execute: async () => undefined });
  const answers: Exchange[] = [];
  for (const { cmd } of recorded) {
    const [stdout, stderr] = [new Capture(), new Capture()];
    const child = backend.spawn(words(cmd), { host: 'vm', stdin: input(''), stdout, stderr, env: {}, cwd: '/root' });
    const status = await backend.drive(child.wait());
    answers.push({ cmd, stdout: stdout.text, stderr: stderr.text, rc: 'code' in status ? status.code : -1 });
  }
  return answers;
}
