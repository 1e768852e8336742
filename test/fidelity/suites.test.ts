import { compare, type Pair } from './replay';
import { labCases, laterCases } from './suites';
import { formatTranscript } from './transcript';

const texts = (pairs: readonly Pair[], which: 'expected' | 'actual'): string => formatTranscript(pairs.map(pair => pair[which]));

describe('the veth lab', () => {
  it.each(labCases())('answers every line of $file as on Debian 12', async ({ transcript, options }) => {
    const pairs = await compare(transcript, options);
    expect(pairs.length).toBeGreaterThan(40);
    expect(texts(pairs, 'actual')).toBe(texts(pairs, 'expected'));
  });
});

describe('Linux 6.18', () => {
  it.each(laterCases())('answers every line of $file so', async ({ transcript, options }) => {
    const pairs = await compare(transcript, options);
    expect(texts(pairs, 'actual')).toBe(texts(pairs, 'expected'));
  });

  it.each(laterCases())('and the reference doesn\'t answer $file so', async ({ transcript }) => {
    const pairs = await compare(transcript);
    expect(texts(pairs, 'actual')).not.toBe(texts(pairs, 'expected'));
  });
});
