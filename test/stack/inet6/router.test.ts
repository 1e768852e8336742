import { createNetwork, formatAddress, NS_PER_S, parseIpv6, RT_SCOPE, type IcmpSocket, type Netns, type Network } from '../../../src/stack';
import { advance, routes6, UP } from '../lab';

const ip = (text: string): bigint => parseIpv6(text) as bigint;

function address(netns: Netns, ifname: string, text: string): void {
  const index = netns.rtnetlink.getLink({ ifname }).index;
  netns.rtnetlink.request({ type: 'RTM_NEWADDR', create: true, excl: true, family: 10, index, prefixlen: 64, local: ip(text), flags: 2 });
}

function route(netns: Netns, dst: string, length: number, via: string | undefined, routeType: 'unicast' | 'unreachable' | 'prohibit' | 'blackhole' = 'unicast'): void {
  netns.rtnetlink.request({
    type: 'RTM_NEWROUTE', create: true, excl: true, family: 10, routeType, dst: { address: ip(dst), length }, table: 254, protocol: 3,
    scope: RT_SCOPE.UNIVERSE, nexthops: via === undefined ? [] : [{ gateway: ip(via), flags: 0 }],
  });
}

/** a (2001:db8:a::2) and b (2001:db8:b::2) with the router r between them. */
function lab() {
  const network = createNetwork({ seed: 1 });
  const [a, r, b] = ['a', 'r', 'b'].map(name => network.addHost(name).initNetns) as [Netns, Netns, Netns];
  network.addCable({ host: a.host, ifname: 'e0' }, { host: r.host, ifname: 'ra' });
  network.addCable({ host: b.host, ifname: 'e0' }, { host: r.host, ifname: 'rb' });
  for (const [netns, names] of [[a, ['lo', 'e0']], [r, ['lo', 'ra', 'rb']], [b, ['lo', 'e0']]] as const) {
    for (const ifname of names) netns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname, ...UP });
  }
  advance(network);
  address(a, 'e0', '2001:db8:a::2');
  address(r, 'ra', '2001:db8:a::1');
  address(r, 'rb', '2001:db8:b::1');
  address(b, 'e0', '2001:db8:b::2');
  route(a, '::', 0, '2001:db8:a::1');
  route(b, '::', 0, '2001:db8:b::1');
  r.sysctl.set('net/ipv6/conf/all/forwarding', '1');
  advance(network, 3 * NS_PER_S);
  return { network, a, r, b };
}

const REQUEST = Uint8Array.of(128, 0, 0, 0, 0, 7, 0, 1, 1, 2, 3, 4);

function socketOf(netns: Netns): IcmpSocket {
  const socket = netns.sockets.icmp('raw', 10, 0);
  socket.setOptions({ receiveErrors: true });
  return socket;
}

function ping(network: Network, socket: IcmpSocket, destination: string, octets = REQUEST): string {
  socket.sendTo(octets, ip(destination));
  advance(network, 4 * NS_PER_S);
  const error = socket.receiveError();
  if (error) return `error ${error.type}/${error.code} from ${formatAddress(error.offender ?? 0n)} ${error.errno} info ${error.info}`;
  for (let got = socket.receive(); got; got = socket.receive()) {
    if (got.octets[0] === 129) return `reply from ${formatAddress(got.source)} ttl ${got.ttl} length ${got.octets.length}`;
  }
  return 'nothing';
}

