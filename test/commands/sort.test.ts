import { execFileSync } from 'node:child_process';
import fc from '../property';
import { sort } from '../../src/commands/sort';
import { fakeHost, run } from './run';

const vethlab = (args: readonly string[], stdin: string): ReturnType<typeof run> => run(sort, ['sort', ...args], fakeHost({ '': {} }), { stdin });
const coreutils = (args: readonly string[], input: string): string => execFileSync('sort', args, { input, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

const LINES = 'local ::1\nlocal 2001:db8::1\n10 b 2K\n9 a 1M\n9 A 3\n\n-1.5 c 10\nB\na\nv1.10\nv1.9\n';

describe('sort', () => {
  it.each([
    [[]], [['-r']], [['-n']], [['-n', '-r']], [['-u']], [['-f']], [['-k', '2']], [['-k2,2', '-k1n']], [['-k', '3h']], [['-V']], [['-t', ':', '-k', '3']],
    [['-k1.2,1.3']], [['-nu']], [['-b', '-k2']], [['-s', '-k2,2']], [['-t1', '-k2r']],
  ])('orders as coreutils do with %j', async args => {
    expect(await vethlab(args, LINES)).toEqual({ stdout: coreutils(args, LINES), stderr: '', rc: 0 });
  });

  it('orders any lines as coreutils do', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '1', '2', '-', ':', '.') });
    await fc.assert(fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.constantFrom<string[]>([], ['-n'], ['-k2'], ['-k2,2n', '-r'], ['-t:', '-k2'], ['-u']), async (lines, args) => {
      const text = lines.map(part => `${part}\n`).join('');
      expect((await vethlab(args, text)).stdout).toBe(coreutils(args, text));
    }), { numRuns: 60 });
  });

  it('complains as coreutils do', async () => {
    expect(await vethlab(['-c'], 'b\na\n')).toEqual({ stdout: '', stderr: 'sort: -:2: disorder: a\n', rc: 1 });
    expect(await vethlab(['nofile'], '')).toEqual({ stdout: '', stderr: 'sort: cannot read: nofile: No such file or directory\n', rc: 2 });
    expect(await vethlab(['-y'], '')).toEqual({ stdout: '', stderr: "sort: invalid option -- 'y'\nTry 'sort --help' for more information.\n", rc: 2 });
  });
});
