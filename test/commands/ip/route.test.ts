import { RTM_F, RTNH_F, RTCF, parseAddress, type NextHop, type RouteMessage } from '../../../src/stack';
import { routeUsage } from '../../../src/commands/ip/help/route';
import { ask } from './tables';

const at = (text: string) => parseAddress(text)!;

/** A route as the kernel dumps it, from `PREFIX`. */
function route(text: string, more: Partial<RouteMessage> = {}, hop: Partial<NextHop> = { oif: 3 }): RouteMessage {
  const [address, length] = text.split('/');
  const family = text.includes(':') ? 10 : 2;
  return {
    family, type: 'unicast', dst: { address: at(address!), length: Number(length ?? (family === 2 ? 32 : 128)) }, tos: 0, table: 254, protocol: 3, scope: 0,
    flags: 0, nexthops: [{ flags: 0, ...hop }], ...more,
  };
}

const CONNECTED = route('10.0.0.0/24', { protocol: 2, scope: 253, prefsrc: at('10.0.0.1') });
const MULTIPATH = route('172.16.0.0/16', {
  flags: RTNH_F.LINKDOWN,
  nexthops: [{ gateway: at('10.0.0.2'), oif: 3, weight: 1, flags: RTNH_F.LINKDOWN }, { gateway: at('10.0.1.2'), oif: 2, weight: 3, flags: RTNH_F.DEAD | RTNH_F.LINKDOWN }],
});
const LOCAL = route('10.0.0.1', { type: 'local', table: 255, protocol: 2, scope: 254, prefsrc: at('10.0.0.1') });
const ROUTES = [
  route('0.0.0.0/0', {}, { gateway: at('172.16.1.1'), oif: 2 }), CONNECTED, MULTIPATH,
  route('10.10.0.0/16', { type: 'unreachable', nexthops: [] }),
  route('192.168.1.0/24', { priority: 50, tos: 0x10, protocol: 4, metrics: { mtu: 1400, advmss: 1360, rtt: 800, rto_min: 1500, congctl: 'reno', lock: ['mtu', 'window'] } }, { gateway: at('10.0.0.2'), oif: 3, flags: RTNH_F.ONLINK }),
];

