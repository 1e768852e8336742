import { IFA_F, IFF, RT_SCOPE } from '../rtnetlink';
import { inetOf } from '../inet/inet';
import { addMulticastRoute, addPrefixRoute, confirmAddress, linkAddress } from './addrconf';
import { IfAddr6 } from './ifaddr';
import type { Inet6, Inet6Dev } from './inet6';
import { ipv4End } from './interface-id';

const LINK_LOCAL = 0xfe80n << 112n;

/** addrconf_sit_config: a tunnel for IPv6 over IPv4 has addresses that its IPv4 end, or else the host's IPv4 addresses, are in. */
export function configureSit(inet6: Inet6, idev: Inet6Dev): void {
  const { dev } = idev;
  const pointToPoint = (dev.flags & IFF.POINTOPOINT) !== 0;
  const add = (address: number): void => {
    const ipv6 = (pointToPoint ? LINK_LOCAL : 0n) | BigInt(address);
    if (idev.addresses.some(known => known.address === ipv6)) return;
    const ifa = new IfAddr6(idev, ipv6, pointToPoint ? 64 : 96, { flags: IFA_F.PERMANENT });
    linkAddress(ifa);
    confirmAddress(inet6, ifa);
    addPrefixRoute(inet6, ifa);
  };
  const end = ipv4End(dev);
  if (end) add(end);
  else for (const { dev: other, addresses } of inetOf(inet6.netns).devices()) {
    for (const { local, scope } of other.up ? addresses : []) if (scope !== RT_SCOPE.LINK && !(scope >= RT_SCOPE.HOST && pointToPoint)) add(local);
  }
  if (pointToPoint) addMulticastRoute(inet6, idev);
}
