import fc from '../property';
import { Notebook } from './session';

/** Everything that can be seen of a network and its shells, without anything that a look itself would change. */
const STATE = [
  'ip -s -d link', 'ip -d addr', 'ip -s neigh', 'ip route show table all', 'ip rule', 'ip netns list', 'bridge fdb', 'jobs', 'set', 'pwd', 'date +%s.%N', 'hostname', 'echo $RANDOM $! $?',
  'ip link add next type veth peer name peer; ip link show next', 'sleep 0 & echo $!; wait',
].join('\n');

async function state(notebook: Notebook): Promise<string> {
  const there = (await notebook.run(`${STATE}\n%host\n%netns\n%config`)).text;
  return there + (await notebook.run(`%%host right\n${STATE}`)).text;
}

/** What cells do, in any order. */
const CELLS = [
  'ping -c 2 -i 0.3 192.0.2.2', 'ip link add d$RANDOM type dummy', 'ip link add v0 type veth peer name v1', 'ip netns add red', 'ip link set v1 netns red; ip link set v0 up', 'ip netns del red',
  '%netns red', '%netns -', '%%netns red\nip link set lo up\nip addr add 198.51.100.1/24 dev v1\nip link set v1 up', '%host right', '%host left', '%%host right\nx=$((x+1)); ip neigh flush all', '%limit 3', '%config tables=off',
  'ping 192.0.2.2', 'sleep 5 &', 'kill %1', 'x=$(ip -br link | wc -l); cd /tmp; false', 'set -u; echo $nothing', '%%capture seen\nip route\nls /nowhere', '%show topology', 'ip addr add 192.0.2.77/24 dev eth1', 'ip link set eth1 down; ip link set eth1 up',
  'tcpdump -c 2 -n -i eth1 & sleep 0.1; ping -c 1 192.0.2.2; wait', 'for i in 1 2 3; do sleep 0.1; done; echo "$(date +%N)" > /tmp/now', 'ip link add br0 type bridge; ip link set v0 master br0; ip link set br0 up', 'if then', 'exit 3', 'sysctl -w net.ipv4.ip_forward=1',
];

