import * as fc from 'fast-check';
import type { Backend } from '../../../src/backend';
import { openNetwork } from '../../../src/jupyter/workbench/network';
import { askView, viewOf } from '../../../src/render';
import { toSvg } from '../../../src/render/emit/svg';
import { drawingOfLookup, type Lookup } from '../../../src/render/lookup';
import { questionOf } from '../../../src/render/lookup/question';
import type { Terminal } from '../../../src/shell/terminal';
import { Capture } from '../../../src/jupyter/workbench/capture';
import { expectGolden } from '../golden';
import { tagsOf } from '../markup';

const START = `
ip link add veth0 type veth peer name veth1
ip link set veth0 up; ip link set veth1 up
ip addr add 10.0.0.1/24 dev veth0; ip addr add 10.0.0.2/24 dev veth1
ip addr add 2001:db8::1/64 dev veth0 nodad
ip route add default via 10.0.0.9`;

async function networkAfter(commands: string): Promise<Backend> {
  const { backend, shell } = await openNetwork(undefined, undefined, { interactive: false });
  const terminal: Terminal = new Capture();
  await shell.run(`${START}\n${commands}`, terminal);
  return backend;
}

async function lookupOf(backend: Backend, command: string): Promise<Lookup> {
  const view = viewOf(command.split(' '))!;
  return (JSON.parse(await askView(view, argv => backend.query('vm', argv))) as Lookup[])[0]!;
}

const textOf = async (commands: string, command: string): Promise<string | undefined> => drawingOfLookup(await lookupOf(await networkAfter(commands), command))?.text;

describe('a lookup', () => {
  it('tells why each route lost, and which won', async () => {
    const drawing = drawingOfLookup(await lookupOf(await networkAfter(''), 'ip route get 10.0.0.1 oif veth1'))!;
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
    expectGolden(`lookup-${golden}.txt`, (await textOf(commands, command)) ?? 'no picture\n');
  });

  it('comes to what the kernel names, or is not drawn, whatever the tables and rules are', async () => {
    const octet = fc.integer({ min: 8, max: 11 });
    const length = fc.constantFrom(8, 16, 22, 24, 32);
    const prefix = fc.tuple(octet, octet, length).map(([a, b, bits]) => bits === 8 ? '10.0.0.0/8' : bits === 16 ? `10.${a}.0.0/16` : bits === 22 ? `10.${a}.8.0/22` : bits === 24 ? `10.${a}.${b}.0/24` : `10.${a}.${b}.5`);
    const route = fc.record({ type: fc.constantFrom('', '', '', 'throw '), to: prefix, table: fc.constantFrom('main', '7', '8'), metric: fc.nat(3), dev: fc.constantFrom('veth0', 'veth1') })
      .map(({ type, to, table, metric, dev }) => `ip route add ${type}${to} ${type === '' ? `dev ${dev} ` : ''}table ${table} metric ${metric}`);
    const rule = fc.record({ pref: fc.integer({ min: 1, max: 9 }), selector: fc.constantFrom('', 'fwmark 1', 'to 10.9.0.0/16', 'oif veth1', 'not to 10.9.0.0/16'), table: fc.constantFrom('7', '8') })
      .map(({ pref, selector, table }) => `ip rule add pref ${pref} ${selector} lookup ${table}`);
    const question = fc.record({ a: octet, b: octet, more: fc.constantFrom('', ' mark 1', ' oif veth1', ' oif veth0 mark 1') }).map(({ a, b, more }) => `ip route get 10.${a}.${b}.5${more}`);
    let [drawn, refused] = [0, 0];
    await fc.assert(fc.asyncProperty(fc.array(route, { maxLength: 8 }), fc.array(rule, { maxLength: 4 }), question, async (routes, rules, command) => {
      const lookup = await lookupOf(await networkAfter([...routes, ...rules].join('\n')), command).catch(() => undefined);
      if (!lookup) refused++;
      else if (drawingOfLookup(lookup)) drawn++;
      else throw new Error('not drawn');
    }), { numRuns: 60, seed: 1 });
    expect([drawn, refused]).toEqual([expect.any(Number), 60 - drawn]);
    expect(drawn).toBeGreaterThan(30);
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
