import { tcpdump } from '../../../src/commands/tcpdump';
import { USAGE, VERSION } from '../../../src/commands/tcpdump/usage';
import type { Files } from '../../../src/commands/files';
import { MAC_BROADCAST, parseIpv4 } from '../../../src/stack/address';
import { createNetwork } from '../../../src/stack/create';
import { openDevice } from '../../../src/stack/device/lifecycle';
import { IFF } from '../../../src/stack/rtnetlink';
import { emitArp, emitEthernet, emitVlan, ETH_P_8021Q, ETH_P_ARP } from '../../../src/stack/wire';
import { files } from '../run';
import { HOSTS, runInTime, type Script } from '../vm';

const MAC = '02:00:00:00:00:01';
const arp = emitArp({ operation: 1, senderMac: MAC, senderIp: parseIpv4('10.0.0.1')!, targetMac: '00:00:00:00:00:00', targetIp: parseIpv4('10.0.0.2')! });
const REQUEST = emitEthernet({ destination: MAC_BROADCAST, source: MAC, type: ETH_P_ARP }, arp);
const TAGGED = emitEthernet({ destination: MAC_BROADCAST, source: MAC, type: ETH_P_8021Q }, emitVlan({ priority: 0, dropEligible: false, id: 10, type: ETH_P_ARP }, arp));
const LISTENING = 'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n';

/** Two hosts on a cable; requests leave the first one's eth0 at the given ms. */
function lab(...times: readonly number[]) {
  const network = createNetwork({ seed: 1 });
  const [a, b] = ['a', 'b'].map(name => network.addHost(name));
  network.addCable({ host: a!, ifname: 'eth0' }, { host: b!, ifname: 'eth0' });
  const devices = [a!, b!].map(host => {
    for (const [path] of [['net/ipv6/conf/all/disable_ipv6'], ['net/ipv6/conf/eth0/disable_ipv6']] as const) {
      if (host.initNetns.sysctl.has(path)) host.initNetns.sysctl.set(path, '1');
    }
    const dev = host.initNetns.devices.byName('eth0')!;
    openDevice(dev);
    return dev;
  });
  const sender = a!.initNetns.sockets.packet(0);
  sender.bind(devices[0]!.ifindex);
  const events = Object.fromEntries(times.map(ms => [ms, () => sender.send(REQUEST)]));
  return { network, host: a!, peer: b!, dev: devices[0]!, sender, events };
}

function memory(contents: Record<string, Uint8Array>): Files {
  const readOnly = files({ '/etc/hosts': HOSTS });
  return {
    ...readOnly,
    read: path => contents[path] ?? readOnly.read(path),
    write: (path, data, options) => {
      if (path.startsWith('/nope')) readOnly.write(path, data);
      contents[path] = options?.append ? Uint8Array.from([...(contents[path] ?? []), ...data]) : data;
    },
  };
}

function go(command: string, { host, events }: ReturnType<typeof lab>, script: Script = {}) {
  return runInTime(tcpdump, command, host, { ...script, events: { ...events, ...script.events } });
}

const line = (time: string) => `${time} ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n`;
const summary = (captured: number, received = captured) => `${captured} packet${captured === 1 ? '' : 's'} captured\n${received} packet${received === 1 ? '' : 's'} received by filter\n0 packets dropped by kernel\n`;

