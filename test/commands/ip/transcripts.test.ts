import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulatedBackend } from '../../../src/backend/simulated/create';
import type { Output } from '../../../src/commands/program';
import { parseTranscript, type Exchange } from '../../fidelity/transcript';
import { input } from '../run';

/** Recordings of iproute2 6.1.0 on Linux 6.1: the whole outputs of command lines without shell syntax but quotes. */
const RECORDINGS = ['address-errors', 'address-show', 'link-errors', 'link-kinds-errors', 'link-show', 'maddress', 'netconf', 'netns'];

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

async function replay(recorded: readonly Exchange[]): Promise<Exchange[]> {
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

describe('ip answers as recorded', () => {
  it.each(RECORDINGS)('%s', async name => {
    const recorded = parseTranscript(readFileSync(join(__dirname, 'transcripts', `${name}.txt`), 'utf8'));
    expect(await replay(recorded)).toEqual(recorded);
  });
});
