import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';

describe('vethlab compare', () => {
  let program: string;
  let folder: string;
  const vethlab = (args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', input, cwd: folder, env: { ...process.env, ...env } });
    return { status, stdout, stderr: stderr.replace(/^vethlab: of \d+ lines?: .*\n/gm, '') };
  };

  beforeAll(() => {
    program = bundle();
    folder = mkdtempSync(join(tmpdir(), 'vethlab-compare-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing where only random addresses and times differ', () => {
    const lines = [
      'ip netns add red', 'ip link add veth0 type veth peer name veth1 netns red', 'ip link set veth0 up; ip -n red link set veth1 up; sleep 4',
      'ip addr add 10.0.0.1/24 dev veth0; ip -n red addr add 10.0.0.2/24 dev veth1', 'ping -c 1 10.0.0.2', 'ip addr', 'ip neigh; ip -6 route; ip maddr show dev veth0', 'nosuch; false',
    ];
    writeFileSync(join(folder, 'file'), `${lines.join('\n')}\n`);
    expect(vethlab(['compare', 'file'])).toEqual({ status: 0, stdout: 'no of 8 lines differ; the networks that they left are equal\n', stderr: '' });
  });

  it('shows where answers and the networks that they leave differ', () => {
    const lines = 'echo same\n[ -d /proc/1/task ] && ip link add dummy1 type veth peer name dummy2\n';
    const { status, stdout } = vethlab(['compare', '-'], lines);
    expect(status).toBe(1);
    expect(stdout).toContain('line 2: [ -d /proc/1/task ] && ip link add dummy1 type veth peer name dummy2\n  exit code\n    real      | 0\n    simulated | 1\n');
    expect(stdout).toContain('state of vm\n  link > dummy2\n    real      | {');
    expect(stdout).toMatch(/^1 of 2 lines differs; the networks that they left differ in \d+ values\n/m);
    const json = vethlab(['compare', '-', '--json'], lines);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout.split('\n')[0]!)).toEqual({ kind: 'line', line: 2, cmd: '[ -d /proc/1/task ] && ip link add dummy1 type veth peer name dummy2', part: 'rc', real: 0, simulated: 1 });
  });

  it.each([
    [['compare'], "vethlab: which file?\nTry 'vethlab compare --help'.\n"],
    [['compare', 'nope', '--kernel', '6.5'], "vethlab: --kernel: there is no kernel \"6.5\": it is 6.1 or 6.18\nTry 'vethlab compare --help'.\n"],
    [['run', '--snapshot'], "vethlab: --snapshot goes with --json\nTry 'vethlab run --help'.\n"],
    [['run', '--backend', 'real', '--kernel', '6.1'], "vethlab: --kernel is for the simulated backend: the real one has this machine's\nTry 'vethlab run --help'.\n"],
  ])('refuses %j', (args, stderr) => {
    expect(vethlab(args)).toEqual({ status: 2, stdout: '', stderr });
  });
});

describe('vethlab run', () => {
  let program: string;
  beforeAll(() => {
    program = bundle();
  });
  const run = (args: readonly string[], input: string, env: NodeJS.ProcessEnv = {}) => spawnSync(process.execPath, [program, 'run', ...args], { encoding: 'utf8', input, env: { ...process.env, ...env } });
  const twice = 'ip addr add 10.0.0.1/24 dev lo; ip addr add 10.0.0.1/24 dev lo';

  it('answers as the kernel that is asked for', () => {
    expect(run([], twice).stderr).toBe('RTNETLINK answers: File exists\n');
    expect(run(['--kernel', '6.18'], twice).stderr).toBe('Error: ipv4: Address already assigned.\n');
    expect(run([], twice, { VETHLAB_KERNEL: '6.18' }).stderr).toBe('Error: ipv4: Address already assigned.\n');
    expect(run([], twice, { VETHLAB_KERNEL: '5' })).toMatchObject({ status: 2, stderr: "vethlab: VETHLAB_KERNEL: there is no kernel \"5\": it is 6.1 or 6.18\nTry 'vethlab run --help'.\n" });
  });

  it('ends with the network that it leaves', () => {
    const lines = run(['--json', '--snapshot'], 'ip addr add 10.0.0.1/24 dev lo\n').stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ snapshot: { hosts: [{ name: 'vm', netns: [{ name: null, addr: [{ ifname: 'lo', addr_info: [{ local: '127.0.0.1' }, { local: '10.0.0.1', label: 'lo' }, { local: '::1' }] }] }] }] } });
  });
});
