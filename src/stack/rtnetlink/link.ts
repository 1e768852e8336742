import { bond } from '../device/bond/kind';
import { bridge } from '../device/bridge/kind';
import { configureLink, createLink } from '../device/create';
import type { NetDevice } from '../device/device';
import { dummy } from '../device/dummy';
import { ifb } from '../device/ifb';
import { ipvlan, ipvtap } from '../device/ipvlan/kind';
import type { LinkAttributes, LinkKind } from '../device/kinds';
import { moveDevice, unregisterDevices } from '../device/lifecycle';
import { macvlan, macvtap } from '../device/macvlan/kind';
import { ALTIFNAMSIZ, IFNAMSIZ } from '../device/names';
import { tun } from '../device/tun';
import { tunnelIoctls } from '../device/tunnel/ioctl';
import { TUNNEL_KINDS } from '../device/tunnel/kinds';
import { veth } from '../device/veth';
import { vlan } from '../device/vlan';
import { vrf } from '../device/vrf';
import { vxlan } from '../device/vxlan/kind';
import type { Netns } from '../netns';
import { RtnetlinkError, type DelLink, type LinkProp, type NewLink } from '../rtnetlink';
import { bridgeHandlers } from './bridge';
import { fdbHandlers } from './fdb';
import { mdbHandlers } from './mdb';
import { announceLink } from './announce';
import { linkMessage } from './linkmessage';
import { peerOf } from './nsid';
import { setLink, setMaster } from './setlink';

/** Octets of headers that a segment to be split may have (linux/tcp.h). */
const MAX_TCP_HEADER = 320;

const KINDS: ReadonlyMap<string, LinkKind> = new Map([
  veth, bridge, vlan, dummy, ifb, macvlan, macvtap, ipvlan, ipvtap, vrf, vxlan, bond, tun, ...TUNNEL_KINDS,
].map(kind => [kind.kind, kind]));

/** RTM_*LINK and RTM_*LINKPROP (net/core/rtnetlink.c). */
export function link(netns: Netns): void {
  const { rtnetlink, devices } = netns;
  netns.notifier.subscribe((event, dev) => {
    dev.master?.portEvent(event, dev);
    for (const upper of uppersOf(dev)) upper.lowerEvent(event);
  });
  rtnetlink.register('RTM_NEWLINK', 0, message => newLink(netns, message));
  fdbHandlers(netns);
  mdbHandlers(netns);
  bridgeHandlers(netns);
  tunnelIoctls(netns);
  rtnetlink.register('RTM_DELLINK', 0, message => deleteLink(netns, message));
  rtnetlink.register('RTM_NEWLINKPROP', 0, message => changeAltnames(netns, message, addAltname));
  rtnetlink.register('RTM_DELLINKPROP', 0, message => changeAltnames(netns, message, deleteAltname));
  rtnetlink.registerDump('RTM_GETLINK', 0, () => [...devices].map(linkMessage));
  rtnetlink.registerGet('RTM_GETLINK', 0, which => {
    const dev = 'index' in which ? devices.byIndex(which.index) : devices.byName(which.ifname);
    if (!dev) throw new RtnetlinkError('ENODEV');
    // Those who ask for an index here have its name at hand on Linux, and don't ask the kernel (lib/ll_map.c).
    if ('ifname' in which && netns.network.release.has('link state up to date when asked')) netns.host.linkWatch.sync(dev);
    return linkMessage(dev);
  });
}

function uppersOf(dev: NetDevice): NetDevice[] {
  return [...dev.vlans.values(), ...dev.uppers];
}

/** How a device that user space made is unmade; none for lo and NICs. */
export function kindOf(dev: NetDevice): LinkKind | undefined {
  return dev.kind === undefined ? undefined : KINDS.get(dev.kind);
}

function find(netns: Netns, message: { readonly index?: number; readonly ifname?: string }): NetDevice | undefined {
  if (message.index) return netns.devices.byIndex(message.index);
  return message.ifname === undefined ? undefined : netns.devices.byName(message.ifname);
}

/** RTM_NEWLINK makes a link, or changes the one that it names (__rtnl_newlink). */
function newLink(netns: Netns, message: NewLink): void {
  if ((message.ifname?.length ?? 0) >= IFNAMSIZ) throw new RtnetlinkError('ERANGE', 'Attribute failed policy validation');
  if ((message.gsoMaxSize ?? MAX_TCP_HEADER + 1) <= MAX_TCP_HEADER) throw new RtnetlinkError('ERANGE', 'integer out of range');
  const inTarget = message.create && message.excl && netns.network.release.has('new link sought in its own namespace');
  const dev = find(inTarget ? message.netns ?? netns : netns, message);
  const kind = message.kind === undefined ? undefined : KINDS.get(message.kind);
  kind?.validate(message);
  const peer = netns.network.release.has('peer of a new link looked at first') ? kind?.peer?.(message) : undefined;
  if (peer) kind!.validate(peer);
  if (dev) return changeLink(dev, kind, message);
  if (message.create) return createNew(netns, kind, message);
  if (message.onGroup === undefined || message.index || message.ifname !== undefined) throw new RtnetlinkError('ENODEV');
  for (const member of [...netns.devices]) if (member.group === message.onGroup) setLink(member, message);
}

