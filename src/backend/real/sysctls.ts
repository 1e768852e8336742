import { createNetwork } from '../../stack/create';

/**
 * Where a new network namespace takes over what the machine's administrator or distribution has set (devinet_init_net in
 * net/ipv4/devinet.c), it gets the kernel's own defaults instead, as the simulated host shows them.
 */
export function defaultSysctls(): (readonly [path: string, value: string])[] {
  const { sysctl } = createNetwork({ seed: 0 }).addHost('default').initNetns;
  return ['all', 'default', 'lo'].flatMap(device => sysctl.paths(`net/ipv4/conf/${device}`)).map(path => [path, sysctl.get(path)] as const);
}
