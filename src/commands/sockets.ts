import type { Sockets } from '../stack';
import type { Process } from './program';

/** socket(2) as a process gets it: in a VRF (`ip vrf exec`) IP sockets come bound to its device. */
export function socketsOf({ netns, vrf }: Process): Sockets {
  const { sockets } = netns;
  const ifname = vrf && netns.devices.byIndex(vrf.ifindex)?.ifname;
  if (ifname === undefined) return sockets;
  const bound = <T extends { bindToDevice(ifname: string): void }>(socket: T): T => {
    socket.bindToDevice(ifname);
    return socket;
  };
  return {
    icmp: (kind, family, uid) => bound(sockets.icmp(kind, family, uid)),
    udp: family => bound(sockets.udp(family)),
    tcp: family => bound(sockets.tcp(family)),
    list: () => sockets.list(),
    packet: uid => sockets.packet(uid),
  };
}
