import type { LabSession } from '../../../src/jupyter/lab-session';
import { wordsSession } from '../complete/network';

let session: LabSession;
beforeAll(async () => {
  session = await wordsSession();
});
afterAll(() => session.close());

/** What is said of the word that ends a text. */
const told = async (text: string, detail = 0): Promise<string | undefined> => (await session.inspect(text, [...text].length, detail))?.['text/plain'] as string | undefined;

describe('inspection', () => {
  it('tells in text, Markdown and HTML what a word means in its place', async () => {
    expect(await session.inspect('ip link set veth0 mtu 1400', 20)).toEqual({
      'text/plain': 'ip link mtu\nThe largest packet that the link takes, in octets, without its link-layer header (maximum transmission unit).\n\nSyntax:\n  mtu NUMBER\n\nExample:\n  ip link set veth0 mtu 1400\n\nSee ip-link(8)',
      'text/markdown': '**`ip link mtu`**\n\nThe largest packet that the link takes, in octets, without its link-layer header (maximum transmission unit).\n\nSyntax:\n\n```\nmtu NUMBER\n```\n\nExample:\n\n```\nip link set veth0 mtu 1400\n```\n\nSee *ip-link(8)*',
      'text/html': '<p><b><code>ip link mtu</code></b></p>\n<p>The largest packet that the link takes, in octets, without its link-layer header (maximum transmission unit).</p>\n<p>Syntax:</p><pre>mtu NUMBER</pre>\n<p>Example:</p><pre>ip link set veth0 mtu 1400</pre>\n<p>See <i>ip-link(8)</i></p>',
    });
  });

  it.each([
    ['ip', 'ip'], ['ip l', 'ip link'], ['ip link add', 'ip link add'], ['ip link add x type veth', 'type veth'], ['ip link add x type veth peer', 'veth peer'], ['ip link add x type veth peer name', 'veth peer name'],
    ['ip r a default via', 'ip route via'], ['ip route add 10.0.0.0/8 scope link', 'ip route scope'], ['ip -br', 'ip -brief'], ['ping -I', 'ping -I'], ['tcpdump -n icmp', 'tcpdump icmp'], ['ip netns exec red ip a', 'ip address'],
    ['ip addr list', 'ip address show'], ['grep LOWER_UP', 'LOWER_UP'], ['# STALE', 'STALE'], ['sysctl net.ipv4.conf.all.rp_filter', 'net.ipv4.conf.all.rp_filter'], ['%lab', '%lab [NAME|FILE]'],
  ])('of the end of %s', async (text, title) => {
    expect((await told(text))?.split('\n')[0]).toBe(title);
  });

  it('shows an interface as it is now, in its own namespace', async () => {
    expect(await told('ip -n red addr show dev tail')).toBe('tail\n\nNow:\n  2: tail: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default qlen 1000\n      link/ether 02:00:00:00:00:03 brd ff:ff:ff:ff:ff:ff\n      inet 10.1.0.1/24 scope global tail\n         valid_lft forever preferred_lft forever');
    expect(await told('ip -n red addr show dev tail', 1)).toContain('RX:');
  });

  it('knows nothing of words that mean nothing', async () => {
    expect(await told('echo nothing')).toBeUndefined();
    expect(await told('')).toBeUndefined();
  });
});
