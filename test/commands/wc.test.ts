import { execFileSync } from 'node:child_process';
import fc from '../property';
import { wc } from '../../src/commands/wc';
import { fakeHost, run } from './run';

describe('wc', () => {
  it('counts as coreutils do, however its input is cut', async () => {
    const unit = fc.constantFrom('a', 'bc', ' ', '\n', '\t', 'ü', '\u{1f40c}', '\ufeff', '\u00a0', '\u2007', '\u2060', '\u3000');
    await fc.assert(fc.asyncProperty(fc.string({ unit, maxLength: 20 }), fc.nat(7), fc.constantFrom<string[]>([], ['-l'], ['-w'], ['-m'], ['-c'], ['-lwmc']), async (text, size, args) => {
      const octets = Buffer.from(text);
      const pieces = Array.from({ length: Math.ceil(octets.length / (size + 1)) }, (_, at) => octets.subarray(at * (size + 1), (at + 1) * (size + 1)));
      const stdin = { read: async () => pieces.shift() ?? null, close: () => undefined };
      expect((await run(wc, ['wc', ...args], fakeHost({ '': {} }), { stdin })).stdout).toBe(execFileSync('wc', args, { input: octets, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } }));
    }), { numRuns: 100 });
  });

  it('finds the longest line', async () => {
    expect((await run(wc, ['wc', '-L'], fakeHost({ '': {} }), { stdin: 'a\nbcd\u{1f40c}\n\nx' })).stdout).toBe('4\n');
  });
});
