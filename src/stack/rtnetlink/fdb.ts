import { MAC_ZERO } from '../address';
import { NS_PER_MS } from '../clock';
import { Bridge } from '../device/bridge/bridge';
import { ARPHRD, type NetDevice } from '../device/device';
import { isMulticastAddress } from '../device/ethernet';
import type { Netns } from '../netns';
import { NTF, NUD, RtnetlinkError, type DelFdb, type DumpFilter, type FdbMessage, type NewFdb } from '../rtnetlink';

const NS_PER_HUNDREDTH = 10 * NS_PER_MS;
const MAX_VLAN = 4094;

/** RTM_NEWNEIGH, RTM_DELNEIGH and the dump of AF_BRIDGE (net/core/rtnetlink.c). */
export function fdbHandlers(netns: Netns): void {
  const { rtnetlink } = netns;
  rtnetlink.register('RTM_NEWNEIGH AF_BRIDGE', 0, message => change(netns, message, {
    bridge: (bridge, dev) => bridge.addFdb(dev, message.lladdr, message.vlan, message),
    self: dev => dev.fdb ? dev.fdb.add(message) : addListed(dev, message),
  }));
  rtnetlink.register('RTM_DELNEIGH AF_BRIDGE', 0, message => change(netns, message, {
    bridge: (bridge, dev) => bridge.deleteFdb(dev, message.lladdr, message.vlan),
    self: dev => dev.fdb ? dev.fdb.delete(message) : deleteListed(dev, message),
  }));
  rtnetlink.registerDump('RTM_GETNEIGH AF_BRIDGE', 0, filter => dump(netns, filter));
}

interface Ways {
  bridge(bridge: Bridge, dev: NetDevice): void;
  self(dev: NetDevice): void;
}

/** rtnl_fdb_add, rtnl_fdb_del: the port's bridge, then the device itself. */
function change(netns: Netns, { index, vlan, flags }: NewFdb | DelFdb, ways: Ways): void {
  const dev = netns.devices.byIndex(index);
  if (!dev) throw new RtnetlinkError('ENODEV', 'unknown ifindex');
  if (vlan !== undefined && vlan > MAX_VLAN) throw new RtnetlinkError('EINVAL', 'invalid vlan id');
  const master = dev.master instanceof Bridge && (flags & NTF.MASTER || !(flags & NTF.SELF)) ? dev.master : undefined;
  if (!master && !(flags & NTF.SELF)) throw new RtnetlinkError('EOPNOTSUPP');
  if (master) ways.bridge(master, dev);
  if (!(flags & NTF.SELF)) return;
  if (dev instanceof Bridge) ways.bridge(dev, dev);
  else ways.self(dev);
}

/** Whether an address goes to the list of groups rather than to that of further unicast addresses. */
function listOf(dev: NetDevice, lladdr: string): NetDevice['multicast'] {
  return isMulticastAddress(lladdr) ? dev.multicast : dev.unicast;
}

/** ndo_dflt_fdb_add. */
function addListed(dev: NetDevice, { lladdr, vlan, state, excl }: NewFdb): void {
  if ((state && !(state & NUD.PERMANENT)) || vlan || lladdr === MAC_ZERO) throw new RtnetlinkError('EINVAL');
  const list = listOf(dev, lladdr);
  if (!list.has(lladdr)) list.add(lladdr);
  else if (excl) throw new RtnetlinkError('EEXIST');
}

/** ndo_dflt_fdb_del. */
function deleteListed(dev: NetDevice, { lladdr, state }: DelFdb): void {
  if (!(state & NUD.PERMANENT)) throw new RtnetlinkError('EINVAL');
  const list = listOf(dev, lladdr);
  if (!list.has(lladdr)) throw new RtnetlinkError('ENOENT');
  list.delete(lladdr);
}

/** rtnl_fdb_dump: of each device what its bridge knows of it, then its own lists. */
function dump(netns: Netns, { index, master }: DumpFilter): FdbMessage[] {
  return [...netns.devices]
    .filter(dev => (index === undefined || dev.ifindex === index) && (master === undefined || dev.ifindex === master || dev.master?.ifindex === master))
    .flatMap(dev => dev instanceof Bridge ? [...listed(dev), ...learned(dev, dev)] : dev.master instanceof Bridge ? [...learned(dev.master, dev), ...listed(dev)] : listed(dev));
}

function learned(bridge: Bridge, dev: NetDevice): FdbMessage[] {
  const now = bridge.netns.network.clock.now();
  const since = (then: number): number => Math.floor((now - then) / NS_PER_HUNDREDTH);
  return bridge.fdbOf(dev).map(entry => ({
    index: dev.ifindex, lladdr: entry.address, ...(entry.vid !== 0 && { vlan: entry.vid }),
    state: entry.local ? NUD.PERMANENT : entry.fixed ? NUD.NOARP : NUD.REACHABLE,
    flags: (entry.externLearned ? NTF.EXT_LEARNED : 0) | (entry.sticky ? NTF.STICKY : 0),
    master: bridge.ifindex, cacheinfo: { used: since(entry.used), updated: since(entry.updated) },
  }));
}

/** ndo_dflt_fdb_dump. */
function listed(dev: NetDevice): FdbMessage[] {
  if (dev.fdb) return dev.fdb.dump();
  if (dev.type !== ARPHRD.ETHER) return [];
  return [...dev.unicast.entries(), ...dev.multicast.entries()].map(({ address }) => ({ index: dev.ifindex, lladdr: address, state: NUD.PERMANENT, flags: NTF.SELF }));
}
