import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatTranscript, parseTranscript } from '../fidelity/transcript';
import { compare } from '../fidelity/replay';
import { firstDifference, saysUnsupported } from './differ';
import { readRecorded } from './recorded';
import { sessions } from './session';

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

describe('what random sessions found', () => {
  it.each(readdirSync(FOUND))('%s: every line as on Linux', async file => {
    const pairs = await compare(parseTranscript(readFileSync(join(FOUND, file), 'utf8')));
    expect(formatTranscript(pairs.map(({ actual }) => actual))).toBe(formatTranscript(pairs.map(({ expected }) => expected)));
  });
});
