import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise, type Exchange } from '../../../src/compare';
import { formatTranscript, parseTranscript } from '../../fidelity/transcript';
import { runReal, USERS } from '../../sandbox';

const recorded = parseTranscript(readFileSync(join(__dirname, '../../fidelity/transcripts/lab02/lab02.txt'), 'utf8'));

/** Captures depend on the instant at which they begin; default_qdisc is a sysctl of the machine's first namespace only. */
const repeats = ({ cmd }: Exchange): boolean => !/tcpdump|PINGPID|default_qdisc/.test(cmd);

/** The recording's NICs are no veth devices; how far detection of duplicates and neighbours is depends on the machine's speed. */
function alike({ cmd, stdout, ...rest }: Exchange): Exchange {
  const text = stdout
    .replace(/^(\d+: ens[34])@if\d+(.*) qdisc noqueue /gm, '$1$2 qdisc fq_codel ')
    .replace(/^( +link\/ether .*) link-netnsid \d+$/gm, '$1')
    .replace(/^\d+(: veth[01]@)/gm, 'N$1')
    .replace(/\btime \d+ms$/gm, 'time T')
    .replace(/ tentative /g, ' ')
    .replace(/ (REACHABLE|STALE|DELAY|PROBE) $/gm, ' STATE ');
  return { ...rest, cmd, stdout: text };
}

it('the veth lab goes on the real backend as it was recorded on Debian 12', () => {
  const lines = recorded.filter(repeats);
  const { stdout, stderr } = runReal(USERS.at(-1)!, lines.map(({ cmd }) => `${cmd}\n`).join(''), ['--lab', 'beachhead', '--json']);
  expect(stderr).toBe('');
  const shown = (exchanges: readonly Exchange[]): string => formatTranscript(normalise({ exchanges: exchanges.map(alike) }).exchanges);
  expect(lines.length).toBeGreaterThan(35);
  expect(shown(stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Exchange))).toBe(shown(lines));
});
