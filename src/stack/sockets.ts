import { SysError } from './errno';
import type { IcmpSocket, PacketSocket, SocketEntry, Sockets, TcpSocket, UdpSocket } from './socket';

type SocketFamily = 2 | 10;

/** A namespace's socket(2): each family registers how it makes its sockets. */
export class SocketDoor implements Sockets {
  readonly icmpFamilies = new Map<SocketFamily, (kind: 'raw' | 'dgram', uid: number) => IcmpSocket>();
  readonly udpFamilies = new Map<SocketFamily, () => UdpSocket>();
  tcpFamily: ((family: SocketFamily) => TcpSocket) | undefined;
  /** Who tells of the sockets that there are. */
  readonly diags: (() => SocketEntry[])[] = [];
  packetFamily: ((uid: number) => PacketSocket) | undefined;

  icmp(kind: 'raw' | 'dgram', family: SocketFamily, uid: number): IcmpSocket {
    const create = this.icmpFamilies.get(family);
    if (!create) throw new SysError('EAFNOSUPPORT');
    return create(kind, uid);
  }

  udp(family: SocketFamily): UdpSocket {
    const create = this.udpFamilies.get(family);
    if (!create) throw new SysError('EAFNOSUPPORT');
    return create();
  }

  tcp(family: SocketFamily): TcpSocket {
    if (!this.tcpFamily) throw new SysError('EAFNOSUPPORT');
    return this.tcpFamily(family);
  }

  list(): SocketEntry[] {
    return this.diags.flatMap(diag => diag());
  }

  packet(uid: number): PacketSocket {
    if (!this.packetFamily) throw new SysError('EAFNOSUPPORT');
    return this.packetFamily(uid);
  }
}
