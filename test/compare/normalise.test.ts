import fc from '../property';
import { Normaliser, normalise, type Exchange } from '../../src/compare';
import { formatAddress } from '../../src/stack/address';

const exchange = (cmd: string, stdout: string, stderr = ''): Exchange => ({ cmd, stdout, stderr, rc: 0 });

/** Two answers to the same line, each in a session of its own. */
const both = (a: string, b: string, cmd = ''): readonly string[] => [a, b].map(text => normalise({ exchanges: [exchange(cmd, text)] }).exchanges[0]!.stdout);

const octet = fc.integer({ min: 0, max: 255 }).map(value => value.toString(16).padStart(2, '0'));
/** A MAC as eth_random_addr draws it; those of 02:00:00 are for scripts. */
const randomMac = fc.tuple(octet, octet, octet, octet, octet, octet)
  .map(([first, ...rest]) => [((parseInt(first, 16) & 0xfc) | 0x02).toString(16).padStart(2, '0'), ...rest].join(':'))
  .filter(mac => !mac.startsWith('02:00:00'));

function eui64(mac: string, prefix: bigint): string {
  const [a, b, c, d, e, f] = mac.split(':').map(text => BigInt(parseInt(text, 16))) as [bigint, bigint, bigint, bigint, bigint, bigint];
  return formatAddress(prefix << 64n | (a ^ 2n) << 56n | b << 48n | c << 40n | 0xfffen << 24n | d << 16n | e << 8n | f);
}

/** All that one MAC shows itself in. */
const faces = (mac: string): string => [
  `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`,
  `    inet6 ${eui64(mac, 0xfe80000000000000n)}/64 scope link `,
  `{"address":"${mac}","local":"${eui64(mac, 0x20010db800000000n)}"}`,
  `bridge_id 8000.${mac.split(':').map(text => parseInt(text, 16).toString(16)).join(':')} designated_root`,
  `inet6 ${formatAddress(0xff0200000000000000000001ff000000n | BigInt(`0x${mac.slice(9).replaceAll(':', '')}`))}`,
  `link 33:33:ff:${mac.slice(9)}`,
].join('\n');

