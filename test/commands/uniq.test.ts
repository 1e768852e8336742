import { execFileSync } from 'node:child_process';
import fc from '../property';
import { uniq } from '../../src/commands/uniq';
import { fakeHost, run } from './run';

const vethlab = (args: readonly string[], stdin: string): ReturnType<typeof run> => run(uniq, ['uniq', ...args], fakeHost({ '': {} }), { stdin });

describe('uniq', () => {
  it('answers as coreutils do', async () => {
    const line = fc.constantFrom('a', 'A', 'b', '', ' a');
    await fc.assert(fc.asyncProperty(fc.array(line), fc.constantFrom<string[]>([], ['-c'], ['-d'], ['-u'], ['-i'], ['-ci'], ['--count', '-d']), async (lines, args) => {
      const text = lines.map(part => `${part}\n`).join('');
      expect((await vethlab(args, text)).stdout).toBe(execFileSync('uniq', args, { input: text, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }));
    }), { numRuns: 60 });
  });

  it('keeps no more than a line, which has to end', async () => {
    expect(await vethlab([], 'x'.repeat((1 << 24) + 1))).toEqual({ stdout: '', stderr: "uniq: vethlab's uniq takes lines of at most 16 MiB\n", rc: 1 });
  });

  it('complains as coreutils do', async () => {
    expect(await vethlab(['nofile'], '')).toEqual({ stdout: '', stderr: 'uniq: nofile: No such file or directory\n', rc: 1 });
    expect(await vethlab(['-x'], '')).toEqual({ stdout: '', stderr: "uniq: invalid option -- 'x'\nTry 'uniq --help' for more information.\n", rc: 1 });
    expect(await vethlab(['-f1'], '')).toEqual({ stdout: '', stderr: "uniq: vethlab doesn't support -f\n", rc: 1 });
  });
});
