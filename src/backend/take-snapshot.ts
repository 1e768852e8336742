import type { Cable, HostSnapshot, NetnsSnapshot, Snapshot } from './snapshot';

/** Runs `ip` with those arguments on a host and gives what it prints. */
export type AskIp = (host: string, args: readonly string[]) => Promise<string>;

/** What a snapshot is taken of. */
export interface Subject {
  /** ns of lab time */
  readonly at: number;
  /** with the names of each one's namespaces but its first */
  readonly hosts: readonly { readonly name: string; readonly namespaces: readonly string[] }[];
  readonly cables: readonly Cable[];
}

/** The state of all hosts and namespaces, as iproute2 shows it. */
export async function takeSnapshot({ at, hosts, cables }: Subject, ask: AskIp): Promise<Snapshot> {
  const taken: HostSnapshot[] = [];
  for (const { name: host, namespaces } of hosts) {
    const netns: NetnsSnapshot[] = [];
    for (const name of [null, ...namespaces]) {
      const rows = async <T>(...args: string[]): Promise<T[]> => {
        const text = await ask(host, [...(name === null ? [] : ['-n', name]), '-j', ...args]);
        const answer: unknown = text.trim() === '' ? [] : JSON.parse(text);
        return Array.isArray(answer) ? answer as T[] : [];
      };
      netns.push({
        name,
        addr: await rows('-d', 'addr'),
        route: [...await rows<NetnsSnapshot['route'][number]>('-d', '-4', 'route', 'show', 'table', 'all'), ...await rows<NetnsSnapshot['route'][number]>('-d', '-6', 'route', 'show', 'table', 'all')],
        rule: [...await rows<NetnsSnapshot['rule'][number]>('-4', 'rule'), ...await rows<NetnsSnapshot['rule'][number]>('-6', 'rule')],
        neigh: await rows('neigh'),
      });
    }
    taken.push({ name: host, netns });
  }
  return { at, hosts: taken, cables };
}
