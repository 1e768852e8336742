import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatTranscript, parseTranscript } from '../fidelity/transcript';
import { compare } from '../fidelity/replay';
import { machineKernel } from '../../src/cli/machine';
import { firstDifference, saysUnsupported } from './differ';
import { LiveLinux } from './live';
import { readRecorded } from './recorded';
import { sessions } from './session';

/** What hangs on how fast a machine is: packets, a carrier that comes, namespaces that end. */
const HASTY = /\b(?:ping|printf|netns|red|blue|br0|vx0|mv\d)\b|v[1-3] up|group \S+ up|peer|nud/;

/** The longest sessions of one device that is up and has no carrier, and others that are down. */
const QUIET = sessions(11, 2000).filter(lines => lines[0]!.includes('peer name v1') && !lines.slice(1).some(line => HASTY.test(line)))
  .sort((a, b) => b.length - a.length).slice(0, 5);

const FOUND = join(__dirname, '../fidelity/transcripts/fuzz');

describe('random sessions', () => {
  it('come from the seed alone', () => {
    expect(sessions(7, 5)).toEqual(sessions(7, 5));
    expect(sessions(7, 5)).not.toEqual(sessions(8, 5));
  });

  it.each(readRecorded().map((answers, i) => [i, answers] as const))('number %i: every line as on Linux, as far as vethlab supports it', async (_, answers) => {
    const found = await firstDifference({ exchanges: answers }, '6.1');
    const reached = found && saysUnsupported(found) ? undefined : found;
    expect(reached).toBeUndefined();
  });
});

describe('random sessions on this machine\'s kernel', () => {
  it('are answered by the real backend as by the simulated one', async () => {
    const linux = await LiveLinux.open();
    const seen: unknown[] = [];
    try {
      for (const way of ['shell', 'bash'] as const) {
        for (const session of await linux.run(QUIET, way)) {
          const found = await firstDifference(session, machineKernel());
          seen.push(found && !saysUnsupported(found) ? found.all : 'equal');
        }
      }
    } finally {
      linux.close();
    }
    expect(seen).toEqual(Array(2 * QUIET.length).fill('equal'));
  });
});

describe('what random sessions found', () => {
  it.each(readdirSync(FOUND))('%s: every line as on Linux', async file => {
    const pairs = await compare(parseTranscript(readFileSync(join(FOUND, file), 'utf8')));
    expect(formatTranscript(pairs.map(({ actual }) => actual))).toBe(formatTranscript(pairs.map(({ expected }) => expected)));
  });
});
