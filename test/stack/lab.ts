import { createNetwork, formatAddress, IFF, IFA_F, type AddrMessage, type Netns, type Network, type NewLink, type RouteMessage } from '../../src/stack';

/** Runs all that is due now and in the next `ns` nanoseconds. */
export function advance(network: Network, ns = 0): void {
  const until = network.clock.now() + ns;
  network.clock.after(ns, () => undefined);
  for (let next = network.clock.next(); next !== undefined && next <= until; next = network.clock.next()) network.clock.step();
}

export const UP = { flags: IFF.UP, change: IFF.UP };
export const DOWN = { flags: 0, change: IFF.UP };

/** A host with veth0 and veth1, both down, and shorthand for changing links. */
export function vethLab(seed = 1) {
  const network = createNetwork({ seed });
  const host = network.addHost('vm');
  const netns = host.initNetns;
  const set = (ifname: string, attributes: Partial<NewLink>, where: Netns = netns): void => {
    where.rtnetlink.request({ type: 'RTM_NEWLINK', index: where.rtnetlink.getLink({ ifname }).index, ...attributes });
    advance(network);
  };
  const add = (attributes: Partial<NewLink>): void => {
    netns.rtnetlink.request({ type: 'RTM_NEWLINK', create: true, excl: true, ...attributes });
    advance(network);
  };
  add({ ifname: 'veth0', address: '02:00:00:00:00:01', kind: 'veth', data: { peer: { ifname: 'veth1', address: '02:00:00:00:00:02' } } });
  return { network, host, netns, set, add };
}

/** A route roughly as `ip -6 route show table all` prints it. */
export function routeText(netns: Netns, route: RouteMessage): string {
  const name = (oif: number): string => netns.rtnetlink.getLink({ index: oif }).ifname;
  const dst = route.dst.length === 0 ? 'default' : `${formatAddress(route.dst.address)}${route.dst.length === 128 ? '' : `/${route.dst.length}`}`;
  const hops = route.nexthops.map(({ gateway, oif }) => `${gateway === undefined ? '' : ` via ${formatAddress(gateway)}`}${oif ? ` dev ${name(oif)}` : ''}`).join(' +');
  return `${route.type === 'unicast' ? '' : `${route.type} `}${dst}${hops}${route.table === 255 ? ' table local' : ''} metric ${route.priority ?? 0}${route.flags & 16 ? ' linkdown' : ''}`;
}

export function routes6(netns: Netns): string[] {
  return netns.rtnetlink.dump('RTM_GETROUTE', { family: 10 }).map(route => routeText(netns, route));
}

/** An address roughly as `ip -6 addr` prints it. */
export function addressText({ local, prefixlen, flags, index }: AddrMessage): string {
  const words = [['nodad', IFA_F.NODAD], ['dadfailed', IFA_F.DADFAILED], ['deprecated', IFA_F.DEPRECATED], ['tentative', IFA_F.TENTATIVE]] as const;
  return [`${index}: ${formatAddress(local)}/${prefixlen}`, ...words.filter(([, bit]) => flags & bit).map(([word]) => word)].join(' ');
}

export function addresses6(netns: Netns): string[] {
  return netns.rtnetlink.dump('RTM_GETADDR', { family: 10 }).map(addressText);
}
