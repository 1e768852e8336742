import { session } from './lab';

/** What a line answers that asks for more than there is, or that never ends; `alive` says that the shell took no harm. */
async function ask(text: string): Promise<{ stdout: string; stderr: string; status: number; alive: string }> {
  const shell = session();
  const { stdout, stderr, status } = await shell.run(text);
  const { stdout: alive } = await shell.run('sleep 1; ip -br link');
  return { stdout, stderr, status, alive };
}

const ALIVE = 'lo               DOWN           00:00:00:00:00:00 <LOOPBACK> \n';

describe('a shell that is asked for too much', () => {
  it.each([
    ['functions without end', 'f() { f; }; f', '', 'bash: f: maximum function nesting level exceeded (1000)\n', 1],
    ['functions deeper than FUNCNEST', 'FUNCNEST=3; f() { echo in; f; }; f', 'in\nin\nin\n', 'bash: f: maximum function nesting level exceeded (3)\n', 1],
    ['a fork bomb', ':(){ :|:& };:', '', 'bash: fork: Resource temporarily unavailable\n', 0],
    ['substitutions without end', `x='$(eval "$x")'; eval "$x"; echo $?`, '137\n', 'bash: fork: Resource temporarily unavailable\nKilled\n', 0],
    ['too many words in braces', 'echo {1..100000000}', '{1..100000000}\n', 'bash: brace expansion: failed to allocate memory for 100000000 elements\n', 0],
    ['a text too long', 'a=xxxxxxxx; while :; do a=$a$a$a$a; done', '', 'bash: xrealloc: cannot allocate memory\n', 2],
    ['an expression that backtracks for ever', '[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! =~ ^(a+)+$ ]]; echo $?', '1\n', '', 0],
    ['a pattern that backtracks for ever', '[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa == *a*a*a*a*a*a*a*a*a*a*c ]]; echo $?', '1\n', '', 0],
    ['what is no expression', 'r="("; [[ x =~ $r ]]; echo $?', '2\n', '', 0],
    ['a pipeline of nothing', '!; echo $?; ! ! ; echo $?', '1\n0\n', '', 0],
    ['a pipe without a place', 'rm -rf /dev /tmp; cat <(echo x)', '', expect.stringMatching(/^bash: cannot make pipe for process substitution: No such file or directory\n$/), 1],
    ['a loop that waits for nothing', 'while [ 1 -eq 1 ]; do :; done', '', '', 130],
    ['a loop that takes time', 'while true; do date +%s; sleep 4; done', '1479718800\n1479718804\n1479718808\n', '', 130],
    ['a loop of a shell within', "bash -c 'until false; do sleep 3; echo x; done'", 'x\nx\nx\n', '', 130],
    ['an arithmetic loop without end', 'for ((;;)); do sleep 6; echo x; done', 'x\nx\n', '', 130],
  ])('survives %s', async (_, text, stdout, stderr, status) => {
    expect(await ask(text)).toEqual({ stdout, stderr, status, alive: ALIVE });
  });

  it('goes on without a standard error', async () => {
    const shell = session({ interactive: true });
    const text = 'exec 2>&-; sleep 1 & set -x; time nowhere; shift 9; set +x; wait; echo done';
    expect(await shell.run(text)).toMatchObject({ outcome: 'done', status: 0, all: 'done\n' });
    expect(await shell.run('jobs; echo $?')).toMatchObject({ all: '0\n' });
  });

  it.each([
    ['output', 'ip link >&-; echo $?', '1\n', 'ip: write error: Bad file descriptor\n'],
    ['errors', 'ip link show nowhere 2>&-; echo $?', '1\n', ''],
    ['input', 'cat <&-; echo $?', '1\n', 'cat: -: Bad file descriptor\n'],
  ])('runs programs whose standard %s is closed', async (_, text, stdout, stderr) => {
    expect(await session().run(text)).toMatchObject({ stdout, stderr });
  });

  it('ends what ignores Ctrl-C when it comes for the third time', async () => {
    const shell = session({ limit: 0 });
    for (const ms of [20, 40, 60]) setTimeout(() => shell.shell.interrupt(), ms);
    expect(await shell.run("trap '' INT; while :; do :; done; echo never")).toMatchObject({ outcome: 'interrupted', status: 137, all: '' });
    expect((await shell.run('echo $?; while ((i++ < 2000)); do :; done; echo $i')).stdout).toBe('137\n2001\n');
  });

  it('splits and counts long texts', async () => {
    const text = 'for i in {1..23}; do x=$x${x:-.}; done; echo ${#x}; set -- -e{$x}{1..3}; echo $# ${#1}';
    expect(await session().run(text)).toMatchObject({ stdout: '4194304\n3 4194309\n', stderr: '' });
    expect(await session().run('until false; do x=$x$x.; done; echo never')).toMatchObject({ stdout: '', stderr: 'bash: xrealloc: cannot allocate memory\n' });
  });

  it('lets Ctrl-C end a loop of fork bombs', async () => {
    const shell = session({ limit: 0 });
    setTimeout(() => shell.shell.interrupt(), 50);
    expect(await shell.run('b() { b | b & }; while true; do b; done')).toMatchObject({ outcome: 'interrupted', status: 130, stdout: '' });
    expect((await shell.run('sleep 1; ip -br link')).stdout).toBe(ALIVE);
  });

  it('lets an endless loop in the background go on', async () => {
    const shell = session();
    await shell.run('while true; do echo x; sleep 5; done > /tmp/x &');
    await shell.run('sleep 60');
    expect((await shell.run('wc -l < /tmp/x; jobs -p | wc -l; kill %1')).stdout).toBe('12\n1\n');
  });

  it('shows ^C where a loop is interrupted at a terminal', async () => {
    const shell = session({ interactive: true });
    expect((await shell.run('while true; do sleep 20; done; echo never')).all).toBe('^C\n');
    expect((await shell.run('echo $?')).stdout).toBe('130\n');
  });
});

