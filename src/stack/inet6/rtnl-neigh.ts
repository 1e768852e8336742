import { AF_INET6 } from '../address';
import { fitLinkAddress } from '../rtnetlink/neigh';
import { NUD, RtnetlinkError, type NeighMessage } from '../rtnetlink';
import type { Inet6 } from './inet6';

/** RTM_*NEIGH of IPv6 (net/core/neighbour.c). */
export function registerNeighbours(inet6: Inet6): void {
  const { rtnetlink, devices } = inet6.netns;
  const check = (index: number): void => {
    if (index && !devices.byIndex(index)) throw new RtnetlinkError('ENODEV');
  };
  rtnetlink.register('RTM_NEWNEIGH', AF_INET6, message => {
    check(message.index);
    inet6.nd.add(fitLinkAddress(devices.byIndex(message.index), message));
  });
  rtnetlink.register('RTM_DELNEIGH', AF_INET6, message => {
    check(message.index);
    inet6.nd.delete(message);
  });
  rtnetlink.registerDump('RTM_GETNEIGH', AF_INET6, ({ index, proxy }) => {
    const messages: NeighMessage[] = proxy ? inet6.nd.proxies().map(entry => inet6.nd.proxyMessage(entry)) : inet6.nd.entries().map(entry => inet6.nd.message(entry));
    return messages.filter(message => !index || message.index === index);
  });
  rtnetlink.registerGet('RTM_GETNEIGH', AF_INET6, message => {
    check(message.index);
    const neighbour = inet6.nd.lookup(message.index, message.dst);
    if (!neighbour || neighbour.state === NUD.NONE) throw new RtnetlinkError('ENOENT');
    return inet6.nd.message(neighbour);
  });
}
