import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProgram, isRoot } from './sandbox';

/** One thing that the real backend builds on. */
export interface Finding {
  readonly name: string;
  /** what is wrong and how to mend it; undefined: all is well */
  readonly problem?: string;
}

/** Debian's package for each program that a lab uses. */
export const PACKAGES: Readonly<Record<string, string>> = {
  arping: 'iputils-arping', bridge: 'iproute2', ethtool: 'ethtool', ip: 'iproute2', iptables: 'iptables', jq: 'jq', nft: 'nftables', ping: 'iputils-ping', ss: 'iproute2',
  sysctl: 'procps', tc: 'iproute2', tcpdump: 'tcpdump', traceroute: 'traceroute',
};

/** What the sandbox itself is made with. */
const OWN: Readonly<Record<string, string>> = {
  bash: 'bash', hostname: 'hostname', ip: 'iproute2', mkfifo: 'coreutils', mount: 'mount', nsenter: 'util-linux', perl: 'perl-base', prlimit: 'util-linux', setpriv: 'util-linux',
  unshare: 'util-linux',
};

/** Settings that forbid namespaces to ordinary users, the value that does, and one that doesn't. */
const FORBIDDING: readonly (readonly [sysctl: string, forbids: string, mend: string])[] = [
  ['user/max_user_namespaces', '0', '15000'],
  ['kernel/unprivileged_userns_clone', '0', '1'],
  ['kernel/apparmor_restrict_unprivileged_userns', '1', '0'],
];

/** What to do about a program that isn't there, for a shell to say; undefined for one that no package is known of. */
export function missingProgram(program: string): string | undefined {
  const wanted = PACKAGES[program] ?? OWN[program];
  return wanted === undefined ? undefined : `this machine has no ${program}: apt install ${wanted}`;
}

/** What keeps the sandbox from being made, in one line with the mend; undefined where nothing does. */
export function findObstacle(): string | undefined {
  return [checkSystem, checkTools, checkNamespaces].map(check => check().problem).find(problem => problem !== undefined);
}

/** Everything but what can be seen from within only. */
export function examine(): Finding[] {
  return [checkSystem(), checkTools(), checkNamespaces(), ...Object.keys(PACKAGES).map(program => finding(program, findProgram(program) === undefined ? missingProgram(program) : undefined))];
}

function finding(name: string, problem: string | undefined): Finding {
  return problem === undefined ? { name } : { name, problem };
}

function checkSystem(): Finding {
  return finding('Linux', process.platform === 'linux' ? undefined : `the real backend needs Linux, and this is ${process.platform}: use the simulated one`);
}

function checkTools(): Finding {
  const missing = Object.keys(OWN).filter(program => findProgram(program) === undefined);
  const packages = [...new Set(missing.map(program => OWN[program]!))];
  return finding('tools for a sandbox', missing.length === 0 ? undefined : `this machine has no ${missing.join(', ')}: apt install ${packages.join(' ')}`);
}

function checkNamespaces(): Finding {
  const name = 'namespaces';
  const unshare = findProgram('unshare');
  if (process.platform !== 'linux' || unshare === undefined) return { name };
  const tries = (flags: readonly string[]): string | undefined => {
    const { status, stderr } = spawnSync(unshare, [...flags, 'true'], { encoding: 'utf8' });
    return status === 0 ? undefined : stderr.trim();
  };
  const said = tries(isRoot() ? ['--mount', '--pid', '--fork'] : ['--user', '--map-root-user', '--mount', '--pid', '--fork']);
  if (said === undefined) return { name };
  for (const [sysctl, forbids, mend] of FORBIDDING) {
    if (read(`/proc/sys/${sysctl}`) === forbids) return finding(name, `${sysctl.replaceAll('/', '.')} forbids user namespaces: sudo sysctl -w ${sysctl.replaceAll('/', '.')}=${mend}`);
  }
  return finding(name, `namespaces can't be made here (${said.replace(/^unshare: /, '')}): in a container, start it with --privileged`);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}
