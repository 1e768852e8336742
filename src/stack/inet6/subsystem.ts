import { AF_INET6, type IpAddress } from '../address';
import { NDP_SETTINGS, NeighbourParms } from '../inet/neighbour-parms';
import { perNetns, type Netns } from '../netns';
import { neighTableHandlers } from '../rtnetlink/neightbl';
import { ETH_P_IPV6 } from '../wire';
import { registerAddresses } from './rtnl-addr';
import { registerAddrLabels } from './addrlabel';
import { onDeviceEvent } from './addrconf';
import { inet6Of, type Inet6Dev } from './inet6';
import { receive } from './input';
import { igmp6Groups, joinGroup, leaveGroup } from './mcast';
import { createNeighbourTable } from './ndisc';
import { routeWithin } from './output';
import { nexthopFamily } from './nexthop';
import { registerNetconf } from './netconf';
import { registerNeighbours } from './rtnl-neigh';
import { registerRoutes } from './rtnl-route';
import { registerRules } from './rtnl-rule';
import { registerSockets } from './sockets';
import { linkLocalOf } from './source';
import { defineGlobals } from './sysctl';

/** What blackhole_netdev, a device of the initial namespace without name and index, has for NDP. It came before lo. */
const blackholeParms = perNetns(({ network: { clock, random } }) => new NeighbourParms(NDP_SETTINGS, 'net.ipv6.neigh.blackhole', () => clock.now(), random));

/** IPv6's place in a new namespace (inet6_net_init and the rest of net/ipv6/af_inet6.c). */
export function inet6(netns: Netns): void {
  const state = inet6Of(netns);
  state.nd = createNeighbourTable(state);
  netns.multicast.igmp6 = () => igmp6Groups(state);
  const groupWork = (work: (idev: Inet6Dev, group: bigint) => void) => (index: number, group: IpAddress): void => {
    const idev = state.device(index);
    if (idev) work(idev, group as bigint);
  };
  netns.multicast.families.set(AF_INET6, {
    join: groupWork(joinGroup), leave: groupWork(leaveGroup),
    source: index => {
      const idev = state.device(index);
      return idev && linkLocalOf(idev);
    },
  });
  defineGlobals(state);
  registerAddresses(state);
  registerAddrLabels(state);
  registerRoutes(state);
  registerRules(state);
  registerNeighbours(state);
  neighTableHandlers(netns, {
    name: 'ndisc_cache', table: state.nd, defaults: state.ndDefaults,
    parms: () => {
      const devices = state.newestDevices().map(({ dev, nd }) => ({ index: dev.ifindex, parms: nd }));
      return netns.isInitial ? [...devices, { index: 0, parms: blackholeParms(netns) }] : devices;
    },
  });
  nexthopFamily(state);
  registerNetconf(state);
  registerSockets(state);
  netns.protocols.set(ETH_P_IPV6, skb => receive(state, skb));
  netns.l3Routes.set(ETH_P_IPV6, (skb, master) => routeWithin(state, skb, master));
  netns.notifier.subscribe((event, dev, oldName) => onDeviceEvent(state, event, dev, oldName));
}