describe('IPv6 between hosts', () => {
  it('forwards echo requests and replies, one hop less each', () => {
    const { network, a } = lab();
    expect(ping(network, socketOf(a), '2001:db8:b::2')).toBe('reply from 2001:db8:b::2 ttl 63 length 12');
    expect(ping(network, socketOf(a), '2001:db8:a::1')).toBe('reply from 2001:db8:a::1 ttl 64 length 12');
    expect(ping(network, socketOf(a), '2001:db8:a::2')).toBe('reply from 2001:db8:a::2 ttl 64 length 12');
    expect(ping(network, socketOf(a), '::1')).toBe('reply from ::1 ttl 64 length 12');
  });

  it('forwards nothing while net.ipv6.conf.all.forwarding is off, and says so', () => {
    const { network, a, r } = lab();
    r.sysctl.set('net/ipv6/conf/all/forwarding', '0');
    const drops: string[] = [];
    network.events.subscribe(event => {
      if (event.kind === 'drop' && event.reason === 'IP_INADDRERRORS') drops.push(`${event.host} ${event.because}`);
    });
    expect(ping(network, socketOf(a), '2001:db8:b::2')).toBe('nothing');
    expect(drops).toEqual(['r net.ipv6.conf.all.forwarding = 0']);
  });

  it.each([
    ['no route', '2001:db8:c::1', 'error 1/0 from 2001:db8:a::1 ENETUNREACH info 0'],
    ['an unreachable route', '2001:db8:d::1', 'error 1/0 from 2001:db8:a::1 ENETUNREACH info 0'],
    ['a prohibit route', '2001:db8:e::1', 'error 1/1 from 2001:db8:a::1 EACCES info 0'],
    ['a blackhole route', '2001:db8:f::1', 'nothing'],
    ['no neighbour of the router', '2001:db8:b::9', 'error 1/3 from 2001:db8:a::1 EHOSTUNREACH info 0'],
    ['no neighbour of its own', '2001:db8:a::9', 'error 1/3 from 2001:db8:a::2 EHOSTUNREACH info 0'],
  ])('tells of %s', (_, destination, outcome) => {
    const { network, a, r } = lab();
    route(r, '2001:db8:d::', 48, undefined, 'unreachable');
    route(r, '2001:db8:e::', 48, undefined, 'prohibit');
    route(r, '2001:db8:f::', 48, undefined, 'blackhole');
    expect(ping(network, socketOf(a), destination)).toBe(outcome);
  });

  it('tells when the hop limit runs out', () => {
    const { network, a } = lab();
    const socket = socketOf(a);
    socket.setOptions({ ttl: 1 });
    expect(ping(network, socket, '2001:db8:b::2')).toBe('error 3/0 from 2001:db8:a::1 EHOSTUNREACH info 0');
  });

  it('sends in fragments, learns path MTUs, and refuses what may not be fragmented', () => {
    const { network, a, r } = lab();
    const long = new Uint8Array(3000);
    long.set(REQUEST);
    expect(ping(network, socketOf(a), '2001:db8:b::2', long)).toBe('reply from 2001:db8:b::2 ttl 63 length 3000');
    const strict = socketOf(a);
    strict.setOptions({ dontFragment: 'do' });
    expect(() => strict.sendTo(long, ip('2001:db8:b::2'))).toThrow('Message too long');
    expect(strict.receiveError()).toMatchObject({ origin: 'local', errno: 'EMSGSIZE', info: 1500 });
    r.rtnetlink.request({ type: 'RTM_NEWLINK', ifname: 'rb', mtu: 1400 });
    expect(ping(network, strict, '2001:db8:b::2', long.subarray(0, 1448))).toBe('error 2/0 from 2001:db8:a::1 EMSGSIZE info 1400');
    expect(() => strict.sendTo(long.subarray(0, 1448), ip('2001:db8:b::2'))).toThrow('Message too long');
    expect(a.rtnetlink.getRoute({ type: 'RTM_GETROUTE', family: 10, dst: { address: ip('2001:db8:b::2'), length: 128 } })).toMatchObject({ metrics: { mtu: 1400 } });
  });

  it('takes the route errors of its own host at once', () => {
    const { a } = lab();
    route(a, '2001:db8:1::', 48, undefined, 'unreachable');
    route(a, '2001:db8:2::', 48, undefined, 'prohibit');
    route(a, '2001:db8:3::', 48, undefined, 'blackhole');
    const udp = a.sockets.udp(10);
    expect(() => udp.connect(ip('2001:db8:1::1'), 1)).toThrow('No route to host');
    expect(() => udp.connect(ip('2001:db8:2::1'), 1)).toThrow('Permission denied');
    expect(() => udp.connect(ip('2001:db8:3::1'), 1)).toThrow('Invalid argument');
    udp.connect(ip('2001:db8:b::2'), 53);
    expect(formatAddress(udp.local.address)).toBe('2001:db8:a::2');
  });

  it('refuses routes as the kernel does', () => {
    const { a } = lab();
    expect(() => route(a, '2001:db8:9::', 48, 'fe80::1')).toThrow('Egress device not specified');
    expect(() => route(a, '2001:db8:9::', 48, '2001:db8:a::2')).toThrow('Gateway can not be a local address');
    expect(() => route(a, '2001:db8:9::', 48, '2001:dead::1')).toThrow('No route to host');
    expect(() => route(a, '::', 0, '2001:db8:a::7')).toThrow('File exists');
    expect(() => a.rtnetlink.dump('RTM_GETROUTE', { family: 10, table: 101 })).toThrow('ipv6: FIB table does not exist');
    expect(routes6(a).at(4)).toBe('local 2001:db8:a::2 dev e0 table local metric 0');
  });

  it('sees its neighbours come and go', () => {
    const { network, a } = lab();
    const states = (): string[] => a.rtnetlink.dump('RTM_GETNEIGH', { family: 10 }).filter(({ state }) => state !== 0x40)
      .map(({ dst, state, flags }) => `${formatAddress(dst)} ${state}${flags & 0x80 ? ' router' : ''}`);
    ping(network, socketOf(a), '2001:db8:a::1');
    expect(states()[0]).toBe('2001:db8:a::1 2 router');
    ping(network, socketOf(a), '2001:db8:a::9');
    expect(states()).toContain('2001:db8:a::9 32');
  });
});
