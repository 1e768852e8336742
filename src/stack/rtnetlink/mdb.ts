import { isMulticast } from '../address';
import { Bridge } from '../device/bridge/bridge';
import type { BridgePort } from '../device/bridge/port';
import { STATE } from '../device/bridge/port';
import { isMulticastAddress } from '../device/ethernet';
import type { Netns } from '../netns';
import { RtnetlinkError, type ChangeMdb } from '../rtnetlink';
import { mdbMessage } from './bridge-messages';

const MAX_VLAN = 4095;
const ALL_NODES = 0xff02_0000_0000_0000_0000_0000_0000_0001n;

/** RTM_NEWMDB, RTM_DELMDB and the dump (net/bridge/br_mdb.c). */
export function mdbHandlers(netns: Netns): void {
  const { rtnetlink } = netns;
  rtnetlink.register('RTM_NEWMDB', 0, message => change(netns, message));
  rtnetlink.register('RTM_DELMDB', 0, message => change(netns, message));
  rtnetlink.registerDump('RTM_GETMDB', 0, () => [...netns.devices].flatMap(dev => (dev instanceof Bridge ? [mdbMessage(dev)] : [])));
}

function invalid(why: string, errno: 'EINVAL' | 'EOPNOTSUPP' | 'ENODEV' = 'EINVAL'): never {
  throw new RtnetlinkError(errno, `bridge: ${why}`);
}

/** is_valid_mdb_entry. */
function checkEntry({ group, source, vid }: ChangeMdb): void {
  if (typeof group === 'number') {
    if (!isMulticast(group)) invalid('IPv4 entry group address is not multicast');
    if (group >>> 8 === 0xe00000) invalid('IPv4 entry group address is local multicast');
  } else if (typeof group === 'bigint') {
    if (group === ALL_NODES) invalid('IPv6 entry group address is link-local all nodes');
  } else if (!isMulticastAddress(group)) invalid('L2 entry group is not multicast');
  if (vid >= MAX_VLAN || vid < 0) invalid('Invalid entry VLAN id');
  if (source === undefined) return;
  if (typeof group === 'string') invalid('Invalid protocol used with source address');
  const family = typeof group === 'number' ? 'IPv4' : 'IPv6';
  if (typeof source !== typeof group) invalid(`${family} invalid source address length`);
  if (isMulticast(source)) invalid(`${family} multicast source address is not allowed`);
}

function findPort(netns: Netns, bridge: Bridge, message: ChangeMdb): BridgePort | null {
  if (message.port === bridge.ifindex) return null;
  const dev = netns.devices.byIndex(message.port);
  if (!dev) return invalid('Port net device doesn\'t exist', 'ENODEV');
  if (!(dev.master instanceof Bridge)) return invalid('Net device is not a bridge port');
  const port = bridge.portOf(dev);
  if (!port) return invalid('Port belongs to a different bridge device');
  if (port.state === STATE.DISABLED && !message.permanent && message.type === 'RTM_NEWMDB') invalid('Port is in disabled state and entry is not permanent');
  return port;
}

/** br_mdb_add, br_mdb_del. @throws {RtnetlinkError} */
function change(netns: Netns, message: ChangeMdb): void {
  const bridge = netns.devices.byIndex(message.index);
  if (!bridge) return invalid('Device doesn\'t exist', 'ENODEV');
  if (!(bridge instanceof Bridge)) return invalid('Device is not a bridge', 'EOPNOTSUPP');
  checkEntry(message);
  const adds = message.type === 'RTM_NEWMDB';
  if (!bridge.up) return adds ? invalid('Bridge device is not running') : fail();
  if (!bridge.snooping.enabled) return adds ? invalid('Bridge\'s multicast processing is disabled') : fail();
  const port = findPort(netns, bridge, message);
  const { group, source, permanent } = message;
  const vlans = bridge.vlanFiltering && message.vid === 0 ? bridge.vlanTables.groupOf(port).ids() : [];
  for (const vid of vlans.length > 0 ? vlans : [message.vid]) {
    const key = { group, ...(source !== undefined && { source }), vid };
    if (adds) bridge.snooping.add(port, key, permanent);
    else if (!bridge.snooping.delete(port, key)) fail();
  }
}

function fail(): never {
  throw new RtnetlinkError('EINVAL');
}
