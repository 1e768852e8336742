import fc from '../property';
import { diff } from '../../src/commands/diff';
import { session } from '../shell/lab';
import { both, words } from './real';
import { fakeHost, files as hostFiles, run } from './run';

const FILES = {
  a: 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n', b: 'one\n2\nthree\nfour\nfive\nsix\nseven\neight\n9\n10\nten\n', c: 'one\ntwo\n', d: 'one\ntwo', e: '', f: 'ONE\n two  \nthree\r\nfour\n',
  g: 'zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n', bin: 'a\0b\n', ü: 'ü\xe9\n', 'a b': 'x\n',
};

describe('diff', () => {
  it.each([
    'diff a b', 'diff b a', 'diff a a', 'diff a c', 'diff c a', 'diff c d', 'diff d c', 'diff a e', 'diff e a', 'diff e e', 'diff a f', 'diff a g', 'diff g a', 'diff -u a b', 'diff -u a a', 'diff -u c d', 'diff -u a e', 'diff -u e a', 'diff -u a g', 'diff -U0 a b',
    'diff -U 1 a b', 'diff --unified=1 a b', 'diff --unified a b', 'diff -u --label x --label y a b', 'diff -u -L x a b', 'diff -q a b', 'diff -q a a', 'diff --brief a c', 'diff -s a a', 'diff -s a b', 'diff -qs a a', 'diff -i a f', 'diff -b a f', 'diff -w a f', 'diff -iw a f',
    'diff -Z a f', 'diff --strip-trailing-cr a f', 'diff -a a bin', 'diff a bin', 'diff -q a bin', 'diff bin bin', 'diff a ü', 'diff -u a ü', "diff -u a 'a b'", "diff a 'a b'", 'diff a nofile', 'diff nofile a', 'diff nofile nix', 'diff -N a nofile', 'diff -uN nofile c', "diff a 'no file'",
    'diff', 'diff a', 'diff a b c', 'diff --nix a b', 'diff -Ux a b', 'diff - a', 'diff a -', 'diff -Z a', 'diff --color=never a b', 'diff -ub a f', 'diff -d a b', 'diff --normal a b', 'diff -u', 'diff --label',
  ])('%s', async line => {
    const { real, own } = await both(diff, words(line), { stdin: FILES.b, files: FILES });
    expect(own).toEqual(real);
  });

  it("finds GNU diff's differences", async () => {
    const lines = fc.tuple(fc.constantFrom(2, 4, 12, 60), fc.array(fc.nat(59), { maxLength: 70 })).map(([kinds, numbers]) => numbers.map(number => `${number % kinds}`));
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.array(fc.nat(5).map(String), { maxLength: 3 })), { maxLength: 6 });
    const pair = fc.oneof(fc.tuple(lines, lines), fc.tuple(lines, edits).map(([before, changes]) => {
      const after = [...before];
      for (const [at, removed, added] of changes) after.splice(at % (after.length + 1), removed, ...added);
      return [before, after] as const;
    }));
    const text = (rows: readonly string[], end: string): string => (rows.length === 0 ? '' : rows.join('\n') + end);
    await fc.assert(fc.asyncProperty(pair, fc.constantFrom('\n', '\n', ''), fc.constantFrom('\n', '\n', ''), fc.constantFrom([], ['-u'], ['-U1'], ['-U', '0']), async ([a, b], endA, endB, args) => {
      const { real, own } = await both(diff, ['diff', ...args, 'a', 'b'], { files: { a: text(a, endA), b: text(b, endB) } });
      expect(own).toEqual(real);
    }), { numRuns: 150 });
  });

  it('finds them in long files', async () => {
    const numbers = (count: number, change: (n: number) => string): string => Array.from({ length: count }, (_, n) => change(n)).join('');
    const files = { a: numbers(5000, n => `${n % 7 === 0 ? '' : n % 100}\n`), b: numbers(5000, n => (n % 97 === 0 ? `new ${n}\n` : n % 89 === 0 ? '' : `${n % 7 === 0 ? '' : n % 100}\n`)) };
    const { real, own } = await both(diff, ['diff', '-u', 'a', 'b'], { files });
    expect(own).toEqual(real);
  });

  it('says what it does not know', async () => {
    const far = { a: Array.from({ length: 20_000 }, (_, n) => `${(n * 7919) % 1009}\n`).join(''), b: Array.from({ length: 20_000 }, (_, n) => `${(n * 104_729) % 1013}\n`).join('') };
    const files = hostFiles({ '/root/a': far.a, '/root/b': far.b });
    expect(await run(diff, 'diff a b', fakeHost({ '': {} }), { files })).toEqual({ stdout: '', stderr: "diff: vethlab doesn't support files that differ so much: compare parts of them, or use 'diff -q'\n", rc: 2 });
    expect(await run(diff, 'diff -q a b', fakeHost({ '': {} }), { files })).toEqual({ stdout: 'Files a and b differ\n', stderr: '', rc: 1 });
    for (const [args, what] of [['-y', '-y'], ['-c', '-c'], ['-r', '-r: it compares two files']]) {
      expect(await run(diff, `diff ${args} a b`, fakeHost({ '': {} }), { files })).toEqual({ stdout: '', stderr: `diff: vethlab doesn't support ${what}\n`, rc: 2 });
    }
    expect(await session().run('mkdir d; echo 1 > d/f; echo 2 > f; diff f d; diff d f; diff d d; diff <(echo 1) <(echo 2)')).toMatchObject({
      stdout: '1c1\n< 2\n---\n> 1\n1c1\n< 1\n---\n> 2\n1c1\n< 1\n---\n> 2\n', stderr: "diff: vethlab doesn't support directories: compare two files\n",
    });
  });
});
