import fc from '../property';
import { cut } from '../../src/commands/cut';
import { both, words } from './real';
import { fakeHost, run } from './run';

const TEXT = 'alpha:one two  three\nbeta:two\nno delimiter here\n\ngamma\n  inet 10.0.0.1/24 brd 10.0.0.255\tlast a.b\n02:aa:bb:cc:dd:ee:ff b:x:y:one\nÄpfel:ü:ß\n::\n:a\nopen:end';

describe('cut', () => {
  it.each([
    'cut -d: -f1 in', 'cut -d: -f2 in', 'cut -d : -f 2- in', 'cut -d: -f-2 in', 'cut -d: -f3,1 in', 'cut -d: -s -f2 in', 'cut -c1-3 in', 'cut -c 2 in', 'cut -b1-3 in', "cut -d' ' -f3 --complement in", 'cut -d: --complement -f2,4- in',
    'cut --delimiter=: --fields=1 in', 'cut --delim : --fi 2 in', "cut -d: -f1,3 --output-delimiter=' ' in", 'cut -d: -f1,3 --output-delimiter=ab in', 'cut -c1-2,3,5-6 --output-delimiter=: in', 'cut -c1-2,2-4,6 --output-delimiter=: in',
    "cut -c1,3 --output-delimiter='' in", 'cut --complement -c2-3 in', 'cut --complement -c1- in', 'cut -nb2 in', 'cut -f1 in', 'cut -f1,2 in', 'cut -z -f1 in', 'cut -z -d: -f2 in', 'cut -f1', 'cut -d: -f2 - in', 'cut -d: -f2 in in', "cut -d '' -f1 in",
    'cut -d: -f1 -- in', 'cut -d: in -f1', 'cut -s -d: -f9 in', 'cut -d: -f9 in', 'cut -c100- in',
    'cut -d: in', 'cut -f1 -c1 in', 'cut -f1 -f2 in', 'cut -d:: -f1 in', 'cut -dÄ -f1 in', 'cut in', 'cut', 'cut -f', 'cut -x', 'cut --nix', 'cut --nix=3', 'cut --o', 'cut --complement=4 -f1', 'cut --fields', 'cut -c1 -d: in', 'cut -c1 -s in',
    'cut -f1 nofile', "cut -f1 'no file' in nofile", 'cut -d: -f2 -',
    ...['0', '2-1', 'x', '1-2-3', '1--2', '--1', '0-1', '-0', '1-0', 'a1', '1a,2', ',1', '1,', "''", '1,,2', "'1 2'", '99999999999999999999', '1-99999999999999999999', '-', '1-x', '5-,2', '01', '0-a', '-x', '0,-', '-,0']
      .flatMap(list => [`cut -f ${list} in`, `cut -c ${list} in`]),
  ])('%s', async line => {
    const { real, own } = await both(cut, words(line), { stdin: TEXT, files: { in: TEXT } });
    expect(own).toEqual(real);
  });

  it('answers as coreutils do, whatever the octets', async () => {
    const octet = fc.constantFrom(0, 9, 10, 32, 58, 65, 0x80, 0xc3, 0xa4, 0xff);
    const range = fc.tuple(fc.constantFrom('', '1', '2', '3', '5'), fc.constantFrom('', '-'), fc.constantFrom('', '2', '4', '6')).map(parts => parts.join(''));
    const options = fc.subarray(['-s', '-z', '--complement', '-d:', '--output-delimiter=<>']);
    await fc.assert(fc.asyncProperty(fc.array(octet, { maxLength: 60 }), fc.array(range, { minLength: 1, maxLength: 3 }), fc.constantFrom('-f', '-c', '-b'), options, async (octets, list, unit, more) => {
      const { real, own } = await both(cut, ['cut', unit + list.join(','), ...more], { stdin: Uint8Array.from(octets) });
      expect(own).toEqual(real);
    }), { numRuns: 80 });
  });

  it('refuses what it does not know', async () => {
    expect(await run(cut, ['cut', '-d', '\n', '-f1'], fakeHost({ '': {} }))).toEqual({ stdout: '', stderr: "cut: vethlab doesn't support a delimiter that ends lines: use 'sed -n' to choose lines\n", rc: 1 });
    expect(await run(cut, 'cut --help', fakeHost({ '': {} }))).toEqual({ stdout: '', stderr: "cut: vethlab doesn't support --help\n", rc: 1 });
  });
});
