import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../property';
import { session } from '../shell/lab';

const SETUP = 'umask 022; chmod 755 .; mkdir -p d/sub e; echo hi > f; echo a > d/a; chmod 640 d/a; echo b > d/sub/b; ';
const AFTER = '; echo "rc $?"; for x in $(find . | sort); do stat -c "%a %n" $x; test -f $x && cat $x; done';

/** What a line prints in a directory with a few files, and what is there afterwards: by bash and by a simulated host. */
async function both(line: string): Promise<{ readonly real: object; readonly own: object }> {
  const cwd = mkdtempSync(join(tmpdir(), 'file-tools-'));
  try {
    const real = spawnSync('bash', ['--norc', '-c', SETUP + line + AFTER], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' } });
    const own = await session().run(`mkdir -p w; cd w; ${SETUP}${line}${AFTER}`);
    return { real: { stdout: real.stdout, stderr: real.stderr }, own: { stdout: own.stdout, stderr: own.stderr } };
  } finally {
    spawnSync('chmod', ['-R', 'u+rwx', cwd]);
    rmSync(cwd, { recursive: true, force: true });
  }
}

describe('the file tools', () => {
  it.each([
    'mkdir', 'mkdir x', 'mkdir f', 'mkdir e', 'mkdir f/x', 'mkdir no/x', 'mkdir -p f/x', 'mkdir -p f', 'mkdir -p e', 'mkdir -p x/y/z', 'mkdir -pv d/y/z', 'mkdir -pv x//y/', 'mkdir -v a b', 'mkdir -v x/', 'mkdir -m 700 x', 'mkdir -m u=rwx,go= x',
    'mkdir -p -m 700 x/y', 'mkdir -m u+zx x', 'mkdir /proc/x', 'mkdir /proc/sys', 'mkdir -p /proc/x/y', 'mkdir /proc/sys/net/x', "mkdir ''", 'mkdir --parents x/y', 'mkdir --mode=711 x', 'mkdir -x', 'mkdir --nix', 'mkdir a b/c d', "mkdir \"it's\"",
    'mkdir -p ./x/../y', 'mkdir -p /', 'mkdir /', 'mkdir x; cd x; mkdir ../y',
    'rmdir', 'rmdir e', 'rmdir d', 'rmdir f', 'rmdir no', 'rmdir e/', 'rmdir e/.', 'rmdir -v e', 'rmdir -p d/sub', 'rm d/sub/b d/a; rmdir -pv d/sub', 'rmdir -p e', 'rm d/sub/b; rmdir -p d/sub', 'rmdir --ignore-fail-on-non-empty d e', 'rmdir /proc/sys', 'rmdir /proc/x',
    'rmdir f/x', 'rmdir -x',
    'rm', 'rm -f', 'rm f', 'rm e', 'rm no', 'rm -f no', 'rm -f f/x', 'rm f/x', 'rm d', 'rm -d e', 'rm -d d', 'rm -r d', 'rm -rf d no f', 'rm -rv e d/sub', 'rm -v f', 'rm e/', 'rm f/', 'rm -r d/', 'rm -r .', 'rm -rf ..', 'rm -rf d/.', 'rm -rf /', "rm ''",
    'rm -x', 'rm --nix', 'rm --recursive --force d', 'rm -R e', 'rm -- -x', 'rm d/*',
    'touch', 'touch x', 'touch x y e', 'touch no/x', 'touch f/x', 'touch -c no', 'touch e/', 'touch no/', 'touch /proc/x', 'touch /proc/sys/net/x f', "touch 'a b/c'", "touch ''", 'touch -x', 'touch -r no x', 'touch -r f x', 'touch --no-create x',
    'chmod', 'chmod 600', 'chmod 600 f', 'chmod 600 no', 'chmod 0755 f', 'chmod 9 f', 'chmod 99999 f', 'chmod xx f', 'chmod +x f', 'chmod -x f', 'chmod -r f', 'chmod u+x,g-w f', 'chmod go= f', 'chmod a=rw f', 'chmod =r f', 'chmod u=rwX,go=rX f d', 'chmod g=u f', 'chmod o=g d/a',
    'chmod -v 600 f', 'chmod -v 644 f', 'chmod -c 644 f', 'chmod -c u+x f', 'chmod -R 700 d', 'chmod -Rv go-rwx d/sub', 'chmod +w f', 'chmod -w f', 'chmod 1777 e', 'chmod u+s,g+s f', 'chmod +t e', 'chmod -f 600 no', 'chmod -v 600 no', 'chmod +x', 'chmod -x', 'chmod a+rwx f e',
    'chmod go+w d/a; chmod -w d/a', 'chmod ug+rw-x f', 'chmod u f', 'chmod , f', 'chmod --nix 600 f', 'chmod 600 f no e', 'chmod -- -x f', 'chmod 4755 f; chmod 755 f', 'chmod 2755 e; chmod 755 e', 'chmod +X f d/a e',
    'cp', 'cp f', 'cp f x', 'cp f e', 'cp f e/', 'cp f d/a e', 'cp f no/x', 'cp f no/', 'cp no x', 'cp f f', 'cp f .', 'cp f d/a', 'cp d x', 'cp -r d x', 'cp -r d e', 'cp -r d f', 'cp -r d/. e', 'cp a b no', 'cp f no f', 'cp f e d/a', 'cp -v f x', 'cp -v f e', 'cp -rv d/sub x', 'cp -rv d/sub e',
    'cp -n f d/a', 'cp -a d x', 'cp -p d/a x', 'cp d/a x', 'cp -t e f d/a', 'cp -t no f', 'cp -t f d/a', 'cp -T d/a f', 'cp -T f e', 'cp -rT d e', 'mkdir e/f; cp f e', 'mkdir e/f; cp f d/a e', 'cp f /proc/x', 'cp -x', 'cp --nix', "cp '' x", "cp f ''", 'cp f/x y', 'cp f f/x', 'cp -r d e f', 'cp --target-directory=e f',
    'mv', 'mv f', 'mv f x', 'mv f e', 'mv f e/', 'mv f d/a', 'mv d e', 'mv d x', 'mv d x/', 'mv f x/', 'mv f no/x', 'mv no x', 'mv f f', 'mv d d/x', 'mv d d', 'mv d f', 'mv a b no', 'mv f d/a e', 'mv a b f', 'mv -v f x', 'mv -v d e', 'mv -n f d/a', 'mv -t e f d', 'mv -T f e', 'mv -T d e', 'mv -T e d', 'mkdir e/f; mv f e',
    'mkdir -p e/d/x; mv d e', 'mv f /proc/x', 'mv d /proc/x', 'mv f f/x', "mv '' x", "mv f ''", 'mv -x', 'mv -f f d/a', 'mv d/* e', 'mv f e d/a',
    'ln', 'ln -x',
  ])('%s', async line => {
    const { real, own } = await both(line);
    expect(own).toEqual(real);
  });

  it('changes modes as chmod does', async () => {
    const clause = fc.tuple(fc.constantFrom('', 'u', 'g', 'o', 'a', 'ug', 'go'), fc.constantFrom('+', '-', '='), fc.constantFrom('', 'r', 'w', 'x', 'rw', 'X', 's', 't', 'u', 'g', 'o')).map(parts => parts.join(''));
    const mode = fc.oneof(fc.array(clause, { minLength: 1, maxLength: 3 }).map(clauses => clauses.join(',')), fc.integer({ min: 0, max: 0o7777 }).map(bits => bits.toString(8)));
    await fc.assert(fc.asyncProperty(fc.array(mode, { minLength: 3, maxLength: 6 }), async modes => {
      const { real, own } = await both(modes.map(text => `chmod ${text} f e; stat -c %a f e`).join('; '));
      expect(own).toEqual(real);
    }), { numRuns: 20 });
  });

  it.each([
    ['ln -s f x', "ln: vethlab doesn't support links: use 'cp' for a copy\n"],
    ['rm -i f', "rm: vethlab doesn't support -i: it removes without asking\n"],
    ['cp -s f x', "cp: vethlab doesn't support -s\n"],
    ['mv --backup f x', "mv: vethlab doesn't support -b\n"],
    ['touch -d yesterday f', "touch: vethlab doesn't support -d\n"],
  ])('%s is refused', async (line, stderr) => {
    expect(await session().run(`echo > f; ${line}; echo $?`)).toMatchObject({ stdout: '1\n', stderr });
  });

  it('copies no directory into itself without end', async () => {
    expect(await session().run('mkdir -p d/sub/k; cp -r d d/sub/x; cp -r d d; find . | sort')).toMatchObject({
      stdout: '.\n./d\n./d/d\n./d/d/sub\n./d/d/sub/k\n./d/d/sub/x\n./d/d/sub/x/sub\n./d/d/sub/x/sub/k\n./d/sub\n./d/sub/k\n./d/sub/x\n./d/sub/x/sub\n./d/sub/x/sub/k\n',
      stderr: "cp: cannot copy a directory, 'd', into itself, 'd/sub/x'\ncp: cannot copy a directory, 'd', into itself, 'd/d'\n",
    });
  });

  it('sets times', async () => {
    expect(await session().run('touch a; sleep 60; touch b; cp -p a c; cp a d; touch -r a b; ls -l | cut -c 23-')).toMatchObject({
      stdout: '\n 0 Nov 21 09:00 a\n 0 Nov 21 09:00 b\n 0 Nov 21 09:00 c\n 0 Nov 21 09:01 d\n', stderr: '',
    });
  });

  it("leaves the kernel's files where they are", async () => {
    expect(await session().run('touch /sys/x; mkdir /sys/class/net/y; rm /proc/sys/net/ipv4/ip_forward; ip netns add a; rm /run/netns/a; echo 1 > one; cp one /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward; chmod 600 /proc/sys/net/ipv4/ip_forward')).toMatchObject({
      stdout: '1\n',
      stderr: [
        "touch: cannot touch '/sys/x': Permission denied", 'mkdir: cannot create directory ‘/sys/class/net/y’: Operation not permitted', "rm: cannot remove '/proc/sys/net/ipv4/ip_forward': Permission denied",
        "rm: cannot remove '/run/netns/a': Device or resource busy", "chmod: changing permissions of '/proc/sys/net/ipv4/ip_forward': Operation not permitted", '',
      ].join('\n'),
    });
  });
});
