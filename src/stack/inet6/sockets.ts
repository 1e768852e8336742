import type { Inet6 } from './inet6';
import { IcmpSocket6 } from './icmp-socket';
import { UdpSocket6 } from './udp-socket';
import { SysError } from '../errno';
import { AF_INET6 } from '../address';

/** socket(2) for AF_INET6. */
export function registerSockets(inet6: Inet6): void {
  const { sockets } = inet6.netns;
  sockets.icmpFamilies.set(AF_INET6, (kind, uid) => {
    if (kind === 'raw' && uid !== 0) throw new SysError('EPERM');
    if (kind === 'dgram' && !pingAllowed(inet6, uid)) throw new SysError('EACCES');
    return new IcmpSocket6(inet6, kind);
  });
  sockets.udpFamilies.set(AF_INET6, () => new UdpSocket6(inet6));
  sockets.diags.push(() => [...inet6.sockets].flatMap(socket => (socket instanceof UdpSocket6 ? socket.entry() ?? [] : [])));
}

/** net.ipv4.ping_group_range holds for both families. */
function pingAllowed(inet6: Inet6, gid: number): boolean {
  const { sysctl } = inet6.netns;
  const path = 'net/ipv4/ping_group_range';
  if (!sysctl.has(path)) return false;
  const [low, high] = sysctl.get(path).trim().split(/\s+/).map(Number) as [number, number];
  return gid >= low && gid <= high;
}
