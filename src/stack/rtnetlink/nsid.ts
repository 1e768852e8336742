import { perNetns, type Netns } from '../netns';
import { RtnetlinkError, type NewNsid } from '../rtnetlink';

/** A namespace's ids for others (net->netns_ids), in order of id. */
const ids = perNetns(() => new Map<number, Netns>());

/** The id that `netns` has for `peer`, if any (peernet2id). */
export function knownPeerId(netns: Netns, peer: Netns): number | undefined {
  for (const [id, other] of ids(netns)) if (other === peer) return id;
  return undefined;
}

/** The id that `netns` has for `peer`; the first free one if it had none (peernet2id_alloc). */
export function peerId(netns: Netns, peer: Netns): number {
  return knownPeerId(netns, peer) ?? assign(netns, peer, firstFree(netns));
}

/** The namespace that `netns` has an id for (get_net_ns_by_id). */
export function peerOf(netns: Netns, id: number): Netns | undefined {
  return ids(netns).get(id);
}

/** Forgets a namespace that is gone, in all others of its host. */
export function forgetPeer(netns: Netns, gone: Netns): void {
  const id = knownPeerId(netns, gone);
  if (id === undefined) return;
  ids(netns).delete(id);
  netns.rtnetlink.notify({ type: 'RTM_DELNSID', nsid: { nsid: id, netns: gone } });
}

/** RTM_NEWNSID, RTM_GETNSID (net/core/net_namespace.c). */
export function nsid(netns: Netns): void {
  netns.rtnetlink.register('RTM_NEWNSID', 0, message => newNsid(netns, message));
  netns.rtnetlink.registerGet('RTM_GETNSID', 0, message => knownPeerId(netns, message.netns));
  netns.rtnetlink.registerDump('RTM_GETNSID', 0, () =>
    [...ids(netns)].sort(([a], [b]) => a - b).map(([id, peer]) => ({ nsid: id, netns: peer })));
}

function newNsid(netns: Netns, message: NewNsid): void {
  if (knownPeerId(netns, message.netns) !== undefined) throw new RtnetlinkError('EEXIST', 'Peer netns already has a nsid assigned');
  if (message.nsid >= 0 && ids(netns).has(message.nsid)) throw new RtnetlinkError('EEXIST', 'The specified nsid is already used');
  assign(netns, message.netns, message.nsid >= 0 ? message.nsid : firstFree(netns));
}

function firstFree(netns: Netns): number {
  let id = 0;
  while (ids(netns).has(id)) id++;
  return id;
}

function assign(netns: Netns, peer: Netns, id: number): number {
  ids(netns).set(id, peer);
  netns.rtnetlink.notify({ type: 'RTM_NEWNSID', nsid: { nsid: id, netns: peer } });
  return id;
}
