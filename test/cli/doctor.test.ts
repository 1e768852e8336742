import { spawnSync } from 'node:child_process';
import { as, program, USERS } from '../sandbox';

describe('vethlab doctor', () => {
  it.each(USERS)('knows a sound machine, as %s', user => {
    const [command, args] = as(user, [process.execPath, program(), 'doctor']);
    const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8', cwd: '/' });
    const lines = stdout.split('\n');
    expect(stderr).toBe('');
    expect(lines.filter(line => /^\S/.test(line))).toEqual(['Jupyter', 'Real backend', 'Handouts as PDF']);
    for (const name of ['Linux', 'tools for a sandbox', 'namespaces', 'ip', 'ping', 'tcpdump', 'the sandbox']) expect(lines).toContain(`  ok  ${name}`);
    expect(lines.find(line => line.includes('link types'))).not.toMatch(/no [^:]*\b(veth|bridge,)/);
    expect(status).toBe(stdout.includes('  --  ') ? 1 : 0);
  });

  /** Runs vethlab where the machine has been changed by a line of shell, in a mount and user namespace. */
  const onMachine = (change: string, ...args: string[]) => spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'bash', '-c', `${change}; exec "$@"`, 'bash', process.execPath, program(), ...args], { encoding: 'utf8', input: 'tcpdump\n' });

  /** A file without the right to execute it is no program. */
  const without = (...names: string[]): string => names.map(name => `mount --bind /dev/null "$(type -P ${name})"`).join('; ');

  it('says which package brings what the sandbox needs, and so does whoever needs it', () => {
    const problem = 'this machine has no ip, prlimit: apt install iproute2 util-linux\n';
    expect(onMachine(without('ip', 'prlimit'), 'run', '--backend', 'real')).toMatchObject({ status: 1, stdout: '', stderr: `vethlab: the real backend can't start: ${problem}` });
    const { stdout, status } = onMachine(without('ip', 'prlimit'), 'doctor');
    expect(stdout).toContain(`  --  tools for a sandbox: ${problem}`);
    expect(stdout).toContain('  --  ip: this machine has no ip: apt install iproute2\n');
    expect(status).toBe(1);
  });

  it('says which setting forbids namespaces', () => {
    const problem = 'user.max_user_namespaces forbids user namespaces: sudo sysctl -w user.max_user_namespaces=15000\n';
    const change = 'echo 0 > /proc/sys/user/max_user_namespaces';
    expect(onMachine(change, 'run', '--backend', 'real')).toMatchObject({ status: 1, stdout: '', stderr: `vethlab: the real backend can't start: ${problem}` });
    expect(onMachine(change, 'doctor').stdout).toContain(`  --  namespaces: ${problem}`);
  });

  it('leaves the sandbox of use without a program that only some labs need', () => {
    expect(onMachine(without('tcpdump'), 'run', '--backend', 'real')).toMatchObject({
      status: 127, stdout: '', stderr: 'bash: tcpdump: command not found\nvethlab: this machine has no tcpdump: apt install tcpdump\n',
    });
    expect(onMachine(without('tcpdump'), 'doctor').stdout).toContain('  --  tcpdump: this machine has no tcpdump: apt install tcpdump\n');
  });
});
