import { Shell } from '../../src/shell';
import { bareLab, paper, session } from './lab';

const S = 1_000_000_000;

describe('lab time', () => {
  it('passes only while something runs, and costs no wall time', async () => {
    const { run, backend } = session();
    await run('sleep 3600');
    expect(Math.floor(backend.clock.now() / S)).toBe(3600);
    const before = backend.clock.now();
    await new Promise(resolve => setImmediate(resolve));
    expect(backend.clock.now()).toBe(before);
  });

  it('gives the same bytes for the same seed', async () => {
    const text = 'date +%T.%N; sleep 0.5 & echo $!; date +%N; wait; echo $RANDOM $SECONDS; date +%N';
    const [a, b, c] = await Promise.all([session({}, 7).run(text), session({}, 7).run(text), session({}, 8).run(text)]);
    expect(a.all).toBe(b.all);
    expect(a.all).not.toBe(c.all);
  });
});

describe('endless commands', () => {
  it('get SIGINT after the limit, with ^C at an interactive terminal', async () => {
    const { run, backend } = session({ interactive: true });
    const { all, status } = await run('sleep inf; echo not reached\necho next');
    expect(all).toBe('^C\nnext\n');
    expect(status).toBe(0);
    expect(Math.round(backend.clock.now() / S)).toBe(10);
  });

  it('what waits for a terminal that says nothing counts too', async () => {
    const backend = bareLab();
    const { terminal } = paper();
    const shell = new Shell(backend, { limit: 3 });
    const silent = { ...terminal, stdin: { read: () => new Promise<null>(() => undefined), close: () => undefined } };
    expect((await shell.run('cat', silent)).status).toBe(130);
    expect(Math.round(backend.clock.now() / S)).toBe(3);
  });

  it('leaves alone what ends by itself, and filters print what they have', async () => {
    const { run, backend } = session();
    expect((await run('timeout 30 sleep inf; echo $?')).all).toBe('124\n');
    expect(Math.round(backend.clock.now() / S)).toBe(30);
    expect((await run('{ echo early; sleep 100; } | grep early; (echo one; sleep inf) | grep one')).stdout).toBe('early\none\n');
  });

  it('a foreground wait and fg are limited likewise', async () => {
    const { run } = session({ interactive: true });
    const waited = await run('sleep inf &\nwait\necho $?\nfg\necho $?');
    expect(waited.all.replace(/\] \d+/, '] PID')).toBe('[1] PID\n^C130\nsleep inf\n^C\n130\n');
  });

  it('an interrupt ends the run at once', async () => {
    const { shell } = session({ limit: 0 });
    const { terminal, all } = paper();
    const run = shell.run('sleep inf\necho never', terminal);
    await new Promise(resolve => setTimeout(resolve, 20));
    shell.interrupt();
    expect(await run).toEqual({ status: 130, outcome: 'interrupted' });
    expect(all()).toBe('');
  });
});

describe('pipes', () => {
  it('carry a megabyte', async () => {
    const { run } = session();
    expect((await run('yes 0123456789abcde | head -c 1048576 | cat | wc -c')).stdout).toBe('1048576\n');
  });

  it('end a writer whose reader has gone', async () => {
    const { run } = session();
    expect((await run('yes | head -1; echo ${PIPESTATUS[@]}')).stdout).toBe('y\n141 0\n');
    expect((await run('while :; do echo x; done | head -2; echo ${PIPESTATUS[@]}')).stdout).toBe('x\nx\n141 0\n');
  });
});

describe('mistakes', () => {
  it('a syntax error changes nothing and carries the message of bash', async () => {
    const { run } = session();
    expect(await run('x=1\necho $x\nif true; then fi')).toMatchObject({ outcome: 'syntax', status: 2, all: '', message: "bash: syntax error near unexpected token `fi'\nbash: `if true; then fi'" });
    expect((await run('echo "[$x]"')).stdout).toBe('[]\n');
  });

  it('tells what more text would mend from what is wrong', () => {
    expect(Shell.check('echo "a')).toEqual({ status: 'incomplete', message: 'unexpected EOF while looking for matching `"\'' });
    expect(Shell.check('if true')).toMatchObject({ status: 'incomplete' });
    expect(Shell.check('echo a \\')).toEqual({ status: 'incomplete' });
    expect(Shell.check('echo )')).toMatchObject({ status: 'invalid' });
    expect(Shell.check('echo a')).toEqual({ status: 'complete' });
    for (const open of ['f() {', 'f() {\n', '{', '(', 'cat <<E', 'cat <<E\nx', 'cat <<-E\n\tx', 'cat <<A <<B\nx\nA\ny', 'echo $(cat <<E\nx']) expect([open, Shell.check(open).status]).toEqual([open, 'incomplete']);
    for (const closed of ['cat <<E\nx\nE', 'cat <<-E\n\tx\n\tE', 'cat <<A <<B\nx\nA\ny\nB']) expect(Shell.check(closed)).toEqual({ status: 'complete' });
    for (const wrong of ['{ }', '( )', 'f() { }']) expect([wrong, Shell.check(wrong).status]).toEqual([wrong, 'invalid']);
  });

  it('set -e ends the run', async () => {
    const { run } = session();
    expect(await run('set -e; false || echo kept; false; echo never')).toMatchObject({ outcome: 'errexit', status: 1, stdout: 'kept\n' });
  });

  it('a fault in a program is one line and exit code 70', async () => {
    const { run, backend } = session();
    backend.install('broken', () => { throw new Error('no\nway'); });
    const { stderr, stdout } = await run('broken; echo $?');
    expect(stderr).toBe('broken: vethlab has a fault here, please report it: Error: no way\n');
    expect(stdout).toBe('70\n');
  });
});

describe('sessions', () => {
  it('keep their state across runs, one a host', async () => {
    const backend = bareLab(1, ['a', 'b']);
    const shell = new Shell(backend);
    const say = async (text: string) => {
      const { terminal, all } = paper();
      await shell.run(text, terminal);
      return all();
    };
    await say('x=1; f() { echo f$1; }; cd /tmp');
    expect(await say('echo $x $(hostname) $PWD; f 2')).toBe('1 a /tmp\nf2\n');
    shell.host = 'b';
    expect(await say('echo [$x] $(hostname)')).toBe('[] b\n');
    expect(() => (shell.host = 'c')).toThrow('no host c in this lab; there is a, b');
  });

  it('take pasted prompts off', async () => {
    const { run } = session();
    expect((await run('student@beachhead:~$ echo a\nroot@x:/etc# echo b\n$ echo c\n# a comment')).stdout).toBe('a\nb\nc\n');
  });

  it('run scripts, nested shells and sudo', async () => {
    const { run } = session();
    expect((await run("echo 'echo $1; exit 3' > s; bash s arg; echo $?; sudo bash -c 'sleep 1; echo $0 $#' x y z; echo a | sudo tee f > /dev/null; cat f")).stdout).toBe('arg\n3\nx 2\na\n');
  });
});
