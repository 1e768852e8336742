import { AF_INET, type IpAddress } from '../address';
import type { NetDevice } from '../device/device';
import type { NetdevEvent } from '../device/notifier';
import { perNetns, type Netns } from '../netns';
import { IFF, INFINITY_LIFE_TIME, RT_SCOPE } from '../rtnetlink';
import { addressHandlers } from '../rtnetlink/addr';
import { neighbourHandlers } from '../rtnetlink/neigh';
import { neighTableHandlers } from '../rtnetlink/neightbl';
import { routeHandlers } from '../rtnetlink/route';
import { ruleHandlers } from '../rtnetlink/rule';
import { icmpSockets } from '../socket/icmp';
import { udpSockets } from '../socket/udp';
import { ETH_P_ARP, ETH_P_IP } from '../wire';
import { announceAll, arpTable, receiveArp } from './arp';
import { carrierChanged, deviceUp, disable } from './frontend';
import { igmpGroups, join, joinAllHosts, leave, leaveAllHosts } from './groups';
import { insertAddress, removeAddress, setLifetime, type IfAddr } from './ifaddr';
import { inetOf, type Inet, type InDevice } from './inet';
import { receivePacket } from './input';
import { routeWithin } from './l3mdev';
import { ARP_SETTINGS, NeighbourParms } from './neighbour-parms';
import { netconfHandlers } from './netconf';
import { nexthopFamily } from './nexthop';
import { INADDR_LOOPBACK, selectAddress } from './source';
import { deviceSysctls, globalSysctls, removeDeviceSysctls } from './sysctls';

const MIN_MTU = 68;

/** IPv4 of a namespace (net/ipv4): takes part in devices' lives, receives its packets, and answers for its family. */
export function ipv4(netns: Netns): void {
  const inet = inetOf(netns);
  inet.arp = arpTable(inet);
  netns.protocols.set(ETH_P_IP, skb => receivePacket(inet, skb));
  netns.l3Routes.set(ETH_P_IP, (skb, master) => routeWithin(inet, skb, master));
  netns.protocols.set(ETH_P_ARP, skb => receiveArp(inet, skb));
  netns.notifier.subscribe((event, dev) => notified(inet, event, dev));
  netns.multicast.igmp = () => igmpGroups(inet);
  const groupWork = (work: (device: InDevice, group: number) => void) => (index: number, group: IpAddress): void => {
    const device = inet.device(index);
    if (device) work(device, group as number);
  };
  netns.multicast.families.set(AF_INET, {
    join: groupWork(join), leave: groupWork(leave), source: index => selectAddress(inet, index, 0, RT_SCOPE.LINK) || undefined,
  });
  globalSysctls(inet);
  addressHandlers(inet);
  routeHandlers(inet);
  ruleHandlers(inet);
  neighbourHandlers(inet);
  neighTableHandlers(netns, {
    name: 'arp_cache', table: inet.arp, defaults: inet.arpDefaults,
    parms: () => {
      const devices = inet.newestDevices().map(({ dev, arp }) => ({ index: dev.ifindex, parms: arp }));
      return netns.isInitial ? devices.toSpliced(-1, 0, { index: 0, parms: blackholeParms(netns) }) : devices;
    },
  });
  nexthopFamily(inet);
  netconfHandlers(inet);
  icmpSockets(inet);
  udpSockets(inet);
}

/** What blackhole_netdev, a device of the initial namespace without name and index, has for ARP. It came just after lo. */
const blackholeParms = perNetns(({ network: { clock, random } }) => new NeighbourParms(ARP_SETTINGS, 'net.ipv4.neigh.blackhole', () => clock.now(), random));

/** inetdev_event, fib_netdev_event and arp_netdev_event. */
function notified(inet: Inet, event: NetdevEvent, dev: NetDevice): void {
  const device = inet.device(dev.ifindex);
  if (event === 'register') {
    if (!device) deviceSysctls(inet, inet.addDevice(dev));
    return;
  }
  if (!device) {
    if (event === 'change-mtu' && dev.mtu >= MIN_MTU) deviceSysctls(inet, inet.addDevice(dev));
    return;
  }
  EVENTS[event]?.(inet, device);
}

const EVENTS: Partial<Record<NetdevEvent, (inet: Inet, device: InDevice) => void>> = {
  'up': up,
  'down': (inet, device) => {
    leaveAllHosts(device);
    disable(inet, device, 'down', false);
  },
  'change': (inet, device) => {
    carrierChanged(inet, device);
    if (!device.dev.carrier && inet.conf(device, 'arp_evict_nocarrier').value) inet.arp.flush(device.dev.ifindex, 'passing entries');
  },
  'change-address': (inet, device) => {
    inet.arp.flush(device.dev.ifindex, 'entries');
    inet.exceptions.flush();
    if (inet.conf(device, 'arp_notify').value) announceAll(device);
  },
  'change-mtu': (inet, device) => {
    inet.exceptions.flush();
    if (device.dev.mtu < MIN_MTU) destroy(inet, device);
  },
  'change-l3-upper': (inet, device) => disable(inet, device, 'down', true),
  'notify-peers': (_, device) => announceAll(device),
  'change-name': (inet, device) => renamed(inet, device),
  'unregister': destroy,
};

function up(inet: Inet, device: InDevice): void {
  const { dev } = device;
  const loopback = (dev.flags & IFF.LOOPBACK) !== 0;
  joinAllHosts(device);
  if (loopback && device.addresses.length === 0) {
    const ifa = loopbackAddress(inet, device);
    device.conf.settle();
    insertAddress(inet, ifa);
  }
  if (inet.conf(device, 'arp_notify').value) announceAll(device);
  deviceUp(inet, device);
}

function loopbackAddress(inet: Inet, device: InDevice): IfAddr {
  const now = inet.netns.network.clock.now();
  const ifa: IfAddr = {
    device, local: INADDR_LOOPBACK, address: INADDR_LOOPBACK, prefixlen: 8, scope: RT_SCOPE.HOST, flags: 0, label: device.dev.ifname,
    rtPriority: 0, validLft: 0, preferredLft: 0, cstamp: now, tstamp: now,
  };
  setLifetime(inet, ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
  return ifa;
}

/** inetdev_destroy */
function destroy(inet: Inet, device: InDevice): void {
  const { dev } = device;
  device.dead = true;
  while (device.addresses.length > 0) removeAddress(inet, device.addresses[0]!);
  disable(inet, device, 'unregister', true);
  leaveAllHosts(device);
  removeDeviceSysctls(inet, device);
  inet.removeDevice(dev.ifindex);
}

/** inetdev_changename: labels follow the device's name, `NAME:x` keeps its suffix. */
function renamed(inet: Inet, device: InDevice): void {
  for (const ifa of device.addresses) {
    const suffix = ifa.label.indexOf(':');
    ifa.label = suffix < 0 ? device.dev.ifname : `${device.dev.ifname}${ifa.label.slice(suffix)}`;
  }
  removeDeviceSysctls(inet, device);
  deviceSysctls(inet, device);
}
