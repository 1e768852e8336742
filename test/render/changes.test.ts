import { type Change, changesBetween, renderChanges } from '../../src/render';
import { createSimulatedBackend } from '../../src/backend';
import { Shell } from '../../src/shell/shell';
import { Capture } from '../../src/jupyter/workbench/capture';
import { expectSafe } from './markup';

/** What commands on a host `vm` change, after others that prepare it. */
async function changes(before: string, commands: string): Promise<{ readonly text: string; readonly revised: boolean }> {
  const backend = await createSimulatedBackend({ execute: async () => undefined });
  const shell = new Shell(backend, { interactive: true, limit: 10 });
  await shell.run(before, new Capture());
  const [state, revision] = [await backend.snapshot(), backend.revision()];
  const capture = new Capture();
  await shell.run(commands, capture);
  expect(capture.text.stderr).toBe('');
  const found = changesBetween(state, await backend.snapshot());
  return { text: found.length === 0 ? '' : renderChanges(found)['text/plain'], revised: backend.revision() !== revision };
}

const PAIR = 'ip link add veth0 type veth peer name veth1; ip netns add red';

it.each([
  ['', 'ip link add veth0 type veth peer name veth1', 'changed on vm\n  + link veth1@veth0  veth, down\n  + link veth0@veth1  veth, down\n'],
  [PAIR, 'ip link set veth0 up; ip addr add 10.0.0.1/24 dev veth0', 'changed on vm\n  ~ link veth0@veth1  down → no carrier\n  + address 10.0.0.1/24  on veth0\n  + route 10.0.0.0/24 dev veth0  comes with the address\n'],
  [PAIR, 'ip link set veth1 netns red', "changed in red on vm\n  ~ link veth1@if3  moved here from the host's own namespace; down\n"],
  [PAIR, 'ip link set veth0 name uplink mtu 1400', 'changed on vm\n  ~ link uplink@veth1  renamed, was veth0, MTU 1500 → 1400\n'],
  [`${PAIR}; ip link set veth0 up; ip addr add 10.0.0.1/24 dev veth0; ip route add default via 10.0.0.2`, 'ip link del veth0', 'changed on vm\n  - link veth1@veth0\n  - link veth0@veth1\n  - route default via 10.0.0.2 dev veth0\n'],
  ['ip link add br0 type bridge; ip link add d0 type dummy', 'ip link set d0 master br0; ip link add d1 master br0 type dummy', 'changed on vm\n  ~ link br0  MAC HOST → PORT\n  ~ link d0  joined br0\n  + link d1  dummy, in br0, down\n'],
  ['', 'ip netns add red', 'changed on vm\n  + namespace red\n'],
  [PAIR, 'ip netns del red', 'changed on vm\n  - namespace red\n'],
  ['', 'ip rule add from 10.0.0.0/8 iif lo table 100; ip route add blackhole 192.0.2.0/24 metric 5 table 7', 'changed on vm\n  + route blackhole 192.0.2.0/24 table 7 metric 5\n  + rule 32765: from 10.0.0.0/8 iif lo lookup 100\n'],
  ['ip link add d0 type dummy; ip link set d0 up', 'ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0', 'changed on vm\n  + neighbour 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0\n'],
  ['ip link add d0 type dummy; ip link set d0 up; ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0', 'ip neigh del 10.0.0.9 dev d0', 'changed on vm\n  - neighbour 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0\n'],
])('after %j, %j is told as what it changed', async (before, commands, expected) => {
  const { text, revised } = await changes(before, commands);
  expect(text.replace(/MAC \S+ → \S+/, 'MAC HOST → PORT')).toBe(expected);
  expect(revised).toBe(true);
});

it.each(['true', 'ip link; ip addr; ip route', 'ping -c 1 -W 1 127.0.0.1', 'sleep 5', 'sysctl -q net.ipv4.ip_forward'])('%s changes nothing, and the kernel says so', async (commands) => {
  expect(await changes(PAIR, commands)).toEqual({ text: '', revised: false });
});

const CHANGE: Change = { sign: '+', what: 'link', name: '<a>&$|`', details: 'a_b', host: 'vm', netns: null };

it('tells ten changes, and how many more there are, in every format', () => {
  const bundle = renderChanges(Array.from({ length: 13 }, (_, i) => ({ ...CHANGE, sign: (['+', '-', '~'] as const)[i % 3]!, netns: i < 6 ? null : 'red' })));
  expect(bundle['text/plain']).toBe(`changed on vm
  + link <a>&$|\`  a_b
  - link <a>&$|\`  a_b
  ~ link <a>&$|\`  a_b
  + link <a>&$|\`  a_b
  - link <a>&$|\`  a_b
  ~ link <a>&$|\`  a_b
changed in red on vm
  + link <a>&$|\`  a_b
  - link <a>&$|\`  a_b
  ~ link <a>&$|\`  a_b
  + link <a>&$|\`  a_b
and 3 more
`);
  expectSafe(String(bundle['text/html']));
  for (const type of ['text/latex', 'text/markdown']) expect(String(bundle[type]).match(/(link|and 3 more)/g)).toHaveLength(11);
  expect(String(bundle['text/html']).match(/(link|<summary[^>]*><span[^>]*>and 3 more)/g)).toHaveLength(14);
});
