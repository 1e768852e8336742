import { alsoWriting, capturing } from '../../../src/backend/real/capture/command';
import { askInside } from './inside';

interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly packets: readonly string[];
}

/** What a text gives in the sandbox, at a terminal that takes packets and at one that doesn't. */
interface Captured {
  readonly text: string;
  readonly taken: Said;
  readonly plain: Said;
}

/** Without what differs from run to run. */
const steady = (text: string): string => text.replace(/\d\d:\d\d:\d\d\.\d{6}/g, 'T').replace(/id \d+/g, 'id N').replace(/^\[\d+\] \d+$/gm, '[J] P').replace(/^\d+ packets? received by filter$/gm, 'N received').replace(/^\[\d+\][+-] {2}Done .*\n/gm, '');

const PING = '(sleep 0.5; ping -c 2 -i 0.2 127.0.0.1 > /dev/null) & ';
const ECHO = ['request, id N, seq 1', 'reply, id N, seq 1', 'request, id N, seq 2', 'reply, id N, seq 2'].map(what => `IP 127.0.0.1 > 127.0.0.1: ICMP echo ${what}, length 64`);
const shown = (file: string, count: number): string[] => ECHO.slice(0, count).map(line => `${file} ${line}`);

/** Text, and the packets that are to be shown of it. */
const CASES: readonly (readonly [text: string, packets: readonly string[]])[] = [
  [`${PING}tcpdump --immediate-mode -i lo -n icmp`, shown('-', 4)],
  [`${PING}sudo tcpdump --immediate-mode -v -i lo -n icmp`, shown('-', 4)],
  [`${PING}tcpdump --immediate-mode -i lo -n -c 3 icmp`, shown('-', 3)],
  [`${PING}timeout 1.5 tcpdump --immediate-mode -i lo -n icmp 2>&1`, shown('-', 4)],
  [`${PING}tcpdump --immediate-mode -i lo -n icmp 2> /tmp/said; cat /tmp/said`, shown('-', 4)],
  [`${PING}tcpdump --immediate-mode -i lo -w ping.pcap icmp`, shown('ping.pcap', 4)],
  ['tcpdump -n -c 1 -r ping.pcap', shown('-', 1)],
  ['tcpdump -n -r ping.pcap -w two.pcap -c 2; tcpdump -n -r two.pcap | cat', shown('two.pcap', 2)],
  ['tcpdump -n -r ping.pcap > /tmp/text; cat /tmp/text', []],
  ['tcpdump -n --count -r ping.pcap', []],
  ['tcpdump -i nope -w ping.pcap; tcpdump -r nope.pcap', []],
  ['ls -a /dev/shm', []],
];

it('of a real tcpdump, the packets that it prints are seen, and its text is as it was', async () => {
  const results = await askInside<Captured>('captures.ts', CASES.map(([text]) => text));
  expect(results.map(({ text, taken }) => [text, taken.packets.map(steady)])).toEqual(CASES);
  for (const { text, taken, plain } of results) expect([text, steady(taken.stdout), steady(taken.stderr)]).toEqual([text, steady(plain.stdout), steady(plain.stderr)]);
  expect(results[0]!.plain).toMatchObject({ stderr: expect.stringContaining('4 packets captured') as string, stdout: expect.stringMatching(/length 64\n\^C\n$/) as string });
}, 120_000);

describe('command lines that capture', () => {
  it.each([
    'tcpdump -i lo', '/usr/bin/tcpdump', 'sudo -u root tcpdump -n', 'sudo ip netns exec red tcpdump -i veth0 icmp', 'timeout -s INT 5 tcpdump', 'ip vrf exec blue tcpdump', 'nohup tcpdump',
  ])('%s', (line) => {
    const argv = line.split(' ');
    expect(alsoWriting(capturing(argv)!, 'f.pcap')).toEqual([...argv, '--print', '-U', '-w', 'f.pcap']);
  });

  it.each(['', 'sudo', 'pkill tcpdump', 'sudo pkill tcpdump', 'which tcpdump', 'ip netns add tcpdump', 'ip netns exec tcpdump ls', 'tcpdump -D', 'tcpdump -L', 'tcpdump --count -r f', 'tcpdump -w -', 'tcpdump -C 1 -w f', 'tcpdump -i lo -- icmp', 'tcpdump --nonsense', 'tcpdump -h'])('not %j', (line) => {
    expect(capturing(line.split(' '))).toBeUndefined();
  });
});
