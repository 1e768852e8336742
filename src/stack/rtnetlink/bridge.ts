import { Bridge } from '../device/bridge/bridge';
import type { BridgePort } from '../device/bridge/port';
import type { NetDevice } from '../device/device';
import type { Netns } from '../netns';
import { RtnetlinkError, type DelBridgeLink, type NewVlan, type SetBridgeLink } from '../rtnetlink';
import { vlanEntries } from './bridge-messages';

/** AF_BRIDGE's RTM_SETLINK and RTM_DELLINK (rtnl_bridge_setlink, rtnl_bridge_dellink), and RTM_*VLAN (net/bridge/br_vlan.c). */
export function bridgeHandlers(netns: Netns): void {
  const { rtnetlink } = netns;
  rtnetlink.register('RTM_SETLINK', 0, message => change(netns, message, (bridge, dev) => setPort(bridge, dev, message)));
  rtnetlink.register('RTM_DELLINK AF_BRIDGE', 0, message => change(netns, message, (bridge, dev) => deleteVlans(bridge, dev, message)));
  rtnetlink.register('RTM_NEWVLAN', 0, message => setVlanOptions(netns, message));
  rtnetlink.registerDump('RTM_GETVLAN', 0, () => [...netns.devices].flatMap(dev => {
    const bridge = bridgeOf(dev);
    if (!bridge) return [];
    const port = portOf(bridge, dev);
    return [{ index: dev.ifindex, entries: vlanEntries(bridge, port), globals: port ? [] : bridge.vlanTables.globals() }];
  }));
}

/** The bridge that a device is, or is a port of. */
export function bridgeOf(dev: NetDevice): Bridge | undefined {
  return dev instanceof Bridge ? dev : dev.master instanceof Bridge ? dev.master : undefined;
}

/** Null for the bridge itself. */
export function portOf(bridge: Bridge, dev: NetDevice): BridgePort | null {
  return dev === bridge ? null : bridge.portOf(dev)!;
}

/** @throws {RtnetlinkError} ENODEV, EOPNOTSUPP for a device that is no port or, with `self`, no bridge; what `work` throws */
function change(netns: Netns, { index, self, master }: SetBridgeLink | DelBridgeLink, work: (bridge: Bridge, dev: NetDevice) => void): void {
  const dev = netns.devices.byIndex(index);
  if (!dev) throw new RtnetlinkError('ENODEV');
  if (master || !self) {
    if (!(dev.master instanceof Bridge)) throw new RtnetlinkError('EOPNOTSUPP');
    work(dev.master, dev);
  }
  if (!self) return;
  if (!(dev instanceof Bridge)) throw new RtnetlinkError('EOPNOTSUPP');
  work(dev, dev);
}

/** br_setlink. */
function setPort(bridge: Bridge, dev: NetDevice, { protinfo, vlans }: SetBridgeLink): void {
  const port = portOf(bridge, dev);
  let changed = false;
  if (port && protinfo) {
    bridge.changePort(dev, protinfo);
    changed = true;
  }
  if (vlans?.tunnel) refuseTunnel(port);
  if (vlans && bridge.vlanTables.add(port, vlans.first, vlans.last, vlans)) changed = true;
  if (changed) tell(bridge, port);
}

function deleteVlans(bridge: Bridge, dev: NetDevice, { vlans }: DelBridgeLink): void {
  const port = portOf(bridge, dev);
  if (vlans.tunnel) refuseTunnel(port);
  if (bridge.vlanTables.delete(port, vlans.first, vlans.last)) tell(bridge, port);
}

/** br_process_vlan_tunnel_info, as far as it goes. */
function refuseTunnel(port: BridgePort | null): never {
  if (!port?.switches.vlanTunnel) throw new RtnetlinkError('EINVAL');
  throw new RtnetlinkError('EOPNOTSUPP', 'vethlab\'s bridges don\'t support VLANs mapped to tunnels');
}

function tell(bridge: Bridge, port: BridgePort | null): void {
  if (port) bridge.announcePort(port);
  else bridge.announceSelf();
}

/** br_vlan_rtm_process. @throws {RtnetlinkError} ENODEV, EINVAL, ENOENT, EBUSY */
function setVlanOptions(netns: Netns, { index, first, last, options, globalOptions }: NewVlan): void {
  const dev = netns.devices.byIndex(index);
  if (!dev) throw new RtnetlinkError('ENODEV');
  const bridge = bridgeOf(dev);
  if (globalOptions) {
    if (!(dev instanceof Bridge)) throw new RtnetlinkError('EINVAL', 'bridge: Global vlan options can only be set on bridge devices');
    dev.vlanTables.setGlobalOptions(first, last, globalOptions);
  }
  if (!options) return;
  if (!bridge) throw new RtnetlinkError('EINVAL', 'bridge: The device is not a valid bridge or bridge port');
  bridge.vlanTables.setOptions(portOf(bridge, dev), first, last, options);
}