describe('ip route list', () => {
  it('prints as recorded', async () => {
    expect(await ask('ip route', { routes: ROUTES })).toMatchObject({
      stdout: 'default via 172.16.1.1 dev veth1 \n'
        + '10.0.0.0/24 dev veth0 proto kernel scope link src 10.0.0.1 \n'
        + '172.16.0.0/16 linkdown \n\tnexthop via 10.0.0.2 dev veth0 weight 1 linkdown \n\tnexthop via 10.0.1.2 dev veth1 weight 3 dead linkdown \n'
        + 'unreachable 10.10.0.0/16 \n'
        + '192.168.1.0/24 tos 0x10 via 10.0.0.2 dev veth0 proto static metric 50 onlink mtu lock 1400 window lock 0 rtt 100ms advmss 1360 rto_min 1.5s congctl reno \n',
      stderr: '', rc: 0, filters: [{ family: 2, table: 254 }],
    });
  });

  it.each([
    ['ip route show default', 'default via 172.16.1.1 dev veth1 \n'],
    ['ip route show dev veth1', 'default via 172.16.1.1 \n'],
    ['ip route show proto kernel', '10.0.0.0/24 dev veth0 scope link src 10.0.0.1 \n'],
    ['ip route show scope link', '10.0.0.0/24 dev veth0 proto kernel src 10.0.0.1 \n'],
    ['ip route show 10.0.0.0/24', '10.0.0.0/24 dev veth0 proto kernel scope link src 10.0.0.1 \n'],
    ['ip route show src 10.0.0.1', '10.0.0.0/24 dev veth0 proto kernel scope link \n'],
    ['ip route show via 172.16.1.1', 'default dev veth1 \n'],
    ['ip route show type unreachable', 'unreachable 10.10.0.0/16 \n'],
    ['ip route list root 10/8', '10.0.0.0/24 dev veth0 proto kernel scope link src 10.0.0.1 \nunreachable 10.10.0.0/16 \n'],
    ['ip route list match 10.0.0.7', 'default via 172.16.1.1 dev veth1 \n10.0.0.0/24 dev veth0 proto kernel scope link src 10.0.0.1 \n'],
    ['ip route list exact 10.0.0.0/23', ''],
    ['ip -6 route', ''],
    ['ip -d route show proto kernel', 'unicast 10.0.0.0/24 dev veth0 scope link src 10.0.0.1 \n'],
    ['ip -o route show root 172.16/16', '172.16.0.0/16 linkdown \\\tnexthop via 10.0.0.2 dev veth0 weight 1 linkdown \\\tnexthop via 10.0.1.2 dev veth1 weight 3 dead linkdown \n'],
    ['ip route show table cache', ''],
  ])('selects with %p', async (line, stdout) => {
    expect(await ask(line, { routes: ROUTES })).toMatchObject({ stdout, stderr: '', rc: 0 });
  });

  it('names tables where there are several', async () => {
    const six = route('::1', { type: 'local', table: 255, protocol: 2, priority: 0, pref: 0 }, { oif: 1 });
    expect((await ask('ip route show table all', { routes: [CONNECTED, LOCAL, six] })).stdout).toBe(
      '10.0.0.0/24 dev veth0 proto kernel scope link src 10.0.0.1 \nlocal 10.0.0.1 dev veth0 table local proto kernel scope host src 10.0.0.1 \nlocal ::1 dev lo table local proto kernel metric 0 pref medium\n');
    expect((await ask('ip route show table local dev veth0', { routes: [CONNECTED, LOCAL] })).stdout).toBe('local 10.0.0.1 proto kernel scope host src 10.0.0.1 \n');
  });

  it('prints JSON', async () => {
    expect((await ask('ip -j route', { routes: [CONNECTED, MULTIPATH] })).stdout).toBe(
      '[{"dst":"10.0.0.0/24","dev":"veth0","protocol":"kernel","scope":"link","prefsrc":"10.0.0.1","flags":[]},'
      + '{"dst":"172.16.0.0/16","flags":["linkdown"],"nexthops":[{"gateway":"10.0.0.2","dev":"veth0","weight":1,"flags":["linkdown"]},{"gateway":"10.0.1.2","dev":"veth1","weight":3,"flags":["dead","linkdown"]}]}]\n');
  });

  it('prints gateways of the other family and unreachable IPv6 routes', async () => {
    expect((await ask('ip route', { routes: [route('10.9.0.0/16', {}, { via: at('fe80::1'), oif: 3 })] })).stdout).toBe('10.9.0.0/16 via inet6 fe80::1 dev veth0 \n');
    expect((await ask('ip -6 route', { routes: [route('2001:db8::/32', { type: 'unreachable', priority: 1024, pref: 0, cache: { flags: 0, error: 'EHOSTUNREACH' } }, { oif: 1 })] })).stdout)
      .toBe('unreachable 2001:db8::/32 dev lo metric 1024 error 4294967183 pref medium\n');
  });

  it.each([
    ['ip route show table foo', 'Error: argument "foo" is wrong: table id value is invalid\n\n', 255],
    ['ip route show dev nope', 'Cannot find device "nope"\n', 1],
    ['ip route show foo', 'Error: any valid prefix is expected rather than "foo".\n', 1],
    ['ip route flush', '"ip route flush" requires arguments.\n', 1],
    ['ip route foo', 'Command "foo" is unknown, try "ip route help".\n', 255],
    ['ip route help', routeUsage, 255],
  ])('refuses %p', async (line, stderr, rc) => {
    expect(await ask(line, { routes: ROUTES })).toMatchObject({ stdout: '', stderr, rc });
  });
});