describe('checkpoints', () => {
  const notebooks: Notebook[] = [];
  const open = (): Notebook => {
    const notebook = new Notebook();
    notebooks.push(notebook);
    return notebook;
  };
  afterEach(async () => {
    for (const notebook of notebooks.splice(0)) await notebook.close();
  });

  /** What is seen after `cells` alone, and after `cells`, others, and %restore. */
  async function bothWays(cells: readonly string[], others: readonly string[]): Promise<[string, string]> {
    const straight = open();
    const back = open();
    for (const cell of cells) await Promise.all([straight.run(cell), back.run(cell)]);
    await back.run('%checkpoint here');
    for (const cell of others) await back.run(cell);
    expect((await back.run('%restore here')).outcome).toEqual({ status: 'ok' });
    return [await state(straight), await state(back)];
  }

  it('restore all that can be seen', async () => {
    const [straight, restored] = await bothWays(CELLS, ['ip link del eth1; unset x; ping -c 3 127.0.0.1', '%limit 7', '%host right']);
    expect(restored).toBe(straight);
    expect(straight).toContain('limit=3');
  });

  it('restore whatever cells have done', async () => {
    const cells = fc.array(fc.constantFrom(...CELLS), { maxLength: 8 });
    await fc.assert(fc.asyncProperty(cells, cells, async (before, after) => {
      const [straight, restored] = await bothWays(before, after);
      expect(restored).toBe(straight);
    }), { numRuns: 12, seed: 5 });
  });

  it.each([
    ['a program that waits', '%limit 0', 'ping 192.0.2.2', 50],
    ['a loop', '%limit 0', 'x=0; while true; do x=$((x+1)); done', 60],
    ['a program that waits for nothing', '%limit 0', 'tcpdump -i lo', 40],
    ['a loop of programs', '%limit 0', 'while true; do ip link show lo > /dev/null; x=$((x+1)); done', 70],
  ])('replay an interrupt of %s when it came', async (_, first, cell, ms) => {
    const notebook = open();
    await notebook.run(first);
    const running = notebook.run(cell);
    setTimeout(() => notebook.interrupt(), ms);
    expect((await running).outcome).toMatchObject({ ename: 'KeyboardInterrupt' });
    await notebook.run('%checkpoint');
    const look = 'echo $x; date +%s.%N; ip -s link; jobs';
    const before = (await notebook.run(look)).text;
    await notebook.run('%restore');
    expect((await notebook.run(look)).text).toBe(before);
    await notebook.run('%restore');
    expect((await notebook.run(look)).text).toBe(before);
  });

  it('undo cells that did something', async () => {
    const notebook = open();
    await notebook.run('ip link add d0 type dummy');
    const before = (await notebook.run('date +%N')).text;
    await notebook.run('ip link add d1 type dummy');
    await notebook.run('%help');
    await notebook.run('x=1\nip link del d0');
    expect((await notebook.run('y=2\n%undo 3\n')).text).toMatch(/^3 cells undone: 1 cell, \d\.\d{3} s of lab time$/);
    expect((await notebook.run('date +%N')).text).toBe(before);
    expect((await notebook.run('ls /sys/class/net; echo $x $y.')).text).toBe('d0\neth1\nlo\n.\n');
    expect((await notebook.run('%undo')).text).toMatch(/^1 cell undone: 2 cells, /);
  });

  /** What is done by cells that name their shell: 0 the notebook's own, others subshells. */
  async function inShells(notebook: Notebook, subshells: readonly Notebook[], cells: readonly (readonly [number, string])[]): Promise<void> {
    for (const [shell, cell] of cells) await (shell === 0 ? notebook : subshells[shell - 1]!).run(cell);
  }

  it('restore what subshells did, and their shells', async () => {
    const cells = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(...CELLS)), { maxLength: 8 });
    await fc.assert(fc.asyncProperty(cells, cells, async (before, after) => {
      const [straight, back] = [open(), open()];
      const beside = await Promise.all([straight, back].map(async (one) => [await one.subshell(), await one.subshell()] as const));
      await inShells(straight, beside[0]!, before);
      await inShells(back, beside[1]!, before);
      await back.run('%checkpoint here');
      await inShells(back, beside[1]!, after);
      expect((await back.run('%restore here')).outcome).toEqual({ status: 'ok' });
      expect(await state(back)).toBe(await state(straight));
      for (const shell of [0, 1]) expect(await state(beside[1]![shell]!)).toBe(await state(beside[0]![shell]!));
    }), { numRuns: 6, seed: 5 });
  });

  it('undo cells of subshells that are closed by now', async () => {
    const notebook = open();
    const beside = await notebook.subshell();
    await beside.run('ip link add d0 type dummy');
    await notebook.run('ip link add d1 type dummy');
    await beside.close();
    expect((await notebook.run('%undo')).text).toMatch(/^1 cell undone: 1 cell, /);
    expect((await notebook.run('ls /sys/class/net')).text).toBe('d0\neth1\nlo\n');
  });

  it('say that what ran at the same time as something else can not be done again', async () => {
    const notebook = open();
    const beside = await notebook.subshell();
    await notebook.run('%limit 0\nip link add d0 type dummy\n%checkpoint early');
    const running = beside.run('%limit 0\nx=1; while true; do x=$((x+1)); done');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await notebook.fails('%checkpoint')).toBe('a subshell is running something: interrupt it, or try again when it has ended');
    await notebook.run('ip link add d1 type dummy');
    beside.interrupt();
    await running;
    await notebook.run('ip link add d2 type dummy');
    const crossed = "a subshell's cell and another ran at the same time, which can't be done again as it was: %restore goes back to a checkpoint from before that, %reset starts over";
    expect([await notebook.fails('%undo'), await notebook.fails('%checkpoint')]).toEqual([crossed, crossed]);
    expect((await notebook.run('ls /sys/class/net')).text).toBe('d0\nd1\nd2\neth1\nlo\n');
    expect((await notebook.run('%undo 4')).text).toMatch(/^4 cells undone: 1 cell, /);
    expect((await notebook.run('ls /sys/class/net')).text).toBe('d0\neth1\nlo\n');
  });

  it.each(['%restore early', '%reset', '%undo', '%lab cabled'])('end what a subshell runs at %s', async (cell) => {
    const notebook = open();
    const beside = await notebook.subshell();
    await notebook.run('%checkpoint early');
    const running = beside.run('%limit 0\nwhile true; do :; done');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await notebook.run(cell)).outcome).toEqual({ status: 'ok' });
    expect((await running).outcome).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect((await beside.run('echo still $there here')).text).toBe('still here\n');
  });

  it('survive a network that starts over, and bring back its lab, seed and settings', async () => {
    const notebook = open();
    await notebook.run('%seed 7\nip link add d0 type dummy\n%limit 4');
    const mac = (await notebook.run('cat /sys/class/net/d0/address')).text;
    await notebook.run('%undo\n%checkpoint one');
    await notebook.run('ip link add d0 type dummy\n%seed 8\n%limit 9');
    await notebook.run('%restore one');
    expect((await notebook.run('%seed\n%limit')).text).toBe('74');
    expect((await notebook.run('cat /sys/class/net/d0/address')).text).toBe(mac);
  });

  it('leave things as they were after as much as had been done again when an interrupt comes', async () => {
    const notebook = open();
    await notebook.run('x=1');
    await notebook.run('while [ $x -lt 20000 ]; do x=$((x+1)); done; sleep 1');
    await notebook.run('x=done');
    await notebook.run('%checkpoint');
    const running = notebook.run('%restore');
    setTimeout(() => notebook.interrupt(), 30);
    const { outcome } = await running;
    expect(outcome).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt', traceback: [expect.stringMatching(/^Interrupted \(SIGINT\): \d of 3 steps have been done again\.$/)] });
    await notebook.run('%restore');
    expect((await notebook.run('echo $x')).text).toBe('done\n');
  });

  it.each([
    ['%restore', 'there is no checkpoint yet: %checkpoint makes one'],
    ['%checkpoint a b', '%checkpoint NAME: a name is made of letters, digits, dots and dashes, not "a b"'],
    ['%undo', 'only 0 cells have done something since the network began: %undo 1 would go back further than that'],
    ['%undo 0', '%undo N: N is at least 1'],
    ['%checkpoint one\n%restore two', 'there is no checkpoint "two": it is one of one'],
  ])('say what to do after %j', async (cell, message) => {
    expect(await open().fails(cell)).toBe(message);
  });
});
