import { spawnSync } from 'node:child_process';
import fc from '../property';
import { evaluate, ArithmeticError } from '../../src/shell/expand/arithmetic';
import { expandBraces } from '../../src/shell/expand/brace';
import { matches, patternChars } from '../../src/shell/expand/pattern';
import { DEFAULT_IFS, type Piece, fieldText, splitFields, splitPlain } from '../../src/shell/expand/pieces';
import { backslashQuote, quoteIfNeeded, singleQuote } from '../../src/shell/quote';
import { session } from './lab';

const nothing = { get: () => undefined, set: () => undefined };

describe('splitting', () => {
  it('finds the same fields quickly where nothing is a pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '-', ' ', '\n', '\u{1f40c}'), maxLength: 6 });
    const piece = fc.oneof<fc.Arbitrary<Piece>[]>(
      fc.record({ kind: fc.constant('text' as const), text, quoted: fc.boolean() }),
      fc.record({ kind: fc.constant('split' as const), text }),
      fc.constantFrom<Piece>({ kind: 'break' }, { kind: 'nothing' }, { kind: 'text', text: '*[x]', quoted: true }),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      expect(splitPlain(pieces, DEFAULT_IFS)).toEqual(splitFields(pieces, DEFAULT_IFS).map(fieldText));
    }));
    expect(splitPlain([{ kind: 'split', text: 'a*' }], DEFAULT_IFS)).toBe(undefined);
    expect(splitPlain([{ kind: 'split', text: 'a' }], ':')).toBe(undefined);
  });
});

describe('quoting', () => {
  it('gives back the text it was given, through the shell itself', async () => {
    const { run } = session();
    await fc.assert(fc.asyncProperty(fc.string({ minLength: 1, maxLength: 12 }).filter(text => !text.includes('\0')), async text => {
      for (const quote of [singleQuote, backslashQuote, quoteIfNeeded]) {
        expect((await run(`printf %s ${quote(text)}`)).stdout).toBe(text);
      }
    }), { numRuns: 60 });
  });
});

describe('arithmetic', () => {
  type Tree = { text: string; value: number };
  const { tree } = fc.letrec<{ tree: Tree }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.integer({ min: 0, max: 50 }).map(value => ({ text: String(value), value })),
      fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*', '&', '|', '^', '<', '>=', '=='), tie('tree')).map(([a, operator, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        value: { '+': a.value + b.value, '-': a.value - b.value, '*': a.value * b.value, '&': a.value & b.value, '|': a.value | b.value, '^': a.value ^ b.value, '<': Number(a.value < b.value), '>=': Number(a.value >= b.value), '==': Number(a.value === b.value) }[operator]!,
      })),
      tie('tree').map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
    ),
  }));

  it('agrees with JavaScript where both compute in small integers', () => {
    fc.assert(fc.property(tree.filter(({ value }) => Math.abs(value) < 2 ** 31), ({ text, value }) => {
      expect(Number(evaluate(text, nothing))).toBe(value === 0 ? 0 : value);
    }), { numRuns: 300 });
  });

  it.each([
    ['1+2*3', 7n], ['2**3**2', 512n], ['-7/2', -3n], ['-7%3', -1n], ['1<<62', 4611686018427387904n], ['9223372036854775807+1', -9223372036854775808n],
    ['1?2:3', 2n], ['0&&1/0', 0n], ['1||1/0', 1n], ['~0', -1n], ['!5', 0n], ['0x1F', 31n], ['017', 15n], ['2#101', 5n], ['36#z', 35n], ['1,2', 2n], ['', 0n],
  ])('%s', (text, value) => expect(evaluate(text, nothing)).toBe(value));

  it('says what is wrong as bash does', () => {
    expect(() => evaluate('1/0', nothing)).toThrow(new ArithmeticError('1/0: division by 0 (error token is "0")'));
    expect(() => evaluate('1+', nothing)).toThrow(new ArithmeticError('1+: syntax error: operand expected (error token is "+")'));
    expect(() => evaluate('08', nothing)).toThrow(new ArithmeticError('08: value too great for base (error token is "08")'));
  });
});

describe('braces and patterns', () => {
  it('expands nested braces and sequences', () => {
    expect(expandBraces('x{a,{b,c}d}y')).toEqual(['xay', 'xbdy', 'xcdy']);
    expect(expandBraces('{3..1}')).toEqual(['3', '2', '1']);
    expect(expandBraces('"{a,b}"{1}')).toEqual(['"{a,b}"{1}']);
  });

  it('matches itself when quoted, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 10 }), text => expect(matches(patternChars(text, true), text)).toBe(true)));
  });

  it.each([['a*', 'abc', true], ['a?', 'abc', false], ['[!a]*', 'b', true], ['[[:digit:]]+', '5+', true], ['@(x|y)z', 'yz', true], ['!(x)', 'x', false]])('%s on %s: %s', (pattern, text, expected) => {
    expect(matches(patternChars(pattern), text)).toBe(expected);
  });
});

describe('words', () => {
  it('become the fields that bash makes of them', async () => {
    const { run } = session();
    const value = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '\n', '\\', '~', '@', '(', '.', ':'), maxLength: 6 });
    const part = fc.constantFrom('$x', '"$x"', '$y', '"$x$y"', 'a', '"a b"', "' $x'", '\\$', '""', '~', '$constructor', '"$__proto__"', '${x}', '$((1+1))', '=');
    const word = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join(''));
    await fc.assert(fc.asyncProperty(value, value, fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('', 'IFS=a; ', 'IFS=; '), async (x, y, words, ifs) => {
      const text = `HOME=/home/jo; ${ifs}x=${singleQuote(x)} y=${singleQuote(y)}; printf '<%s>' ${words.join(' ')}; unset IFS`;
      const { stdout } = spawnSync('bash', ['-f', '-c', text], { encoding: 'utf8' });
      expect((await run(`set -f; ${text}`)).stdout).toBe(stdout);
    }), { numRuns: 150 });
  });
});
