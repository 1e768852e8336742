import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awk } from '../../../src/commands/awk';
import { inTableOrder } from '../../../src/commands/awk/order';
import fc from '../../property';
import { session } from '../../shell/lab';
import { both } from '../real';

const FILES = {
  in: 'alpha:one two  three\nbeta:two\nno delimiter here\n\ngamma\n  inet 10.0.0.1/24 brd 10.0.0.255\tlast a.b\n02:aa:bb:cc:dd:ee:ff banana:x:y:one\nÄpfel:ü\n',
  nums: '3\n1\n2\n3\n10\n', sorted: 'a 1\nb 2\nc 3\n', sorted2: 'a x\nc y\nd z\n',
};

/** Words as a shell makes them of quotes and backslashes. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"(?:\\.|[^"])*"|\\.|[^\s'"\\])+/g)].map(([word]) => word.replace(/'([^']*)'|"((?:\\.|[^"])*)"|\\(.)/g, (_, single: string | undefined, double: string | undefined, escaped: string | undefined) => single ?? double ?? escaped ?? ''));
}

const lines = readFileSync(join(__dirname, 'lines.txt'), 'utf8').split('\n').filter(line => line !== '');

describe('awk', () => {
  it.each(lines)('%s', async line => {
    const { real, own } = await both(awk, words(line), { stdin: FILES.in, files: FILES });
    expect(own).toEqual(real);
  });

  it('answers as mawk does, whatever the records and fields', async () => {
    const octet = fc.constantFrom(9, 10, 32, 46, 48, 49, 58, 65, 97, 0xc3, 0xa4);
    const program = fc.constantFrom(
      '{ print NF, $1, $NF }', '{ $2 = "x"; print; print NF }', '{ s += $1 } END { print s, NR }', '{ n = gsub(/[a1]+|:/, "<&>"); print n, $0 }', '{ print ($1 < $2), ($1 == $2), $1 + $2, $1 "" }',
      '{ print length($0), substr($0, 2, 3), index($0, "a"), toupper($0) }', '{ c[$1]++ } END { for (k in c) print k, c[k] }', '{ NF = 2; print $0; print match($0, /a*$/), RSTART, RLENGTH }',
      '{ n = split($0, p, /[:.]/); for (i = n; i > 0; i--) printf "%s|", p[i]; print "" }', '{ printf "%5.1f %-4s %d %c %x\\n", $1, $2, $1, $1, $1 }', '/a/, /1/', '!seen[$0]++', 'NR % 2 { print; next } { print "-" $0 }',
    );
    const options = fc.constantFrom<string[]>([], ['-F:'], ['-F.'], ['-F', '[:.]+'], ['-F', 'a'], ['-v', 'RS='], ['-v', 'RS=:'], ['-v', 'OFS=-'], ['-F', '\\t']);
    await fc.assert(fc.asyncProperty(fc.array(octet, { maxLength: 60 }), program, options, async (octets, text, more) => {
      const { real, own } = await both(awk, ['awk', ...more, text], { stdin: Uint8Array.from(octets) });
      expect(own).toEqual(real);
    }), { numRuns: 150 });
  });

  it.each([
    ["printf '3\\n1\\n2\\n' | awk '{ print | \"sort\" } END { close(\"sort\"); print \"done\" }'", '1\n2\n3\ndone\n'],
    ["awk 'BEGIN { while ((\"echo a; echo b\" | getline z) > 0) print z; print close(\"echo a; echo b\"), close(\"nope\") }'", 'a\nb\n0 -1\n'],
    ["awk 'BEGIN { printf \"a\"; r = system(\"printf b; exit 3\"); print \"c\" r }'", 'abc3\n'],
    ["awk 'BEGIN { \"ip -o link show lo\" | getline; print $2 }'", 'lo:\n'],
    ["printf 'a b\\nc d\\n' | awk '{ print $2 > \"/tmp/q\" } END { close(\"/tmp/q\"); while ((getline l < \"/tmp/q\") > 0) print \"r\", l }'; cat /tmp/q", 'r b\nr d\nb\nd\n'],
    ["awk 'BEGIN { print \"x\" > \"/tmp/z\"; print \"y\" >> \"/tmp/z\" }'; awk 'BEGIN { print \"z\" >> \"/tmp/z\" }'; cat /tmp/z", 'x\ny\nz\n'],
    ["echo '{ print $1, v }' > /tmp/p; echo a b | awk -v v=1 -f /tmp/p", 'a 1\n'],
    ["LANG=x awk 'BEGIN { print ENVIRON[\"LANG\"] }'", 'x\n'],
  ])('%s', async (text, stdout) => {
    expect(await session().run(text)).toMatchObject({ stdout, stderr: '' });
  });

  it('ends what would have no end of memory', async () => {
    expect(await session().run("awk 'BEGIN { while (1) s = s s \"x\" }'; echo $?")).toMatchObject({ stdout: '2\n', stderr: 'awk: run time error: out of memory\n' });
    expect(await session().run("awk 'function f(x) { return f(x + 1) } BEGIN { f(1) }'; echo $?")).toMatchObject({ stdout: '2\n', stderr: 'awk: run time error: function f calls itself too deeply\n' });
  });

  it('goes through an array as mawk does', () => {
    expect(inTableOrder(['veth0', 'veth1', 'lo', 'eth0'])).toEqual(['veth0', 'veth1', 'eth0', 'lo']);
    expect(inTableOrder(Array.from({ length: 12 }, (_, i) => String(i + 1)))).toEqual(['3', '10', '8', '6', '5', '2', '11', '1', '4', '12', '9', '7']);
  });
});