describe('the normaliser', () => {
  it('takes a random MAC out of all that it shows itself in', () => {
    fc.assert(fc.property(randomMac, randomMac, (a, b) => {
      const [first, second] = both(faces(a), faces(b));
      expect(first).toBe(second);
    }));
  });

  it('keeps two random MACs apart, wherever they show themselves', () => {
    const pair = fc.tuple(randomMac, randomMac).filter(([a, b]) => a.slice(9) !== b.slice(9));
    fc.assert(fc.property(pair, fc.integer({ min: 0, max: 5 }), ([a, b], line) => {
      const mixed = faces(a).split('\n').with(line, faces(b).split('\n')[line]!).join('\n');
      const [same, other] = both(`${a} ${b}\n${faces(a)}`, `${a} ${b}\n${mixed}`);
      expect(same).not.toBe(other);
    }));
  });

  it('keeps a MAC that was chosen, and what is made from it', () => {
    fc.assert(fc.property(randomMac, mac => {
      const text = faces(mac);
      expect(normalise({ exchanges: [exchange(`ip link add dev d0 address ${mac} type dummy`, text)] }).exchanges[0]!.stdout).toBe(text);
      expect(normalise({ exchanges: [exchange('ip link', text)] }, `mac: ${mac}`).exchanges[0]!.stdout).toBe(text);
    }));
  });

  it('never makes equal what differs in a figure, a word, a blank or the order of lines', () => {
    const word = fc.constantFrom('10.0.0.1/24', '10.0.0.1/25', '10.0.0.2/24', 'brd', '10.0.0.255', '<BROADCAST,UP>', '<BROADCAST>', 'state', 'UP', 'DOWN', 'metric', '256', '1024',
      'REACHABLE', 'STALE', 'fe80::1', 'fe80::ff:fe00:1', '02:00:00:00:00:01', '33:33:ff:00:00:01', 'ff02::1:ff00:1', '8000.2:0:0:0:0:1', 'mtu', '1500', 'icmp_seq=1', 'ttl=64', '\t', ' ', '  ', '\n', '');
    const output = fc.array(word, { maxLength: 30 }).map(words => words.join(' '));
    const line = fc.constantFrom('ip addr', 'ip -j -d link', 'ip route', 'ping -c 1 10.0.0.1', 'sudo tcpdump -ni veth0', 'bridge link', 'echo');
    fc.assert(fc.property(line, output, output, (cmd, a, b) => {
      const [first, second] = both(a, b, cmd);
      expect(first === second).toBe(a === b);
    }), { numRuns: 1000 });
  });

  it('leaves alone what it has already been through', () => {
    fc.assert(fc.property(randomMac, mac => {
      const once = both(faces(mac), '')[0]!;
      expect(both(once, '')[0]).toBe(once);
    }));
  });

  it.each([
    ['round-trip times', 'ping', '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.731 ms', '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=12.2 ms'],
    ['their summary', 'ping', 'rtt min/avg/max/mdev = 0.226/0.303/0.381/0.077 ms', 'rtt min/avg/max/mdev = 0.1/10.4/21.381/5.077 ms'],
    ['milliseconds of a ping', 'ping', '0% packet loss, time 2047ms', '0% packet loss, time 2003ms'],
    ['clock and ICMP id', 'tcpdump', '13:08:12.104102 IP 10.0.0.2 > 10.0.0.1: ICMP echo request, id 174, seq 2', '09:00:01.000001 IP 10.0.0.2 > 10.0.0.1: ICMP echo request, id 9, seq 2'],
    ['when a notification came', 'ip -t monitor', 'Timestamp: Mon Nov  2 13:08:12 2026 12345 usec\n', 'Timestamp: Tue Nov 24 01:08:12 2026 999999 usec\n'],
    ['pids of jobs', 'sleep 1 &', '[1] 174\n', '[1] 90\n'],
    ['pids in a namespace', 'ip netns pids red', '174\n175\n', '90\n91\n'],
    ['where a bridge\'s timer is', 'ip -d link show br0', 'gc_timer   12.31 vlan', 'gc_timer   12.31 vlan'.replace('12.31', '98.00')],
    ['the order of neighbours', 'ip neigh', '10.0.0.2 dev v0 lladdr 02:00:00:00:00:02 STALE \n10.0.0.1 dev v0 FAILED \n', '10.0.0.1 dev v0 FAILED \n10.0.0.2 dev v0 lladdr 02:00:00:00:00:02 STALE \n'],
    ['the order of a VXLAN\'s remote ends', 'bridge fdb show dev vx0', '02:00:00:00:00:09 dst 10.0.0.2 self \n02:00:00:00:00:01 dst 10.0.0.3 self \n', '02:00:00:00:00:01 dst 10.0.0.3 self \n02:00:00:00:00:09 dst 10.0.0.2 self \n'],
    ['reports that come at random times', 'tcpdump -ni v0', '00:00:01.000001 IP6 :: > ff02::16: HBH ICMP6, multicast listener report v2, 1 group record(s), length 28\n00:00:02.000001 IP a > b: x\n', '00:00:02.000001 IP a > b: x\n'],
  ])('takes away %s', (_what, cmd, a, b) => {
    const [first, second] = both(a, b, cmd);
    expect(first).toBe(second);
  });

  it.each([
    ['a chosen MAC', '', '02:00:00:00:00:01', '02:00:00:00:00:02'],
    ['two MACs that are one', '', 'ca:1e:4c:5d:7e:07 7e:5c:b0:7b:25:40', 'ca:1e:4c:5d:7e:07 ca:1e:4c:5d:7e:07'],
    ['an address made from another MAC', '', '7e:5c:b0:7b:25:40 fe80::7c5c:b0ff:fe7b:2540', '7e:5c:b0:7b:25:40 fe80::c81e:4cff:fe5d:7e07'],
    ['the prefix before a made interface id', '', 'fe80::7c5c:b0ff:fe7b:2540', 'fec0::7c5c:b0ff:fe7b:2540'],
    ['a MAC in capitals', '', 'ca:1e:4c:5d:7e:07', 'CA:1E:4C:5D:7E:07'],
    ['an address that is not shortened', '', 'fe80::7c5c:b0ff:fe7b:2540', 'fe80:0:0:0:7c5c:b0ff:fe7b:2540'],
    ['seconds of a ping', 'ping', 'time 2047ms', 'time 3047ms'],
    ['a sequence number', 'tcpdump', 'ICMP echo request, id 174, seq 2', 'ICMP echo request, id 174, seq 3'],
    ['figures that are no pids', 'cat file', '[1] x\n174\n', '[1] x\n90\n'],
    ['a timer that runs', 'ip -d link show br0', 'gc_timer    0.00 vlan', 'gc_timer   12.31 vlan'],
    ['the order of routes', 'ip route', '10.0.0.2 dev v0 \n10.0.0.1 dev v0 \n', '10.0.0.1 dev v0 \n10.0.0.2 dev v0 \n'],
    ['the order of neighbours that were sorted', 'ip neigh | sort -r', '10.0.0.2 dev v0 FAILED \n10.0.0.1 dev v0 FAILED \n', '10.0.0.1 dev v0 FAILED \n10.0.0.2 dev v0 FAILED \n'],
    ['the order of a bridge\'s own entries', 'bridge fdb show', '02:00:00:00:00:09 dev p1 master br0 \n02:00:00:00:00:01 dev p1 master br0 \n', '02:00:00:00:00:01 dev p1 master br0 \n02:00:00:00:00:09 dev p1 master br0 \n'],
    ['a neighbour\'s state', 'ip neigh', '10.0.0.1 dev v0 FAILED \n', '10.0.0.1 dev v0 STALE \n'],
    ['other frames', 'tcpdump -ni v0', '00:00:01.000001 IP6 :: > ff02::1:ff00:1: ICMP6, neighbor solicitation\n', ''],
  ])('keeps %s', (_what, cmd, a, b) => {
    const [first, second] = both(a, b, cmd);
    expect(first).not.toBe(second);
  });

  it('takes away how a lab\'s cable is made, and nothing else of it', () => {
    const end = { host: 'a', dev: 'ens3', ifindex: 2 };
    const normaliser = () => new Normaliser('', { cables: [{ a: end, b: { ...end, host: 'b', dev: 'eth1' } }] });
    const text = (peer: string, qdisc: string, nsid: string, mtu = 1500, dev = 'ens3'): string => normaliser().text([
      `2: ${dev}${peer}: <BROADCAST,UP> mtu ${mtu} qdisc ${qdisc} state UP mode DEFAULT group default qlen 1000`,
      `    link/ether fa:16:3e:59:a0:b8 brd ff:ff:ff:ff:ff:ff${nsid}`,
      `    inet 10.0.0.1/24 scope global ${dev}`,
      `${`${dev}${peer}`.padEnd(16)} UP             `,
    ].join('\n'));
    const card = text('', 'fq_codel', '');
    expect(text('@if2', 'noqueue', ' link-netnsid 0')).toBe(card);
    expect(text('@if2', 'noqueue', ' link-netnsid 0', 1400)).not.toBe(card);
    expect(text('', 'pfifo_fast', '')).not.toBe(card);
    expect(text('@if2', 'noqueue', ' link-netnsid 0', 1500, 'ens4')).not.toBe(text('', 'fq_codel', '', 1500, 'ens4'));
    const json = (...parts: string[]): string => normaliser().text(`[{"ifindex":2,${parts[0]}"ifname":"ens3","flags":["UP"],"mtu":1500,"qdisc":"${parts[1]}","operstate":"UP"${parts[2]},"addr_info":[{"local":"10.0.0.1"}]}]`);
    expect(json('"link_index":2,', 'noqueue', ',"link_netnsid":0')).toBe(json('', 'fq_codel', ''));
  });

  it('takes the number of frames at random times out of the counts', () => {
    const report = '00:00:01.000001 IP6 :: > ff02::16: HBH ICMP6, multicast listener report v2, 1 group record(s), length 28\n';
    const told = (stdout: string, stderr: string): Exchange => new Normaliser().exchange(exchange('tcpdump -c 3', stdout, stderr));
    expect(told(report + report, '5 packets captured\n6 packets received by filter\n0 packets dropped by kernel\n').stderr).toBe('3 packets captured\n3 packets received by filter\n0 packets dropped by kernel\n');
    expect(told('', '3 packets captured\n2 packets received by filter\n').stderr).toBe('3 packets captured\n2 packets received by filter\n');
  });
});
