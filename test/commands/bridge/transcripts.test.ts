import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTranscript } from '../../fidelity/transcript';
import { replay } from '../replay';

/** Recordings of iproute2 6.1.0 on Linux 6.1: the whole outputs of command lines without shell syntax. */
const RECORDINGS = ['fdb', 'link'];

describe('bridge answers as recorded', () => {
  it.each(RECORDINGS)('%s', async name => {
    const recorded = parseTranscript(readFileSync(join(__dirname, 'transcripts', `${name}.txt`), 'utf8'));
    expect(await replay(recorded)).toEqual(recorded);
  });
});
