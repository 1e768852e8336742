import { Notebook } from './session';

let notebook: Notebook;
beforeEach(() => void (notebook = new Notebook()));
afterEach(() => notebook.close());

const DUMMY = 'changed on left\n  + link d0  dummy, down\n';

it('tells at the end of a cell what it changed, and nothing where nothing did', async () => {
  expect((await notebook.run('true')).text).toBe('');
  expect((await notebook.run('ip link add d0 type dummy; echo done')).text).toBe(`done\n${DUMMY}`);
  expect((await notebook.run('echo same; ip link add d0 type dummy 2>/dev/null')).text).toBe('same\n');
  expect((await notebook.run('add() { ip link del d0; }\nadd')).text).toBe('changed on left\n  - link d0\n');
});

it('tells it of a cell that fails, of a namespace, and of another host', async () => {
  const { outcome, text } = await notebook.run('set -e\nip link add d0 type dummy\nfalse');
  expect([outcome.status, text]).toEqual(['error', DUMMY]);
  expect((await notebook.run('set +e\nip netns add red')).text).toBe('changed on left\n  + namespace red\n');
  expect((await notebook.run('ip -n red link set lo up; ip -n red addr add 10.0.0.1/32 dev lo')).text).toBe('changed in red on left\n  ~ link lo  down → up\n  + address 10.0.0.1/32  on lo\n');
  expect((await notebook.run('%%host right\nip addr add 203.0.113.1/32 dev eth1')).text).toBe('changed on right\n  + address 203.0.113.1/32  on eth1\n');
});

it('leaves out what a table in the cell has marked, unless something changed since', async () => {
  await notebook.run('ip link');
  const marked = await notebook.run('ip link add d0 type dummy\nip -br link');
  expect(marked.text).not.toContain('changed on left');
  expect(marked.html).toMatch(/>new<\/span>/);
  expect((await notebook.run('ip link add d1 type dummy\nip -br link\nip link del d1 >/dev/null 2>&1; ip link set d0 mtu 1400 >/dev/null 2>&1')).text).toMatch(/\nchanged on left\n {2}~ link d0 {2}MTU 1500 → 1400\n$/);
  expect((await notebook.run('ip link add d2 type dummy\nip addr add 10.0.0.1/24 dev d2\nip link')).text).toMatch(/\nchanged on left\n {2}\+ address 10.0.0.1\/24 {2}on d2\n$/);
});

it('leaves out an address that a table has marked, though it shows one interface, or for the first time', async () => {
  const first = await notebook.run('ip addr add 203.0.113.1/32 dev eth1; ip addr');
  expect(first.text).not.toContain('changed on left');
  expect(first.html.match(/title="[^"]*">(new|changed|gone)</g)).toEqual(['title="since the cell began">new<']);
  const one = await notebook.run('ip addr add 203.0.113.2/32 dev eth1; ip addr add 203.0.113.3/32 dev lo; ip addr show dev eth1');
  expect(one.text).toMatch(/\nchanged on left\n {2}\+ address 203\.0\.113\.3\/32 {2}on lo\n$/);
  expect(one.html.match(/title="[^"]*">(new|changed|gone)</g)).toEqual(['title="since it was last shown">new<']);
  await notebook.run('ip -n red link; ip netns add red; ip -n red link');
  const red = await notebook.run('ip -n red addr add 10.0.0.1/32 dev lo; ip -n red -br addr');
  expect(red.text).not.toContain('changed in red');
  expect(red.html.match(/>(new|changed|gone)</g)).toEqual(['>new<']);
  const neighbours = await notebook.run('ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth1; ip neigh');
  expect(neighbours.text).not.toContain('changed on left');
  expect(neighbours.html.match(/>new</g)).toHaveLength(1);
});

it('tells nothing, and marks nothing, with %config changes=off', async () => {
  await notebook.run('ip link');
  await notebook.run('%config changes=off');
  expect((await notebook.run('ip link add d0 type dummy')).text).toBe('');
  expect((await notebook.run('ip link')).html).not.toMatch(/>new</);
  await notebook.run('%config changes=on');
  expect((await notebook.run('ip link del d0')).text).toBe('changed on left\n  - link d0\n');
});

it('tells once, with the next cell of any shell, what a background job or a setting changed', async () => {
  await notebook.run('ip addr add 2001:db8::1/64 dev eth1 nodad');
  expect((await notebook.run('(sleep 1; ip link add d0 type dummy) &')).text).toMatch(/^\[1\] \d+\n$/);
  const other = await notebook.subshell();
  expect((await other.run('sleep 2; echo done')).text).toBe(`done\n${DUMMY}`);
  expect((await notebook.run('echo 1 > /proc/sys/net/ipv6/conf/eth1/disable_ipv6')).text).toContain('changed on left\n  - address 2001:db8::1/64  on eth1\n');
  expect((await other.run('echo same')).text).toBe('same\n');
});

it('tells what an interrupted cell changed with the next one: the prompt comes back at once', async () => {
  await notebook.run('%limit 0');
  const interrupted = notebook.run('ip link add d0 type dummy; sleep inf');
  setTimeout(() => notebook.interrupt(), 100);
  expect((await interrupted).text).toBe('^C\n');
  expect((await notebook.run('echo on')).text).toBe(`on\n${DUMMY}`);
});

it('knows after an undo what is so again', async () => {
  await notebook.run('true; ip link add d0 type dummy');
  await notebook.run('%undo');
  expect((await notebook.run('ip link add d0 type dummy')).text).toBe(DUMMY);
});

it('shows all interfaces of all hosts, each with its other end', async () => {
  await notebook.run('ip netns add red; ip link add v0 type veth peer name v1 netns red');
  const { text, html } = await notebook.run('%show interfaces');
  expect(text.replace(/(..:){5}../g, 'MAC').replace(/fe80::\S+/g, 'LOCAL').replace(/^─.*\n/m, '').replace(/ +/g, ' ')).toBe(`\
# interface state MTU MAC addresses
host left
1 lo ● up UNKNOWN 65536 MAC 127.0.0.1/8 host
 ::1/128 host
2 eth1 to eth1 on right ● up UP 1500 MAC 192.0.2.1/24 global
 LOCAL link
3 v0@if2 to v1 in red ○ down DOWN 1500 MAC —

namespace red on left
1 lo ○ down DOWN 65536 MAC —
2 v1@if3 to v0 on left ○ down DOWN 1500 MAC —

host right
1 lo ● up UNKNOWN 65536 MAC 127.0.0.1/8 host
 10.9.45.1/24 global
 ::1/128 host
2 eth1 to eth1 on left ● up UP 1500 MAC 192.0.2.2/24 global
 LOCAL link
`);
  expect(html).toContain('scope="rowgroup"');
  expect((await notebook.run('ip link set v0 mtu 1400; ip netns exec red ip link set v1 up; true')).text).toContain('MTU 1500 → 1400');
  expect((await notebook.run('%show interfaces')).html.match(/title="was [^"]*">changed</g)).toEqual(['title="was 1500">changed<', 'title="was ○ down">changed<']);
});
