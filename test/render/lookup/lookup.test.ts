import fc from '../../property';
import { openNetwork } from '../../../src/jupyter/workbench/network';
import { askView, type Drawing, viewOf } from '../../../src/render';
import { toSvg } from '../../../src/render/emit/svg';
import { drawingOfLookup, type Lookup } from '../../../src/render/lookup';
import { questionOf } from '../../../src/render/lookup/question';
import { Capture } from '../../../src/jupyter/workbench/capture';
import { expectGolden } from '../golden';
import { tagsOf } from '../markup';

const START = `
ip link add veth0 type veth peer name veth1
ip link set veth0 up; ip link set veth1 up
ip addr add 10.0.0.1/24 dev veth0; ip addr add 10.0.0.2/24 dev veth1
ip addr add 2001:db8::1/64 dev veth0 nodad
ip route add default via 10.0.0.9`;

/** What a lookup is drawn as, in a network after some commands; undefined: no picture. */
async function drawnAfter(commands: string, command: string): Promise<Drawing | undefined> {
  const { backend, shell } = await openNetwork(undefined, undefined, { interactive: false });
  await shell.run(`${START}\n${commands}`, new Capture());
  const terminal = new Capture();
  await shell.run(command, terminal);
  const json = await askView(viewOf(command.split(' '))!, argv => backend.query('vm', argv));
  return drawingOfLookup((JSON.parse(json) as Lookup[])[0]!, terminal.text.stdout + terminal.text.stderr);
}