describe('tcpdump on a device', () => {
  it('prints what it got when interrupted, without what waits in an unfinished block', async () => {
    expect(await go('tcpdump -i eth0', lab(200, 1300, 2100), { signals: { 2500: 'SIGINT' } })).toEqual({
      stdout: `${line('09:00:00.200000')}${line('09:00:01.300000')}\n`, stderr: LISTENING + summary(2, 3), rc: 0,
    });
  });

  it('has shorter blocks with -l, and none in immediate mode', async () => {
    const stdout = `${line('09:00:00.200000')}${line('09:00:01.300000')}${line('09:00:02.100000')}\n`;
    expect((await go('tcpdump -i eth0 -l', lab(200, 1300, 2100), { signals: { 2250: 'SIGTERM' } })).stdout).toBe(stdout);
    expect((await go('tcpdump -i eth0 --immediate-mode', lab(200, 1300, 2100), { signals: { 2101: 'SIGHUP' } })).stdout).toBe(stdout);
  });

  it('ends by itself with -c', async () => {
    expect(await go('tcpdump -c 1 -e -n -i eth0 arp', lab(200, 1300))).toEqual({
      stdout: '09:00:00.200000 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n',
      stderr: LISTENING + summary(1), rc: 0,
    });
  });

  it('counts only what its filter accepts', async () => {
    expect((await go('tcpdump -i eth0 not arp', lab(200), { signals: { 1500: 'SIGINT' } })).stderr).toBe(LISTENING + summary(0));
  });

  it('finds a tagged packet by what the tag precedes, and by its tag', async () => {
    const { sender, ...rest } = lab();
    const script = { events: { 100: () => sender.send(TAGGED) }, signals: { 1500: 'SIGINT' as const } };
    expect((await go('tcpdump -t -e -n -i eth0 arp', { sender, ...rest }, script)).stdout)
      .toBe('02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype 802.1Q (0x8100), length 46: vlan 10, p 0, ethertype ARP (0x0806), Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n\n');
  });

  it('shows direction and interface on any', async () => {
    expect(await go('tcpdump -n -i any -t -c 1', lab(100))).toEqual({
      stdout: 'eth0  Out ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28\n',
      stderr: 'tcpdump: data link type LINUX_SLL2\n' + LISTENING.replace('eth0, link-type EN10MB (Ethernet)', 'any, link-type LINUX_SLL2 (Linux cooked v2)') + summary(1), rc: 0,
    });
  });

  it('takes one direction with -Q', async () => {
    expect((await go('tcpdump -Q in -i eth0', lab(100), { signals: { 1500: 'SIGINT' } })).stderr).toBe(LISTENING + summary(0, 1));
  });

  it('cuts packets with -s', async () => {
    expect((await go('tcpdump -t -s 30 -i eth0 -c 1', lab(100))).stdout).toBe(' [|arp]\n');
  });

  it('ends when its device disappears, and waits while it is down', async () => {
    const { host, ...rest } = lab();
    const { rtnetlink } = host.initNetns;
    rtnetlink.request({ type: 'RTM_NEWLINK', create: true, excl: true, ifname: 'v0', kind: 'veth', flags: IFF.UP, change: IFF.UP });
    const script = {
      events: {
        300: () => rtnetlink.request({ type: 'RTM_NEWLINK', ifname: 'v0', flags: 0, change: IFF.UP }),
        700: () => rtnetlink.request({ type: 'RTM_DELLINK', ifname: 'v0' }),
      },
    };
    expect(await go('tcpdump -i v0', { host, ...rest }, script)).toEqual({
      stdout: '', stderr: `${LISTENING.replace('eth0', 'v0')}tcpdump: pcap_loop: The interface disappeared\n${summary(0)}`, rc: 1,
    });
  });

  it('makes its device promiscuous, but for -p', async () => {
    for (const [command, promiscuity] of [['tcpdump -i eth0', 1], ['tcpdump -p -i eth0', 0]] as const) {
      const { dev, ...rest } = lab();
      let seen: number | undefined;
      await go(command, { dev, ...rest }, { events: { 100: () => { seen = dev.promiscuity; } }, signals: { 200: 'SIGINT' } });
      expect([seen, dev.promiscuity]).toEqual([promiscuity, 0]);
    }
  });
});

describe('tcpdump with a savefile', () => {
  const HEADER = 'd4c3b2a1020004000000000000000000000004000100000';

  it('writes what it reads back', async () => {
    const contents: Record<string, Uint8Array> = {};
    const script = { files: memory(contents), signals: { 2500: 'SIGINT' as const } };
    expect(await go('tcpdump -w x.pcap -i eth0 -v', lab(200, 1300), script)).toEqual({
      stdout: '', stderr: `tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\nGot 0\rGot 1\r${summary(2)}`, rc: 0,
    });
    const octets = Buffer.from(contents['/root/x.pcap']!).toString('hex');
    expect(octets.slice(0, 47)).toBe(HEADER);
    expect(octets).toHaveLength(2 * (24 + 2 * (16 + 42)));
    const read = 'reading from file x.pcap, link-type EN10MB (Ethernet), snapshot length 262144\n';
    expect(await go('tcpdump -r x.pcap', lab(), script)).toEqual({ stdout: line('09:00:00.200000') + line('09:00:01.300000'), stderr: read, rc: 0 });
    expect(await go('tcpdump -r x.pcap --count arp', lab(), script)).toEqual({ stdout: '2 packets\n', stderr: read, rc: 0 });
    expect(await go('tcpdump -r x.pcap -c 1 -w y.pcap', lab(), script)).toEqual({ stdout: '', stderr: read, rc: 0 });
    expect(contents['/root/y.pcap']).toEqual(contents['/root/x.pcap']!.subarray(0, 24 + 58));
  });

  it('tells where one ends too early', async () => {
    const contents: Record<string, Uint8Array> = {};
    await go('tcpdump -w x.pcap -i eth0 -c 1', lab(200), { files: memory(contents) });
    const run = (size: number) => go('tcpdump -r x.pcap -t', lab(), { files: memory({ '/root/x.pcap': contents['/root/x.pcap']!.subarray(0, size) }) });
    const read = 'reading from file x.pcap, link-type EN10MB (Ethernet), snapshot length 262144\n';
    expect(await run(2)).toEqual({ stdout: '', stderr: 'tcpdump: truncated dump file; tried to read 4 file header bytes, only got 2\n', rc: 1 });
    expect(await run(30)).toEqual({ stdout: '', stderr: `${read}tcpdump: pcap_loop: truncated dump file; tried to read 16 header bytes, only got 6\n`, rc: 1 });
    expect(await run(50)).toEqual({ stdout: '', stderr: `${read}tcpdump: pcap_loop: truncated dump file; tried to read 42 captured bytes, only got 10\n`, rc: 1 });
  });
});

