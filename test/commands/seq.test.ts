import { spawnSync } from 'node:child_process';
import fc from '../property';
import { seq } from '../../src/commands/seq';
import { fakeHost, run } from './run';

const vethlab = (args: readonly string[]): ReturnType<typeof run> => run(seq(async () => 99), ['seq', ...args], fakeHost({ '': {} }));

function linux(args: readonly string[]): Awaited<ReturnType<typeof vethlab>> {
  const { stdout, stderr, status } = spawnSync('seq', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return { stdout, stderr: stderr.replaceAll(/[‘’]/g, "'"), rc: status! };
}

describe('seq', () => {
  it.each([
    [], ['3'], ['0'], ['5', '1'], ['1', '0', '5'], ['3', '-1', '1'], ['-5', '-1'], ['1', '.5', '3'], ['1.0', '3'], ['.1', '.1', '.3'], ['1', '1e-2', '1.02'], ['1e2'], ['0x10'], ['+3'], [' 3'],
    ['-w', '8', '11'], ['-w', '-5', '5', '5'], ['-w', '3', '-2', '-3'], ['-w', '0.5', '10'], ['-w', '.50', '.25', '1'], ['-w', '1', '10.55', '20'], ['-w', '--', '-1.5', '1'], ['-s,', '3'], ['-s', '', '3'], ['-ws:', '9', '10'],
    ['--separator=: ', '3'], ['--separator', '-', '2'], ['--equal-width', '9', '11'], ['99999999999999999998', '99999999999999999999'], ['20000'],
    ['-5.25', '1.05', '1'], ['--', '-0', '1'], ['1e99999'], ['1', '1e400', '2e400'], ['0', '1e-5000', '1'], ['0x10', '.5', '0x11'], ['-w', '18446744073709551610', '18446744073709551620'], ['-1e-9', '1e-9', '1e-9'],
    ['a'], ['3x'], [''], ['nan'], ['1', '2', '3', '4'], ['-x', '1'], ['-s'], ['-f'], ['--foo', '2'], ['--separator'], ['3', '-w'],
  ])('answers as coreutils do: seq %j %j %j', async (...args) => expect(await vethlab(args)).toEqual(linux(args)));

  it('counts as coreutils do', async () => {
    const number = fc.tuple(fc.integer({ min: -300, max: 300 }), fc.constantFrom(1, 10, 100)).map(([value, scale]) => String(value / scale));
    await fc.assert(fc.asyncProperty(number, number, number, fc.constantFrom<string[]>([], ['-w'], ['-s ']), async (first, step, last, options) => {
      fc.pre(Number(step) !== 0);
      expect(await vethlab([...options, first, step, last])).toEqual(linux([...options, first, step, last]));
    }), { numRuns: 300 });
  });

  it('leaves a format to another', async () => expect((await vethlab(['-f', '%03g', '3'])).rc).toBe(99));
});
