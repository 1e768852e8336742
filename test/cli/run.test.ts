import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';

const LO = 'lo               UNKNOWN        00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> \n';

describe('vethlab run', () => {
  let program: string;
  let folder: string;
  const run = (input: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'run', ...args], { encoding: 'utf8', input, cwd: folder });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    program = bundle();
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads standard input, named or not, and files', () => {
    writeFileSync(join(folder, 'lo.cmds'), 'ip -br link\n');
    for (const said of [run('ip -br link', '-'), run('ip -br link\n'), run('', 'lo.cmds')]) expect(said).toEqual({ status: 0, stdout: LO, stderr: '' });
    expect(run('')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('takes files as editors on Windows write them', () => {
    expect(run('\ufeffip -br link\r\n\r\n# a comment\r\nfor i in 1 2; do echo $i; done\r\n')).toEqual({ status: 0, stdout: `${LO}1\n2\n`, stderr: '' });
  });

  it.each([
    ['the last command', 'true\nip link show x', 1],
    ['exit', 'exit 4\necho never', 4],
    ['set -e', 'set -e\nfalse\necho never', 1],
    ['a syntax error, after which it goes on', 'echo "\nfalse', 1],
    ['a signal', 'kill -9 $$\necho never', 137],
    ['a command that nobody has', 'frobnicate', 127],
  ])('ends as %s says', (_, input, status) => {
    expect(run(input)).toMatchObject({ status, stdout: '' });
  });

  it('puts what a job in the background prints where it is printed', () => {
    const records = run('sleep 1 && echo late &\necho now\nsleep 2\necho "\n', '--json').stdout.trimEnd().split('\n').map(line => JSON.parse(line) as unknown);
    expect(records).toEqual([
      { cmd: 'sleep 1 && echo late &', stdout: '', stderr: '', rc: 0 },
      { cmd: 'echo now', stdout: 'now\n', stderr: '', rc: 0 },
      { cmd: 'sleep 2', stdout: 'late\n', stderr: '', rc: 0 },
      { cmd: 'echo "', stdout: '', stderr: 'bash: unexpected EOF while looking for matching `"\'\n', rc: 2 },
    ]);
  });

  it('ends quietly when nobody reads on', () => {
    const pipe = `"${process.execPath}" "${program}" run | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', pipe], { encoding: 'utf8', input: 'for i in $(seq 30000); do echo "$i and more to fill the pipe"; done\n' });
    expect({ stdout, stderr }).toEqual({ stdout: '1 and more to fill the pipe\n141\n', stderr: '' });
  });

  it('gives the same bytes for the same seed, and other addresses for another', () => {
    const outputs = ['5', '5', '6'].map(seed => run('ip link add v0 type veth peer name v1; ip -br link; ip -6 addr; echo $RANDOM', '--lab', 'beachhead', '--seed', seed).stdout);
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[2]).not.toBe(outputs[0]);
    expect(outputs[2]!.replace(/v[01]@\S+ +DOWN +\S+/g, '').split('\n').length).toBe(outputs[0]!.split('\n').length);
  });

  it('finds a lab file from where it is called', () => {
    mkdirSync(join(folder, 'labs'));
    writeFileSync(join(folder, 'labs', 'one.yaml'), 'name: one\ntopology:\n  nodes:\n    a: {kind: linux, exec: [ip link set lo up]}\n');
    expect(run('hostname', '--lab', 'labs/one.yaml')).toEqual({ status: 0, stdout: 'a\n', stderr: '' });
  });

  it.each([
    ['a: [1\n', 'vethlab: ./bad.yaml:2:1: not valid YAML: '],
    ['', 'vethlab: ./bad.yaml:1:1: a lab needs a host'],
    ['name: x\ntopology:\n  nodes:\n    a: {kind: linux, exec: [ip link set nope up]}\n', "vethlab: the lab can't start: a: ip link set nope up: exit code 1: Cannot find device"],
  ])('says what is wrong with the lab file %j', (text, start) => {
    writeFileSync(join(folder, 'bad.yaml'), text);
    const { status, stdout, stderr } = run('ls', '--lab', './bad.yaml');
    expect({ status, stdout, start: stderr.slice(0, start.length), trace: /^ {4}at /m.test(stderr) }).toEqual({ status: 1, stdout: '', start, trace: false });
  });
});
