import type { IpLink, NetnsSnapshot, Snapshot } from '../backend/snapshot';

/** What became of a packet on its way. */
export interface Drop {
  /** SKB_DROP_REASON_* without the prefix */
  readonly reason: string;
  /** what that means, or what the place that dropped it says */
  readonly words: string;
}

/** What a command printed, and what was dropped while it ran. */
export interface Probe {
  readonly text: string;
  readonly status: number;
  /** undefined where the kernel doesn't tell */
  readonly drops: readonly Drop[] | undefined;
}

/** The network that checks are judged against. */
export interface World {
  readonly snapshot: Snapshot;
  /** Standard output of a command that only reads. @throws Error whose message holds what it complains of */
  query(host: string, argv: readonly string[]): Promise<string>;
  /** Runs a command, and lab time with it. */
  probe(host: string, argv: readonly string[]): Promise<Probe>;
}

/** Where a check line looks. */
export interface Place {
  readonly world: World;
  readonly host: string;
  /** null: the host's first namespace */
  readonly name: string | null;
  readonly netns: NetnsSnapshot;
}

/** `argv` as it runs in the place's namespace. */
export function within({ name }: Place, argv: readonly string[]): readonly string[] {
  return name === null ? argv : ['ip', 'netns', 'exec', name, ...argv];
}

/** e.g. ` in netns red on host gateway`; empty in a lab's first namespace of its only host */
export function whereIs({ world, host, name }: Place): string {
  return `${name === null ? '' : ` in netns ${name}`}${world.snapshot.hosts.length > 1 ? ` on host ${host}` : ''}`;
}

export function findLink({ netns }: Place, name: string): IpLink | undefined {
  return netns.addr.find(({ ifname, altnames }) => ifname === name || altnames?.includes(name));
}
