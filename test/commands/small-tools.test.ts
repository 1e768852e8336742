import { expr } from '../../src/commands/expr';
import { nl } from '../../src/commands/nl';
import { od } from '../../src/commands/od';
import fc from '../property';
import { both, words } from './real';
import { fakeHost, run } from './run';

const TEXT = 'alpha:one\n\nbeta\ttwo\nÄpfel\n  x\n';

describe('od', () => {
  it.each([
    'od', 'od -c', 'od -x', 'od -b', 'od -d', 'od -o', 'od -a', 'od -i', 'od -s', 'od -l', 'od -An -tx1', 'od -A n -t x1', 'od -Ax -tx1z', 'od -tx1z -v', 'od -A d -t d1', 'od -t x4', 'od -t xL', 'od -t u4', 'od -t o1', 'od -tc -w8', 'od -j 3 -N 5 -c',
    'od -j 1000', 'od -N 0', 'od -w4 -tx2', 'od nofile', 'od -c in in', 'od -tx1 nofile in', 'od -t q', 'od -A q', 'od -y', 'od --format=x1 --address-radix=n', 'od -t xS', 'od -w -tx1',
  ])('%s', async line => {
    const { real, own } = await both(od, words(line), { stdin: TEXT, files: { in: TEXT } });
    expect(own).toEqual(real);
  });

  it('writes any octets as coreutils do', async () => {
    const kind = fc.constantFrom('-c', '-a', '-x', '-b', '-d', '-o', '-i', '-tx1', '-tx1z', '-td8', '-to4', '-tu1');
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 70 }), kind, fc.constantFrom(1, 40), async (octets, type, times) => {
      const { real, own } = await both(od, ['od', type], { stdin: Uint8Array.from(Array.from({ length: times }, () => [...octets.subarray(0, times === 1 ? 70 : 4)]).flat()) });
      expect(own).toEqual(real);
    }), { numRuns: 60 });
  });

  it('says what it does not do', async () => {
    expect(await run(od, 'od -c -x', fakeHost({ '': {} }))).toEqual({ stdout: '', stderr: "od: vethlab doesn't support more than one type: choose one\n", rc: 1 });
    expect(await run(od, 'od -t f4', fakeHost({ '': {} }))).toEqual({ stdout: '', stderr: "od: vethlab doesn't support the type f4\n", rc: 1 });
  });
});

describe('nl', () => {
  it.each(['nl', 'nl -ba', 'nl -bn', 'nl -b a -w 3 -s :', 'nl -nln', 'nl -nrz -v 5 -i 10', 'nl in in', 'nl nofile', 'nl -x', 'nl -ba -v -3', 'nl -nrz -v -3 -ba'])('%s', async line => {
    const { real, own } = await both(nl, words(line), { stdin: TEXT, files: { in: TEXT } });
    expect(own).toEqual(real);
  });
});

describe('expr', () => {
  it.each([
    'expr 1 + 2', 'expr 5 / 2', 'expr -7 % 3', "expr 2 '*' 3 + 4", "expr '(' 1 + 2 ')' '*' 3", 'expr 10 - 3 - 2', "expr abc : 'a\\(.*\\)'", "expr abc : 'a.'", "expr abc : 'b'", "expr abc : '\\(b\\)'", "expr 10.0.0.1/24 : '.*/\\(.*\\)'", 'expr match abc a.c',
    'expr length hello', 'expr substr hello 2 3', 'expr substr hello 0 3', 'expr substr hello x 3', 'expr index hello l', 'expr index hello xyz', 'expr 1 = 2', 'expr a = a', "expr 10 '>' 9", "expr a '<' b", "expr 1 '|' 2", "expr '' '|' 0", "expr 0 '&' 1", 'expr 1 +', 'expr',
    'expr x + 1', 'expr 1 / 0', 'expr 1 2', "expr '(' 1", "expr ')'", 'expr + length', 'expr 0', "expr ''", 'expr 00', 'expr -- 3', 'expr 99999999999999999999 + 1', 'expr 3 = 03', "expr a : '['",
  ])('%s', async line => {
    const { real, own } = await both(expr, wordsWithEmpty(line));
    expect(own).toEqual(real);
  });
});

/** As {@link words}, with empty ones. */
function wordsWithEmpty(line: string): string[] {
  return line.split(/ (?=(?:[^']*'[^']*')*[^']*$)/).map(word => word.replaceAll("'", ''));
}
