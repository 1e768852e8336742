import type { Bridge } from '../device/bridge/bridge';
import type { FdbEntry } from '../device/bridge/fdb';
import type { BridgePort } from '../device/bridge/port';
import type { NetDevice } from '../device/device';
import { NTF, NUD, type FdbMessage, type LinkMessage, type MdbMessage, type VlanEntry, type VlanMessage } from '../rtnetlink';
import { NS_PER_CLOCK_TICK } from '../timer';
import { linkMessage } from './linkmessage';

/** A port as its bridge tells of it (br_fill_ifinfo). */
export function portMessage(dev: NetDevice, type: 'RTM_NEWLINK AF_BRIDGE' | 'RTM_DELLINK AF_BRIDGE'): LinkMessage {
  const message = linkMessage(dev);
  return type === 'RTM_DELLINK AF_BRIDGE' ? { ...message, slaveData: undefined } : message;
}

/** An entry as a dump tells it (fdb_fill_info). */
export function fdbMessage(bridge: Bridge, entry: FdbEntry): FdbMessage {
  const now = bridge.netns.network.clock.now();
  const since = (then: number): number => Math.floor((now - then) / NS_PER_CLOCK_TICK);
  const state = entry.local ? NUD.PERMANENT : entry.fixed ? NUD.NOARP : bridge.stations.expired(entry) ? NUD.STALE : NUD.REACHABLE;
  return {
    index: entry.port?.dev.ifindex ?? bridge.ifindex, lladdr: entry.address, ...(entry.vid !== 0 && { vlan: entry.vid }), state,
    flags: (entry.externLearned ? NTF.EXT_LEARNED : 0) | (entry.sticky ? NTF.STICKY : 0),
    master: bridge.ifindex, cacheinfo: { used: since(entry.used), updated: since(entry.updated) },
  };
}

/** A router port, or without `port` the whole database (br_mdb_fill_info, br_rports_fill_info). */
export function mdbMessage(bridge: Bridge, port?: BridgePort): MdbMessage {
  const { snooping } = bridge;
  const routers = port ? [{ port, left: 0 }] : snooping.enabled ? snooping.routerPorts : [];
  return {
    index: bridge.ifindex, entries: port || !snooping.enabled ? [] : snooping.mdb.entries(),
    routers: routers.map(({ port: each, left }) => ({ port: each.dev.ifindex, type: each.multicastRouter, timer: left })),
  };
}

/** VLANs of a port or of the bridge itself. @param known whether they are there, with their options (br_vlan_notify) */
export function vlanMessage(bridge: Bridge, port: BridgePort | null, known: boolean, first: number, last: number): VlanMessage {
  const index = port?.dev.ifindex ?? bridge.ifindex;
  const gone: VlanEntry = { first, last, pvid: false, untagged: false, state: 0, stats: { rxBytes: 0, rxPackets: 0, txBytes: 0, txPackets: 0 } };
  const entry = known ? vlanEntries(bridge, port).find(each => each.first === first) : gone;
  return { index, entries: entry ? [{ ...entry, last }] : [], globals: [] };
}

/** One by one, by id. */
export function vlanEntries(bridge: Bridge, port: BridgePort | null): VlanEntry[] {
  const group = bridge.vlanTables.groupOf(port);
  return group.all().filter(vlan => vlan.inUse).map(({ vid, untagged, state, multicastRouter, stats }) => ({
    first: vid, last: vid, pvid: group.pvid === vid, untagged, state, multicastRouter, stats: { ...stats },
  }));
}
