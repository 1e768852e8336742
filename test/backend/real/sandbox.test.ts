import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { as, machine, program, runReal, USERS } from '../../sandbox';

/** Processes of the machine whose command line holds a text. */
function running(text: string): string[] {
  const lines = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
  return lines.filter(line => line.includes(text));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 20));
}

describe.each(USERS)('the sandbox, as %s', user => {
  const before = machine();
  afterEach(() => expect(machine()).toBe(before));

  it("doesn't let files of the machine be written, whatever root in it tries", () => {
    const folder = mkdtempSync('/var/vethlab-test-');
    const file = join(folder, 'file');
    writeFileSync(file, 'kept\n');
    chmodSync(folder, 0o777);
    chmodSync(file, 0o666);
    try {
      const lines = [
        'touch /new', `echo lost > ${file}`, `rm ${file}`, 'echo lost >> /etc/hostname; cat /proc/sys/kernel/hostname', 'mount -o remount,rw,bind /', 'umount /',
        'echo 1 > /proc/sys/kernel/panic', 'mknod /tmp/disk b 254 0',
      ];
      const { stderr } = runReal(user, lines.join('\n'));
      expect(readFileSync(file, 'utf8')).toBe('kept\n');
      expect(existsSync('/new')).toBe(false);
      expect(stderr.split('\n')).toEqual([
        "touch: cannot touch '/new': Read-only file system", `bash: ${file}: Read-only file system`, `rm: cannot remove '${file}': Read-only file system`,
        'mount: /: permission denied.', '       dmesg(1) may have more information after failed mount system call.', 'umount: /: not mounted.',
        'bash: echo: write error: Permission denied', "mknod: /tmp/disk: Operation not permitted", '',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes away what it hides only to show that nothing is behind it', () => {
    const lines = 'umount -l /tmp /run /root /home /proc /sys; ls -A /root /home /tmp; ls /sys/class/net; ls -d /proc/[0-9]* | wc -l';
    const { stdout } = runReal(user, lines);
    expect(stdout).toMatch(/^\/home:\n\n\/root:\n(\S+\n)*\n\/tmp:\n(\S+\n)*lo\n\d\n$/);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('is gone with all that runs in it after %s', async signal => {
    const mark = `${86400 + process.pid}.${signal.length}${user.length}`;
    const [command, args] = as(user, [process.execPath, program(), 'run', '--backend', 'real', ...(signal === 'SIGKILL' ? ['--lab', 'beachhead'] : [])]);
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'], cwd: '/' });
    const ended = new Promise<void>(resolve => child.on('exit', () => resolve()));
    child.stdin.end(`ip netns add blue\nip netns exec blue sleep ${mark}1 &\nsetsid sleep ${mark}2 &\nsleep ${mark}3\n`);
    await until(() => running(`sleep ${mark}`).length === 3);
    child.kill(signal);
    await ended;
    await until(() => running(`sleep ${mark}`).length === 0);
  });

  it('ends when whoever it belongs to ends it from within', () => {
    expect(runReal(user, 'bash -c "kill -9 -1"; sleep 100\n')).toMatchObject({ status: 137, stdout: '' });
  });
});

it('runs in a sandbox within the sandbox of someone else', () => {
  const { stdout, stderr } = spawnSync('unshare', ['--user', '--map-root-user', process.execPath, program(), 'run', '--backend', 'real'], { encoding: 'utf8', input: 'whoami\n', cwd: '/' });
  expect({ stdout, stderr }).toEqual({ stdout: 'root\n', stderr: '' });
});
