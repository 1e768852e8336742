import { spawnSync } from 'node:child_process';
import fc from '../property';
import { head } from '../../src/commands/head';
import { fakeHost, run } from './run';

const vethlab = (args: readonly string[], stdin: string): ReturnType<typeof run> => run(head, ['head', ...args], fakeHost({ '': {} }), { stdin });

describe('head', () => {
  it('gives as much as coreutils do, from the start and but for the end', async () => {
    const amount = fc.tuple(fc.constantFrom('-n', '-c'), fc.integer({ min: -5, max: 5 })).map(([option, count]) => [option, String(count)]);
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('a\n', 'b\n', '\n', 'c')), amount, async (pieces, args) => {
      const text = pieces.join('');
      expect(await vethlab(args, text)).toEqual({ stdout: spawnSync('head', args, { input: text, encoding: 'utf8' }).stdout, stderr: '', rc: 0 });
    }), { numRuns: 80 });
  });

  it('keeps no more than it can hold where the end is left out', async () => {
    expect(await vethlab(['-n', '-1'], 'x\n'.repeat(33 << 20))).toEqual({
      stdout: '', stderr: "head: vethlab's head takes at most 64 MiB of input, and there is more: shorten it, for example with 'head -n 1000'\n", rc: 1,
    });
  });
});
