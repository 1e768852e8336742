import fc from '../property';
import { fold } from '../../src/commands/fold';
import { both, words } from './real';

const TEXT = 'alpha:one two  three\n\n  inet 10.0.0.1/24 brd 10.0.0.255\tlast a.b\nÄpfel:ü\nlast\r\b\bopen';

describe('fold', () => {
  it.each([
    'fold in', 'fold -w 5 in', 'fold -sw 8 in', 'fold -w1 in', 'fold -bw 7 in', 'fold -8 in', 'fold -s -9', 'fold --width=6 --spaces in', 'fold - in', 'fold -w 0 in', 'fold -w x in', 'fold -x', 'fold --nix', 'fold nofile in', 'fold -w',
  ])('%s', async line => {
    const { real, own } = await both(fold, words(line), { stdin: TEXT, files: { in: TEXT } });
    expect(own).toEqual(real);
  });

  it('folds as coreutils do', async () => {
    const text = fc.array(fc.constantFrom('a', 'bcd', 'ü', ' ', '\t', '\b', '\r', '\n'), { maxLength: 40 }).map(parts => parts.join(''));
    await fc.assert(fc.asyncProperty(text, fc.integer({ min: 1, max: 12 }), fc.subarray(['-s', '-b']), async (stdin, width, more) => {
      const { real, own } = await both(fold, ['fold', `-w${width}`, ...more], { stdin });
      expect(own).toEqual(real);
    }), { numRuns: 150 });
  });
});
