import type { Host } from '../../stack/host';
import type { FileSystem } from './filesystem';
import { mountPseudoFiles } from './mounts';

/** The user whose shell a host gives. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

/** A lab names whose shell it shows; that user may do all, as in a lab machine's container, so that `sudo` changes nothing but the name. */
export function userNamed(name: string): User {
  return { name, uid: 0, home: name === 'root' ? '/root' : `/home/${name}` };
}

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
  files.plant('/etc/hosts', 'file', 0o644, 0, [
    '127.0.0.1\tlocalhost',
    `127.0.1.1\t${host.hostname}`,
    '',
    '# The following lines are desirable for IPv6 capable hosts',
    '::1     localhost ip6-localhost ip6-loopback',
    'ff02::1 ip6-allnodes',
    'ff02::2 ip6-allrouters',
    '',
  ].join('\n'));
  files.plant('/etc/os-release', 'file', 0o644, 0, 'PRETTY_NAME="vethlab (simulated Debian GNU/Linux 12)"\nNAME="vethlab"\nID=debian\nVERSION_ID="12"\n');
  files.plant('/etc/passwd', 'file', 0o644, 0, [
    'root:x:0:0:root:/root:/bin/bash',
    ...(user.name === 'root' ? [] : [`${user.name}:x:1000:1000:,,,:${user.home}:/bin/bash`]),
    '',
  ].join('\n'));
  mountPseudoFiles(files);
}
