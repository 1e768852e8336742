import type { BridgeVlans, Cable, HostSnapshot, IpLink, NetnsSnapshot, Snapshot } from './snapshot';

/** Runs `ip` or `bridge` with those arguments on a host and gives what it prints. */
export type Ask = (host: string, argv: readonly [program: 'ip' | 'bridge', ...args: string[]]) => Promise<string>;

/** What a snapshot is taken of. */
export interface Subject {
  /** ns of lab time */
  readonly at: number;
  /** with the names of each one's namespaces but its first */
  readonly hosts: readonly { readonly name: string; readonly namespaces: readonly string[] }[];
  readonly cables: readonly Cable[];
}

/** The state of all hosts and namespaces, as iproute2 shows it. */
export async function takeSnapshot({ at, hosts, cables }: Subject, ask: Ask): Promise<Snapshot> {
  const taken: HostSnapshot[] = [];
  for (const { name: host, namespaces } of hosts) {
    const netns: NetnsSnapshot[] = [];
    for (const name of [null, ...namespaces]) {
      const from = async <T>(program: 'ip' | 'bridge', ...args: string[]): Promise<T[]> => {
        const text = await ask(host, [program, ...(name === null ? [] : ['-n', name]), '-j', ...args]);
        const answer: unknown = text.trim() === '' ? [] : JSON.parse(text);
        return Array.isArray(answer) ? answer as T[] : [];
      };
      const rows = <T>(...args: string[]): Promise<T[]> => from<T>('ip', ...args);
      const addr = await rows<IpLink>('-d', 'addr');
      netns.push({
        name,
        addr,
        route: [...await rows<NetnsSnapshot['route'][number]>('-d', '-4', 'route', 'show', 'table', 'all'), ...await rows<NetnsSnapshot['route'][number]>('-d', '-6', 'route', 'show', 'table', 'all')],
        rule: [...await rows<NetnsSnapshot['rule'][number]>('-4', 'rule'), ...await rows<NetnsSnapshot['rule'][number]>('-6', 'rule')],
        neigh: await rows('neigh'),
        ...(addr.some(tellsVlansApart) && { vlan: await from<BridgeVlans>('bridge', 'vlan') }),
      });
    }
    taken.push({ name: host, netns });
  }
  return { at, hosts: taken, cables };
}

function tellsVlansApart({ linkinfo }: IpLink): boolean {
  return linkinfo?.info_kind === 'bridge' && linkinfo.info_data?.vlan_filtering === 1;
}
