import { runReal, USERS } from '../../sandbox';

describe('a cell that runs away', () => {
  const user = USERS.at(-1)!;
  const run = (lines: string) => runReal(user, `${lines}\necho and on\n`);

  it('by forking is killed, and the next command runs', () => {
    const { stdout, stderr } = run("bash -c ':(){ :|:& };:'\nsleep 2");
    expect(stdout).toBe('and on\n');
    expect(stderr).toContain("vethlab: a command took more than the sandbox's 512 processes allow, and was killed with all that it had started\n");
  });

  it('by asking for memory is refused', () => {
    expect(run('tail /dev/zero')).toMatchObject({ stdout: 'and on\n', stderr: 'tail: memory exhausted\n' });
  });

  it('by many that ask for memory is killed', () => {
    const { stdout, stderr } = run('bash -c \'for i in 1 2 3 4; do head -c 900M /dev/zero | tail -n 1 | sleep 30 & done; wait\'; echo $?');
    expect(stdout).toBe('137\nand on\n');
    expect(stderr).toContain("vethlab: a command took more than the sandbox's 2 GiB of memory allow, and was killed with all that it had started\n");
  });

  it('by filling files hits the end of the disk', () => {
    expect(run('yes > /tmp/file; stat -c %s /tmp/file; rm /tmp/file')).toMatchObject({ stdout: '67108864\nand on\n', stderr: 'yes: standard output: No space left on device\n' });
  });

  it('by printing is cut off', () => {
    const { stdout, stderr } = run('yes 0123456789abcde; echo $?');
    expect(stdout.length).toBe(2 ** 24 + '141\nand on\n'.length);
    expect(stdout.slice(-11)).toBe('141\nand on\n');
    expect(stderr).toBe('vethlab: yes printed more than 16 MiB: the rest is cut off\n');
  });
});
