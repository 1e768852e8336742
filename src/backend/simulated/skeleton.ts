import type { Host } from '../../stack/host';
import type { FileSystem } from './filesystem';
import { hostsFile, type User } from '../user';
import { mountPseudoFiles } from './mounts';

/** Fills a fresh host's file tree as far as a student of networks looks. */
export function layOutFiles(files: FileSystem, host: Host, user: User): void {
  for (const directory of ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/etc/iproute2', '/etc/network', '/mnt', '/opt', '/proc', '/run', '/srv', '/var/log', '/home', '/dev', '/sys']) {
    files.plant(directory, 'directory', 0o755, 0);
  }
  files.plant('/root', 'directory', 0o700, 0);
  files.plant('/tmp', 'directory', 0o1777, 0);
  files.plant('/dev/fd', 'directory', 0o1777, 0);
  files.plant('/var/tmp', 'directory', 0o1777, 0);
  if (user.name !== 'root') files.plant(user.home, 'directory', 0o755, user.uid);
  for (const device of ['null', 'stdin', 'stdout', 'stderr', 'tty']) files.plant(`/dev/${device}`, 'device', 0o666, 0);
  files.plant('/etc/hostname', 'file', 0o644, 0, `${host.hostname}\n`);
  files.plant('/etc/hosts', 'file', 0o644, 0, hostsFile(host.hostname));
  files.plant('/etc/iproute2/group', 'file', 0o644, 0, '# device group names\n0\tdefault\n');
  files.plant('/etc/os-release', 'file', 0o644, 0, 'PRETTY_NAME="vethlab (simulated Debian GNU/Linux 12)"\nNAME="vethlab"\nID=debian\nVERSION_ID="12"\n');
  files.plant('/etc/passwd', 'file', 0o644, 0, [
    'root:x:0:0:root:/root:/bin/bash',
    ...(user.name === 'root' ? [] : [`${user.name}:x:1000:1000:,,,:${user.home}:/bin/bash`]),
    '',
  ].join('\n'));
  mountPseudoFiles(files);
}
