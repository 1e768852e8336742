import { tcpdump } from '../../../src/commands/tcpdump';
import { fakeHost, files, run } from '../run';
import { HOSTS } from '../vm';
import { fixture, packets, savefile } from './fixtures';

/** What tcpdump 4.99.3 printed for the frames of frames.txt; the first line says how many, cut to what length, with which options. */
const RECORDINGS = [
  'numeric', 'names-link', 'verbose', 'verbose2-link', 'quiet', 'hex', 'hex-link', 'hex-ascii', 'hex-ascii-link', 'ascii', 'absolute', 'cut-at-38', 'cut-at-62',
];

/** The lines of each packet. */
function byPacket(text: string): string[] {
  return text.split(/\n(?=[ \d]*\d\d:|\d{10}\.|IP|ARP|STP|02:| \[\|)/);
}

describe('tcpdump prints packets as recorded:', () => {
  it.each(RECORDINGS)('%s', async name => {
    const [head, ...rest] = fixture(name).split('\n');
    const [, count, snaplen, options] = /^# frames (\d+) snaplen (\d+) options (.*)$/.exec(head!)!;
    const contents = savefile(packets(Number(count), Number(snaplen)));
    const host = fakeHost({ '': { dump: () => [] } });
    const result = await run(tcpdump, ['tcpdump', '-r', '/f.pcap', ...options!.split(' ')], host, {
      files: { ...files({ '/etc/hosts': HOSTS }), read: path => (path === '/f.pcap' ? contents : files({ '/etc/hosts': HOSTS }).read(path)) },
    });
    expect(byPacket(result.stdout)).toEqual(byPacket(rest.join('\n')));
    expect(result.stdout).toBe(rest.join('\n'));
    expect(result).toMatchObject({ stderr: 'reading from file /f.pcap, link-type EN10MB (Ethernet), snapshot length 262144\n', rc: 0 });
  });
});
