import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT, bundle } from '../bundle';
import { finish, venv } from './tools';

const LAB = join(PROJECT, 'notebooks', '02-virtual-interfaces.ipynb');

describe('the lab as a handout', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('comes out of nbconvert twice with the same bytes', async () => {
    const jupyter = venv('jupyter');
    const make = async (name: string): Promise<string> => {
      const { code, stderr } = await finish(jupyter, ['nbconvert', '--execute', '--to', 'html', '--output-dir', folder, '--output', name, LAB]);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      // nbconvert titles a page by its file's name.
      return readFileSync(join(folder, `${name}.html`), 'utf8').replace(`<title>${name}</title>`, '');
    };
    const [first, second] = [await make('first'), await make('second')];
    expect(second === first).toBe(true);
    expect(first).toContain('veth0@veth1');
    expect(first).toContain('data:image/svg+xml;base64,');
    expect(first).not.toMatch(/VethlabFault|Traceback \(most recent/);
  });

  it("comes out of 'vethlab handout' too", async () => {
    const { code, stdout, stderr } = await finish(process.execPath, [bundle(), 'handout', '--output-dir', folder, LAB]);
    expect({ code, stdout, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, '02-virtual-interfaces.html'), 'utf8')).toContain('veth0@veth1');
  });
});
