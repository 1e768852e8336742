import { RtnetlinkError, type Errno, type Answers, type DumpFilter, type LinkMessage, type NeighMessage, type Request, type RouteMessage, type Rtnetlink, type RuleMessage } from '../../../src/stack';
import { ip } from '../../../src/commands/ip';
import { fakeHost, run, type Ran } from '../run';

/** Tables behind the rtnetlink contract, and what was asked of it. */
export interface Tables {
  readonly links?: readonly Partial<LinkMessage>[];
  readonly routes?: readonly RouteMessage[];
  readonly rules?: readonly RuleMessage[];
  readonly neighbours?: readonly NeighMessage[];
  /** every request fails with this */
  readonly refuses?: Errno;
  getRoute?(message: Parameters<Rtnetlink['getRoute']>[0]): RouteMessage;
  getNeigh?(message: Parameters<Rtnetlink['getNeigh']>[0]): NeighMessage;
}

export interface Asked extends Ran {
  readonly requests: readonly Request[];
  readonly filters: readonly (DumpFilter | undefined)[];
}

const LINKS: readonly Partial<LinkMessage>[] = [{ index: 1, ifname: 'lo' }, { index: 2, ifname: 'veth1' }, { index: 3, ifname: 'veth0' }];

/** Runs `ip ...` against the tables; deletions take rows away. */
export async function ask(line: string, tables: Tables = {}): Promise<Asked> {
  const requests: Request[] = [];
  const filters: (DumpFilter | undefined)[] = [];
  const links = tables.links ?? LINKS;
  const rows = { RTM_GETROUTE: [...tables.routes ?? []], RTM_GETRULE: [...tables.rules ?? []], RTM_GETNEIGH: [...tables.neighbours ?? []] };
  const rtnetlink: Partial<Rtnetlink> = {
    request(message) {
      requests.push(message);
      if (tables.refuses) throw new RtnetlinkError(tables.refuses);
      if (message.type === 'RTM_DELROUTE') rows.RTM_GETROUTE = rows.RTM_GETROUTE.filter(route => route.dst.address !== message.dst.address || route.table !== message.table);
      if (message.type === 'RTM_DELNEIGH') rows.RTM_GETNEIGH = rows.RTM_GETNEIGH.filter(neigh => neigh.dst !== message.dst);
    },
    dump<T extends keyof Answers>(type: T, filter?: DumpFilter) {
      filters.push(filter);
      const found = (rows as unknown as Record<string, { readonly family: number }[]>)[type] ?? [];
      return found.filter(row => filter?.family === undefined || row.family === filter.family) as unknown as Answers[T][];
    },
    getLink(which) {
      const link = links.find(row => ('index' in which ? row.index === which.index : row.ifname === which.ifname));
      if (!link) throw new RtnetlinkError('ENODEV');
      return link as LinkMessage;
    },
    ...(tables.getRoute && { getRoute: tables.getRoute }),
    ...(tables.getNeigh && { getNeigh: tables.getNeigh }),
  };
  return { ...await run(ip, line, fakeHost({ '': rtnetlink })), requests, filters };
}
