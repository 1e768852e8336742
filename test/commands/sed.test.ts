import fc from '../property';
import { PROGRAMS } from '../../src/commands';
import { gnu, vethlab, type Contents } from './gnu';

const INPUT = 'one\ntwo\nthree';
const FILES: Contents = { abc: '1\n2\n3\n', out: '', 'd/x': '', sc: 's/o/X/\n#c\n\n/t/{\np\n}\n', sc2: 'p\ns/a\n', sc3: '#n\np\n', sc4: 'a\\\nx', sc5: 'a x' };

const SCRIPTS = [
  's/a', 's/a/b', 's', 's/a/b/gg', 's/a/b/pp', 's/a/b/2 3', 's/a/b/0', 's/a/b/23', 's/a/b/k', 'y/a/bc/', 'y/a/', 'y/a/b', 'y/a/b/g', '/a', '/a/', 'k', '3', '1,p', ',2p', '1,2',
  'p;p;', 'b foo', ':', ': a', '}', '{p', '{p}', '{p;p', 'a', 'a\\', 'i', 'a hello', 'a\\hello', '2i\\hello', '$!d', '1!!p', '0p', '0,/o/p', '0,3p', '2~0p', 'r', 'w', 'r ', 'q5',
  'Q7', 'q x', 'dp', 'd p', 'd}', '=', 'l 5', 'l x', 's/\\(a/b/', 's/a\\)/b/', 's/[/b/', 's/a/\\1/', 's/*/x/', '/*/p', 's/a\\{1/b/', 's/x/\\', 's/o/a\\\nb/', 'y/one/\\n\\t\\\\/',
  's/o/x/w', 'F', 'z', 'W', 'R', 'v', 'v 9.0', '#n', '1d;#x', 'tfoo', 'T;p', '1,+1d', '2,~2d', '1,/two/d', '/one/,1d', '2,1d', '\\,two,d', '/two/Id', '\\', '\\a', 'c', 'c\\',
  '1c\\', '2c new', '$a end', '1i  x', '1i\\  x', '1a\\', 'x;p;x', 'G', 'H;$!d;x', 'N;P;D', '$!N;s/\\n/-/', 'n;d', 's//x/', '/o/s//X/', 's/e/&&/2g', 's/\\(.\\)\\(.\\)/\\2\\1/',
  's/.*/\\U&/', 's/\\w/\\u&/', 's/.*/\\u\\L&x/', 's/.*/\\U\\l&x\\Ey/', 's/o/\\n/', 's/o/\\t/', 's/o/a\\&b/', 's,o,\\,,', 's|o|\\||', 's/o/x/;ta;s/$/!/;:a', ':a;N;$!ba;s/\\n/ /g',
  's/x*/-/g', 's/b*/x/2', 's/$/x/mg', 's/^/x/mg', '1~2d', '2q', '/two/{s/t/T/;p}', 'y/one/123/', '1r abc', '$r abc', 'r nofile', 'R abc', '1{r abc', 's/a/b/;', '  p  ', '1,3 !p',
  '1!{p', '1 , 3p', 's/o/x/ ; p', 'p # c', 'a\\\nfoo\\\nbar', 'a foo\\\nbar', '1i\\\nfoo', '$!{$!N};P;D', 'i\\', '/x/,/y/{', 's/a/b/}', '{s/o/x/}', '{p};p', '{;p;}', '{p}p',
  '0~2p', '2h;3G', 'c\\\nnew', '1,2c new', '$!N;l', 's/e/[&]/2', 'y/o/\\\\/', 'y/o/\\q/', '$!N;s/[\\n]/x/', 's/o\\|t/X/g', 's/\\+/x/', 's/o\\?/X/', 's/./\\x41/', 's/\\x6f/X/',
  's/o/\\o101/', 's/o/\\d065/', 's/./\\cA/', 's/[[:upper:]/x/', 's/[:space:]/x/', '1;2p', 's/o/b/ p', 'n;n;n;p', '$=', '=;p', 's/O/x/Ig', 's/o/x/M', 's/o/b/w /dev/stdout',
  's/o/b/pw /dev/stdout', 'w /dev/stdout', 'b;p', 'b a;p;:a', '}p', '1{{p}}', '1{{p}', 'l;l 1;l 2', ':a b;p', 'ba;p;:a;p', 'b a ; p ; :a', ':a;:a', 's/[/]/x/', 's/a\\/b/x/',
  's,a\\,b,x,', 's|o\\|t|x|', 's.o\\.n.x.', 's/a/b/2g3', '2,/two/p', '2,2p', '2!s/$/x/', '$!N;$!D', '1d;n;s/^/x/', '1,2{2!d}', 'a\\\\', 'a \\ x', 'a\\ x', 'a\\\n  x', 'a   x\\ty',
  '1i\\\\tx', 'i\\\tx', 'c\\  two', '2c\\', '$!c x', '/x/c y', '2,3!c y', 'q;p', '=q', 'p q', '2p;2p3', '1~p', '1,~p', '1,+p', '+1p', 's/\\n/x/', 's/$/\\\n/', 's/\\./x/',
  's/a\\{2,1\\}/x/', '/[/p', '/\\(/p', '//p', 's/a|o/x/', '5!', '5!p', 's/\\cA/x/', 's/.\\{2\\}/<&>/g', 's/\\(o\\)\\|\\(t\\)/<\\1\\2>/g', 's/\\bt/X/', 's/\\>/!/',
  's/\\</!/g', 's/\\B/-/g', 's/\\`./X/', 's/.\\\'/X/', 's/n\\n*//',
];

