import { NS_PER_MS } from '../clock';
import { FRAME_TRUESIZE, type NeighbourParms } from '../inet/neighbour-parms';
import type { NeighbourTable } from '../inet/neighbour-table';
import { perNetns, type Netns } from '../netns';
import { RtnetlinkError, type NeighTableMessage, type NeighTableParms, type SetNeighTable } from '../rtnetlink';
import type { Skb } from '../skb';

/** A family's neighbour table as its namespace sees it. */
export interface NamedTable {
  readonly name: string;
  readonly table: NeighbourTable<Skb>;
  readonly defaults: NeighbourParms;
  /** The parameters of devices, the newest first; index 0 for the device that stands for none. */
  parms(): { readonly index: number; readonly parms: NeighbourParms }[];
}

/** By name. */
const tablesOf = perNetns(() => new Map<string, NamedTable>());

/** RTM_GETNEIGHTBL and RTM_SETNEIGHTBL (net/core/neighbour.c) for one table. */
export function neighTableHandlers(netns: Netns, named: NamedTable): void {
  const tables = tablesOf(netns).set(named.name, named);
  netns.rtnetlink.registerDump('RTM_GETNEIGHTBL', named.table.family, () => dump(named));
  netns.rtnetlink.register('RTM_SETNEIGHTBL', 0, message => {
    const table = tables.get(message.name);
    if (!table) throw new RtnetlinkError('ENOENT');
    set(netns, table, message);
  });
}

function dump({ name, table, defaults, parms }: NamedTable): NeighTableMessage[] {
  const { family, gcThresh1: thresh1, gcThresh2: thresh2, gcThresh3: thresh3, gcInterval } = table;
  return [
    { family, name, limits: { thresh1, thresh2, thresh3, gcInterval: gcInterval * 1000 }, parms: describe(defaults) },
    ...parms().map(each => ({ family, name, parms: { index: each.index, ...describe(each.parms) } })),
  ];
}

/** neightbl_fill_parms. */
function describe(parms: NeighbourParms): NeighTableParms {
  return {
    refcnt: 1, reachableTime: parms.reachableTimeNs / NS_PER_MS, baseReachableTime: parms.baseReachableTimeMs, retransTime: parms.retransTimeMs,
    gcStaletime: parms.gcStaleTime * 1000, delayProbeTime: parms.delayFirstProbeTime * 1000, queueLen: Math.floor(parms.unresQlenBytes / FRAME_TRUESIZE),
    appProbes: parms.appSolicit, ucastProbes: parms.ucastSolicit, mcastProbes: parms.mcastSolicit,
    anycastDelay: parms.anycastDelay * 10, proxyDelay: parms.proxyDelay * 10, proxyQlen: parms.proxyQlen, locktime: parms.locktime * 10,
  };
}

type Changeable = Exclude<keyof SetNeighTable['parms'], 'index'>;

/** What each attribute sets, in the units of the sysctls. */
const SETTERS: Readonly<Record<Changeable, (parms: NeighbourParms, value: number) => void>> = {
  baseReachableTime: (parms, ms) => void (parms.baseReachableTimeMs = ms),
  retransTime: (parms, ms) => void (parms.retransTimeMs = ms),
  gcStaletime: (parms, ms) => void (parms.gcStaleTime = ms / 1000),
  delayProbeTime: (parms, ms) => void (parms.delayFirstProbeTime = ms / 1000),
  queueLen: (parms, packets) => void (parms.unresQlenBytes = packets * FRAME_TRUESIZE),
  appProbes: (parms, count) => void (parms.appSolicit = count),
  ucastProbes: (parms, count) => void (parms.ucastSolicit = count),
  mcastProbes: (parms, count) => void (parms.mcastSolicit = count),
  anycastDelay: (parms, ms) => void (parms.anycastDelay = ms / 10),
  proxyDelay: (parms, ms) => void (parms.proxyDelay = ms / 10),
  proxyQlen: (parms, packets) => void (parms.proxyQlen = packets),
  locktime: (parms, ms) => void (parms.locktime = ms / 10),
};

/** neightbl_set; the limits are the initial namespace's to change. */
function set(netns: Netns, { table, defaults, parms }: NamedTable, { limits, parms: wanted }: SetNeighTable): void {
  const { index, ...changes } = wanted;
  const target = index === undefined ? defaults : parms().find(each => each.index === index)?.parms;
  if (!target) throw new RtnetlinkError('ENOENT');
  if (Object.keys(limits).length > 0 && !netns.isInitial) throw new RtnetlinkError('ENOENT');
  for (const [name, value] of Object.entries(changes) as [Changeable, number][]) SETTERS[name](target, value);
  table.gcThresh1 = limits.thresh1 ?? table.gcThresh1;
  table.gcThresh2 = limits.thresh2 ?? table.gcThresh2;
  table.gcThresh3 = limits.thresh3 ?? table.gcThresh3;
  if (limits.gcInterval !== undefined) table.gcInterval = limits.gcInterval / 1000;
}
