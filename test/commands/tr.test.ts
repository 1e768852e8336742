import fc from '../property';
import { tr } from '../../src/commands/tr';
import { both, words } from './real';

const TEXT = 'Hello  World\t10.0.0.1/24\r\naabbcc--[x]*\\ Ä\xff\0\n\nlast';

describe('tr', () => {
  it.each([
    'tr a-z A-Z', 'tr -d aeiou', "tr -s ' '", "tr -cd '0-9\\n'", "tr '[:lower:]' '[:upper:]'", "tr '[:upper:]' '[:lower:]'", 'tr -s a-z', "tr ' ' '\\n'", "tr -d '\\r\\n'", 'tr abc x', 'tr -t abc x', 'tr -s a-z A-Z', "tr -s '[:space:]' '\\n'", "tr -ds 0-9 'l '", 'tr -d x',
    "tr -c 'a-z\\n' _", "tr -C '[:alnum:]' '_'", "tr '[a-z]' '[A-Z]'", 'tr -- -x _y', 'tr a -d', "tr '\\060-\\062' a-c", "tr '\\0' 0", "tr abc '[x*]'", "tr abcd 'x[y*2]z'", "tr abcd 'x[y*]z'", "tr 'a-cx' '[y*010]z'", "tr '[=a=]b' xy", "tr -d '[=l=]'", "tr -d '[:punct:]'",
    "tr -d '[:digit:][:space:]'", "tr -dc '[:print:]'", "tr -d '[:cntrl:]'", "tr -d '[:xdigit:]'", "tr -d '[:blank:]'", "tr -d '[:graph:]'", "tr -d '[:alpha:]'", "tr '\\\\' /", "tr 'a\\-z' 123", "tr '\\q' x", 'tr a- xy', 'tr -s -c a-z x', "tr '[' '('", "tr '[]' '()'", "tr 'a[:upper:]' 'b[:lower:]'",
    "tr '[:lower:][:digit:]' '[:upper:]x'", 'tr aa bc', 'tr --delete a', 'tr --squeeze-repeats --complement a-z', 'tr --trunc abc x', "tr -t abc ''", "tr '' ''", "tr '' a", 'tr Ä ab', "tr -d 'Ä'", "tr '\\377' '\\101'", "tr -cs '[:alnum:]' '[\\n*]'", 'tr -cd abc', "tr 'a\\' bc",
    'tr a', 'tr', 'tr -d', 'tr -s', 'tr -d a b', 'tr -ds a', 'tr a b c', 'tr -s a b c', 'tr -x', 'tr --nix', 'tr z-a x', "tr '\\n-\\t' x", "tr '[:foo:]' x", "tr '[::]' x", "tr '[==]' x", "tr '[=ab=]' x", "tr '[a*]' x", "tr a '[b*][c*]'", "tr a '[=b=]'", "tr a '[:digit:]'", "tr a '[:upper:]'",
    "tr '[:lower:]' 'a[:upper:]'", "tr abc ''", "tr -s a ''", "tr -c '[:digit:]' ab", "tr -ds a '[b*]'", "tr '[a*x]' b", "tr '[:lower:]x' '[:upper:]'", "tr 'x[:lower:]' '[:upper:]'", "tr '[:digit:]' '[:upper:]'", "tr '\\400' x", "tr '[:*]' x", "tr '[:*]' '[:*]'", "tr ab '[:*2]'", "tr a-b-c xyz", "tr '[a*08]' b", 'tr - _',
  ])('%s', async line => {
    const { real, own } = await both(tr, words(line), { stdin: Buffer.from(TEXT, 'latin1') });
    expect(own).toEqual(real);
  });

  it('answers as coreutils do, whatever the sets', async () => {
    const part = fc.constantFrom('a', 'b-e', 'Q', '[:lower:]', '[:upper:]', '[:digit:]', '[=c=]', '[x*3]', '[y*]', '\\n', '\\141', '\\', '-', '[', ']', ':', '0-3', 'é');
    const set = fc.array(part, { maxLength: 4 }).map(parts => parts.join(''));
    const options = fc.subarray(['-c', '-d', '-s', '-t']);
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'A', 'B', 'Q', '0', '1', '3', '9', '\n', '-', '[', ']', ':', '\\', 'é', '\xff'), { maxLength: 40 }).map(chars => Buffer.from(chars.join(''), 'latin1'));
    await fc.assert(fc.asyncProperty(options, fc.array(set, { minLength: 1, maxLength: 2 }), text, async (given, sets, stdin) => {
      const { real, own } = await both(tr, ['tr', ...given, '--', ...sets], { stdin });
      expect(own).toEqual(real);
    }), { numRuns: 300 });
  });
});
