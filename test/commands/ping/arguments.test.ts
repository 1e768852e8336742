import { ping } from '../../../src/commands/ping';
import { nodeInformationUsage, pingUsage } from '../../../src/commands/ping/usage';
import { runInTime, type Script } from '../vm';
import { fakeNetwork, type World } from './world';

const ran = (line: string | readonly string[], world: World = {}, script: Script = {}) => runInTime(ping, line, fakeNetwork(world).host, script);

describe('ping, its arguments', () => {
  it('tells its version and its usage', async () => {
    expect(await ran('ping -V')).toEqual({
      stdout: 'ping from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n', stderr: '', rc: 0,
    });
    expect(await ran('ping -h')).toEqual({ stdout: '', stderr: pingUsage, rc: 2 });
    expect(await ran('ping -z')).toEqual({ stdout: '', stderr: `ping: invalid option -- 'z'\n${pingUsage}`, rc: 2 });
    expect(await ran('ping -c')).toEqual({ stdout: '', stderr: `ping: option requires an argument -- 'c'\n${pingUsage}`, rc: 2 });
    expect(await ran('ping -c 1 ::1 ::1')).toEqual({ stdout: '', stderr: pingUsage, rc: 2 });
    expect(await ran('ping -N help')).toEqual({ stdout: nodeInformationUsage, stderr: '', rc: 0 });
  });

  // recorded from iputils 20221126
  it.each([
    ['', 'usage error: Destination address required', 1],
    ['-c x 127.0.0.1', `invalid argument: 'x'`, 1],
    ['-c 0 127.0.0.1', `invalid argument: '0': out of range: 1 <= value <= 9223372036854775807`, 1],
    ['-c 1x 127.0.0.1', `invalid argument: '1x'`, 1],
    ['-c 99999999999999999999 127.0.0.1', `invalid argument: '99999999999999999999': Numerical result out of range`, 1],
    ['-s -1 127.0.0.1', `invalid argument: '-1': out of range: 0 <= value <= 2147483647`, 1],
    ['-t 256 127.0.0.1', `invalid argument: '256': out of range: 0 <= value <= 255`, 1],
    ['-t 0 -c 1 127.0.0.1', 'cannot set unicast time-to-live: Invalid argument', 2],
    ['-e 70000 127.0.0.1', `invalid argument: '70000': out of range: 0 <= value <= 65535`, 1],
    ['-e -1 127.0.0.1', `invalid argument: '-1': out of range: 0 <= value <= 65535`, 1],
    ['-m x 127.0.0.1', `invalid argument: 'x'`, 1],
    ['-i 99999999 127.0.0.1', 'bad timing interval: 99999999', 2],
    ['-W -1 127.0.0.1', 'bad linger time: -1', 2],
    ['-w x 127.0.0.1', `invalid argument: 'x'`, 1],
    ['-l 0 127.0.0.1', `invalid argument: '0': out of range: 1 <= value <= 65536`, 1],
    ['-l 70000 127.0.0.1', `invalid argument: '70000': out of range: 1 <= value <= 65536`, 1],
    ['-M foo 127.0.0.1', 'invalid -M argument: foo', 2],
    ['-T foo 127.0.0.1', 'invalid timestamp type: foo', 2],
    ['-Q 300 127.0.0.1', 'the decimal value of TOS bits must be in range 0-255: 300', 2],
    ['-Q zz 127.0.0.1', 'bad TOS value: zz', 2],
    ['-4 -6 127.0.0.1', 'only one -4 or -6 option may be specified', 2],
    ['-6 -4 127.0.0.1', 'only one -4 or -6 option may be specified', 2],
    ['-6 -c 1 127.0.0.1', '127.0.0.1: Address family for hostname not supported', 2],
    ['-4 -c 1 ::1', '::1: Address family for hostname not supported', 2],
    ['-F zz ::1', 'bad value for flowinfo: zz', 2],
    ['-F 0x1fffff ::1', 'flow value is greater than 20 bits: 0x1fffff', 2],
    ['-p zz 127.0.0.1', 'patterns must be specified as hex digits: zz', 2],
    ['foo', 'foo: Name or service not known', 2],
    ['10.0.0.256', '10.0.0.256: Name or service not known', 2],
    ['fe80::1%nope', 'fe80::1%nope: Name or service not known', 2],
    ['-c 1 -I nope 127.0.0.1', 'SO_BINDTODEVICE nope: No such device', 2],
    ['-c 1 -I nope ::1', 'unknown iface: nope', 2],
    ['-c 1 -I 1.2.3.4 127.0.0.1', 'bind: Cannot assign requested address', 2],
    ['-c 1 -I 2001:db8::1 ::1', 'bind icmp socket: Cannot assign requested address', 2],
    ['-c 1 -I zz:: ::1', 'invalid source address: zz::', 2],
    ['-c 1 a b', 'b: Name or service not known', 2],
    ['-R -T tsonly 127.0.0.1', 'only one of -T or -R may be used', 2],
    ['-R 127.0.0.1', 'vethlab does not support -R', 2],
  ])('refuses %p', async (line, message, rc) => {
    expect(await ran(['ping', ...line.split(' ').filter(word => word !== '')])).toEqual({ stdout: '', stderr: `ping: ${message}\n`, rc });
  });

  it.each([
    ['ENETUNREACH', 'connect: Network is unreachable'], ['EHOSTUNREACH', 'connect: No route to host'], ['EINVAL', 'connect: Invalid argument'],
    ['EACCES', 'Do you want to ping broadcast? Then -b. If not, check your local firewall rules'],
  ] as const)('explains a probe that fails with %s', async (errno, message) => {
    expect(await ran('ping -c 1 10.4.0.1', { connect: () => errno })).toEqual({ stdout: '', stderr: `ping: ${message}\n`, rc: 2 });
  });

  it('tries the next address of a name', async () => {
    const ended = await ran('ping -q -c 1 localhost', { connect: to => to === 1n ? 'ENETUNREACH' : 0x7f000001 });
    expect(ended.stdout.split('\n')[0]).toBe('PING localhost (127.0.0.1) 56(84) bytes of data.');
  });

  it('tells users their limits', async () => {
    const header = 'PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n';
    const user = { uid: 1000 };
    const world = { dgram: true };
    expect(await ran('ping -f -c 1 127.0.0.1', world, user)).toEqual({ stdout: header, stderr: 'ping: cannot flood; minimal interval allowed for user is 2ms\n', rc: 2 });
    expect(await ran('ping -i 0.001 -c 1 127.0.0.1', world, user)).toEqual({ stdout: header, stderr: 'ping: cannot flood; minimal interval allowed for user is 2ms\n', rc: 2 });
    expect(await ran('ping -l 4 127.0.0.1', world, user)).toEqual({ stdout: '', stderr: 'ping: cannot set preload to value greater than 3: 4\n', rc: 2 });
    expect(await ran('ping -i 0.5 -b 127.255.255.255', { ...world, connect: (_, __, broadcast) => broadcast ? 0x7f000001 : 'EACCES' }, user)).toEqual({
      stdout: '', stderr: 'WARNING: pinging broadcast address\nping: broadcast ping with too short interval: 500\n', rc: 2,
    });
    expect(await ran('ping 127.0.0.1', { noRaw: true }, user)).toEqual({
      stdout: '', stderr: 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\nping: => missing cap_net_raw+p capability or setuid?\n', rc: 2,
    });
  });
});
