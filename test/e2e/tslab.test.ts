import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../bundle';
import { finish, venv } from './tools';

interface Output {
  readonly output_type: string;
  readonly text?: readonly string[];
  readonly data?: Readonly<Record<string, readonly string[]>>;
}

describe('the library in a notebook of tslab', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
    mkdirSync(join(folder, 'kernels', 'tslab'), { recursive: true });
    const argv = [process.execPath, join(PROJECT, 'node_modules', 'tslab', 'bin', 'tslab'), 'kernel', '--config-path', '{connection_file}'];
    writeFileSync(join(folder, 'kernels', 'tslab', 'kernel.json'), JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows tables and pictures', async () => {
    const notebook = join(PROJECT, 'notebooks', 'tslab-veth.ipynb');
    const { code, stderr } = await finish(venv('jupyter'), ['nbconvert', '--execute', '--to', 'notebook', '--output-dir', folder, '--output', 'executed', notebook], { env: { JUPYTER_PATH: folder } });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const { cells } = JSON.parse(readFileSync(join(folder, 'executed.ipynb'), 'utf8')) as { cells: readonly { cell_type: string; outputs?: readonly Output[] }[] };
    const outputs = cells.filter(({ cell_type }) => cell_type === 'code').map(({ outputs: all }) => all!);
    const texts = outputs.map((all) => all.map(({ text, data }) => (text ?? data!['text/plain']!).join('')).join(''));
    expect([texts[0], texts[1], texts[3]]).toEqual([
      "[ 'beachhead', 'gateway', 'switch' ]\n",
      'exit code 0\nname   kind  state  peer   mtu\nright  veth  UP     left   1500\nleft   veth  UP     right  1500',
      "[ 'left is UP' ]\n",
    ]);
    expect(outputs[2]![0]!.data!['text/html']!.join('')).toContain('data:image/svg+xml;base64,');
  });
});