describe('ip route add and its like', () => {
  it.each([
    ['ip route add 192.168.1.0/24 via 10.0.0.2', { create: true, excl: true, family: 2, routeType: 'unicast', dst: { address: at('192.168.1.0'), length: 24 }, table: 254, protocol: 3, scope: 0, nexthops: [{ gateway: at('10.0.0.2'), flags: 0 }] }],
    ['ip route add 192.168.9.9 dev veth0', { scope: 253, nexthops: [{ oif: 3, flags: 0 }] }],
    ['ip route add default via 10.0.0.2 dev veth0 onlink metric 7', { dst: { address: 0, length: 0 }, priority: 7, nexthops: [{ gateway: at('10.0.0.2'), oif: 3, flags: RTNH_F.ONLINK }] }],
    ['ip route add default via 2001:db8::1', { family: 10, dst: { address: 0n, length: 0 }, scope: 0 }],
    ['ip route add unreachable 10.10.0.0/16', { routeType: 'unreachable', scope: 0, nexthops: [] }],
    ['ip route add local 10.5.0.0/16 dev lo', { routeType: 'local', scope: 254, table: 255 }],
    ['ip route add to broadcast 10.5.0.255 dev veth0', { routeType: 'broadcast', scope: 253, table: 255 }],
    ['ip route replace 10/8 dev veth0 table 100 proto static tos 0x10 src 10.0.0.1', { create: true, replace: true, table: 100, protocol: 4, tos: 16, prefsrc: at('10.0.0.1') }],
    ['ip route change 10/8 dev veth0', { replace: true }],
    ['ip route append 10/8 dev veth0', { create: true, append: true }],
    ['ip route prepend 10/8 dev veth0', { create: true }],
    ['ip route add 10/8 via inet6 fe80::1 dev veth0', { nexthops: [{ via: at('fe80::1'), oif: 3, flags: 0 }] }],
    ['ip route add 10/8 dev veth0 mtu lock 1400 advmss 1360 rtt 100ms quickack 1', { metrics: { mtu: 1400, advmss: 1360, rtt: 800, quickack: 1, lock: ['mtu'] } }],
    ['ip route add 172.16.0.0/16 nexthop via 10.0.0.2 weight 1 nexthop via 10.0.1.2 dev veth1 weight 3', { scope: 0, nexthops: [{ gateway: at('10.0.0.2'), weight: 1, flags: 0 }, { gateway: at('10.0.1.2'), oif: 2, weight: 3, flags: 0 }] }],
  ])('asks the kernel for %p', async (line, request) => {
    const asked = await ask(line);
    expect(asked).toMatchObject({ stdout: '', stderr: '', rc: 0 });
    expect(asked.requests[0]).toMatchObject({ type: 'RTM_NEWROUTE', ...request });
  });

  it('deletes by what was said alone', async () => {
    expect((await ask('ip route del 192.168.1.0/24')).requests).toEqual([{ type: 'RTM_DELROUTE', family: 2, dst: { address: at('192.168.1.0'), length: 24 }, table: 254, nexthops: [] }]);
    expect((await ask('ip route del unreachable 10.10.0.0/16 metric 5')).requests).toEqual([{
      type: 'RTM_DELROUTE', family: 2, routeType: 'unreachable', dst: { address: at('10.10.0.0'), length: 16 }, table: 254, priority: 5, nexthops: [],
    }]);
  });

  it('prints the kernel’s refusal', async () => {
    expect(await ask('ip route add 10/8 dev veth0', { refuses: 'EEXIST' })).toMatchObject({ stdout: '', stderr: 'RTNETLINK answers: File exists\n', rc: 2 });
  });

  it.each([
    ['add 10.0.0.300/24 via 10.0.0.2', 'Error: any valid prefix is expected rather than "10.0.0.300/24".\n', 1],
    ['add 192.168.1.0/24 via', 'Command line is not complete. Try option "help"\n', 255],
    ['add 192.168.1.0/24 dev nope', 'Cannot find device "nope"\n', 1],
    ['add 192.168.1.0/33 dev veth0', 'Error: any valid prefix is expected rather than "192.168.1.0/33".\n', 1],
    ['add via 10.0.0.2', routeUsage, 255],
    ['add', routeUsage, 255],
    ['add 192.168.1.0/24 via 10.0.0.2 metric abc', 'Error: argument "abc" is wrong: "metric" value is invalid\n\n', 255],
    ['add 192.168.1.0/24 foo 1', 'Error: either "to" is duplicate, or "foo" is a garbage.\n', 255],
    ['add 192.168.1.0/24 via 10.0.0.2 via 10.0.0.3', 'Error: argument "via" is wrong: use nexthop syntax to specify multiple via\n\n', 255],
    ['add 10/8 nexthop', 'Error: unexpected end of line after "nexthop"\n', 255],
    ['add 10/8 nexthop dev nope', 'Cannot find device "nope"\nError: cannot parse nexthop\n', 255],
    ['add 10/8 nexthop via 10.0.0.1 weight 300', 'Error: argument "300" is wrong: "weight" is invalid\n\n', 255],
    ['add 10/8 nexthop via 10.0.0.1 foo', 'Error: "nexthop" or end of line is expected instead of "foo"\n', 255],
  ])('refuses ip route %p', async (line, stderr, rc) => {
    expect(await ask(`ip route ${line}`)).toMatchObject({ stdout: '', stderr, rc, requests: [] });
  });
});

