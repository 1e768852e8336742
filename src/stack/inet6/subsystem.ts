import type { Netns } from '../netns';
import { ETH_P_IPV6 } from '../wire';
import { registerAddresses } from './rtnl-addr';
import { onDeviceEvent } from './addrconf';
import { inet6Of } from './inet6';
import { receive } from './input';
import { igmp6Groups } from './mcast';
import { createNeighbourTable } from './ndisc';
import { registerNetconf } from './netconf';
import { registerNeighbours } from './rtnl-neigh';
import { registerRoutes } from './rtnl-route';
import { registerRules } from './rtnl-rule';
import { registerSockets } from './sockets';
import { defineGlobals } from './sysctl';

/** IPv6's place in a new namespace (inet6_net_init and the rest of net/ipv6/af_inet6.c). */
export function inet6(netns: Netns): void {
  const state = inet6Of(netns);
  state.nd = createNeighbourTable(state);
  netns.multicast.igmp6 = () => igmp6Groups(state);
  defineGlobals(state);
  registerAddresses(state);
  registerRoutes(state);
  registerRules(state);
  registerNeighbours(state);
  registerNetconf(state);
  registerSockets(state);
  netns.protocols.set(ETH_P_IPV6, skb => receive(state, skb));
  netns.notifier.subscribe((event, dev, oldName) => onDeviceEvent(state, event, dev, oldName));
}