describe('a lookup', () => {
  it('tells why each route lost, and which won', async () => {
    const drawing = (await drawnAfter('', 'ip route get 10.0.0.1 oif veth1'))!;
    tagsOf(toSvg(drawing.scene));
    expectGolden('lookup.svg', toSvg(drawing.scene));
    expectGolden('lookup.txt', drawing.text);
    expect(drawing.scene.description).toBe('ip route get 10.0.0.1 oif veth1: rule 0, table local: local 10.0.0.1 src 10.0.0.1 by veth0, the socket is bound to veth1, this route leaves by veth0; '
      + 'rule 32766, table main: 10.0.0.0/24 src 10.0.0.1 by veth0, the socket is bound to veth1, this route leaves by veth0; 10.0.0.0/24 src 10.0.0.2 by veth1, chosen: longest match that leaves by veth1.');
  });

  it.each([
    ['rules, marks, throw and metrics', 'ip rule add fwmark 3/0xf lookup 7\nip rule add from 192.0.2.0/24 lookup 8\nip route add throw 10.9.0.0/16 table 7\nip route add 10.9.0.0/24 via 10.0.0.8 metric 5\nip route add 10.9.0.0/24 via 10.0.0.7 metric 9', 'ip route get 10.9.0.3 mark 3', 'rules'],
    ['a suppressed default', 'ip rule add pref 100 lookup main suppress_prefixlength 0\nip rule add pref 200 lookup 7\nip route add default via 10.0.0.7 table 7', 'ip route get 8.8.8.8', 'suppressed'],
    ['IPv6', '', 'ip route get 2001:db8::7', 'ipv6'],
  ])('follows %s', async (_, commands, command, golden) => {
    expectGolden(`lookup-${golden}.txt`, (await drawnAfter(commands, command))?.text ?? 'no picture\n');
  });

  it('shows what refuses, and the error that comes of it', async () => {
    const drawing = (await drawnAfter('ip route add unreachable 10.3.0.0/16', 'ip route get 10.3.0.1'))!;
    tagsOf(toSvg(drawing.scene));
    expectGolden('lookup-refused.svg', toSvg(drawing.scene));
    expectGolden('lookup-refused.txt', drawing.text);
  });

  it.each([
    ['ip route add blackhole 10.3.0.0/16', 'ip route get 10.3.0.1', '! blackhole 10.3.0.0/16            longest match, and it says blackhole: Invalid argument'],
    ['ip route add prohibit 10.3.0.0/16', 'ip route get 10.3.0.1', '! prohibit 10.3.0.0/16             longest match, and it says prohibit: Permission denied'],
    ['ip -6 route add unreachable 2001:db8:3::/48', 'ip route get 2001:db8:3::1', '! unreachable 2001:db8:3::/48 metric 1024  ──▶  lo     longest match, and it says unreachable: No route to host'],
    ['ip rule add to 10.3.0.0/16 unreachable pref 9', 'ip route get 10.3.0.1', '! for this packet, and it says unreachable: Network is unreachable'],
    ['ip rule add to 10.3.0.0/16 prohibit pref 9', 'ip route get 10.3.0.1', '! for this packet, and it says prohibit: Permission denied'],
    ['ip rule add to 10.3.0.0/16 blackhole pref 9', 'ip route get 10.3.0.1', '! for this packet, and it says blackhole: Invalid argument'],
    ['ip route del default', 'ip route get 10.3.0.1', '! no rule led to a route: Network is unreachable'],
    ['', 'ip route get 2001:db8:9::1', '! no rule led to a route: Network is unreachable'],
    ['ip route del default', 'ip route get 10.3.0.1 oif veth1', '✓ no route by veth1 was found, so Linux takes 10.3.0.1 to be on its link'],
  ])('after %j, %s ends as Linux ends it', async (commands, command, end) => {
    const text = (await drawnAfter(commands, command))?.text ?? 'no picture';
    expect(text.match(/[!✓] .*$/m)![0].replace(/ {2,}/, '  ')).toBe(end.replace(/ {2,}/, '  '));
  });

  it('comes to what the kernel answers, whatever the tables and rules are', async () => {
    const octet = fc.integer({ min: 8, max: 11 });
    const length = fc.constantFrom(8, 16, 22, 24, 32);
    const prefix = fc.tuple(octet, octet, length).map(([a, b, bits]) => bits === 8 ? '10.0.0.0/8' : bits === 16 ? `10.${a}.0.0/16` : bits === 22 ? `10.${a}.8.0/22` : bits === 24 ? `10.${a}.${b}.0/24` : `10.${a}.${b}.5`);
    const route = fc.record({ type: fc.constantFrom('', '', '', '', 'throw ', 'blackhole ', 'unreachable ', 'prohibit '), to: prefix, table: fc.constantFrom('main', '7', '8'), metric: fc.nat(3), dev: fc.constantFrom('veth0', 'veth1') })
      .map(({ type, to, table, metric, dev }) => `ip route add ${type}${to} ${type === '' ? `dev ${dev} ` : ''}table ${table} metric ${metric}`);
    const rule = fc.record({ pref: fc.integer({ min: 1, max: 9 }), selector: fc.constantFrom('', 'fwmark 1', 'to 10.9.0.0/16', 'oif veth1', 'not to 10.9.0.0/16'), action: fc.constantFrom('lookup 7', 'lookup 7', 'lookup 8', 'lookup 8', 'prohibit', 'unreachable', 'blackhole') })
      .map(({ pref, selector, action }) => `ip rule add pref ${pref} ${selector} ${action}`);
    const question = fc.record({ a: octet, b: octet, more: fc.constantFrom('', ' mark 1', ' oif veth1', ' oif veth0 mark 1') }).map(({ a, b, more }) => `ip route get 10.${a}.${b}.5${more}`);
    await fc.assert(fc.asyncProperty(fc.array(route, { maxLength: 8 }), fc.array(rule, { maxLength: 4 }), question, async (routes, rules, command) => {
      expect((await drawnAfter([...routes, ...rules].join('\n'), command))?.text).toMatch(/^ip route get .*\n(.*\n)*.*[✓!] /);
    }), { numRuns: 60, seed: 1 });
  });
});

describe('questionOf', () => {
  it.each([
    ['10.0.0.1', { to: '10.0.0.1' }],
    ['to 10.0.0.1 from 10.0.0.2 iif eth0', { to: '10.0.0.1', from: '10.0.0.2', iif: 'eth0' }],
    ['fe80::1 dev eth0 mark 0x10 tos 0x10', { to: 'fe80::1', oif: 'eth0', mark: 16, tos: 16 }],
    ['10.0.0.1 fibmatch', undefined], ['10.0.0.1 uid 7', undefined], ['10.0.0.1 oif', undefined], ['', undefined], ['10.0.0.1 mark x', undefined],
  ])('reads %j', (words, question) => {
    expect(questionOf(words.split(' '))).toEqual(question);
  });
});