describe('ip route flush', () => {
  it('deletes round after round', async () => {
    const asked = await ask('ip -s route flush dev veth0', { routes: ROUTES });
    expect(asked).toMatchObject({ stdout: '\n*** Round 1, deleting 2 entries ***\n*** Flush is complete after 1 round ***\n', stderr: '', rc: 0 });
    expect(asked.requests).toHaveLength(2);
    expect(await ask('ip -s route flush table main')).toMatchObject({ stdout: 'Nothing to flush.\n', rc: 0 });
  });
});

describe('ip route get', () => {
  const answer = (more: Partial<RouteMessage>, hop?: Partial<NextHop>): RouteMessage => route('10.0.0.9', { flags: RTM_F.CLONED, uid: 0, table: 254, cache: { flags: 0 }, ...more }, hop);

  it('prints as recorded', async () => {
    const local = answer({ type: 'local', dst: { address: at('127.0.0.1'), length: 32 }, prefsrc: at('127.0.0.1'), table: 255, cache: { flags: RTCF.LOCAL } }, { oif: 1 });
    expect((await ask('ip route get 127.0.0.1', { getRoute: () => ({ ...local, table: 0 }) })).stdout).toBe('local 127.0.0.1 dev lo src 127.0.0.1 uid 0 \n    cache <local> \n');
    const six = route('::1', { type: 'local', src: { address: 0n, length: 128 }, table: 255, protocol: 2, prefsrc: 1n, priority: 0, pref: 0 }, { oif: 1 });
    expect((await ask('ip route get ::1', { getRoute: () => six })).stdout).toBe('local ::1 from :: dev lo table local proto kernel src ::1 metric 0 pref medium\n');
  });

  it('asks for what was said', async () => {
    let question: unknown;
    const getRoute = (message: unknown): RouteMessage => {
      question = message;
      return answer({ prefsrc: at('10.0.0.1') });
    };
    expect((await ask('ip route get 10.0.0.9 from 10.0.0.1 oif veth0 mark 17 uid 5 ipproto tcp dport 80', { getRoute })).stdout).toBe('10.0.0.9 dev veth0 src 10.0.0.1 uid 0 \n    cache \n');
    expect(question).toEqual({ type: 'RTM_GETROUTE', family: 2, dst: { address: at('10.0.0.9'), length: 32 }, src: at('10.0.0.1'), oif: 3, mark: 17, uid: 5, ipproto: 6, dport: 80 });
    expect((await ask('ip route get 10.0.0.0/24', { getRoute })).stderr).toBe('Warning: /24 as prefix is invalid, only /32 (or none) is supported.\n');
  });

  it.each([
    ['ip route get', 'need at least a destination address\n', 1],
    ['ip route get foo', 'Error: any valid prefix is expected rather than "foo".\n', 1],
    ['ip route get 1.2.3.4 oif nope', 'Cannot find device "nope"\n', 1],
  ])('refuses %p', async (line, stderr, rc) => {
    expect(await ask(line)).toMatchObject({ stdout: '', stderr, rc });
  });
});
