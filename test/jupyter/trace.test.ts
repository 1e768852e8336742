import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Notebook } from './session';

const PAIR = 'ip link add veth0 type veth peer name veth1; ip link set veth0 up; ip link set veth1 up; ip addr add 10.0.0.1/24 dev veth0; ip addr add 10.0.0.2/24 dev veth1; sleep 20';

/** The ladder: what comes before the list of packets, but for the command's own text. */
const ladderOf = (text: string): string => text.slice(text.indexOf(' left') - 12).replace(/^\n/, '').split('\n\n')[0]!.replace(/ \d+\.\d{3} s/g, ' T s').replace(/^\d+\.\d{3} s/gm, 'T.TTT s').replace(/\bid \d+/g, 'id N');

describe('%%trace', () => {
  let notebook: Notebook;

  beforeEach(() => {
    notebook = new Notebook();
  });

  afterEach(() => notebook.close());

  it('shows where a ping along a cable to oneself dies, and which setting decided so', async () => {
    await notebook.run(PAIR);
    const { text, html } = await notebook.run('%%trace\nping -c 1 -I veth1 10.0.0.1');
    expect(text).toMatch(/^PING 10\.0\.0\.1 /);
    expect(ladderOf(text)).toBe(`             left
             veth1        veth0        lo
             10.0.0.2     10.0.0.1     127.0.0.1
                                       ::1
T.TTT s       ◆            │            │             neighbour 10.0.0.1 on veth1: NONE → INCOMPLETE
           1  ├───────────►✕            │             ARP who-has 10.0.0.1 tell 10.0.0.2
              │            │            │             ✕ dropped: it comes in from outside, yet its source is one of this host's
              │            │            │               own addresses (a martian source)
              │            │            │               net.ipv4.conf.veth0.accept_local = 0
              │            │            │               SKB_DROP_REASON_IP_LOCAL_SOURCE
T.TTT s    2  ├───────────►✕            │             ARP who-has 10.0.0.1 tell 10.0.0.2
              │            │            │             ✕ dropped, same reason
T.TTT s    3  ├───────────►✕            │             ARP who-has 10.0.0.1 tell 10.0.0.2
              │            │            │             ✕ dropped, same reason
T.TTT s       !            │            │             neighbour 10.0.0.1 on veth1: INCOMPLETE → FAILED
           4  │            │            ├─╮◄          ICMP host 10.0.0.1 unreachable
           5  ✕            │            │             ICMP echo request id N seq 1
              │            │            │             ✕ dropped: nobody answered the question for the MAC address of its next hop
              │            │            │               ARP got no answer
              │            │            │               SKB_DROP_REASON_NEIGH_FAILED
Left out: 2 packets of IPv6's own housekeeping (neighbour discovery, group membership).`);
    expect(html).toMatch(/^<div [^>]*><img src="data:image\/svg\+xml;base64,/);
    expect(html).toContain('sender IP      10.0.0.2\n');
  });

  it('follows packets through a router that translates their addresses', async () => {
    await notebook.run('%%host right\nip netns add far; ip link add eth2 type veth peer name eth0 netns far; ip link set eth2 up; ip addr add 198.51.100.1/24 dev eth2; sysctl -qw net.ipv4.ip_forward=1\n'
      + 'ip -n far link set eth0 up; ip -n far addr add 198.51.100.9/24 dev eth0; iptables -t nat -A POSTROUTING -o eth2 -j MASQUERADE');
    await notebook.run('ping -c 1 198.51.100.9');
    const { text } = await notebook.run('%%trace icmp\nping -c 1 198.51.100.9');
    expect(ladderOf(text)).toBe(`             left         right                        far on right
             eth1         eth1         eth2            eth0
             192.0.2.1    192.0.2.2    198.51.100.1    198.51.100.9
T.TTT s    1  ├───────────►│            │               │                ICMP echo request id N seq 1
              │            ├╌╌╌╌╌╌╌╌╌╌╌►│               │                forwarded, ttl 64 → 63, translated: source 192.0.2.1 → 198.51.100.1
           2  │            │            ├──────────────►│                ICMP echo request id N seq 1
           3  │            │            │◄──────────────┤                ICMP echo reply id N seq 1
              │            │◄╌╌╌╌╌╌╌╌╌╌╌┤               │                forwarded, ttl 64 → 63, translated: destination 198.51.100.1 → 192.0.2.1
           4  │◄───────────┤            │               │                ICMP echo reply id N seq 1`);
    expect(text.split('\n\n').at(-1)!.replace(/\d\.\d{6}/g, 'T').replace(/id \d+/g, 'id N')).toBe(`   1   T  left:eth1 → right:eth1  IP 192.0.2.1 > 198.51.100.9: ICMP echo request, id N, seq 1, length 64
   2   T  right:eth2 → far:eth0   IP 198.51.100.1 > 198.51.100.9: ICMP echo request, id N, seq 1, length 64
   3   T  far:eth0 → right:eth2   IP 198.51.100.9 > 198.51.100.1: ICMP echo reply, id N, seq 1, length 64
   4   T  right:eth1 → left:eth1  IP 198.51.100.9 > 192.0.2.1: ICMP echo reply, id N, seq 1, length 64
`);
  });

  it('follows a frame down to the device that it leaves by, and up through a tag and a bridge', async () => {
    await notebook.run('%%host right\nip link add link eth1 name v10 type vlan id 10; ip link set v10 up; ip link add br0 type bridge; ip link set v10 master br0; ip link set br0 up; ip addr add 10.1.0.2/24 dev br0; ip link set v10 addrgenmode none');
    await notebook.run('ip link add link eth1 name v10 type vlan id 10; ip addr add 10.1.0.1/24 dev v10; ip link set v10 up; sleep 40; ping -c 1 10.1.0.2');
    const { text } = await notebook.run('%%trace not ip6\nping -c 1 10.1.0.2');
    expect(ladderOf(text).split('\n').slice(3).map(line => line.replace(/^.*[│►┤] +/, ''))).toEqual([
      'handed down, VLAN tag 10 put on', 'ICMP echo request id N seq 1', 'handed up, VLAN tag 10 taken off', 'handed up',
      'handed down', 'handed down, VLAN tag 10 put on', 'ICMP echo reply id N seq 1', 'handed up, VLAN tag 10 taken off',
    ]);
    expect(text).toContain('right:v10');
  });

  it('follows a packet into a tunnel and out of it', async () => {
    await notebook.run('%%host right\nip link add vx type vxlan id 5 remote 192.0.2.1 dstport 4789; ip link set vx up; ip addr add 10.2.0.2/24 dev vx');
    await notebook.run('ip link add vx type vxlan id 5 remote 192.0.2.2 dstport 4789; ip link set vx up; ip addr add 10.2.0.1/24 dev vx; sleep 40; ping -c 1 10.2.0.2');
    const { text } = await notebook.run('%%trace not ip6\nping -c 1 10.2.0.2');
    expect(ladderOf(text).split('\n').slice(3).map(line => line.replace(/^.*[│►┤] +/, ''))).toEqual([
      'encapsulated', 'VXLAN vni 5: ICMP echo request id N seq 1', 'decapsulated', 'encapsulated', 'VXLAN vni 5: ICMP echo reply id N seq 1', 'decapsulated',
    ]);
  });

  it('draws the last cell after all as %trace, chooses by interface and filter, and says where there is nothing', async () => {
    await notebook.run('ping -c 1 192.0.2.2');
    expect((await notebook.run('%trace -i eth1 arp')).text).toContain('ARP who-has 192.0.2.2 tell 192.0.2.1');
    expect((await notebook.run('%trace -i lo')).text).toBe('No packet of that kind moved.');
    await notebook.run('true');
    expect((await notebook.run('%trace')).text).toBe('No packet moved.');
  });

  it('shows what moved although the cell fails, and passes its end on', async () => {
    const { outcome, text } = await notebook.run('%%trace arp\nset -e\nping -c 1 192.0.2.2\nfalse');
    expect(outcome).toMatchObject({ status: 'error', ename: 'ErrExit' });
    expect(text).toContain('ARP who-has 192.0.2.2 tell 192.0.2.1');
  });

  it.each([
    ['%%trace -x\ntrue', '%%trace: "-x" is none of its options; -i chooses interfaces'],
    ['%trace port', 'the filter "port" can\'t be used: can\'t parse filter expression: syntax error. It is tcpdump\'s language, e.g. arp or icmp'],
  ])('says what to do after %j', async (code, message) => {
    expect(await notebook.fails(code)).toBe(message);
  });
});

describe('tcpdump in a cell', () => {
  let notebook: Notebook;
  const CAPTURE = 'tcpdump -n -i eth1 -c 4 -w /tmp/ping.pcap &\nsleep 1; ping -qc 1 192.0.2.2; wait';

  beforeEach(() => {
    notebook = new Notebook();
  });

  afterEach(() => notebook.close());

  it('prints what it prints, and then draws it', async () => {
    await notebook.run(CAPTURE);
    const { text, html } = await notebook.run('tcpdump -n -r /tmp/ping.pcap 2>&1');
    expect(text.replace(/\d\d:\d\d:\d\d\.\d{6}/g, 'T').replace(/id \d+/g, 'id N').replace(/is-at [\da-f:]+/, 'is-at MAC')).toBe(`reading from file /tmp/ping.pcap, link-type EN10MB (Ethernet), snapshot length 262144
T ARP, Request who-has 192.0.2.2 tell 192.0.2.1, length 28
T ARP, Reply 192.0.2.2 is-at MAC, length 28
T IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id N, seq 1, length 64
T IP 192.0.2.2 > 192.0.2.1: ICMP echo reply, id N, seq 1, length 64
`);
    expect(html).toContain('4 packets: a click on one opens its headers and octets');
    expect((await notebook.run('tcpdump -n -r /tmp/ping.pcap | head -1')).html).toBe('');
    expect((await notebook.run('%config tables=off\ntcpdump -n -r /tmp/ping.pcap')).html).toBe('');
  });

  it('gives a link to a file that Wireshark reads', async () => {
    const { html } = await notebook.run(CAPTURE);
    const [, file, name] = /href="data:application\/vnd\.tcpdump\.pcap;base64,([^"]*)" download="([^"]*)"/.exec(html)!;
    expect(name).toBe('ping.pcap');
    const path = join(mkdtempSync(join(tmpdir(), 'vethlab-')), name!);
    writeFileSync(path, Buffer.from(file!, 'base64'));
    const { stdout, stderr, status } = spawnSync('tshark', ['-n', '-r', path, '-T', 'fields', '-e', '_ws.col.Protocol', '-e', '_ws.col.Info'], { encoding: 'utf8' });
    rmSync(dirname(path), { recursive: true });
    expect([status, stderr.replace(/^Running as user.*\n?/, '')]).toEqual([0, '']);
    expect(stdout.replace(/[\da-f:]{17}/, 'MAC').replace(/id=0x[\da-f]+/g, 'id=N')).toBe(`ARP\tWho has 192.0.2.2? Tell 192.0.2.1
ARP\t192.0.2.2 is at MAC
ICMP\tEcho (ping) request  id=N, seq=1/256, ttl=64
ICMP\tEcho (ping) reply    id=N, seq=1/256, ttl=64 (request in 3)
`);
  });
});
