import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { LabHost } from '../../lab';
import { hostsFile, userNamed, type User } from '../user';
import { BOUNDS } from './bounds';
import { findProgram } from './sandbox';
import { SHIMS } from './shims';
import { defaultSysctls } from './sysctls';

/**
 * Makes a host of the namespaces that it runs in. Arguments: its name, folder of its files, its user's home. Then it waits for ever
 * as `bash`: the shell that a student sees among the processes.
 */
const SCRIPT = `
set -e
name=$1 files=$2 home=$3
hostname "$name"
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
for file in "$files"/etc/*; do mount --bind "$file" "/etc/\${file##*/}" 2>/dev/null || [ ! -e "/etc/\${file##*/}" ]; done
if [ -d /etc/iproute2 ]; then cp -r /etc/iproute2 "$files/iproute2"; mount --bind "$files/iproute2" /etc/iproute2; fi
if [ -d /usr/local/sbin ]; then mount --bind "$files/sbin" /usr/local/sbin; fi
while read -r path value; do
  { read -r now < "$path"; } 2>/dev/null || continue
  [ "$now" = "$value" ] || echo "$value" > "$path"
done < "$files/sysctls"
mount -t tmpfs -o size=${BOUNDS.files},nr_inodes=16384,nosuid,nodev,mode=755 scratch /tmp
mkdir -m 755 /tmp/run /tmp/run/netns /tmp/home
mkdir -m 700 /tmp/root
mkdir -m 1777 /tmp/tmp /tmp/vartmp /tmp/shm
case $home in /home/*) mkdir "/tmp$home";; esac
mount --bind /tmp/home /home
mount --bind /tmp/root /root
mount --bind /tmp/vartmp /var/tmp
mount --bind /tmp/shm /dev/shm
mount --bind /tmp/run /run
mount --bind /tmp/tmp /tmp
ip link set lo up
cd "$home"
echo ready
exec env -i bash
`;

/** A host of a lab: network, mount and uts namespace of its own, and the process that holds them. */
export class RealHost {
  private constructor(readonly name: string, readonly user: User, readonly holder: ChildProcess) {}

  get pid(): number {
    return this.holder.pid!;
  }

  /** Its file tree, as this process sees it. */
  get root(): string {
    return `/proc/${this.pid}/root`;
  }

  /**
   * @param scratch a folder for the files that its own /etc is made of
   * @throws {Error} with what the tools said
   */
  static async create({ name, hostname, user }: LabHost, scratch: string): Promise<RealHost> {
    const owner = userNamed(user);
    layOutFiles(scratch, hostname, owner);
    const holder = spawn(findProgram('unshare')!, ['--net', '--mount', '--uts', '--propagation', 'private', 'bash', '-c', SCRIPT, 'vethlab', hostname, scratch, owner.home], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    let errors = '';
    holder.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    await new Promise<void>((resolve, reject) => {
      holder.once('error', reject);
      holder.once('exit', () => reject(new Error(`the host ${name} can't be made: ${errors.trim()}`)));
      holder.stdout.once('data', resolve);
    });
    holder.removeAllListeners('exit');
    return new RealHost(name, owner, holder);
  }
}

/** What a host's /etc and /usr/local/sbin hold of their own. */
function layOutFiles(folder: string, hostname: string, user: User): void {
  mkdirSync(`${folder}/etc`, { recursive: true });
  mkdirSync(`${folder}/sbin`);
  const files: Readonly<Record<string, string>> = {
    hostname: `${hostname}\n`,
    hosts: hostsFile(hostname),
    'resolv.conf': '',
    'nsswitch.conf': ['hosts', 'networks', 'protocols', 'services', 'ethers', 'passwd', 'group'].map(database => `${database}: files\n`).join(''),
    passwd: passwd(readFileSync('/etc/passwd', 'utf8'), user),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/etc/${name}`, text);
  for (const [name, text] of Object.entries(SHIMS)) writeFileSync(`${folder}/sbin/${name}`, text, { mode: 0o755 });
  writeFileSync(`${folder}/sysctls`, defaultSysctls().map(([name, value]) => `/proc/sys/${name} ${value}\n`).join(''));
}

/** In the sandbox there is no user id but 0: the lab's user has it, and tcpdump, which changes to a user of that name, keeps it. */
function passwd(machine: string, { name, home }: User): string {
  const others = machine.split('\n').filter(line => line !== '' && !line.startsWith('tcpdump:') && (name === 'root' || !line.startsWith(`${name}:`)));
  const own = name === 'root' ? [] : [`${name}:x:0:0:,,,:${home}:/bin/bash`];
  return [...others, ...own, 'tcpdump:x:0:0::/nonexistent:/usr/sbin/nologin', ''].join('\n');
}