describe('tcpdump\'s command line', () => {
  it('lists devices, the likeliest first', async () => {
    const settled = lab();
    for (let i = 0; i < 100; i++) settled.network.clock.step();
    expect((await go('tcpdump -D', settled)).stdout).toBe([
      '1.eth0 [Up, Running, Connected]', '2.any (Pseudo-device that captures on all interfaces) [Up, Running]',
      '3.bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]', '4.nflog (Linux netfilter log (NFLOG) interface) [none]',
      '5.nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]', '6.dbus-system (D-Bus system bus) [none]', '7.dbus-session (D-Bus session bus) [none]',
      '8.lo [Loopback]', '',
    ].join('\n'));
  });

  it.each([
    ['tcpdump -i nope', 'tcpdump: nope: No such device exists\n(No such device exists)\n'],
    ['tcpdump -i 99', 'tcpdump: Invalid adapter index\n'],
    ['tcpdump -i lo', 'tcpdump: lo: That device is not up\n'],
    ['tcpdump -i eth0 bad filter', 'tcpdump: can\'t parse filter expression: syntax error\n'],
    ['tcpdump -i eth0 host nope', 'tcpdump: unknown host \'nope\'\n'],
    ['tcpdump -i eth0 arp and icmp', 'tcpdump: expression rejects all packets\n'],
    ['tcpdump -i any vlan', 'tcpdump: data link type LINUX_SLL2\ntcpdump: no VLAN support for Linux cooked v2\n'],
    ['tcpdump -c 0', 'tcpdump: invalid packet count 0\n'],
    ['tcpdump -s x', 'tcpdump: invalid snaplen x (must be >= 0 and <= 262144)\n'],
    ['tcpdump -Q foo', 'tcpdump: unknown capture direction `foo\'\n'],
    ['tcpdump -tttttt', 'tcpdump: only -t, -tt, -ttt, -tttt and -ttttt are supported\n'],
    ['tcpdump -y FOO', 'tcpdump: invalid data link type FOO\n'],
    ['tcpdump -i eth0 -y RAW', 'tcpdump: RAW is not one of the DLTs supported by this device\n'],
    ['tcpdump -r /nope', 'tcpdump: /nope: No such file or directory\n'],
    ['tcpdump -i eth0 -w /nope/x', 'tcpdump: /nope/x: No such file or directory\n'],
    ['tcpdump -F /nope -i eth0', 'tcpdump: can\'t open /nope: No such file or directory\n'],
    ['tcpdump -z gzip', 'tcpdump: vethlab doesn\'t support -z\n'],
    ['tcpdump -i', `tcpdump: option requires an argument -- 'i'\n${USAGE}`],
    ['tcpdump -k', `tcpdump: invalid option -- 'k'\n${USAGE}`],
    ['tcpdump --foo', `tcpdump: unrecognized option '--foo'\n${USAGE}`],
    ['tcpdump --interface', `tcpdump: option '--interface' requires an argument\n${USAGE}`],
  ])('refuses %s', async (command, stderr) => {
    expect(await go(command, lab())).toEqual({ stdout: '', stderr, rc: 1 });
  });

  it('needs root', async () => {
    expect(await go('tcpdump -i eth0', lab(), { uid: 1000 })).toEqual({
      stdout: '', stderr: 'tcpdump: eth0: You don\'t have permission to perform this capture on that device\n(socket: Operation not permitted)\n', rc: 1,
    });
  });

  it('explains itself', async () => {
    expect(await go('tcpdump -h', lab())).toEqual({ stdout: USAGE, stderr: '', rc: 0 });
    expect(await go('tcpdump --version', lab())).toEqual({ stdout: VERSION, stderr: '', rc: 0 });
    expect(await go('tcpdump -L -i eth0', lab())).toEqual({
      stdout: '', stderr: 'Data link types for eth0 (use option -y to set):\n  EN10MB (Ethernet)\n  DOCSIS (DOCSIS) (printing not supported)\n', rc: 0,
    });
  });
});
