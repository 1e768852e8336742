import fc from '../property';
import { viewOf } from '../../src/render';

const words = (line: string): string[] => line.split(' ');

describe('viewOf', () => {
  it('asks of a lookup what decides it', () => {
    const ask = ['ip', 'netns', 'exec', 'red', 'ip', '-4', '-j', '-d'];
    expect(viewOf('ip netns exec red ip ro g 10.0.0.1 oif v1'.split(' '))).toEqual({ shape: 'usual', whole: false, netns: 'red',
      kind: 'lookup', query: [...ask, 'route', 'get', 'fibmatch', '10.0.0.1', 'oif', 'v1'],
      lookup: { words: ['10.0.0.1', 'oif', 'v1'], queries: [[...ask.slice(0, -1), 'rule'], [...ask, 'route', 'show', 'table', 'all'], [...ask, 'link']] },
    });
  });

  it.each([
    ['ip link', 'link', 'ip -j -d link', {}],
    ['ip link list', 'link', 'ip -j -d link list', {}],
    ['ip l', 'link', 'ip -j -d l', {}],
    ['ip a s veth0', 'addr', 'ip -j -d a s veth0', { whole: false }],
    ['ip addr show dev veth0 up', 'addr', 'ip -j -d addr show dev veth0 up', { whole: false }],
    ['ip -br a', 'addr', 'ip -j -d a', { shape: 'brief', names: ['ip', 'a'] }],
    ['ip -c -4 address list', 'addr', 'ip -4 -j -d address list', { whole: false }],
    ['ip -s -s link show veth0', 'link', 'ip -s -s -j -d link show veth0', { shape: 'stats', whole: false }],
    ['ip r', 'route', 'ip -j -d r', {}],
    ['ip -6 route show table all', 'route', 'ip -6 -j -d route show table all', { whole: false }],
    ['ip -n red neigh', 'neigh', 'ip -n red -j -d neigh', { netns: 'red' }],
    ['ip -netns red nei sh', 'neigh', 'ip -netns red -j -d nei sh', { netns: 'red' }],
    ['ip -f inet6 rule', 'rule', 'ip -f inet6 -j -d rule', { whole: false }],
    ['ip ru l', 'rule', 'ip -j -d ru l', {}],
    ['sudo ip link', 'link', 'sudo ip -j -d link', {}],
    ['sudo -n /sbin/ip link', 'link', 'sudo -n ip -j -d link', {}],
    ['ip netns exec red ip -br link', 'link', 'ip netns exec red ip -j -d link', { shape: 'brief', netns: 'red', names: words('ip netns exec red ip link') }],
    ['sudo ip net e red sudo ip a', 'addr', 'sudo ip netns exec red sudo ip -j -d a', { netns: 'red' }],
    ['ip -all netns exec ip -br l', 'link', 'ip -all netns exec ip -j -d l', { shape: 'brief', netns: '*', names: words('ip -all netns exec ip l') }],
    ['ip netns', 'netns', 'ip -j -d netns', {}],
    ['ip nexthop', 'nexthop', 'ip -j -d nexthop', {}],
    ['bridge l', 'port', 'bridge -j -d l', {}],
    ['bridge -c vlan', 'vlan', 'bridge -j -d vlan', {}],
    ['bridge -co v sh', 'vlan', 'bridge -j -d v sh', {}],
    ['bridge -com vlan show dev veth0', 'vlan', 'bridge -com -j -d vlan show dev veth0', { whole: false }],
    ['sudo /usr/sbin/bridge -n red fdb', 'fdb', 'sudo bridge -n red -j -d fdb', { netns: 'red' }],
    ['bridge m', 'mdb', 'bridge -j -d m', {}],
  ])('pictures %s', (line, kind, query, more) => {
    expect(viewOf(words(line))).toEqual({ kind, query: words(query), shape: 'usual', whole: true, ...more });
  });

  it.each([
    '', 'ip', 'ls', 'sudo', 'sudo ls', 'ip link add veth0 type veth', 'ip link s veth0 up', 'ip link help', 'ip addr save', 'ip route get fibmatch 10.0.0.1', 'ip route flush cache',
    'ip -o link', 'ip -j addr', 'ip -p -j addr', 'ip -V', 'ip -b file', 'ip -a link', 'ip -all netns exec ip -n red link', 'ip netns pids red', 'bridge', 'bridge -o link', 'bridge fdb get x', 'bridge vlan global', 'bridge vni', 'bridge vlan s', 'bridge -6x link', 'ip netns exec red ping 10.0.0.1', 'ip netns exec red',
    'ip nonsense', 'ip link nonsense', 'ip -x link', 'ip monitor', 'ip s', 'ip - link', 'tcpdump -i veth0',
  ])('leaves %j alone', line => {
    expect(viewOf(words(line))).toBeUndefined();
  });

  it.each([
    ['ip link', { shape: 'usual', whole: true }],
    ['ip -br link show', { shape: 'brief', whole: true }],
    ['ip -s -d link', { shape: 'stats', whole: true }],
    ['ip -d link show veth0', { shape: 'details', whole: false }],
    ['ip -4 addr', { shape: 'usual', whole: false }],
    ['ip -n red link', { shape: 'usual', whole: true, netns: 'red' }],
    ['ip netns exec red ip link', { shape: 'usual', whole: true, netns: 'red' }],
    ['ip netns exec red ip -n blue link', { shape: 'usual', whole: true, netns: 'blue' }],
    ['ip -all netns exec ip link', { shape: 'usual', whole: true, netns: '*' }],
  ])('knows of %s how and where it looks', (line, expected) => {
    const { shape, whole, netns } = viewOf(words(line))!;
    expect({ shape, whole, ...(netns !== undefined && { netns }) }).toEqual(expected);
  });

  it('asks for JSON with details, once, with no option left that changes its form', () => {
    const word = fc.constantFrom('ip', 'bridge', 'fdb', '-all', 'sudo', 'netns', 'exec', 'red', 'link', 'l', 'a', 'r', 'ru', 'n', 'show', 's', 'add', '-4', '-br', '-o', '-s', '-d', '-n', '-c', '--', '-', 'veth0');
    fc.assert(fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), argv => {
      const view = viewOf(argv);
      if (view === undefined) return;
      expect(view.query.filter(one => one === '-j')).toHaveLength(1);
      const head = view.query.slice(0, view.query.indexOf('-j'));
      expect(head).not.toContain('-o');
      expect(head).not.toContain('-br');
    }));
  });
});
