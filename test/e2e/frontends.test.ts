import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PROJECT } from '../bundle';
import { finish, python, venv } from './tools';

interface Cell {
  readonly source: string;
  readonly outputs?: readonly { readonly text?: string }[];
}

describe('other front ends', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('jupyter console: cells, Ctrl-C, exit', async () => {
    const { code, stdout, stderr } = await python('frontends.py', ['console'], { timeout: 200_000 });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      banner: true, code: 0, interrupted: ['Interrupted (SIGINT).', ''],
      said: ['ip link add veth0 type veth peer name veth1; ip -br link | wc -l\n3\nchanged on vm\n  + link veth1@veth0  veth, down\n  + link veth0@veth1  veth, down\n\n\n', '%limit\nOut[2]: 10\n\n', '%limit 0\n\n', 'echo still here\nstill here\n\n'],
    });
  });

  /** A notebook in nbformat 4.4, whose cells need no ids. */
  function write(name: string, cells: readonly object[]): string {
    const path = join(folder, name);
    const code = { cell_type: 'code', metadata: {}, execution_count: null, outputs: [] };
    writeFileSync(path, JSON.stringify({
      cells: cells.map((cell) => ({ ...code, ...cell })), metadata: { kernelspec: { name: 'vethlab', display_name: 'vethlab', language: 'bash' } }, nbformat: 4, nbformat_minor: 4,
    }));
    return path;
  }

  it('papermill: a cell of parameters gets the values that are given', async () => {
    const notebook = write('in.ipynb', [
      { source: 'PAIRS=1\nNAME=veth', metadata: { tags: ['parameters'] } },
      { source: 'for i in $(seq $PAIRS); do ip link add "$NAME$i" type veth peer name "${NAME}p$i"; done\nip -br link | wc -l\necho "$NAME|$TEXT|$FLAG"' },
    ]);
    const { code, stderr } = await finish(venv('papermill'), [notebook, join(folder, 'out.ipynb'), '-p', 'PAIRS', '3', '-p', 'TEXT', 'it\'s $HOME "ü"', '-p', 'FLAG', 'True', '--no-progress-bar']);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const { cells } = JSON.parse(readFileSync(join(folder, 'out.ipynb'), 'utf8')) as { cells: readonly { source: string | string[]; outputs: readonly { text?: string[] }[] }[] };
    expect(cells.map(({ source }) => [source].flat().join(''))[1]).toBe('# Parameters\nPAIRS=3\nTEXT=\'it\'"\'"\'s $HOME "ü"\'\nFLAG=true\n');
    expect(cells.at(-1)!.outputs.flatMap(({ text }) => text).join('')).toBe('7\nveth|it\'s $HOME "ü"|true\n');
  });

  it('papermill: a check that fails stops it there', async () => {
    const notebook = write('in.ipynb', [{ source: '%%check "there is a cable"\nlink veth0 exists' }, { source: 'echo never' }]);
    const { code, stderr } = await finish(venv('papermill'), [notebook, join(folder, 'out.ipynb'), '--no-progress-bar']);
    expect(code).toBe(1);
    expect(stderr).toContain('PapermillExecutionError');
    const { cells } = JSON.parse(readFileSync(join(folder, 'out.ipynb'), 'utf8')) as { cells: readonly Cell[] };
    expect(cells.at(-1)!.outputs).toEqual([]);
  });

  // Labs are handed out without outputs, so nbval compares two runs: every cell has to print and show the same bytes.
  // tslab's kernel_info_reply has no status, which nbval wants; the notebook for it is tried in tslab.test.ts.
  it.each(['02-virtual-interfaces.ipynb', join('graded', 'source', 'virtual-interfaces', 'virtual-interfaces.ipynb')])('nbval: %s runs as it stands, and twice with the same outputs', async (name) => {
    const notebook = join(PROJECT, 'notebooks', name);
    const executed = join(folder, basename(name));
    const run = await finish(venv('jupyter'), ['nbconvert', '--execute', '--allow-errors', '--to', 'notebook', '--output-dir', folder, notebook]);
    expect({ code: run.code, stderr: run.code === 0 ? '' : run.stderr }).toEqual({ code: 0, stderr: '' });
    const cells = (JSON.parse(readFileSync(notebook, 'utf8')) as { cells: readonly { cell_type: string }[] }).cells.filter(({ cell_type }) => cell_type === 'code').length;
    const { code, stdout } = await finish(venv('python'), ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--nbval', executed], { cwd: folder });
    expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
    expect(stdout).toContain(`${cells} passed`);
  });

  it('nbclient: goes on after an error only where it may', async () => {
    const notebook = write('in.ipynb', [{ source: 'if then' }, { source: 'echo after' }]);
    const execute = (...options: string[]) => finish(venv('jupyter'), ['execute', ...options, '--output=out', notebook]);
    expect((await execute()).code).toBe(1);
    expect((await execute('--allow-errors')).code).toBe(0);
    const { cells } = JSON.parse(readFileSync(join(folder, 'out.ipynb'), 'utf8')) as { cells: readonly { outputs: readonly { text?: string[] }[] }[] };
    expect(cells[1]!.outputs[0]!.text).toEqual(['after\n']);
  });
});
