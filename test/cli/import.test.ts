import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';

const LAB = `---
title: Out of date
---

1. Look.

    \`student@beachhead:~$\` \`ip -br link show dev ens3\`

    \`\`\`
    ens3  UP  fa:16:3e:11:22:33  <BROADCAST,MULTICAST,UP,LOWER_UP>
    \`\`\`

2. Ask. The answer takes *ip route get 8.8.8.8*.

    \`\`\`
    8.8.8.8 via 172.16.1.9 dev ens3 src 172.16.1.4 uid 0
        cache
    \`\`\`

3. Say so.

    \`\`\`console
    student@beachhead:~$ echo hello
    hello
    \`\`\`
`;

describe('vethlab import', () => {
  let program: string;
  let folder: string;
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'import', ...args], { encoding: 'utf8', cwd: folder });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    program = bundle();
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
    writeFileSync(join(folder, 'lab.md'), LAB);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes a notebook, runs it, and lists the listings that differ from what Linux prints', () => {
    expect(run('lab.md')).toEqual({
      status: 0,
      stderr: '',
      stdout: `line 15: no command stands before this listing; its step speaks of "ip route get 8.8.8.8", so the notebook runs that

line 15: ip route get 8.8.8.8
  stdout
    listing | 8.8.8.8 via 172.16.1.9 dev ens3 src 172.16.1.4 uid 0
    today   | 8.8.8.8 via 172.16.1.1 dev ens3 src 172.16.1.4 uid 0
            | cache

Of 3 listings in lab.md, 1 are as Linux prints them today, 1 but for blanks, and 1 differ.
lab.ipynb: 8 cells, 4 of them commands
`,
    });
    const { cells } = JSON.parse(readFileSync(join(folder, 'lab.ipynb'), 'utf8')) as { cells: { cell_type: string; source: string[]; execution_count?: number; outputs?: unknown[] }[] };
    expect(cells.at(-1)).toEqual({ cell_type: 'code', id: 'c8', metadata: {}, source: ['echo hello'], execution_count: 4, outputs: [{ output_type: 'stream', name: 'stdout', text: ['hello\n'] }] });
    expect(run('lab.md')).toEqual({ status: 1, stdout: '', stderr: 'vethlab: lab.ipynb is there already: --force writes over it, --output FILE writes elsewhere\n' });
  });

  it('writes a notebook without outputs when asked not to run it', () => {
    expect(run('lab.md', '--no-run', '--output', 'plain.ipynb')).toEqual({ status: 0, stdout: 'plain.ipynb: 8 cells, 4 of them commands\n', stderr: '' });
    expect(readFileSync(join(folder, 'plain.ipynb'), 'utf8')).not.toContain('output_type');
  });

  it('tells which cell failed, and keeps the notebook', () => {
    writeFileSync(join(folder, 'broken.md'), '`$ echo "`\n\n`$ true`\n');
    const { status, stdout } = run('broken.md');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^cell 1 failed: echo "\n {4}SyntaxError: .*\n\nOf 0 listings/);
    expect(readFileSync(join(folder, 'broken.ipynb'), 'utf8')).toContain('SyntaxError');
  });

  it.each([
    [[], 2, /^vethlab: which lab\?\nTry 'vethlab import --help'\.\n$/],
    [['none.md'], 1, /^vethlab: cannot read none\.md: ENOENT: no such file or directory, open 'none\.md'\n$/],
    [['lab.md', '--lab', 'nowhere'], 1, /^vethlab: there is no lab "nowhere": it is /],
  ] as const)('says what is wrong with %j', (args, status, stderr) => {
    expect(run(...args)).toEqual({ status, stdout: '', stderr: expect.stringMatching(stderr) });
  });
});
