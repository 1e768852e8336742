import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../src/cli/command';
import { loadLab } from '../../src/cli/labfile';

describe('a lab file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-labfile-'));
  const file = (name: string): string => join(folder, name);
  const NO_FILE = 'is no regular file; a lab is a file of text, such as ./my.yaml';
  const TOO_LARGE = 'has more than 1 MiB, so it is no lab; a lab is a file of text, such as ./my.yaml';

  beforeAll(() => {
    mkdirSync(file('folder.yaml'));
    execFileSync('mkfifo', [file('pipe.yaml')]);
    writeFileSync(file('huge.yaml'), '');
    truncateSync(file('huge.yaml'), 1024 ** 3);
    writeFileSync(file('full.yaml'), `name: full\ntopology:\n  nodes:\n    a:\n      kind: linux\n${'# \n'.repeat(300_000)}`.slice(0, 1024 ** 2));
    writeFileSync(file('long.yaml'), '#'.repeat(1024 ** 2 + 1));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['/dev/zero', `/dev/zero ${NO_FILE}`],
    [file('folder.yaml'), `${file('folder.yaml')} ${NO_FILE}`],
    [file('pipe.yaml'), `${file('pipe.yaml')} ${NO_FILE}`],
    [file('huge.yaml'), `${file('huge.yaml')} ${TOO_LARGE}`],
    [file('long.yaml'), `${file('long.yaml')} ${TOO_LARGE}`],
    [file('none.yaml'), `there is no lab file ${file('none.yaml')}`],
    ['./x.yaml\0', 'there is no lab file ./x.yaml\0'],
    [file('full.yaml/x'), `the lab file ${file('full.yaml/x')} can't be read: ENOTDIR: not a directory, open '${file('full.yaml/x')}'`],
  ])('is not %s', (name, message) => expect(() => loadLab(name)).toThrow(new CliError(message)));

  it('has up to 1 MiB', () => expect(loadLab(file('full.yaml')).hosts.map(({ name }) => name)).toEqual(['a']));
});