describe('much at once', () => {
  const long = 'a'.repeat(256);
  const deep = 'b/'.repeat(2100);

  it.each([
    ['as many arguments as 100,000', "printf '%s,' {1..100000}", Array.from({ length: 100_000 }, (_, at) => `${at + 1},`).join(''), ''],
    ['directories 2000 deep', 'cd /tmp; d=$(printf "a/%.0s" {1..2000}); mkdir -p $d; cd $d; pwd | wc -c', '4005\n', ''],
    ['a script that is too long', '. <(yes true | head -n 200000); eval "$(yes true | head -n 200000)"; . <(seq 3 | sed s/^/:/); echo $?', '127\n', 'bash: vethlab runs scripts of at most 512 KiB\nbash: vethlab runs scripts of at most 512 KiB\nbash: :1: command not found\nbash: :2: command not found\nbash: :3: command not found\n'],
    ['a name that is too long', `echo x > ${long}; cat ${long}; mkdir ${long}`, '', `bash: ${long}: File name too long\ncat: ${long}: File name too long\nmkdir: cannot create directory ‘${long}’: File name too long\n`],
    ['a path that is too long', `cat /tmp/${deep}; ls /tmp/${deep}`, '', `cat: /tmp/${deep}: File name too long\nls: cannot access '/tmp/${deep}': File name too long\n`],
    ['all settings of 300 devices', 'for i in {1..300}; do ip link add d$i type dummy; done; sysctl -a | wc -l', '35484\n', ''],
    ['a probe that is too long', 'timeout -s INT 2.5 ping -s 99999999 127.0.0.1', 'PING 127.0.0.1 (127.0.0.1) 99999999(100000027) bytes of data.\n\n--- 127.0.0.1 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time 2045ms\n\n', 'ping: WARNING: probably, rcvbuf is not enough to hold preload\n'],
  ])('takes %s', async (_, text, stdout, stderr) => {
    const shell = session();
    await shell.run('ip link set lo up');
    expect(await shell.run(text)).toMatchObject({ stdout, stderr });
  });
});

describe('patterns and expressions', () => {
  it.each([
    [String.raw`[[ 192.168.1.10 =~ ^([0-9]+)\.([0-9]+)\. ]] && echo "\${BASH_REMATCH[2]}"`, '168\n'],
    [String.raw`[[ ab =~ (a|ab)(b?) ]] && echo "\${BASH_REMATCH[0]}"`, 'ab\n'],
    [String.raw`[[ 'eth0: up' =~ ^[[:alnum:]]+:[[:space:]] ]] && echo yes`, 'yes\n'],
    [String.raw`[[ a.b == a\.* ]] && echo yes; [[ axb == a\.* ]] || echo no`, 'yes\nno\n'],
    [String.raw`echo a\ b a\*b`, 'a b a*b\n'],
  ])('%s', async (text, stdout) => {
    expect((await session().run(text.replaceAll(String.raw`\$`, '$'))).stdout).toBe(stdout);
  });
});
