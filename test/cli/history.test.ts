import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistoryFile, historyFile } from '../../src/cli/history';

describe('the history file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
  const logged: string[] = [];
  const file = (name: string): HistoryFile => new HistoryFile(join(folder, name), (line) => void logged.push(line));
  beforeEach(() => void (logged.length = 0));

  it('gives back what was kept, the later word on an entry', () => {
    const history = file('new/folder/history.jsonl');
    expect(history.load()).toEqual([]);
    history.keep({ session: 1, line: 1, input: 'ip link\necho "ü"' });
    history.keep({ session: 1, line: 2, input: '%limit' });
    history.keep({ session: 1, line: 2, input: '%limit', output: '10' });
    history.flush();
    expect(file('new/folder/history.jsonl').load()).toEqual([{ session: 1, line: 1, input: 'ip link\necho "ü"' }, { session: 1, line: 2, input: '%limit', output: '10' }]);
    expect(statSync(join(folder, 'new/folder/history.jsonl')).mode & 0o777).toBe(0o600);
    expect(logged).toEqual([]);
  });

  it('writes by itself, soon', async () => {
    const history = file('soon');
    history.load();
    history.keep({ session: 1, line: 1, input: 'a' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(file('soon').load()).toEqual([{ session: 1, line: 1, input: 'a' }]);
  });

  it('passes over what is broken', () => {
    const path = join(folder, 'broken');
    writeFileSync(path, '{"session":1,"line":1,"input":"a"}\n{"session":1,"line":\n\u0000\u0000\n[]\nnull\n{"session":"1","line":1,"input":"b"}\n{"session":-1,"line":1,"input":"c"}\n');
    appendFileSync(path, Buffer.from([0xff, 0xfe, 10]));
    appendFileSync(path, '{"session":2,"line":1,"input":"d","output":5}');
    expect(file('broken').load()).toEqual([{ session: 1, line: 1, input: 'a' }, { session: 2, line: 1, input: 'd' }]);
  });

  it('stays bounded', () => {
    const path = join(folder, 'long');
    writeFileSync(path, Array.from({ length: 8000 }, (_, i) => `{"session":1,"line":${i + 1},"input":"x"}\n`).join(''));
    const history = file('long');
    expect(history.load()).toHaveLength(5000);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5001);
    history.keep({ session: 2, line: 1, input: 'x'.repeat(10_001) });
    history.keep({ session: 2, line: 1, input: 'x', output: 'x'.repeat(10_001) });
    history.flush();
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5001);
  });

  it('complains once where it cannot be', () => {
    writeFileSync(join(folder, 'file'), '');
    const history = file('file/below');
    expect(history.load()).toEqual([]);
    history.keep({ session: 1, line: 1, input: 'a' });
    history.keep({ session: 1, line: 2, input: 'b' });
    expect(logged).toEqual([expect.stringMatching(/^the history isn't kept: E/)]);
  });

  it("lies in Jupyter's data directory, or where VETHLAB_HISTORY says", () => {
    const { env } = process;
    try {
      process.env = { JUPYTER_DATA_DIR: '/data' };
      expect(historyFile()).toBe('/data/vethlab/history.jsonl');
      process.env = { VETHLAB_HISTORY: '/elsewhere' };
      expect(historyFile()).toBe('/elsewhere');
    } finally {
      process.env = env;
    }
  });
});
