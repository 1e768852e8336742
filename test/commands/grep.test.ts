import fc from '../property';
import { PROGRAMS } from '../../src/commands';
import { gnu, vethlab, type Contents, type Left } from './gnu';

const INPUT = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN
    inet 127.0.0.1/8 scope host lo
2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0
    inet6 fe80::1/64 scope link

one two beta alpha_beta
a{1 a{1,2 *a +a ab) () a\\b a.b a^b a$b [x]
abcabc aa  a
é É ß Straße
`;
const FILES: Contents = { f: 'one\ntwo\nthree\ntwo\n', g: 'two\nfour', p: 'one\nfour\n', empty: '', 'd/x': 'one\nx\n', 'd/y.txt': 'two\n', 'd/e/z': 'one z\n', nul: 'a\0b\nc\nab\0b\n', odd: Uint8Array.from([0x78, 10, 0x61, 0xff, 0x20, 0x62, 10, 0x61, 0x62, 10]) };

const both = async (name: string, args: readonly string[], input: string | Uint8Array = INPUT): Promise<[Left, Left]> => [
  await vethlab(await PROGRAMS.get(name)!.load(), name, args, input, FILES), gnu(name, args, input, FILES),
];

/** Command lines between bars, their words between blanks; `_` is a blank in a word. */
const LINES = `
inet ¦ -e inet -e mtu ¦ -n inet ¦ -c inet ¦ -v inet ¦ -o inet[^_]* ¦ -i LO ¦ -w beta ¦ -x two ¦ \\<beta\\> ¦ \\bbeta ¦ beta\\B ¦ \\Beta ¦ -H one ¦ -b a ¦ -on a ¦ -ob a ¦ -A1 beta ¦ -B1 beta ¦ -C1 beta ¦ -1 inet ¦ -A1 -B2 mtu ¦ -n -A1 inet6 ¦ -m1 inet ¦ -m 2 -n inet ¦ -m1 -A3 inet ¦ -m0 a
-q inet ¦ -q nothing ¦ nothing ¦ -l inet ¦ -L inet ¦ -L nothing ¦ -lv inet ¦ -c -v inet ¦ -cm2 inet ¦ one f g ¦ -h two f g ¦ -H two f ¦ -c two f g ¦ -l two f g empty ¦ -L two f g empty ¦ -n two f g - ¦ two nofile f ¦ -s two nofile f ¦ -q two f nofile ¦ -q two nofile f ¦ a d ¦ -s a d ¦ -d skip a d f
-r x ¦ -r two d ¦ -r one d ¦ -rn one . ¦ -rl one ¦ -rh one d ¦ -R two d f ¦ --include=*.txt -r two d ¦ --exclude=*.txt -r o d ¦ --exclude-dir=e -r one d ¦ -r one f ¦ -rH one f ¦ -rc one d ¦ --include *.txt two f
-E inet|mtu ¦ -E (lo|eth)[0-9]? ¦ -E ^[0-9]+: ¦ -E a{1 ¦ -E a{1,2 ¦ -E a{1,2} ¦ -E *a ¦ -E a\\|b ¦ -E +a ¦ -E {1}a ¦ -E a{2,1} ¦ -E a{99999} ¦ -E ) ¦ -E (|-E () ¦ -E a\\{1 ¦ -E ^*a ¦ -E ^+a ¦ -E $*a ¦ -E (+a) ¦ -E a{,2} ¦ -E a{,} ¦ -E a{1a} ¦ -E a** ¦ -E a{1}{2} ¦ -E (a)(b)\\2\\1 ¦ -E (a)\\1 ¦ -E (abc)\\1
-E a\\|-E [[.a.]] ¦ -E [[.foo.]] ¦ [[=a=]] ¦ -E \\} ¦ -E []-a] ¦ []-a] ¦ -E [a- ¦ [a ¦ [[:foo:]] ¦ [:space:] ¦ [z-a] ¦ [[:alpha: ¦ [[:alpha:] ¦ [[.a ¦ \\(a|a\\) ¦ a\\{1 ¦ a\\{x\\} ¦ a\\{1,2 ¦ a\\{2,1\\} ¦ a\\|\\1 ¦ \\(a\\)\\2 ¦ \\(abc\\)\\1 ¦ \\(*a\\) ¦ x\\|*a ¦ \\(^o\\) ¦ a\\|^b ¦ a^b ¦ a$b ¦ \\(a$\\) ¦ ^*a ¦ \\d ¦ \\+a ¦ \\?a ¦ \\{1\\}a ¦ \\n ¦ \\t ¦ [\\n] ¦ a\\+ ¦ ab\\?c ¦ a\\{2\\} ¦ a\\{2,\\} ¦ *a ¦ \\. ¦ \\*a ¦ a\\$b ¦ a\\^b ¦ \\w\\+@ ¦ \\W\\w\\w\\W ¦ \\S\\s\\S ¦ \\\`one ¦ alpha' ¦ \\\`\\'
[[:digit:]]\\+/[0-9] ¦ [[:upper:]]\\{4\\} ¦ [[:space:]]$ ¦ ^[[:blank:]] ¦ [^[:alnum:][:space:]] ¦ [[:punct:]][[:punct:]] ¦ [[:xdigit:]][[:xdigit:]]: ¦ [a-f0-9:]\\{17\\} ¦ -E ([0-9]{1,3}\\.){3}[0-9]{1,3} ¦ -oE ([0-9]{1,3}\\.){3}[0-9]{1,3}(/[0-9]+)? ¦ -oE [0-9a-f]{2}(:[0-9a-f]{2}){5} ¦ -E -o inet_[^_]+ ¦ -c ^ ¦ -c $ ¦ -c ^$ ¦ -v ^$ ¦ -n .
-P \\d+\\.\\d+ ¦ -oP (?<=inet_)\\S+ ¦ -oP inet_\\K\\S+ ¦ -oP mtu_\\K\\d+ ¦ -oP inet_\\K[\\d.]+(?=/) ¦ -P (|-P *a|-P ) ¦ -P [a ¦ -P a{2,1} ¦ -P \\|-P (?z) ¦ -P \\1 ¦ -oP (?<x>a)b\\k<x> ¦ -oP .*?_ ¦ -oP (?i)LO ¦ -P ^\\s+inet\\b ¦ -oP [[:upper:]]+ ¦ -oP \\w+(?=@) ¦ -P a(?!b) ¦ -oP (?<!:)\\b\\d{4}\\b ¦ -oP (\\w)\\1 ¦ -P -e a -e b ¦ -P \\bone\\b ¦ -oP state_\\K(UP|DOWN|UNKNOWN) ¦ -oP [^\\s/]+/\\d+ ¦ -oP \\d{1,3}(?:\\.\\d{1,3}){3} ¦ -oP \\x61b ¦ -oP \\Qa.b\\E ¦ -oP é
-F a.b ¦ -F a{1 -o ¦ -F -e one -e two -o ¦ -F -x two ¦ -F -w beta ¦ -Fi LO ¦ -F a\\|-F *a ¦ -Fw a ¦ -Fo -e ab -e abc
-f p f ¦ -f p ¦ -f empty f ¦ -vf empty f ¦ -f nofile ¦ -f - f ¦ -e x -f p f ¦ -E -f p f
--color=always inet ¦ --color=always -n -H inet ¦ --color=always -o a ¦ --color=always -v inet ¦ --color=always -A1 mtu ¦ --color=always -A1 -v inet ¦ --color=always -c a f g ¦ --color=always -l a f ¦ --color=auto a ¦ --color a ¦ --colour=never a ¦ --color=always -b -n beta ¦ --color=always -i É ¦ --color=always a* ¦ --color=always -L zz f
-z a ¦ -zo b* ¦ -z b.c nul ¦ -zc a nul ¦ -Z -l one f ¦ -Z two f g ¦ b nul ¦ -c b nul ¦ -a b nul ¦ -I b nul ¦ -l b nul ¦ -q b nul ¦ -o b nul ¦ -v zzz nul ¦ --binary-files=text b nul ¦ --binary-files=foo b ¦ a odd ¦ -n a odd ¦ -c a odd ¦ -v x odd ¦ -o a odd ¦ a. odd ¦ a._b odd ¦ -a a odd ¦ -A1 x odd ¦ -I a odd ¦ -an _b odd ¦ -s a odd
-wo a ¦ -w a* ¦ -wo a.*b ¦ -x -v two ¦ -xF two ¦ -ow [a-z]* ¦ -iw É ¦ -i straße ¦ -i é ¦ -w É ¦ -o .* ¦ -io [a-e]* ¦ -i [[:upper:]]\\+ -o ¦ -i [A-C] -o ¦ \\w\\+ -o ¦ \\<. -o ¦ .\\> -o ¦ \\B. -o ¦ -E \\< ¦ \\> -o ¦ -ovn a ¦ -oc a ¦ -on -m1 a ¦ -oA1 mtu ¦ -c -A1 a
 ¦ -k x ¦ --foo x ¦ --foo=3 x ¦ --col=always lo ¦ --co x ¦ -A x y ¦ -A -1 y ¦ -m x y ¦ -e ¦ -E -F o ¦ -P -E o ¦ --regexp ¦ --count=3 a ¦ --context=-1 a ¦ --include ¦ -nH two f ¦ -nHb two f ¦ --label=L -H one ¦ -c --label L -H one ¦ --no-filename two f g ¦ --with-filename two f ¦ --line-number two f ¦ --invert two f ¦ --max-count=1 two f ¦ --after-context=1 two f ¦ --group-separator=XX -A0 two f ¦ --no-group-separator -A0 two f ¦ -A0 two f ¦ -n -C0 two f g ¦ -A1 two f g ¦ -B1 -n two f g ¦ -y ONE ¦ --directories=x a f ¦ -d foo a f ¦ -- -x ¦ -e -x f ¦ -hn two f ¦ -sq a nofile ¦ -e one ¦ -eone -etwo f ¦ -ne two f ¦ -- two f ¦ two -- f ¦ two f -n ¦ --ignore ONE f ¦ --no-ignore-case -i ONE ¦ -i --no-ignore-case ONE
`.split('\n').filter(line => line !== '');

const commands = LINES.flatMap(line => line.split('¦')).map(line => line.trim().split(/ +/).map(word => word.replaceAll('_', ' ')));

/** In which order files are met in a directory is the file system's affair. */
const ordered = (args: readonly string[], left: Left): Left => (args.some(arg => /^-r|^-R/.test(arg)) ? { ...left, stdout: left.stdout.split('\n').sort().join('\n') } : left);

describe('grep', () => {
  it.each(commands.map(args => [args]))('answers as GNU grep does with %j', async args => {
    const [ours, theirs] = await both('grep', args);
    expect(ordered(args, ours)).toEqual(ordered(args, theirs));
  });

  const letter = fc.constantFrom('a', 'b', 'ab', '.', '1', ' ', '_', 'A', 'é', '-', '{');
  const atom = fc.oneof(letter, fc.constantFrom('[ab]', '[^a]', '[[:alpha:]]', '\\w', '\\W', '\\s', '\\S', '[a-z1]', '.', '\\.'));
  // GNU's own two engines don't agree on what repeats these
  const assertion = fc.constantFrom('\\<', '\\>', '\\b', '\\B', '^', '$').map(text => [text]);
  const operator = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '\\+', '\\?', '\\{1,\\}', '|', '\\|', '(', ')', '\\(', '\\)', '\\1');
  const pattern = fc.array(fc.oneof({ weight: 4, arbitrary: fc.tuple(atom, operator) }, assertion), { minLength: 1, maxLength: 4 }).map(parts => parts.flat().join(''));
  const option = fc.constantFrom('-E', '-G', '-F', '-i', '-v', '-c', '-n', '-o', '-w', '-x', '-b', '-H', '-A1', '-B1', '-C0', '-m1', '-z', '-a', '-q', '-l', '-L', '--color=always');
  const input = fc.array(fc.array(letter, { maxLength: 8 }).map(parts => parts.join('')), { maxLength: 6 }).map(lines => lines.join('\n'));

  it('answers as GNU grep does, whatever the pattern, options and input', async () => {
    await fc.assert(fc.asyncProperty(pattern, fc.array(option, { maxLength: 4 }), input, fc.constantFrom('', '\n'), async (text, options, lines, end) => {
      const args = [...options, '-e', text];
      const [ours, theirs] = await both('grep', args, lines + end);
      expect({ args, ...ours }).toEqual({ args, ...theirs });
    }), { numRuns: 150 });
  });

  it('loses no octets of what is no UTF-8', async () => {
    const octet = fc.constantFrom(0x61, 0x62, 0x0a, 0xff, 0xc3, 0xa9, 0x00, 0x20);
    const shown = fc.constantFrom(['a'], ['-c', 'a'], ['-a', 'a'], ['-v', 'a'], ['-n', 'b'], ['-o', 'ab*'], ['-ao', '.*'], ['-z', 'a'], ['-w', 'b'], ['-b', 'a'], ['-q', 'a'], ['-I', 'a']);
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 12 }), fc.array(octet, { maxLength: 12 }), shown, async (any, some, args) => {
      const [ours, theirs] = await both('grep', args, Uint8Array.from([...some, ...any]));
      expect({ args, ...ours }).toEqual({ args, ...theirs });
    }), { numRuns: 100 });
  });
});
