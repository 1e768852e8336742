import { parseIpv4, type Netns } from '../../../src/stack';
import type { Stamped } from '../../../src/stack/events';
import { emitIcmp, parseIcmpHeader } from '../../../src/stack/wire';
import { address, machine, move, pass, route, up, veth } from './lab';

const H2 = parseIpv4('10.2.0.10')!;

/** h1 10.1.0.10 - r 10.1.0.1, 10.2.0.1 - h2 10.2.0.10 */
function setUp() {
  const { network, host } = machine();
  const [h1, h2, r] = ['h1', 'h2', 'r'].map(name => host.addNetns(name)) as [Netns, Netns, Netns];
  for (const [name, peer, end] of [['e1', 'r1', h1], ['e2', 'r2', h2]] as const) {
    veth(host.initNetns, name, peer);
    move(host.initNetns, name, end);
    move(host.initNetns, peer, r);
  }
  for (const [netns, ifname, text] of [[h1, 'e1', '10.1.0.10/24'], [h2, 'e2', '10.2.0.10/24'], [r, 'r1', '10.1.0.1/24'], [r, 'r2', '10.2.0.1/24']] as const) {
    up(netns, 'lo', ifname);
    address(netns, ifname, text);
  }
  route(h1, '0.0.0.0/0', '10.1.0.1');
  route(h2, '0.0.0.0/0', '10.2.0.1');
  r.sysctl.set('net/ipv4/ip_forward', '1');
  pass(network, 20);
  const send = (size: number, options: { ttl?: number; dontFragment?: 'do' | 'want' | 'dont' } = {}) => {
    const socket = h1.sockets.icmp('raw', 2, 0);
    socket.setOptions({ receiveErrors: true, filterErrors: true, ...options });
    socket.sendTo(emitIcmp({ kind: 'echo-request', id: 7, sequence: 1 }, new Uint8Array(size)), H2);
    pass(network, 0.5);
    const received = socket.receive();
    const icmp = received && parseIcmpHeader(received.octets.subarray(20));
    const error = socket.receiveError();
    socket.close();
    return {
      reply: icmp && 'payload' in icmp ? { kind: icmp.kind, ttl: received!.ttl, size: icmp.payload.length } : undefined,
      error: error && { errno: error.errno, type: error.type, code: error.code, info: error.info, offender: error.offender },
    };
  };
  return { network, h1, h2, r, send };
}

describe('a router', () => {
  it('passes packets on with one hop less to live', () => {
    expect(setUp().send(56)).toEqual({ reply: { kind: 'echo-reply', ttl: 63, size: 56 }, error: undefined });
  });

  it('reports a packet whose time is up', () => {
    expect(setUp().send(56, { ttl: 1 })).toEqual({ reply: undefined, error: { errno: 'EHOSTUNREACH', type: 11, code: 0, info: 0, offender: parseIpv4('10.1.0.1') } });
  });

  it('drops silently when it may not forward, and says which sysctl made it so', () => {
    const { network, r, send } = setUp();
    r.sysctl.set('net/ipv4/conf/r1/forwarding', '0');
    const drops: Stamped[] = [];
    network.events.subscribe(event => void (event.kind === 'drop' && drops.push(event)));
    expect(send(56)).toEqual({ reply: undefined, error: undefined });
    expect(drops.map(event => [event.netns, event.kind === 'drop' && event.because])).toEqual([['r', 'net.ipv4.conf.r1.forwarding = 0']]);
  });

  it('asks for smaller packets, and the sender cuts them', () => {
    const { r, h2, send } = setUp();
    for (const [netns, ifname] of [[r, 'r2'], [h2, 'e2']] as const) netns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname, mtu: 1400 });
    expect(send(1450)).toEqual({ reply: undefined, error: { errno: 'EMSGSIZE', type: 3, code: 4, info: 1400, offender: parseIpv4('10.1.0.1') } });
    expect(send(1450)).toEqual({ reply: { kind: 'echo-reply', ttl: 63, size: 1450 }, error: undefined });
    expect(() => send(1450, { dontFragment: 'do' })).toThrow('Message too long');
    expect(send(4000, { dontFragment: 'dont' })).toEqual({ reply: { kind: 'echo-reply', ttl: 63, size: 4000 }, error: undefined });
  });

  it('sends at most six errors at once to one host', () => {
    const { network, h1 } = setUp();
    const socket = h1.sockets.icmp('raw', 2, 0);
    socket.setOptions({ receiveErrors: true, filterErrors: true, ttl: 1 });
    for (let sequence = 0; sequence < 20; sequence++) socket.sendTo(emitIcmp({ kind: 'echo-request', id: 7, sequence }, new Uint8Array(56)), H2);
    pass(network, 0.5);
    let count = 0;
    while (socket.receiveError()) count++;
    expect(count).toBe(6);
  });
});
