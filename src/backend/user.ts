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

/** /etc/hosts as Debian's installer writes it. */
export function hostsFile(hostname: string): string {
  return [
    '127.0.0.1\tlocalhost',
    `127.0.1.1\t${hostname}`,
    '',
    '# The following lines are desirable for IPv6 capable hosts',
    '::1     localhost ip6-localhost ip6-loopback',
    'ff02::1 ip6-allnodes',
    'ff02::2 ip6-allrouters',
    '',
  ].join('\n');
}
