import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostFiles } from '../../../src/backend/real/files';
import { SysError } from '../../../src/stack/errno';

describe('files of a host', () => {
  let root: string;
  let files: HostFiles;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-root-'));
    mkdirSync(join(root, 'run', 'netns'), { recursive: true });
    mkdirSync(join(root, 'var'));
    symlinkSync('/run', join(root, 'var', 'run'));
    symlinkSync('../../../run/netns', join(root, 'var', 'names'));
    symlinkSync('loop', join(root, 'loop'));
    writeFileSync(join(root, 'run', 'netns', 'blue'), 'text');
    files = new HostFiles(root);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ['/var/run/netns/blue', '/run/netns/blue'], ['/var/names/blue', '/run/netns/blue'], ['/../../run', '/run'], ['/none/at/all', '/none/at/all'], ['/', '/'], ['/run/', '/run/'],
  ])('finds %s at %s, whatever the machine itself has there', (path, found) => expect(files.locate(path)).toBe(`${root}${found}`));

  it('fails as system calls do', async () => {
    expect(() => files.locate('/loop')).toThrow(new SysError('ELOOP'));
    await expect(files.openInput('/none')).rejects.toEqual(new SysError('ENOENT'));
    await expect(files.openOutput('/run', 'truncate')).rejects.toEqual(new SysError('EISDIR'));
    await expect(files.openOutput('/run/netns/blue', 'create-new')).rejects.toEqual(new SysError('EEXIST'));
    await expect(files.list('/run/netns/blue')).rejects.toEqual(new SysError('ENOTDIR'));
    expect(await files.stat('/none')).toBeUndefined();
  });

  it('reads, writes and lists', async () => {
    const input = await files.openInput('/var/run/netns/blue');
    expect(new TextDecoder().decode((await input.read())!)).toBe('text');
    expect(await input.read()).toBeNull();
    input.close();
    for (const [mode, text] of [['truncate', 'one'], ['append', 'two']] as const) {
      const output = await files.openOutput('/run/new', mode);
      await output.write(text);
      output.close();
    }
    expect(readFileSync(join(root, 'run', 'new'), 'utf8')).toBe('onetwo');
    expect(await files.list('/run')).toEqual(['netns', 'new']);
    expect(await files.stat('/var/run')).toMatchObject({ type: 'directory' });
    expect(await files.stat('/run/new')).toMatchObject({ type: 'file', size: 6 });
  });
});
