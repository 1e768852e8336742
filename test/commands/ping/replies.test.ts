import { ping } from '../../../src/commands/ping';
import { runInTime, type Script } from '../vm';
import { echoReply, fakeNetwork, inIpv4, type World } from './world';

const measured = (text: string): string => text
  .replace(/time=[0-9.]+ ms/g, 'time=T ms')
  .replace(/= [0-9.]+\/[0-9.]+\/[0-9.]+\/[0-9.]+ ms/g, '= RTT ms')
  .replace(/time [0-9]+ms/g, 'time Tms')
  .replace(/\[[0-9]+\.[0-9]{6}\]/g, '[T]');

async function ran(line: string | readonly string[], world: World = {}, script: Script = {}) {
  const ended = await runInTime(ping, line, fakeNetwork(world).host, script);
  return { ...ended, stdout: measured(ended.stdout) };
}

const statistics = (host: string, line: string, last = 'rtt min/avg/max/mdev = RTT ms'): string => `\n--- ${host} ping statistics ---\n${line}\n${last}\n`;
const ONE = '1 packets transmitted, 1 received, 0% packet loss, time Tms';
const NONE = '1 packets transmitted, 0 received, 100% packet loss, time Tms';

describe('ping, with replies', () => {
  it('prints a line each', async () => {
    expect(await ran('ping -c 2 127.0.0.1')).toEqual({
      stdout: 'PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms\n64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=T ms\n'
        + statistics('127.0.0.1', '2 packets transmitted, 2 received, 0% packet loss, time Tms'),
      stderr: '', rc: 0,
    });
  });

  it.each([
    ['localhost', 'PING localhost(localhost (::1)) 56 data bytes', '64 bytes from localhost (::1): icmp_seq=1 ttl=64 time=T ms', 'localhost'],
    ['-4 localhost', 'PING  (127.0.0.1) 56(84) bytes of data.', '64 bytes from localhost (127.0.0.1): icmp_seq=1 ttl=64 time=T ms', ''],
    ['ip6-localhost', 'PING ip6-localhost(localhost (::1)) 56 data bytes', '64 bytes from localhost (::1): icmp_seq=1 ttl=64 time=T ms', 'ip6-localhost'],
    ['-n localhost', 'PING localhost(::1) 56 data bytes', '64 bytes from ::1: icmp_seq=1 ttl=64 time=T ms', 'localhost'],
    ['-6 ::1', 'PING ::1(::1) 56 data bytes', '64 bytes from ::1: icmp_seq=1 ttl=64 time=T ms', '::1'],
    ['0', 'PING 0 (127.0.0.1) 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '0'],
    ['127.1', 'PING 127.1 (127.0.0.1) 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '127.1'],
    ['0x7f.1', 'PING 0x7f.1 (127.0.0.1) 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '0x7f.1'],
    ['-s 100 127.0.0.1', 'PING 127.0.0.1 (127.0.0.1) 100(128) bytes of data.', '108 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '127.0.0.1'],
    ['-a 127.0.0.1', 'PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms\x07', '127.0.0.1'],
    ['-D 127.0.0.1', 'PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.', '[T] 64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '127.0.0.1'],
    ['-B 127.0.0.1', 'PING 127.0.0.1 (127.0.0.1) from 127.0.0.1 : 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '127.0.0.1'],
    ['-I lo 127.0.0.1', 'PING 127.0.0.1 (127.0.0.1) from 127.0.0.1 lo: 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '127.0.0.1'],
    ['-p 0123456789abc 127.0.0.1', 'PATTERN: 0x0123456789ab0c\nPING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.', '64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=T ms', '127.0.0.1'],
  ])('prints %p as recorded', async (line, header, reply, host) => {
    expect(await ran(`ping -c 1 ${line}`)).toEqual({ stdout: `${header}\n${reply}\n${statistics(host, ONE)}`, stderr: '', rc: 0 });
  });

  it('measures no time in payloads that have no room for it', async () => {
    expect((await ran('ping -c 1 -s 15 127.0.0.1')).stdout)
      .toBe(`PING 127.0.0.1 (127.0.0.1) 15(43) bytes of data.\n23 bytes from 127.0.0.1: icmp_seq=1 ttl=64\n${statistics('127.0.0.1', ONE, '')}`);
  });

  it('tells more with -v', async () => {
    expect(await ran('ping -c 1 -4 -v localhost', {}, { pid: 770 })).toEqual({
      stdout: `ai->ai_family: AF_INET6, ai->ai_canonname: 'localhost'\nai->ai_family: AF_INET, ai->ai_canonname: ''\nPING  (127.0.0.1) 56(84) bytes of data.\n64 bytes from localhost (127.0.0.1): icmp_seq=1 ident=770 ttl=64 time=T ms\n${statistics('', ONE)}`,
      stderr: 'ping: sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: -1 (socktype: 0), hints.ai_family: AF_INET\n\n', rc: 0,
    });
  });

  it('floods, and sends several at once', async () => {
    expect((await ran('ping -c 3 -f 127.0.0.1')).stdout).toMatch(/^PING 127.0.0.1 \(127.0.0.1\) 56\(84\) bytes of data.\n(?:\.\x08 \x08){3}\n--- 127.0.0.1 ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss, time Tms\nrtt min\/avg\/max\/mdev = RTT ms, ipg\/ewma 0\.\d{3}\/0\.\d{3} ms\n$/);
    expect((await ran('ping -q -c 5 -l 3 127.0.0.1')).stdout)
      .toBe(`PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n${statistics('127.0.0.1', '5 packets transmitted, 5 received, 0% packet loss, time Tms', 'rtt min/avg/max/mdev = RTT ms, pipe 3')}`);
  });

  it('knows duplicates, other senders, wrong and missing data', async () => {
    const world: World = {
      answers: (seq, request) => {
        const wrong = echoReply(request);
        wrong[8 + 16]! ^= 0xff;
        if (seq === 1) return [{ us: 10, packet: {} }, { us: 500, packet: {} }];
        if (seq === 2) return [{ us: 10, packet: { source: 0x0a000009 } }];
        if (seq === 3) return [{ us: 10, packet: { icmp: wrong } }];
        return [{ us: 10, packet: { icmp: echoReply(request).slice(0, 20) } }];
      },
    };
    expect((await ran('ping -c 4 -s 18 10.0.0.1', world)).stdout).toBe(
      'PING 10.0.0.1 (10.0.0.1) 18(46) bytes of data.\n26 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=T ms\n26 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=T ms (DUP!)\n'
      + '26 bytes from 10.0.0.9: icmp_seq=2 ttl=64 time=T ms (DIFFERENT ADDRESS!)\n'
      + '26 bytes from 10.0.0.1: icmp_seq=3 ttl=64 time=T ms\nwrong data byte #16 should be 0x10 but was 0xef\n#16\tef 11 \n'
      + '20 bytes from 10.0.0.1: icmp_seq=4 ttl=64 (truncated)\n'
      + statistics('10.0.0.1', '4 packets transmitted, 4 received, +1 duplicates, 0% packet loss, time Tms'));
  });

  it.each([[731, '0.731'], [999, '0.999'], [1000, '1.00'], [5011, '5.01'], [12_200, '12.2'], [9994, '9.99'], [9995, '10.0'], [99_949, '99.9'], [123_456, '123']])('prints %d µs as %s ms', async (us, text) => {
    const { stdout } = await runInTime(ping, 'ping -c 1 10.0.0.1', fakeNetwork({ answers: () => [{ us: us - 22, packet: {} }] }).host);
    expect(stdout).toContain(` time=${text} ms\n`);
  });
});

describe('ping, without', () => {
  it('lingers for ten seconds and leaves a blank line', async () => {
    const { host } = fakeNetwork({ answers: () => [] });
    const ended = await runInTime(ping, 'ping -c 2 10.1.0.99', host);
    expect(ended).toEqual({ stdout: `PING 10.1.0.99 (10.1.0.99) 56(84) bytes of data.\n${statistics('10.1.0.99', '2 packets transmitted, 0 received, 100% packet loss, time 1024ms', '')}`, stderr: '', rc: 1 });
    expect(Math.round(host.network.clock.now() / 1e9)).toBe(11);
  });

  it.each([['-W 1 -c 2', 2], ['-w 1 -c 1', 1], ['-w 3', 3]])('obeys %s', async (options, seconds) => {
    const { host } = fakeNetwork({ answers: () => [] });
    expect((await runInTime(ping, `ping ${options} 10.1.0.99`, host)).rc).toBe(1);
    expect(Math.round(host.network.clock.now() / 1e9)).toBe(seconds);
  });

  it('says what is outstanding', async () => {
    expect((await ran('ping -c 3 -O -W 1 -i 0.5 10.1.0.78', { answers: () => [] })).stdout)
      .toBe(`PING 10.1.0.78 (10.1.0.78) 56(84) bytes of data.\nno answer yet for icmp_seq=1\nno answer yet for icmp_seq=2\n${statistics('10.1.0.78', '3 packets transmitted, 0 received, 100% packet loss, time Tms', '')}`);
  });

  const unreachable: World = { dgram: true, answers: seq => [{ us: 3.07e6 - (seq - 1) * 1.01e6, error: { offender: 0x0a010001 } }] };

  it('prints errors of the queue', async () => {
    expect(await ran('ping -c 3 10.1.0.99', unreachable)).toEqual({
      stdout: 'PING 10.1.0.99 (10.1.0.99) 56(84) bytes of data.\nFrom 10.1.0.1 icmp_seq=1 Destination Host Unreachable\nFrom 10.1.0.1 icmp_seq=2 Destination Host Unreachable\nFrom 10.1.0.1 icmp_seq=3 Destination Host Unreachable\n'
        + statistics('10.1.0.99', '3 packets transmitted, 0 received, +3 errors, 100% packet loss, time Tms', 'pipe 3'),
      stderr: '', rc: 1,
    });
    expect((await ran('ping -c 2 -q 10.1.0.99', unreachable)).stdout)
      .toBe(`PING 10.1.0.99 (10.1.0.99) 56(84) bytes of data.\n${statistics('10.1.0.99', '2 packets transmitted, 0 received, +2 errors, 100% packet loss, time Tms', 'pipe 2')}`);
  });

  it('counts errors that a raw socket gets as packets only as on their way back', async () => {
    const world: World = {
      answers: (_, request) => {
        const error = Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0, ...inIpv4(request, 64));
        error.set([10, 1, 0, 99], 8 + 16);
        return [{ us: 100, packet: { icmp: error, source: 0x0a010001 } }];
      },
    };
    expect((await ran('ping -c 2 -W 1 10.1.0.99', world)).stdout)
      .toBe(`PING 10.1.0.99 (10.1.0.99) 56(84) bytes of data.\n${statistics('10.1.0.99', '2 packets transmitted, 0 received, 100% packet loss, time Tms', '')}`);
  });

  it.each([
    [{ type: 11, code: 0 }, 'Time to live exceeded'], [{ type: 3, code: 0 }, 'Destination Net Unreachable'], [{ type: 3, code: 13 }, 'Packet filtered'],
    [{ type: 3, code: 4, info: 1400 }, 'Frag needed and DF set (mtu = 1400)'], [{ type: 5, code: 1, info: 0x0a00004d }, 'Redirect Host(New nexthop: 10.0.0.77)'],
  ])('reads %p', async (error, text) => {
    expect((await ran('ping -c 1 10.2.0.10', { answers: () => [{ us: 50, error: { ...error, offender: 0x0a010001 } }] })).stdout)
      .toBe(`PING 10.2.0.10 (10.2.0.10) 56(84) bytes of data.\nFrom 10.1.0.1 icmp_seq=1 ${text}\n${statistics('10.2.0.10', '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time Tms', '')}`);
  });

  it.each([
    [{ type: 1, code: 3 }, 'Destination unreachable: Address unreachable'], [{ type: 1, code: 0 }, 'Destination unreachable: No route'],
    [{ type: 2, code: 0, info: 1280 }, 'Packet too big: mtu=1280'], [{ type: 3, code: 0 }, 'Time exceeded: Hop limit'],
  ])('reads %p of ICMPv6', async (error, text) => {
    expect((await ran('ping -c 1 2001:db8::77', { answers: () => [{ us: 50, error: { ...error, offender: 1n } }] })).stdout)
      .toBe(`PING 2001:db8::77(2001:db8::77) 56 data bytes\nFrom ::1 icmp_seq=1 ${text}\n${statistics('2001:db8::77', '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time Tms', '')}`);
  });

  it('complains of packets that are too long, and of nothing else that sendto refuses', async () => {
    const tooLong: World = { refuse: () => 'EMSGSIZE', localError: () => ({ info: 1500 }) };
    expect(await ran('ping -c 2 -M do -s 1473 10.1.0.2', tooLong)).toEqual({
      stdout: `PING 10.1.0.2 (10.1.0.2) 1473(1501) bytes of data.\n${statistics('10.1.0.2', '2 packets transmitted, 0 received, +2 errors, 100% packet loss, time Tms', '')}`,
      stderr: 'ping: local error: message too long, mtu=1500\nping: local error: message too long, mtu=1500\n', rc: 1,
    });
    expect((await ran('ping -c 1 -s 1453 2001:db8::2', tooLong)).stderr).toBe('ping: local error: message too long, mtu: 1500\n');
    expect(await ran('ping -c 1 -W 1 10.1.0.2', { refuse: () => 'ENETUNREACH' })).toEqual({
      stdout: `PING 10.1.0.2 (10.1.0.2) 56(84) bytes of data.\n${statistics('10.1.0.2', NONE, '')}`, stderr: '', rc: 1,
    });
  });
});

describe('ping, with devices and signals', () => {
  const world: World = {
    devices: { lo: { index: 1, addresses: [0x7f000001, 1n] }, veth0: { index: 2, addresses: [0x0a010001] } },
    connect: to => typeof to === 'number' ? 0x0a010001 : 1n,
  };

  it('warns where the source is another device’s', async () => {
    expect((await ran('ping -c 1 -I veth0 10.1.0.2', world)).stderr).toBe('');
    const ended = await ran('ping -c 1 -I lo 10.1.0.2', world);
    expect(ended.stderr).toBe('ping: Warning: source address might be selected on device other than: lo\n');
    expect(ended.stdout.split('\n')[0]).toBe('PING 10.1.0.2 (10.1.0.2) from 10.1.0.1 lo: 56(84) bytes of data.');
  });

  it('knows the scope of link-local addresses', async () => {
    const bound = fakeNetwork({ ...world, answers: () => [{ us: 5, packet: { iif: 2 } }] });
    expect(measured((await runInTime(ping, 'ping -c 1 -I veth0 fe80::b', bound.host)).stdout))
      .toBe(`PING fe80::b(fe80::b) from :: veth0: 56 data bytes\n64 bytes from fe80::b%veth0: icmp_seq=1 ttl=64 time=T ms\n${statistics('fe80::b', ONE)}`);
    expect(bound.trace.sent[0]!.scopeId).toBe(2);
    expect((await ran('ping -c 1 fe80::b%veth0', { ...world, answers: () => [{ us: 5, packet: { iif: 2 } }] })).stdout)
      .toBe(`PING fe80::b%veth0(fe80::b%veth0) 56 data bytes\n64 bytes from fe80::b%veth0: icmp_seq=1 ttl=64 time=T ms\n${statistics('fe80::b%veth0', ONE)}`);
  });

  it('ends on SIGINT with its statistics, and tells its state on SIGQUIT', async () => {
    const ended = await runInTime(ping, 'ping -q 127.0.0.1', fakeNetwork({}).host, { signals: { 2500: 'SIGQUIT', 3000: 'SIGINT' } });
    expect(measured(ended.stdout)).toBe(`PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n${statistics('127.0.0.1', '3 packets transmitted, 3 received, 0% packet loss, time Tms')}`);
    expect(ended.stderr).toMatch(/^\r3\/3 packets, 0% loss, min\/avg\/ewma\/max = [0-9.]+\/[0-9.]+\/[0-9.]+\/[0-9.]+ ms\n$/);
    expect(ended.rc).toBe(0);
  });

  it('sends echo requests with the time inside and the process id as identifier', async () => {
    const { host, trace } = fakeNetwork({});
    await runInTime(ping, 'ping -c 1 -Q 0x10 -t 5 -s 20 127.0.0.1', host, { pid: 0x12345 });
    const { octets } = trace.sent[0]!;
    expect(Array.from(octets.subarray(0, 8))).toEqual([8, 0, 0, 0, 0x23, 0x45, 0, 1]);
    expect(new DataView(octets.buffer).getBigInt64(8, true)).toBe(1479718800n);
    expect(Array.from(octets.subarray(24))).toEqual([16, 17, 18, 19]);
    expect(trace.options).toEqual({ receiveErrors: true, broadcast: false, tos: 16, ttl: 5 });
    expect(trace.closed).toBe(2);
  });
});
