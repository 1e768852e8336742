import { Bridge } from '../device/bridge/bridge';
import { ARPHRD, type NetDevice } from '../device/device';
import { isMulticastAddress } from '../device/ethernet';
import type { Netns } from '../netns';
import { NTF, NUD, RtnetlinkError, type DelFdb, type DumpFilter, type FdbMessage, type FlushFdb, type GetFdb, type NewFdb } from '../rtnetlink';
import { fdbMessage } from './bridge-messages';

const MAX_VLAN = 4094;

/** RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH of AF_BRIDGE (net/core/rtnetlink.c). */
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
  rtnetlink.register('RTM_DELNEIGH AF_BRIDGE bulk', 0, message => flush(netns, message));
  rtnetlink.registerDump('RTM_GETNEIGH AF_BRIDGE', 0, filter => dump(netns, filter));
  rtnetlink.registerGet('RTM_GETNEIGH AF_BRIDGE', 0, message => get(netns, message));
}

interface Ways {
  bridge(bridge: Bridge, dev: NetDevice): void;
  self(dev: NetDevice): void;
}

/** rtnl_fdb_add, rtnl_fdb_del: the port's bridge, then the device itself. */
function change(netns: Netns, message: NewFdb | DelFdb, ways: Ways): void {
  const { index, lladdr, vlan, state, flags } = message;
  const dev = netns.devices.byIndex(index);
  if (!dev) throw new RtnetlinkError('ENODEV', 'unknown ifindex');
  if (dev.type !== ARPHRD.ETHER) throw notEthernet(message.type === 'RTM_NEWNEIGH AF_BRIDGE' ? 'add' : 'delete');
  if (vlan !== undefined && vlan > MAX_VLAN) throw new RtnetlinkError('EINVAL', 'invalid vlan id');
  const master = dev.master instanceof Bridge && (flags & NTF.MASTER || !(flags & NTF.SELF)) ? dev.master : undefined;
  if (!master && !(flags & NTF.SELF)) throw new RtnetlinkError('EOPNOTSUPP');
  if (master) ways.bridge(master, dev);
  if (!(flags & NTF.SELF)) return;
  if (dev instanceof Bridge) ways.bridge(dev, dev);
  else ways.self(dev);
  const type = message.type === 'RTM_NEWNEIGH AF_BRIDGE' ? message.type : 'RTM_DELNEIGH AF_BRIDGE';
  netns.rtnetlink.notify({ type, fdb: { index, lladdr, ...(vlan !== undefined && { vlan }), state, flags: NTF.SELF } });
}

const notEthernet = (what: 'add' | 'delete'): RtnetlinkError => new RtnetlinkError('EINVAL', `FDB ${what} only supported for Ethernet devices`);

/** Whether an address goes to the list of groups rather than to that of further unicast addresses. */
function listOf(dev: NetDevice, lladdr: string): NetDevice['multicast'] {
  return isMulticastAddress(lladdr) ? dev.multicast : dev.unicast;
}

/** ndo_dflt_fdb_add. */
function addListed(dev: NetDevice, { lladdr, vlan, state, excl }: NewFdb): void {
  if ((state && !(state & NUD.PERMANENT)) || vlan) throw new RtnetlinkError('EINVAL');
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

/** rtnl_fdb_del of all that a filter has, br_fdb_delete_bulk. */
function flush(netns: Netns, { index, port, vlan, flags, ...filter }: FlushFdb): void {
  const dev = netns.devices.byIndex(index);
  if (!dev) throw new RtnetlinkError('ENODEV', 'unknown ifindex');
  if (dev.type !== ARPHRD.ETHER) throw notEthernet('delete');
  const viaMaster = (flags & NTF.MASTER) !== 0 && dev.master instanceof Bridge ? dev.master : undefined;
  const bridge = viaMaster ?? (flags & NTF.SELF && dev instanceof Bridge ? dev : undefined);
  if (!bridge) throw new RtnetlinkError('EOPNOTSUPP');
  const wanted = { ...filter, flags, ...(vlan !== undefined && { vid: vlan }) };
  if (port !== undefined) {
    const from = netns.devices.byIndex(port);
    if (!from) throw new RtnetlinkError('ENODEV', 'bridge: Unknown flush port ifindex');
    if (from !== bridge && !(from.master instanceof Bridge)) throw new RtnetlinkError('EINVAL', 'bridge: Flush port is not a bridge port');
    if (from !== bridge && from.master !== bridge) throw new RtnetlinkError('EINVAL', 'bridge: Flush port doesn\'t match the bridge');
    return bridge.stations.flush({ ...wanted, port: from === bridge ? null : bridge.portOf(from)! });
  }
  bridge.stations.flush(viaMaster ? { ...wanted, port: bridge.portOf(dev)! } : wanted);
}

/** rtnl_fdb_get. @throws {RtnetlinkError} ENODEV, EINVAL, EOPNOTSUPP, ENOENT */
function get(netns: Netns, { lladdr, index, master, vlan = 0, flags }: GetFdb): FdbMessage {
  if (vlan > MAX_VLAN) throw new RtnetlinkError('EINVAL', 'invalid vlan id');
  const dev = index === undefined ? undefined : netns.devices.byIndex(index);
  if (index !== undefined && !dev) throw new RtnetlinkError('ENODEV', 'Unknown device ifindex');
  if (master !== undefined && dev) throw new RtnetlinkError('EINVAL', 'Master and device are mutually exclusive');
  const direct = dev && flags !== 0 && !(flags & NTF.MASTER);
  if (dev && !direct && !dev.master) throw new RtnetlinkError('EINVAL', 'Device does not have a master');
  const asked = master === undefined ? direct ? dev : dev?.master : netns.devices.byIndex(master);
  if (!(asked instanceof Bridge)) throw new RtnetlinkError('EOPNOTSUPP', 'Fdb get operation not supported by device');
  const entry = asked.stations.find(lladdr, vlan);
  if (!entry) throw new RtnetlinkError('ENOENT', 'Fdb entry not found');
  return fdbMessage(asked, entry);
}

/** rtnl_fdb_dump: of each device what its bridge knows of it, then its own lists. */
function dump(netns: Netns, { index, master }: DumpFilter): FdbMessage[] {
  return [...netns.devices]
    .filter(dev => (index === undefined || dev.ifindex === index) && (master === undefined || dev.ifindex === master || dev.master?.ifindex === master))
    .flatMap(dev => dev instanceof Bridge ? [...listed(dev), ...learned(dev, dev)] : dev.master instanceof Bridge ? [...learned(dev.master, dev), ...listed(dev)] : listed(dev));
}

function learned(bridge: Bridge, dev: NetDevice): FdbMessage[] {
  const port = dev === bridge ? null : bridge.portOf(dev)!;
  return bridge.stations.entriesOf(port).map(entry => fdbMessage(bridge, entry));
}

/** ndo_dflt_fdb_dump. */
function listed(dev: NetDevice): FdbMessage[] {
  if (dev.fdb) return dev.fdb.dump();
  if (dev.type !== ARPHRD.ETHER) return [];
  return [...dev.unicast.entries(), ...dev.multicast.entries()].map(({ address }) => ({ index: dev.ifindex, lladdr: address, state: NUD.PERMANENT, flags: NTF.SELF }));
}
