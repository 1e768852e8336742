import fc from '../property';
import { column } from '../../src/commands/column';
import { both, words } from './real';
import { fakeHost, run } from './run';

const FILES = {
  in: 'alpha:one two  three\nbeta:two\nno delimiter here\n\ngamma\n  inet 10.0.0.1/24 brd 10.0.0.255\tlast a.b\n02:aa:bb:cc:dd:ee:ff banana:x:y:one\nÄpfel:ü\n', u: 'ü ä\nabc d\n日本 x\n', e: '', s: ':a::b:\n::\nx', o: 'a b\nccc   d  e\n \nx',
};

describe('column', () => {
  it.each([
    'column -t in', 'column -t o', 'column -t u', 'column -t e', 'column -t', "column -t -o '|' in", "column -t -s: -o ' | ' o", 'column -ts : o', 'column -t -s: s', "column -t -s ':b' s", 'column --table --separator : s', "column --table --output-separator ' ' o", 'column -t o u',
    'column -t nofile', 'column -t nofile o', 'column -Z', 'column --nix', 'column -t -s',
  ])('%s', async line => {
    const { real, own } = await both(column, words(line), { stdin: FILES.o, files: FILES });
    expect(own).toEqual(real);
  });

  it('lays tables out as util-linux does', async () => {
    const text = fc.array(fc.constantFrom('a', 'bcd', 'ü', ' ', '  ', ':', ',', '\t', '\n', '\n'), { maxLength: 30 }).map(parts => parts.join(''));
    await fc.assert(fc.asyncProperty(text, fc.constantFrom([], ['-s:'], ['-s', ':,'], ['-o', '<>']), async (stdin, args) => {
      const { real, own } = await both(column, ['column', '-t', ...args], { stdin });
      expect(own).toEqual(real);
    }), { numRuns: 150 });
  });

  it('makes tables only', async () => {
    expect(await run(column, 'column', fakeHost({ '': {} }))).toEqual({ stdout: '', stderr: "column: vethlab doesn't support lists in columns: use 'column -t' for a table\n", rc: 1 });
    expect(await run(column, 'column -t -R 1', fakeHost({ '': {} }))).toEqual({ stdout: '', stderr: "column: vethlab doesn't support -R\n", rc: 1 });
  });
});
