import type { Stamped } from '../../../src/stack/events';
import { address, capture, heard, machine, neighbours, pass, ping, up, veth } from './lab';

/** Two ends of one cable in one namespace, with an address each: the lab's riddle. */
function setUp(acceptLocal: 0 | 1, rpFilter: 0 | 1 | 2, dgram: boolean) {
  const { network, netns } = machine();
  veth(netns, 'veth0', 'veth1');
  up(netns, 'veth0', 'veth1');
  address(netns, 'veth0', '10.0.0.1/24');
  address(netns, 'veth1', '10.0.0.2/24');
  netns.sysctl.set('net/ipv4/conf/all/accept_local', String(acceptLocal));
  netns.sysctl.set('net/ipv4/conf/all/rp_filter', String(rpFilter));
  if (dgram) netns.sysctl.set('net/ipv4/ping_group_range', '0\t2147483647');
  pass(network, 2.5);
  const socketOn = (ifname: string) => {
    const socket = netns.sockets.icmp(dgram ? 'dgram' : 'raw', 2, 0);
    socket.bindToDevice(ifname);
    socket.setOptions({ receiveErrors: true });
    return socket;
  };
  return { network, netns, socketOn };
}

const both = (second: number, from: string, to: string, text: string): string[] => [`${second} ${from} ${text}`, `${second} ${to} ${text}`];

describe('two veths in one namespace', () => {
  it.each([['raw', false], ['dgram', true]] as const)('never hear each other without accept_local (%s socket)', (_, dgram) => {
    const { network, netns, socketOn } = setUp(0, 0, dgram);
    const log: string[] = [];
    const stop = capture(netns, log);
    const first = socketOn('veth1');
    ping(network, first, '10.0.0.1');
    expect(log.splice(0)).toEqual([
      ...both(0, 'veth1', 'veth0', 'who-has 10.0.0.1 tell 10.0.0.2'),
      ...both(1, 'veth1', 'veth0', 'who-has 10.0.0.1 tell 10.0.0.2'),
      ...both(2, 'veth1', 'veth0', 'who-has 10.0.0.1 tell 10.0.0.2'),
      '3 lo 10.0.0.2 > 10.0.0.2 unreachable', '3 lo 10.0.0.2 > 10.0.0.2 unreachable', '3 lo 10.0.0.2 > 10.0.0.2 unreachable',
    ]);
    stop();
    expect(heard(first)).toEqual(dgram
      ? { packets: [], errors: ['EHOSTUNREACH from 10.0.0.2', 'EHOSTUNREACH from 10.0.0.2', 'EHOSTUNREACH from 10.0.0.2'] }
      : { packets: ['unreachable', 'unreachable', 'unreachable'], errors: [] });
    expect(neighbours(netns)).toEqual(['10.0.0.1 veth1 FAILED']);

    ping(network, socketOn('veth0'), '10.0.0.2');
    expect(neighbours(netns)).toEqual(['10.0.0.1 veth1 STALE', '10.0.0.2 veth0 FAILED']);
  });

  it.each([['raw', false], ['dgram', true]] as const)('answer with accept_local, by way of lo (%s socket)', (_, dgram) => {
    const { network, netns, socketOn } = setUp(1, 0, dgram);
    const log: string[] = [];
    capture(netns, log);
    const socket = socketOn('veth1');
    ping(network, socket, '10.0.0.1');
    expect(log).toEqual([
      ...both(0, 'veth1', 'veth0', 'who-has 10.0.0.1 tell 10.0.0.2'),
      ...both(0, 'veth0', 'veth1', '10.0.0.1 is-at'),
      ...[1, 2, 3].flatMap(sequence => [
        ...both(sequence - 1, 'veth1', 'veth0', `10.0.0.2 > 10.0.0.1 echo-request ${sequence}`),
        `${sequence - 1} lo 10.0.0.1 > 10.0.0.2 echo-reply ${sequence}`,
      ]),
    ]);
    expect(heard(socket)).toEqual({ packets: ['echo-reply', 'echo-reply', 'echo-reply'], errors: [] });
    expect(neighbours(netns)).toEqual(['10.0.0.1 veth1 REACHABLE', '10.0.0.2 veth0 STALE']);
  });

  it.each([[0, 3], [1, 0], [2, 3]] as const)('with accept_local and rp_filter %i, %i replies come', (rpFilter, replies) => {
    const { network, socketOn } = setUp(1, rpFilter, true);
    const socket = socketOn('veth1');
    ping(network, socket, '10.0.0.1');
    expect(heard(socket).packets).toHaveLength(replies);
  });

  it('says why: the route that was skipped, the sysctl that dropped, the states that the neighbour went through', () => {
    const { network, netns, socketOn } = setUp(0, 0, false);
    for (const name of ['veth0', 'veth1']) netns.sysctl.set(`net/ipv6/conf/${name}/disable_ipv6`, '1');
    pass(network, 60);
    const events: Stamped[] = [];
    network.events.subscribe(event => void events.push(event));
    ping(network, socketOn('veth1'), '10.0.0.1', 1);
    pass(network, 2);
    expect(events.find(event => event.kind === 'route')).toMatchObject({
      chosen: '10.0.0.0/24 dev veth1 table main',
      skipped: [{ route: 'local 10.0.0.1/32 dev veth0 table local', because: 'oif veth1' }, { route: '10.0.0.0/24 dev veth0 table main', because: 'oif veth1' }],
    });
    expect(events.filter(event => event.kind === 'drop').map(event => [event.dev, event.reason, event.because])).toEqual([
      ...Array.from({ length: 3 }, () => ['veth0', 'IP_LOCAL_SOURCE', 'net.ipv4.conf.veth0.accept_local = 0']),
      ['veth1', 'NEIGH_FAILED', 'ARP got no answer'],
    ]);
    expect(events.filter(event => event.kind === 'neighbour').map(event => `${event.dev} ${event.from} -> ${event.to}`)).toEqual(['veth1 NONE -> INCOMPLETE', 'veth1 INCOMPLETE -> FAILED']);
  });

  it('tells a dead lo nothing: the error goes nowhere', () => {
    const { network, netns, socketOn } = setUp(0, 0, true);
    netns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname: 'lo', flags: 0, change: 1 });
    const socket = socketOn('veth1');
    ping(network, socket, '10.0.0.1');
    expect(heard(socket)).toEqual({ packets: [], errors: [] });
  });
});