function changeLink(dev: NetDevice, kind: LinkKind | undefined, message: NewLink): void {
  if (message.excl) throw new RtnetlinkError('EEXIST');
  if (message.replace) throw new RtnetlinkError('EOPNOTSUPP');
  if (message.data) {
    if (!kind?.change || kind.kind !== dev.kind) throw new RtnetlinkError('EOPNOTSUPP');
    kind.change(dev, message.data);
  }
  if (message.slaveData) {
    if (!dev.master) throw new RtnetlinkError('EOPNOTSUPP');
    dev.master.changePort(dev, message.slaveData);
  }
  setLink(dev, message, message.data || message.slaveData ? 'notify' : 'none');
}

function createNew(netns: Netns, kind: LinkKind | undefined, message: NewLink): void {
  if (!kind) throw new RtnetlinkError('EOPNOTSUPP', 'Unknown device type');
  if (kind.module) netns.host.load(kind.module);
  const attributes: LinkAttributes = message;
  const destination = message.netns ?? netns;
  const lowerNetns = message.linkNetnsid === undefined ? undefined : peerOf(netns, message.linkNetnsid);
  if (message.linkNetnsid !== undefined && !lowerNetns) throw new RtnetlinkError('EINVAL', 'Unknown network namespace id');
  const ifname = message.ifname ?? `${kind.kind}%d`;
  const dev = createLink(lowerNetns ?? destination, ifname, kind, attributes);
  dev.ifindex = message.index ?? 0;
  kind.register(dev, attributes, lowerNetns ?? netns);
  try {
    configureLink(dev, attributes);
    if (lowerNetns) moveDevice(dev, destination, ifname);
    if (message.master !== undefined) setMaster(dev, message.master);
  } catch (error) {
    unregisterDevices(unlinkAll([dev]));
    throw error;
  }
}

function deleteLink(netns: Netns, message: DelLink): void {
  const named = message.index || message.ifname !== undefined;
  if (!named && message.group === 0) throw new RtnetlinkError('EPERM');
  const doomed = named ? [find(netns, message)] : [...netns.devices].filter(dev => dev.group === message.group);
  if (!named && message.group === undefined) throw new RtnetlinkError('EINVAL');
  if (doomed.length === 0) throw new RtnetlinkError('ENODEV');
  const found = doomed.map(dev => {
    if (!dev) throw new RtnetlinkError('ENODEV');
    if (!kindOf(dev)) throw new RtnetlinkError('EOPNOTSUPP');
    return dev;
  });
  unregisterDevices(unlinkAll(found));
}

/** Devices, what goes with each, and what lies on top of those. */
function unlinkAll(devs: readonly NetDevice[]): NetDevice[] {
  const doomed = new Set<NetDevice>();
  const visit = (dev: NetDevice): void => {
    if (doomed.has(dev)) return;
    const family = kindOf(dev)?.unlink(dev) ?? [dev];
    for (const member of family) for (const upper of uppersOf(member)) visit(upper);
    for (const member of family) doomed.add(member);
  };
  devs.forEach(visit);
  return [...doomed];
}

function changeAltnames(netns: Netns, message: LinkProp, change: (dev: NetDevice, name: string) => void): void {
  const dev = netns.devices.byIndex(message.index);
  if (!dev) throw new RtnetlinkError('ENODEV');
  for (const name of message.altnames) change(dev, name);
  announceLink('RTM_NEWLINK', dev);
}

/** netdev_name_node_alt_create. */
function addAltname(dev: NetDevice, name: string): void {
  if (name.length >= ALTIFNAMSIZ) throw new RtnetlinkError('ERANGE', 'Attribute failed policy validation');
  if (name === '') throw new RtnetlinkError('EINVAL');
  if (dev.netns.devices.byName(name)) throw new RtnetlinkError('EEXIST');
  dev.altnames.push(name);
  dev.netns.devices.addName(name, dev);
}

/** netdev_name_node_alt_destroy. */
function deleteAltname(dev: NetDevice, name: string): void {
  const owner = dev.netns.devices.byName(name);
  if (!owner) throw new RtnetlinkError('ENOENT');
  if (owner !== dev || name === dev.ifname) throw new RtnetlinkError('EINVAL');
  dev.altnames.splice(dev.altnames.indexOf(name), 1);
  dev.netns.devices.removeName(name);
}

/** A namespace's end (default_device_exit_net): NICs go back to the initial namespace, all else goes with it. */
export function destroyDevices(netns: Netns): void {
  const refugees = [...netns.devices].filter(dev => !dev.netnsLocal && !kindOf(dev));
  for (const dev of refugees) {
    const fallback = `dev${dev.ifindex}`;
    moveDevice(dev, netns.host.initNetns, netns.host.initNetns.devices.byName(fallback) ? 'dev%d' : fallback);
  }
  unregisterDevices(unlinkAll([...netns.devices].reverse()));
}
