import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Normaliser } from '../../src/compare';
import { readLab } from '../../src/lab';
import { Shell, startLab, type Terminal } from '../../src/shell';

const PROMPT = 'student@beachhead:~$ ';

const NS_PER_S = 1_000_000_000;

/**
 * Seconds that a line takes to be typed: addresses are no longer tentative when they're looked at; tcpdump came soon enough to see
 * the second packet. The kernel's timer wheel goes by coarse ticks: where they fell, ARP came just before the 6th packet.
 */
const typingTime = (line: string): number => (line.startsWith('sudo tcpdump') ? 0.25 : 0.9);

/** Someone types `line` and, after so many seconds, Ctrl-C. */
interface Typed {
  readonly line: string;
  readonly patience?: number;
}

/** The lines of a recorded session. The pings and tcpdump were interrupted between their 7th and their 8th packet. */
function linesOf(session: string): Typed[] {
  const lines = session.split('\n').filter(line => line.includes(PROMPT)).map(line => line.slice(line.indexOf(PROMPT) + PROMPT.length));
  return lines.map(line => (/^ping -I \S+ \S+$/.test(line) || line.startsWith('sudo tcpdump') ? { line, patience: 6.5 } : line === 'fg' ? { line, patience: 0.5 } : { line }));
}

const LAB = readFileSync(join(__dirname, '../../notebooks/labs/beachhead.yaml'), 'utf8');

/** What the terminal shows when the lines are typed into an interactive shell. */
async function type(lines: readonly Typed[], first: readonly string[]): Promise<string> {
  const lab = readLab(LAB, 'beachhead');
  const backend = await startLab({ lab });
  const shell = new Shell(backend, { interactive: true });
  let shown = '';
  const output = () => {
    const decoder = new TextDecoder();
    return {
      isTerminal: true,
      write: async (data: string | Uint8Array) => void (shown += typeof data === 'string' ? data : decoder.decode(data, { stream: true })),
      close: () => undefined,
    };
  };
  const terminal: Terminal = { stdin: { read: () => Promise.resolve(null), close: () => undefined }, stdout: output, stderr: output };
  for (const line of first) await shell.run(line, terminal);
  for (const { line, patience } of lines) {
    await backend.drive(backend.clock.sleep(typingTime(line) * NS_PER_S));
    shown += `${PROMPT}${line}\n`;
    shell.limit = patience ?? 0;
    await shell.run(line, terminal);
  }
  await backend.close();
  return shown;
}

/** The recording's machine had NICs of another driver, which have a queue and know no operational state. */
const withoutDriver = (text: string): string => text.replace(/^([23]: ens[34])(@if\d+)?(: <[A-Z,_]+> mtu \d+) qdisc \S+ state \S+/gm, '$1$3 qdisc Q state S').replace(/^( {4}link\/ether fa:16:3e:\S+ brd ff:ff:ff:ff:ff:ff)(?: link-netnsid \d+)?$/gm, '$1');

/** Which index the next device gets depends on how many there were before. */
const withoutIndex = (text: string): string => text.replace(/^\d+(?=: veth[01]@)/gm, 'N');

/** The typist made the terminal say all that it is given: that line and what it printed aren't the lab's. */
const withoutPreparation = (text: string): string => text.replace(/^.*bind "set enable-bracketed-paste off"\n\n/, '');

/** The errors for packets 4 to 6 come within milliseconds of packet 7, and of the Ctrl-C behind it: the recording has them for one ping and not for the other. */
const withoutRace = (text: string): string => text.replace(/^From 10\.0\.0\.1 icmp_seq=[456] Destination Host Unreachable\n/gm, '').replace(/(?<=^--- 10\.0\.0\.2 ping statistics ---\n7 packets transmitted, 0 received, )\+[36] errors/m, '+N errors');

const shape = (text: string): string => new Normaliser(LAB).text(withoutRace(withoutIndex(withoutDriver(text))));

describe('the veth lab, typed at a terminal', () => {
  it.each([
    ['terminal-raw', []],
    ['terminal-dgram', ['sudo sysctl -qw net.ipv4.ping_group_range="0 2147483647"']],
  ])('%s', async (name, first) => {
    const recorded = withoutPreparation(readFileSync(join(__dirname, `transcripts/lab02/${name}.txt`), 'utf8'));
    expect(shape(await type(linesOf(recorded), first))).toBe(shape(recorded));
  });
});
