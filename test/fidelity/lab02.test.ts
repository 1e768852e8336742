import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Pair } from './replay';
import { formatTranscript, parseTranscript, type Exchange } from './transcript';

const read = (name: string): Exchange[] => parseTranscript(readFileSync(join(__dirname, `transcripts/lab02/${name}.txt`), 'utf8'));

/** The recording's own cables took the indices 4 and 5. */
const withoutVethIndex = (exchange: Exchange): Exchange => ({ ...exchange, stdout: exchange.stdout.replace(/^[4-7](: veth[01][@:])/gm, 'N$1') });

const texts = (pairs: readonly Pair[], which: 'expected' | 'actual'): string => formatTranscript(pairs.map(pair => pair[which]));

describe('the veth lab', () => {
  it('answers every line as a raw-socket ping did on Debian 12', async () => {
    const pairs = await compare(read('lab02'), { lab: 'beachhead', normalise: withoutVethIndex });
    expect(pairs).toHaveLength(41);
    expect(texts(pairs, 'actual')).toBe(texts(pairs, 'expected'));
  });

  it('answers every line as with ping sockets open to all', async () => {
    const group: Exchange = { cmd: 'sudo sysctl -qw net.ipv4.ping_group_range="0 2147483647"', stdout: '', stderr: '', rc: 0 };
    const pairs = await compare([group, ...read('lab02-ping-dgram')], { lab: 'beachhead', normalise: withoutVethIndex });
    expect(texts(pairs, 'actual')).toBe(texts(pairs, 'expected'));
  });
});
