import fc from '../../property';
import { PROGRAM_SHAPES } from '../../../src/commands/shapes';
import { placeAt } from '../../../src/jupyter/complete/line';
import { walk } from '../../../src/jupyter/complete/walk';
import type { LabSession } from '../../../src/jupyter/lab-session';
import { wordsSession } from './network';

let session: LabSession;
beforeAll(async () => {
  session = await wordsSession();
});
afterAll(() => session.close());

/** The words that are offered at the end of a text. */
const offered = async (text: string): Promise<string> => (await session.complete(text, [...text].length)).matches.join(' ');

describe('completion', () => {
  it.each([
    ['ip li', 'link'],
    ['ip a', 'address addrlabel'],
    ['ip n', 'neighbour netconf netns nexthop ntable'],
    ['ip link s', 'set show'],
    ['ip l del v', 'veth0 veth1 vf vrf'],
    ['ip link set dev ', 'lo veth0 veth1'],
    ['ip link set veth0 master v', 'veth0 veth1'],
    ['ip link add x type v', 'veth vlan vrf vxlan'],
    ['ip link add x type veth ', 'peer'],
    ['ip link add x type veth peer nam', 'name'],
    ['ip link add x type vlan i', 'id ingress-qos-map'],
    ['ip link set veth0 arp ', 'off on'],
    ['ip link set veth0 netns ', 'red'],
    ['ip netns exec ', 'red'],
    ['ip netns exec red ip link set dev ', 'lo tail'],
    ['sudo ip netns exec red ping -I t', 'tail'],
    ['ip -n red addr show dev ', 'lo tail'],
    ['ip -n ', 'red'],
    ['ip -br', '-brief'],
    ['ip addr del 10', '10.0.0.1/24'],
    ['ip link show u', 'up'],
    ['ip link show s', ''],
    ['ip addr show sc', 'scope'],
    ['ip route show table ', '77 all default local main'],
    ['ip route add 10.7.0.0/16 via 10', '10.0.0.1 10.1.0.1'],
    ['ip neigh show nud re', 'reachable'],
    ['bridge fdb show b', 'br brport'],
    ['ping -I v', 'veth0 veth1'],
    ['ping 10.1', '10.1.0.1'],
    ['tcpdump -i ', 'any lo veth0 veth1'],
    ['tcpdump -n -i veth0 arp or icm', 'icmp icmp-echo'],
    ['sysctl net.ipv4.ip_fo', 'net.ipv4.ip_forward net.ipv4.ip_forward_use_pmtu'],
    ['sudo tcpd', 'tcpdump'],
    ['timeout 5 tcpd', 'tcpdump'],
    ['ip link | gre', 'greet grep'],
    ['true && ip li', 'link'],
    ['true; ip li', 'link'],
    ['echo $(ip li', 'link'],
    ['if ip li', 'link'],
    ['X=1 ip li', 'link'],
    ['for x in a b; do ip li', 'link'],
    ['echo $GREE', 'GREETING'],
    ['echo "${GREE', 'GREETING'],
    ["echo '$GREE", ''],
    ['# ip li', ''],
    ['cat /tmp/pl', '/tmp/plain'],
    ['cat < /tmp/pl', '/tmp/plain'],
    ['cat /tmp/a', '/tmp/a\\ b'],
    ['cat "/tmp/a', '/tmp/a b'],
    ['%la', '%lab'],
    ['%lab b', 'beachhead'],
    ['%host ', 'vm'],
    ['%backend ', 'real simulated'],
    ['echo a\n%la', '%lab'],
    ['echo "a\n%la', ''],
    ['ip nonsense ', ''],
  ])('of %s', async (text, expected) => {
    const found = await offered(text);
    expect(text.endsWith('icm') ? found.split(' ').slice(0, 2).join(' ') : found).toBe(expected);
  });

  it('tells what its words are, and where they go, in code points', async () => {
    expect(await session.complete('echo 🦊; ip link set dev v', 25)).toEqual({
      matches: ['veth0', 'veth1'], start: 24, end: 25,
      types: ['veth0', 'veth1'].map(text => ({ text, type: 'interface', signature: 'veth', start: 24, end: 25 })),
    });
    expect((await session.complete('ip link set veth0 mt', 20)).types).toEqual([{ text: 'mtu', type: 'keyword', signature: 'mtu MTU', start: 18, end: 20 }]);
  });

  it('has an answer for any text and cursor, which goes on with what is typed', async () => {
    const piece = fc.oneof(
      fc.constantFrom('ip ', 'link ', 'add ', 'netns exec red ', '-n ', 'ping ', 'sudo ', '$(', '`', '"', "'", '\\', '|', '&&', ';', '\n', '%', '%lab ', '${', '<', '>>', '#', '(', ')', '{ ', 'veth', '🦊', '🦊 ', ' '), fc.string({ unit: 'binary', maxLength: 4 }),
    );
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join('')), fc.integer({ min: -2, max: 60 }), async (code, cursor) => {
      const { matches, start, end, types } = await session.complete(code, cursor);
      const length = [...code].length;
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBe(Math.min(Math.max(cursor, 0), length));
      expect(types.map(({ text }) => text)).toEqual(matches);
      const typed = [...code].slice(start, end).join('');
      if (!/[\\"'`$]/.test(typed)) for (const match of matches) expect(match.startsWith(typed) || match.replaceAll('\\', '').startsWith(typed)).toBe(true);
      await session.inspect(code, cursor);
    }), { numRuns: 300 });
  });

  it('offers only words that the grammars read as what they are', () => {
    const seen = new Set<string>();
    const visit = (words: readonly string[], depth: number): void => {
      const { expected } = walk(words);
      for (const { text } of [...expected.verbs.flat(), ...expected.rows.flatMap(row => row.words)]) {
        const { roles } = walk([...words, text]);
        const role = roles.at(-1)!;
        expect([...words, text, role.role, role.names?.includes(text) ?? role.name === text]).toEqual([...words, text, expected.verbs.length > 0 ? 'verb' : 'keyword', true]);
        if (depth > 0 && expected.verbs.length > 0) visit([...words, text], depth - 1);
        seen.add(text);
      }
    };
    for (const program of ['ip', 'bridge']) visit([program], 2);
    expect(PROGRAM_SHAPES.has('ip')).toBe(true);
    for (const word of ['via', 'dev', 'mtu', 'netns', 'nud', 'lookup', 'vid']) expect(seen).toContain(word);
  });
});

describe('the place of a cursor', () => {
  it.each([
    ['ip link', ['ip'], 'link', 3], ['ip "link', ['ip'], 'link', 4], ['a; b | c d', ['c'], 'd', 9], ['echo a > f', ['echo', 'a'], 'f', 9], ['x=$(ip -n red l', ['ip', '-n', 'red'], 'l', 14],
    ['a $(b) c', ['a', '$()'], 'c', 7], ['while true; do ip l', ['ip'], 'l', 18], ['sleep 1 & ip l', ['ip'], 'l', 13], ["echo 'a b' c", ['echo', 'a b'], 'c', 11], ['a \\\n b', ['a'], 'b', 5],
  ])('in %j', (text, words, typed, start) => {
    expect(placeAt(text)).toMatchObject({ words, typed, start });
  });
});
