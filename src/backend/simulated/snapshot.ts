import type { Snapshot, HostSnapshot, NetnsSnapshot } from '../snapshot';
import type { Network } from '../../stack/network';

/** Runs `ip` with those arguments on a host and parses the JSON that it prints. */
export type AskIp = (host: string, args: readonly string[]) => Promise<unknown>;

/** The state of all hosts and namespaces, as iproute2 shows it. */
export async function takeSnapshot(network: Network, ask: AskIp): Promise<Snapshot> {
  const hosts: HostSnapshot[] = [];
  for (const host of network.hosts.values()) {
    const netns: NetnsSnapshot[] = [];
    for (const name of [null, ...host.namedNetns.keys()]) {
      const rows = async <T>(...args: string[]): Promise<T[]> => {
        const answer = await ask(host.name, [...(name === null ? [] : ['-n', name]), '-j', ...args]);
        return Array.isArray(answer) ? answer : [];
      };
      netns.push({
        name,
        addr: await rows('-d', 'addr'),
        route: [...await rows<NetnsSnapshot['route'][number]>('-d', '-4', 'route', 'show', 'table', 'all'), ...await rows<NetnsSnapshot['route'][number]>('-d', '-6', 'route', 'show', 'table', 'all')],
        rule: [...await rows<NetnsSnapshot['rule'][number]>('-4', 'rule'), ...await rows<NetnsSnapshot['rule'][number]>('-6', 'rule')],
        neigh: await rows('neigh'),
      });
    }
    hosts.push({ name: host.name, netns });
  }
  const cables = network.cables.map(({ a, b }) => ({
    a: { host: a.host.name, dev: a.ifname, ifindex: a.ifindex },
    b: { host: b.host.name, dev: b.ifname, ifindex: b.ifindex },
  }));
  return { at: network.clock.now(), hosts, cables };
}