/** Command lines, their words between blanks; `@` is a blank in a word. */
const LINES = [
  '-n p', '-f nofile', 'p nofile abc', 'p d', '-s -n $p abc abc', '-n $p abc abc', '-n $= abc -', '-i p nofile', '-i p', '-i p d', '--expression=p', '--quiet p',
  '--regexp-extended s/(o)/x/', '-E s/(a/b/', '-E s/a)/b/', '-E s/*a/x/', '-E s/a|*b/x/', '-E s/a{1/b/', '-E s/a{x}/b/', '-E s/{1}/b/', '-E s/+/x/', '-E s/(o)(n)/\\3/',
  '-E s/a{2,1}/b/', '-E s/()/x/', '-E s/^*o/x/', '-e i\\ -e foo', '-e a@foo -e p', '-e { -e p -e }', '-e s/a/b -e p', '-e p -e s/a/b', '-z s/\\n/,/g', '-u p', '-l 5 l',
  '--line-length=4 l', '--exp p', '-ne p', '-nep', '-nE /(o', 't)n/p', 'p -n', '-- p', '-f sc', '-f sc2', '-f sc3', '-f sc4', '-f sc5', '-n p -s abc', 'F;= abc',
  'w /nodir/x', '-n /a/,/b', '2q;s/x/y/ abc nofile', '-E /(one|two)$/d', '-i s/2/x/ abc', '-i.bak -e s/2/x/ abc', '-i 2q abc', '-i -e 1i@x -e $a@y abc', '-ni $p abc', 'w out',
  's/o/x/w out', '-E s/(.)(.)/\\2\\1/g', '-E s/(.)\\1/<&>/g', '-E s/^([^@]+)@.*/\\1/', '-s F abc abc', '-n 1p abc abc', '-sn 1p abc abc', '-r s/o+/X/', '-n -e /one/,/two/{=;p}',
  '-e :a -e s/^.\\{1,9\\}$/@&/;ta', '-n $!{h;d};H;x;p', '-e b@x;p;:x', 'N;N;D', '$!N;P;D', '-n H;${x;s/\\n/,/g;p}', 'G;G', '-n l d',
];

const commands = [...SCRIPTS.map(script => [script]), ...LINES.map(line => line.split(' ').map(word => word.replaceAll('@', ' ')))];

describe('sed', () => {
  it.each(commands.map(args => [args]))('answers as GNU sed does with %j', async args => {
    expect(await vethlab(await PROGRAMS.get('sed')!.load(), 'sed', args, INPUT, FILES)).toEqual(gnu('sed', args, INPUT, FILES));
  });

  it('answers as GNU sed does, whatever the commands and input', async () => {
    const pattern = fc.constantFrom('a', 'b*', '^a', 'b$', '[ab]', 'a\\|b', '\\(a\\)\\(b*\\)', '.', '', 'a.', '\\n', '\\bb', '[^a]\\+');
    const address = fc.oneof(fc.constantFrom('', '', '', '1', '2', '$', '1,2', '2,$', '1~2', '2,+1', '1!', '$!', '2,~2', '0,/b/', '2,1'), pattern.filter(text => text !== '').map(text => `/${text}/`), pattern.filter(text => text !== '').map(text => `/${text}/,/b/`));
    const right = fc.constantFrom('', 'x', '&&', '[&]', '\\u&', '\\U&\\E.', '\\n', 'a\\tb');
    const flags = fc.constantFrom('', 'g', 'p', '2', 'I', 'gp', '2g', 'm');
    const command = fc.oneof(fc.tuple(pattern, right, flags).map(([from, to, how]) => `s/${from}/${to}/${how}`), fc.constantFrom('p', 'd', 'D', 'P', 'n', 'N', 'g', 'G', 'h', 'H', 'x', '=', 'l', 'q', 'Q3', 'y/ab/xy/', 'z', 'F', 'b', 't', 'r abc', 'R abc', 'a t', 'i t', 'c t', 'w out'));
    const script = fc.array(fc.tuple(address, command).map(parts => parts.join('')), { minLength: 1, maxLength: 4 }).map(lines => lines.join('\n'));
    const input = fc.array(fc.constantFrom('a', 'b', 'ab', '', 'aab', 'c b', 'A b'), { maxLength: 5 }).map(lines => lines.join('\n'));
    await fc.assert(fc.asyncProperty(script, fc.constantFrom<string[]>([], ['-n'], ['-s']), input, fc.constantFrom('', '\n'), async (text, options, lines, end) => {
      const args = [...options, text];
      expect({ args, ...await vethlab(await PROGRAMS.get('sed')!.load(), 'sed', args, lines + end, FILES) }).toEqual({ args, ...gnu('sed', args, lines + end, FILES) });
    }), { numRuns: 150 });
  });
});
